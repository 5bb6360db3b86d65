import type { Scheduler } from '../../shared/scheduler.js';
import { PtxRefusal } from '../answers.js';
import type { BacsMessages } from '../bacs-messages.js';
import type { Calendar } from '../calendar.js';
import type { BacsRecord, BacsReportIds } from '../control-types.js';
import type { Ledger } from '../parts.js';
import { londonDay } from '../times.js';
import { createApplied } from './applied.js';
import type { CollectionProfiles } from './collection-profiles.js';
import type { DiaryParts } from './diary.js';
import type {
  AdviceRecord,
  AdviceRequest,
  AdviceType,
  ClaimRequest,
  ReportRequest,
  ReturnRecord,
  ReturnRequest,
} from './diary-requests.js';
import type { HistoryRow, MandateEntry } from './model.js';
import { onOrAfter, processingDaysBefore } from './processing-days.js';
import { claimedItem, messagingAdvice, returnedItem } from './reports.js';
import { isDebit } from './rows.js';
import type { Store } from './store.js';

interface ReportsDeps {
  scheduler: Scheduler;
  ledger: Ledger;
  calendar: Calendar;
  store: Store;
  profiles: Pick<CollectionProfiles, 'find'>;
  messages: Pick<BacsMessages, 'add'>;
  diary: DiaryParts;
}

/** A record that is checked, and what PTX does with it. */
interface Prepared {
  record: BacsRecord;
  /** What is so whether PTX applies it or not: the money has gone back. */
  happen(): void;
  apply(): void;
}

const DAY_MS = 86_400_000;
const UNKNOWN_USER = '100265';

/** What banks report about mandates and collections. Source: outside of the page, the scheme's report layouts. */
export function createReports({ scheduler, ledger, calendar, store, profiles, messages, diary }: ReportsDeps) {
  const applied = createApplied({ ledger, store, diary });
  const returned = new Set<HistoryRow>();
  const claimed = new Set<HistoryRow>();

  const mandateOf = (row: HistoryRow): MandateEntry | undefined => store.mandates.find(row.mandateId);

  /** A collection that can come back, or be claimed. Throws `PtxRefusal`: 404 for an unknown row, 409 for any other. */
  function collectionOf(rowId: unknown): HistoryRow {
    const row = store.rows.find(rowId);
    if (row === undefined) throw new PtxRefusal(404, `There is no collection ${String(rowId)}`);
    const isGone = returned.has(row) || claimed.has(row) || row.status === 'FAILURE';
    if (isDebit(row) && !isGone && row.status !== 'DELETED') return row;
    throw new PtxRefusal(409, `Row ${row.id} is ${row.paymentType} ${row.status}: it cannot come back`);
  }

  const originalDayOf = (row: HistoryRow, given: string | undefined): string =>
    given ?? processingDaysBefore(calendar, row.paymentDay, 1);

  /** PTX presents a collection again by itself, as often as its profile says, with the same amount. */
  function present(row: HistoryRow, mandate: MandateEntry): void {
    const profile = profiles.find(row.profileId);
    if (mandate.status !== 'ACTIVE' || profile === undefined || profile.representationRetries <= row.retryCount) return;
    const delayedMs = Date.parse(`${row.paymentDay}T00:00:00Z`) + profile.representationDelay * DAY_MS;
    const delayed = onOrAfter(calendar, new Date(delayedMs).toISOString().slice(0, 10));
    const earliest = calendar.earliestPaymentDay(scheduler.now());
    const { paymentType, amountMinor, comments } = row;
    diary.rows.add(mandate, {
      paymentType,
      amountMinor,
      comments,
      code: '18',
      retryCount: row.retryCount + 1,
      paymentDay: delayed < earliest ? earliest : delayed,
    });
  }

  function prepareReturn({ rowId, code, originalDay }: ReturnRecord): Prepared {
    const row = collectionOf(rowId);
    return {
      record: returnedItem(row, code, originalDayOf(row, originalDay)),
      happen() {
        returned.add(row);
        diary.rows.note('collection.returned', row, `ARUDD ${code}`);
      },
      apply() {
        store.rows.change(row, { status: 'FAILURE' });
        const mandate = mandateOf(row);
        if (mandate === undefined) return;
        applied('ARUDD', mandate, { code });
        if (code === '0') present(row, mandate);
      },
    };
  }

  function prepareClaim({ rowId, code, originalDay }: ReturnRecord): Prepared {
    const row = collectionOf(rowId);
    return {
      record: claimedItem(row, code, originalDayOf(row, originalDay)),
      happen() {
        claimed.add(row);
        diary.rows.note('collection.returned', row, `DDICA ${code}`);
      },
      apply: () => undefined, // The bank takes the money by itself; PTX changes nothing of its own.
    };
  }

  function prepareAdvice(type: AdviceType, advice: AdviceRecord): Prepared {
    const { mandateId, reference } = advice;
    const known = store.mandates.byReference(reference ?? '');
    const mandate = mandateId === undefined ? known.at(-1) : store.mandates.find(mandateId);
    if (mandate === undefined && mandateId !== undefined) throw new PtxRefusal(404, `There is no mandate ${mandateId}`);
    const serviceUserNumber = profiles.find(mandate?.profileId)?.serviceUserNumber ?? UNKNOWN_USER;
    const effectiveDay = advice.effectiveDay ?? londonDay(scheduler.now());
    return {
      record: messagingAdvice({ type, advice, mandate, serviceUserNumber, effectiveDay }),
      happen: () => undefined,
      apply() {
        if (mandate !== undefined) applied(type, mandate, advice);
      },
    };
  }

  function prepare(request: ReportRequest): Prepared[] {
    switch (request.type) {
      case 'ARUDD':
        return request.records.map(prepareReturn);
      case 'DDICA':
        return request.records.map(prepareClaim);
      default:
        return request.records.map((advice) => prepareAdvice(request.type as AdviceType, advice));
    }
  }

  /** One report. Refused whole (`PtxRefusal`) where a record cannot be. Not safe to repeat. */
  function report(request: ReportRequest): BacsReportIds {
    const prepared = prepare(request);
    const ids = messages.add({ type: request.type, records: prepared.map(({ record }) => record) });
    for (const { happen, apply } of prepared) {
      happen();
      if (request.applyReports !== false) apply();
    }
    return ids;
  }

  return {
    report,
    returnCollection: ({ applyReports, ...record }: ReturnRequest) =>
      report({ type: 'ARUDD', records: [record], applyReports }),
    advise: ({ applyReports, type, ...record }: AdviceRequest) => report({ type, records: [record], applyReports }),
    claim: ({ applyReports, ...record }: ClaimRequest) => report({ type: 'DDICA', records: [record], applyReports }),
    /** Whether the bank has returned it, whatever PTX shows. */
    isReturned: (row: HistoryRow): boolean => returned.has(row) || row.status === 'FAILURE',
    isClaimed: (row: HistoryRow): boolean => claimed.has(row),
  };
}

export type Reports = ReturnType<typeof createReports>;
