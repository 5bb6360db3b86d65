import { ApplicationFailure, Context } from '@temporalio/activity';
import type { CollectionPlan } from '../domain/case.js';
import { type BusinessClock, businessTime } from '../domain/clock.js';
import { inParallel } from '../domain/in-parallel.js';
import { caseOf } from '../domain/record-row.js';
import {
  countOf,
  NOT_IMPORTED,
  type RowResult,
  type RowResults,
  rowsOf,
  TAKEN,
  toResults,
  UNKNOWN,
} from '../domain/row-results.js';
import { isRefused } from '../domain/vendor-words.js';
import type { AlphacommClient, ImportRow } from '../vendors/alphacomm/client.js';
import { VendorError } from '../vendors/errors.js';
import { type ImportedCases, rowsPerImportCall } from '../workflows/messages.js';
import { mayHaveActed, notYet, toApplicationFailure } from './failures.js';
import { whileHeartbeating } from './heartbeats.js';
import { type AboutRows, unpackRows } from './import-rows.js';

export interface ImportRowsRequest extends AboutRows {
  /** What is known of the rows: only those that are open are handed in. */
  results: RowResults;
}

export interface ImportedRows {
  results: RowResults;
  /** Why rows are still open; `again`: they may be handed in again at once. */
  failure: { name: string; message: string; again: boolean } | null;
}

export interface LookUpRowsRequest extends AboutRows {
  results: RowResults;
  /** When the rows were first sent, and when the answer was lost, in milliseconds since 1970. */
  sentMs: number;
  lostMs: number;
  clock?: BusinessClock;
}

export interface StartCasesRequest extends AboutRows {
  results: RowResults;
  plan: CollectionPlan;
  /** When the rows were imported, an instant of business time. */
  at: string;
  clock?: BusinessClock;
}

export interface ImportDeps {
  alphacomm: AlphacommClient;
  importWindowMs: number;
  cases: ImportedCases;
}

/** Look-ups, and starts of cases, that are under way at once. */
const AT_ONCE = 8;
/** Our clock and the vendor's may differ by so much. */
const CLOCKS_DIFFER_MS = 60_000;
const BY_LINK = 'the answer was lost; a PayLink shows that the vendor has the record';
const HAS_A_CASE = 'a case has this reference already: the record was not handed in';

export function createImportActivities({ alphacomm, importWindowMs, cases }: ImportDeps) {
  return {
    /**
     * Settles the rows that are open, but whose reference has a case already: each accepted row is to become one, so these
     * are not handed in. Safe to repeat.
     */
    async leaveOutTaken(packed: Uint8Array, request: ImportRowsRequest): Promise<RowResults> {
      const rows = unpackRows(packed, request);
      const results = rowsOf(request.results);
      const open = rows.filter((_, index) => !results[index]).map(({ reference }) => reference);
      const taken = new Set(await whileHeartbeating(() => cases.taken(open)));
      const left: RowResult = { status: NOT_IMPORTED, messages: [{ message: HAS_A_CASE }] };
      return toResults(
        results.map((result, index) => result ?? (taken.has(rows[index]?.reference ?? '') ? left : null)),
      );
    },

    /**
     * Hands in the rows of a page that are open, in calls that go out together, which contacts the debtors. Rows whose
     * answer is lost, or does not name them, become `unknown`; rows that the vendor refused to look at stay open, with
     * the failure. **Not safe to repeat by itself**: after a lost worker comes `lookUpRows`. Source: CollectMAXX API,
     * "Import", `addRecords`.
     */
    async importRows(packed: Uint8Array, request: ImportRowsRequest): Promise<ImportedRows> {
      const rows = unpackRows(packed, request);
      const results = rowsOf(request.results);
      const open = [...results.keys()].filter((index) => !results[index]);
      const calls = evenly(open, rowsPerImportCall);
      const errors = await Promise.all(calls.map((indices) => send(rows, indices, results)));
      const [error] = errors.filter((each) => each !== undefined);
      if (error === undefined) return { results: toResults(results), failure: null };
      const failure = toApplicationFailure(error, { effect: true });
      // Nothing was done, so that there is nothing to lose by failing as a whole.
      if (!(failure instanceof ApplicationFailure) || open.every((index) => !results[index])) throw failure;
      return {
        results: toResults(results),
        failure: { name: failure.type ?? 'Error', message: failure.message, again: failure.nonRetryable !== true },
      };
    },

    /**
     * Looks for the rows that are `unknown` by their PayLinks. One that the script made for the reference since the rows
     * were sent shows that the vendor has the record. Answers when all are found, or after the waiting time and at least
     * two readings that agree; what is still unknown then shows no link. Safe to repeat.
     */
    async lookUpRows(packed: Uint8Array, request: LookUpRowsRequest): Promise<RowResults> {
      const { script, sentMs, lostMs, clock } = request;
      const { info, heartbeat } = Context.current();
      const seen = isSeen(info.heartbeatDetails) ? info.heartbeatDetails : { absent: 0, found: [] };
      const sinceMs = businessTime(sentMs - CLOCKS_DIFFER_MS, clock);
      const rows = unpackRows(packed, request);
      const results = rowsOf(request.results);
      const found = new Set(seen.found);
      const details = () => ({ absent: seen.absent, found: [...found] });
      const open = [...results.entries()].filter(([index, row]) => row?.status === UNKNOWN && !found.has(index));
      try {
        await whileHeartbeating(
          () =>
            inParallel(open, AT_ONCE, async ([index]) => {
              const links = await alphacomm.findPayLinksByReference(rows[index]?.reference ?? '');
              const isFresh = (createdAt?: string) => createdAt !== undefined && Date.parse(createdAt) >= sinceMs;
              if (links.some(({ attributes, createdAt }) => attributes.script === script && isFresh(createdAt))) {
                found.add(index);
              }
            }),
          details,
        );
      } catch (error) {
        heartbeat(details());
        throw toApplicationFailure(error);
      }
      const looked = toResults(results.map((result, index) => (found.has(index) ? taken(BY_LINK) : result)));
      const leftMs = lostMs + importWindowMs - Date.now();
      if (countOf(looked, 'unknown') === 0 || (leftMs <= 0 && seen.absent > 0)) return looked;
      heartbeat({ ...details(), absent: seen.absent + 1 }); // The next attempt knows of this reading.
      throw notYet(
        'no PayLink of some records yet',
        Math.min(Math.max(leftMs, 500), Math.max(500, importWindowMs / 20)),
      );
    },

    /** Starts a case for each row that the vendor has, with its record as imported. Safe to repeat. */
    async startImportedCases(packed: Uint8Array, request: StartCasesRequest): Promise<RowResults> {
      const { script, plan, at, clock } = request;
      const rows = unpackRows(packed, request);
      const results = rowsOf(request.results);
      const accepted = [...results.entries()].filter(([, result]) => result && isAccepted(result.status));
      await whileHeartbeating(() =>
        inParallel(accepted, AT_ONCE, async ([index, result]) => {
          const row = rows[index];
          if (!row || !result) return;
          const { status, messages } = result;
          const input = { ...caseOf(row, plan), imported: { script, at, status, messages }, ...(clock && { clock }) };
          results[index] = { ...result, case: (await cases.start(input)) ?? 'started' };
        }),
      );
      return toResults(results);
    },
  };

  /** One call; the failure that leaves its rows open, if there is one. */
  async function send(
    rows: readonly ImportRow[],
    indices: readonly number[],
    results: (RowResult | null)[],
  ): Promise<VendorError | undefined> {
    try {
      const { records } = await alphacomm.addRecords(indices.map((index) => rows[index] as ImportRow));
      const answers = new Map(records.map(({ reference, status, messages }) => [reference, { status, messages }]));
      for (const index of indices) {
        results[index] = answers.get(rows[index]?.reference ?? '') ?? unknown('the answer does not name the record');
      }
      return undefined;
    } catch (error) {
      if (error instanceof VendorError && !mayHaveActed(error)) return error;
      // What nobody planned for proves nothing either, and the other calls must not be made again for it.
      for (const index of indices)
        results[index] = unknown(error instanceof Error ? `${error.name}: ${error.message}` : 'failed');
      return undefined;
    }
  }
}

/** Whether the vendor has the record. */
export function isAccepted(status: string): boolean {
  return !isRefused(status) && status !== NOT_IMPORTED && status !== UNKNOWN;
}

const taken = (message: string): RowResult => ({ status: TAKEN, messages: [{ message }] });
const unknown = (message: string): RowResult => ({ status: UNKNOWN, messages: [{ message }] });

/** Parts of at most so many, as equal as can be: one small call beside large ones would only be waited for. */
function evenly<T>(items: readonly T[], most: number): T[][] {
  const parts = Math.ceil(items.length / most);
  const size = Math.ceil(items.length / parts);
  return Array.from({ length: parts }, (_, part) => items.slice(part * size, (part + 1) * size));
}

interface Seen {
  absent: number;
  found: number[];
}

function isSeen(details: unknown): details is Seen {
  return typeof details === 'object' && details !== null && 'absent' in details && 'found' in details;
}
