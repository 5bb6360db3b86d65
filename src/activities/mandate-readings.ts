import { VendorError } from '../vendors/errors.js';
import type { HistoryRow, Mandate, MandateRow, Plan, PtxClient, Letter as PtxLetter } from '../vendors/ptx/client.js';
import type { CollectionRow, Letter, Lodgement, PlanAtPtx } from '../workflows/messages.js';
import { sha256 } from './batch-digests.js';
import { refused, toApplicationFailure } from './failures.js';
import { whileHeartbeating } from './heartbeats.js';
import { isLive, toPlanAtPtx } from './plan-terms.js';
import { createSharedReading, type SharedReading } from './shared-reading.js';

/** The two ids by which PTX finds a mandate. */
export interface AtPtx {
  contactId: string;
  mandateId: string;
}

/** A mandate as PTX shows it, without name and account. */
export interface MandateAtPtx extends AtPtx {
  profileId: string;
  reference: string;
  /** `DRAFT`, `ACTIVE`, `SUSPENDED`, `CANCELLED`, `DELETED`, or another word of PTX. */
  status: string;
  /** PTX collects nothing before this day. */
  restrictedDate: string | null;
  /** SHA-256 of `<sort code>/<account number>`, in hex. */
  accountHash: string;
  created: string | null;
}

/** Everything that PTX shows of a mandate. */
export interface MandateReading {
  mandate: MandateAtPtx;
  /** The one that is not deleted. */
  plan: PlanAtPtx | null;
  /** What debits: no AUDDIS instructions, no refunds. The oldest first. */
  rows: CollectionRow[];
  /** The oldest first. */
  lodgements: Lodgement[];
  /** None unless they were asked for; the oldest first. */
  letters: Letter[];
}

/** The words that PTX documents; a letter that was suppressed has none. */
export const letterStatuses = ['CREATED', 'EMAILED', 'PRINTED'] as const;

/** What all that is done to a mandate begins and ends with. Throws `VendorError`, or a refusal. */
export function createMandateReader(ptx: PtxClient) {
  /** Also one that was deleted: PTX may show that to its queries only, and restricted dates too. */
  async function mandateOf({ contactId, mandateId }: AtPtx): Promise<MandateAtPtx> {
    const shown = await ptx.getMandate({ contactId, mandateId }).catch(absent);
    if (shown?.restrictedDate !== undefined) return toMandateAtPtx(shown);
    const rows = await ptx.queryMandatesByContact({ contactId });
    const row = rows.find(({ id }) => id === mandateId);
    if (shown) return { ...toMandateAtPtx(shown), restrictedDate: row?.restrictedDate ?? null };
    if (row) return toMandateAtPtx(row);
    throw refused(`PTX shows no mandate ${mandateId} of contact ${contactId}: look for it there`, 'Absent');
  }

  async function historyOf({ mandateId }: AtPtx): Promise<HistoryRow[]> {
    const rows = await ptx.queryHistoryByMandate({ mandateId });
    return rows.sort((a, b) => byAge([a.createdAt, a.id], [b.createdAt, b.id]));
  }

  /** The plans that are not deleted: one, as PTX has it. */
  async function livePlansOf(at: AtPtx): Promise<Plan[]> {
    return ((await ptx.listPaymentPlans(at).catch(absent)) ?? []).filter(isLive);
  }

  /** Of the whole profile, since PTX cannot be asked for those of one mandate. */
  async function lettersOf(
    { mandateId, contactId, profileId, reference }: Pick<MandateAtPtx, keyof AtPtx | 'profileId' | 'reference'>,
    statuses: readonly string[],
  ): Promise<Letter[]> {
    const isOurs = (letter: PtxLetter) =>
      letter.mandateId === undefined
        ? letter.reference === reference && (letter.contactId ?? contactId) === contactId
        : letter.mandateId === mandateId;
    const letters = await lettersOfProfile(ptx, profileId, statuses);
    return letters
      .filter(isOurs)
      .map(toLetter)
      .sort((a, b) => byAge([a.created, a.id], [b.created, b.id]));
  }

  return {
    mandateOf,
    historyOf,
    livePlansOf,
    lettersOf,

    /** All of it. A read. */
    async read(at: AtPtx & { letters?: boolean }): Promise<MandateReading> {
      const mandate = await mandateOf(at);
      const [plan] = await livePlansOf(at);
      const rows = await historyOf(at);
      return {
        mandate,
        plan: plan ? toPlanAtPtx(plan) : null,
        rows: rows.filter(isDebit).map(toCollectionRow),
        lodgements: rows.filter(isLodgement).map(toLodgement),
        letters: at.letters === true ? await lettersOf(mandate, letterStatuses) : [],
      };
    },
  };
}

/** One for each client, whoever reads with it: a file of mandates would read the profile's letters for each of its lines. */
const letterReadings = new WeakMap<PtxClient, SharedReading<PtxLetter[]>>();

function lettersOfProfile(ptx: PtxClient, profileId: string, statuses: readonly string[]): Promise<PtxLetter[]> {
  const shared = letterReadings.get(ptx) ?? createSharedReading<PtxLetter[]>();
  letterReadings.set(ptx, shared);
  return shared(`${profileId} ${statuses.join()}`, () => ptx.queryLettersByProfileAndStatus({ profileId, statuses }));
}

/** Reads mandates at PTX. Source: PTX API, "Mandates", "Payment plans", "Collection history", "Correspondence". */
export function createMandateReadingActivities({ ptx }: { ptx: PtxClient }) {
  const reader = createMandateReader(ptx);
  return {
    /** The mandate with its plan, its history and, where asked for, its letters. A read. */
    async readMandate(request: AtPtx & { letters: boolean }): Promise<MandateReading> {
      try {
        return await whileHeartbeating(() => reader.read(request));
      } catch (error) {
        throw toApplicationFailure(error);
      }
    },
  };
}

/** What PTX does not have is an answer here. */
function absent(error: unknown): undefined {
  if (error instanceof VendorError && error.name === 'Invalid' && error.status === 404) return undefined;
  throw error;
}

/** By instant; what was made at once, in the order of its ids. */
function byAge([at, id]: [string, string], [otherAt, otherId]: [string, string]): number {
  return at.localeCompare(otherAt) || id.length - otherId.length || id.localeCompare(otherId);
}

export function toMandateAtPtx(mandate: Mandate | MandateRow): MandateAtPtx {
  const { id, contactId, profileId, reference, status, restrictedDate, createdAt } = mandate;
  return {
    mandateId: id,
    contactId,
    profileId,
    reference,
    status,
    restrictedDate: restrictedDate ?? null,
    accountHash: accountHashOf(mandate),
    created: createdAt ?? null,
  };
}

/** By it an account is compared where it must not be seen. */
export function accountHashOf({ sortCode, accountNumber }: { sortCode: string; accountNumber: string }): string {
  return sha256(`${sortCode}/${accountNumber}`);
}

/** AUDDIS instructions: `0N`, `0C`, `0S`. */
export const isLodgement = ({ paymentType, code }: HistoryRow): boolean =>
  paymentType === 'AUDDIS' || /^0[A-Z]$/i.test(code);

/** What takes money from the payer: PTX's word for a plan's collection is not documented, so all that is not another. */
export const isDebit = (row: HistoryRow): boolean =>
  !isLodgement(row) && row.paymentType !== 'REFUND' && row.code !== '99';

/** How our key stands in comments: at their very end. */
const KEY = / \[([\w./:-]{1,40})\]$/;

export function toCollectionRow(row: HistoryRow): CollectionRow {
  const { id, status, paymentType, code, paymentDate, amountMinor, retryCount, createdAt, comments = '' } = row;
  const key = KEY.exec(comments)?.[1] ?? null;
  return { rowId: id, status, paymentType, code, paymentDate, amountMinor, retryCount, created: createdAt, key };
}

export function toLodgement({ id, code, status, paymentDate, createdAt }: HistoryRow): Lodgement {
  return { rowId: id, code, status, paymentDate, created: createdAt };
}

function toLetter({ id, trigger, status, channel, createdAt }: PtxLetter): Letter {
  return { id, trigger, status, channel, created: createdAt };
}
