import { type BusinessClock, businessTime } from '../../domain/clock.js';
import type { PtxControlClient } from '../../simulators/ptx/control-client.js';
import type { DdmBalance, PtxHistoryRow, PtxLedgerEntry, PtxMandate } from '../../simulators/ptx/control-types.js';

/** What PTX truly holds at a moment of the demo. */
export interface Scene {
  /** Business time, in ms since 1970. */
  nowMs: number;
  mandates: readonly PtxMandate[];
  /** Of all mandates, the oldest first. */
  rows: readonly PtxHistoryRow[];
}

const LOOK_EVERY_MS = 60;

/** The control client of PTX, as far as a look at it goes. */
type Looked = Pick<PtxControlClient, 'history' | 'mandates'>;

/** Looks at PTX for all who wait for something there: however many they are, it is asked at most every 60 ms. */
export function createScenes(ptx: Looked, clock: BusinessClock) {
  let latest: { atMs: number; scene: Promise<Scene> } | undefined;
  return (): Promise<Scene> => {
    if (!latest || Date.now() - latest.atMs >= LOOK_EVERY_MS) latest = { atMs: Date.now(), scene: look(ptx, clock) };
    return latest.scene;
  };
}

async function look(ptx: Looked, clock: BusinessClock): Promise<Scene> {
  const [mandates, rows] = await Promise.all([ptx.mandates(), ptx.history()]);
  return { mandates, rows, nowMs: businessTime(Date.now(), clock) };
}

/** What happened at PTX, all of one moment. */
export interface PtxTruth {
  ledger: readonly PtxLedgerEntry[];
  history: readonly PtxHistoryRow[];
  balance: DdmBalance;
}

const MOST_READINGS = 100;

/** Reads all of PTX, though its clock runs on: until nothing has happened between the first question and the last. */
export async function truthOf(ptx: Pick<PtxControlClient, 'balance' | 'history' | 'ledger'>): Promise<PtxTruth> {
  let before = await ptx.balance();
  for (let reading = 1; ; reading += 1) {
    const [history, ledger] = [await ptx.history(), await ptx.ledger()];
    const balance = await ptx.balance();
    const isOneMoment = JSON.stringify(balance) === JSON.stringify(before);
    if (isOneMoment || reading === MOST_READINGS) return { ledger, history, balance };
    before = balance;
  }
}

const isTaken = ({ status }: PtxHistoryRow): boolean => status === 'SUCCESS' || status === 'FAILURE';

/** Whether a row takes money, or has tried to, and was not taken out again. */
export const isDebit = ({ paymentType, status }: PtxHistoryRow): boolean =>
  (paymentType === 'ONE_OFF' || paymentType === 'DIRECT_DEBIT') && status !== 'DELETED';

/** Which re-presentation of what a row of ours is, by the key at the end of its comments: `… [plan:2026-05-01/r1]`. */
export function presentedAgain({ comments = '' }: PtxHistoryRow): { key: string; count: number } | undefined {
  const [, key, count] = / \[([\w./:-]+)\/r(\d)\]$/.exec(comments) ?? [];
  return key === undefined ? undefined : { key, count: Number(count) };
}

/** What a plan has collected so far, the oldest first. */
export function planned({ rows }: Scene, reference: string): PtxHistoryRow[] {
  return rows
    .filter((row) => row.reference === reference && row.paymentType === 'DIRECT_DEBIT' && isTaken(row))
    .sort((a, b) => a.paymentDay.localeCompare(b.paymentDay) || a.id - b.id);
}

/** The k-th re-presentation of a plan's collection, once it was collected. */
export function representation({ rows }: Scene, original: PtxHistoryRow, count: number): PtxHistoryRow | undefined {
  return rows.find((row) => {
    const again = row.mandateId === original.mandateId && isTaken(row) ? presentedAgain(row) : undefined;
    return again?.key === `plan:${original.plannedDay}` && again.count === count;
  });
}
