import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { isUnanswered } from '../../src/client/errors.js';
import type { MandateRequest, MandateView } from '../../src/client/index.js';
import { NoWorkerError, RefusedError } from '../../src/client/index.js';
import { createCalendar } from '../../src/simulators/ptx/calendar.js';
import type { PtxHistoryRow, PtxMandate } from '../../src/simulators/ptx/control-types.js';
import { onOrAfter, processingDaysBefore } from '../../src/simulators/ptx/ddm/processing-days.js';
import { ControlError } from '../../src/simulators/shared/control-call.js';
import { historyDiffers, mandateStatus, type ReportedRecord, type Said } from '../../src/workflows/messages.js';
import { aReport, MANDATE_ORIGIN, type startMandateLives } from './mandate-flow.js';
import type { Birth, Deed, Fault, Move, NewPlan } from './mandate-moves.js';
import { gbp } from './mandates.js';

/** The days on which Bacs works, by a calendar that is not the product's. */
export const bacs = createCalendar();

/** Working days of both profiles between the notice and a collection, and between the lodging of an instruction and the first. */
export const NOTICE_DAYS = 10;
export const LODGEMENT_DAYS = 5;

const DAY_MS = 86_400_000;
const UNCLEAR = 'no worker has answered';
const SAID: Said = { by: 'a person', why: 'because it is so' };
const REST_WITHIN_MS = 45_000;
const MOST_DAYS_WAITED = 40;

/** What truly has happened, beside what PTX itself has in its ledger. */
export interface Book {
  /** Event ids of all records that the mandate was told, once or more. */
  told: Set<string>;
  /** Collections that a bank has taken back, by their rows. */
  returned: Map<number, string>;
  /** What PTX itself presents again: its row, and that of what came back. */
  again: Map<number, number>;
  /** Rows that a person added or changed in PTX, or that PTX lost. */
  byHand: Set<number>;
  lost: PtxHistoryRow[];
  /** One-offs that were taken on, by their keys. */
  ordered: Map<string, { amountMinor: number; date: string; on: string }>;
  /** Whether the mandate was cancelled by a person, at us. */
  isCancelled: boolean;
  /** Whether a bank, or a person in PTX, may have begun it anew. */
  isReinstated: boolean;
  /** What was done, for whoever reads of a law that was broken. */
  log: string[];
}

export const isDebit = ({ paymentType }: PtxHistoryRow): boolean => ['ONE_OFF', 'DIRECT_DEBIT'].includes(paymentType);

/**
 * The server that skips time now and then takes the answer to a workflow task amiss, and then has none for it any more. A task
 * that the workflow itself cannot do fails, and is no such thing.
 */
export class ServerStuck extends Error {
  override readonly name = 'ServerStuck';
}

export type World = Awaited<ReturnType<typeof createWorld>>;

/** A mandate, its PTX and its bank: everything that happens goes through here, and stands in `book` as it truly was. */
export async function createWorld(
  lives: Awaited<ReturnType<typeof startMandateLives>>,
  { reference, profile, plan, faults }: Birth & { reference: string },
) {
  const life = await lives.begin({ origin: MANDATE_ORIGIN });
  const { control, mandates, handle, passMs } = life;
  const book: Book = {
    ...{ told: new Set(), returned: new Map(), again: new Map(), byHand: new Set(), lost: [], ordered: new Map() },
    ...{ isCancelled: false, isReinstated: false, log: [] },
  };
  let counter = 0;

  const today = async () => (await control.clock()).now.slice(0, 10);
  const dayIn = async (days: number) => new Date(Date.parse(await today()) + days * DAY_MS).toISOString().slice(0, 10);
  const mandate = async (): Promise<PtxMandate | undefined> =>
    (await control.mandates()).find((one) => one.reference === reference);
  const rows = async (): Promise<PtxHistoryRow[]> =>
    (await control.history()).filter((one) => one.reference === reference);

  /** As it was when nothing was under way last. */
  let rest: { events: number; view: MandateView } | undefined;

  /** Waits until nothing is under way: what waits for another try has it, in skipped time. */
  async function settled(): Promise<MandateView> {
    let waitMs = 1_000;
    const endMs = Date.now() + REST_WITHIN_MS;
    for (let looks = 0; Date.now() < endMs; looks += 1) {
      const { raw, status, historyLength: events } = await handle(reference).describe();
      if (status.name !== 'RUNNING') return mandates.show(reference);
      const { pendingActivities: pending } = raw;
      if (!pending?.length) {
        if (rest?.events === events) return rest.view;
        const view = (await isIdle(events)) ? await shown() : undefined;
        if (view && (await isIdle(events))) {
          rest = { events, view };
          return view;
        }
      }
      // One that is not running waits for another try; to what runs, time does not pass.
      if (pending?.length && (pending.every(({ state }) => state !== STARTED) || looks % 100 === 99)) {
        await passMs(waitMs);
        waitMs = Math.min(waitMs * 2, 60_000);
      } else await delay(3);
    }
    const { raw } = await handle(reference).describe();
    if (!raw.pendingActivities?.length) throw new ServerStuck();
    throw new Error(`does not come to rest: ${JSON.stringify(raw.pendingActivities)}`);
  }

  /** Undefined where no worker answers. */
  async function shown(): Promise<MandateView | undefined> {
    try {
      return await handle(reference).query(mandateStatus);
    } catch (error) {
      if (isUnanswered(error)) return undefined;
      throw error;
    }
  }

  /** Whether all that the server has told the workflow is worked off, and nothing has come since. */
  async function isIdle(known: number): Promise<boolean> {
    const { events = [] } = await handle(reference).fetchHistory();
    const failed = events?.find((event) => event.workflowTaskFailedEventAttributes);
    const failure = failed?.workflowTaskFailedEventAttributes?.failure;
    if (failure) throw new Error(`the workflow broke: ${failure.message}\n${failure.stackTrace}`);
    const last = events?.findLast((event) => WORKFLOW_TASK.has(Number(event.eventType)));
    return Number(last?.eventType) === COMPLETED && events?.length === known;
  }

  /** Says something to the mandate; in skipped time, as it may have to wait. False where it is refused. */
  async function say(what: string, saying: () => Promise<unknown>): Promise<true | string> {
    let answer: true | string | undefined;
    let failed: unknown;
    const said = saying().then(
      () => (answer = true),
      (error: unknown) => {
        if (error instanceof RefusedError) answer = error.message;
        // This server breaks a task whose activity was given up as it ended; another one comes after its timeout.
        else if (error instanceof NoWorkerError) answer = UNCLEAR;
        else failed = error;
      },
    );
    for (let waits = 0; answer === undefined && failed === undefined; waits += 1) {
      await Promise.race([said, delay(150)]);
      if (answer === undefined && failed === undefined && waits > 0) await passMs(1_000);
    }
    if (failed !== undefined) throw failed;
    book.log.push(`  ${what}: ${answer === true ? 'taken' : answer}`);
    return answer ?? true;
  }

  const fault = ({ operation, kind, skip, times }: Fault) =>
    control.addFault({ operation, kind, skip, times, ...(kind === 'rate-limited' ? { retryAfterSeconds: 1 } : {}) });

  const planTerms = async ({ frequency, ahead, amountMinor, occurrences }: NewPlan) => ({
    ...{ amount: gbp(amountMinor), frequency, start: await dayIn(ahead), end: null, occurrences },
  });

  /** The first day on which a one-off may be collected, by what PTX has. */
  async function earliest(): Promise<string> {
    const known = await rows();
    const lodged = known.findLast(
      ({ paymentType, code, status }) => paymentType === 'AUDDIS' && code === '0N' && status !== 'FAILURE',
    );
    const days = [
      bacs.after(await today(), NOTICE_DAYS),
      onOrAfter(bacs, (await mandate())?.restrictedDay ?? ''),
      ...(lodged ? [bacs.after(lodged.paymentDay, LODGEMENT_DAYS)] : []),
    ];
    return days.reduce((latest, day) => (day > latest ? day : latest));
  }

  const isBack = ({ id, status }: PtxHistoryRow) => book.returned.has(id) || status === 'FAILURE';
  const nth = <T>(list: readonly T[], n: number): T | undefined =>
    list[list.length - 1 - (n % Math.max(1, list.length))];

  async function tell(record: ReportedRecord, twice: boolean): Promise<void> {
    book.told.add(record.eventId);
    await life.report(reference, record);
    if (twice) await life.report(reference, record);
  }

  async function collected(from: string): Promise<PtxHistoryRow[]> {
    const day = await today();
    return (await rows()).filter(
      (one) =>
        isDebit(one) && one.status === 'SUCCESS' && !isBack(one) && one.paymentDay >= from && one.paymentDay <= day,
    );
  }

  /** A bank takes money back, as soon as there is any. */
  async function takeBack(type: 'ARUDD' | 'DDICA', code: string, pick: number, { applied = true, twice = false } = {}) {
    for (let days = 0; (await collected(await dayIn(-7))).length === 0; days += 1) {
      if (days === MOST_DAYS_WAITED || (await mandate())?.status !== 'ACTIVE') break;
      await passMs(DAY_MS);
    }
    const row = nth(await collected(type === 'ARUDD' ? await dayIn(-7) : ''), pick);
    if (!row || book.returned.has(row.id)) return;
    book.returned.set(row.id, `${type} ${code}`);
    const before = new Set((await rows()).map(({ id }) => id));
    if (type === 'ARUDD') await control.returnCollection({ rowId: row.id, code, applyReports: applied });
    else await control.claimCollection({ rowId: row.id, code, applyReports: applied });
    for (const { id, code: shown } of await rows()) if (!before.has(id) && shown === '18') book.again.set(id, row.id);
    book.log.push(`  row ${row.id} of ${row.amountMinor} on ${row.paymentDay}`);
    const originalDate = processingDaysBefore(bacs, row.paymentDay, 1);
    await tell(aReport(type, code, { amountMinor: row.amountMinor, originalDate }), twice);
  }

  async function advise({ type, code, applied, relodge }: Extract<Deed, { do: 'advise' }>): Promise<void> {
    const { id: mandateId } = (await mandate()) ?? {};
    if (mandateId === undefined) return;
    counter += 1;
    const isMoved = type === 'ADDACS' && ['3', 'C', 'E'].includes(code);
    const account = { newSortCode: '200000', newAccountNumber: String(30_000_000 + counter) };
    const details = isMoved ? { ...account, ...(code === '3' ? { relodge } : {}) } : {};
    await control.advise({ type, code, mandateId, applyReports: applied, ...details });
    if (code === 'R') book.isReinstated = true;
    const newAccountHash = isMoved ? hashOf(`${account.newSortCode}/${account.newAccountNumber}`) : null;
    await tell(aReport(type, code, { newAccountHash, effectiveDate: await today() }), false);
  }

  async function byHand({ what, pick }: Extract<Deed, { do: 'row' }>): Promise<void> {
    const { id: mandateId } = (await mandate()) ?? {};
    if (mandateId === undefined) return;
    counter += 1;
    if (what === 'add') {
      const paymentDay = bacs.after(await today(), 3);
      const { id } = await control.addHistoryRow({ mandateId, paymentDay, amountMinor: 70_000 + counter });
      book.byHand.add(id);
      return;
    }
    const row = nth(
      (await rows()).filter((one) => isDebit(one) && one.status !== 'DELETED' && !isBack(one)),
      pick,
    );
    if (!row) return;
    book.byHand.add(row.id);
    if (what === 'change') await control.changeHistoryRow(row.id, { amountMinor: row.amountMinor + 5_000 });
    else {
      book.lost.push(row);
      await control.dropHistoryRow(row.id);
    }
  }

  /** Never told twice with other words: the same key is the same collection. */
  async function collect({ key: n, early }: Extract<Deed, { do: 'collect' }>, isAlone: boolean): Promise<void> {
    const key = `K${n}`;
    const first = await earliest();
    counter += 1;
    const known = book.ordered.get(key);
    const date = known?.date ?? (early < 0 ? processingDaysBefore(bacs, first, -early) : bacs.after(first, early));
    const amountMinor = known?.amountMinor ?? 100 + counter;
    const stage = (await shown())?.stage;
    const status = (await mandate())?.status;
    const asked = { key, amount: gbp(amountMinor), date, ...SAID };
    const before = await today();
    const answer = await say(`collect ${key} on ${date}`, () => mandates.collectOneOff(reference, asked));
    const on = isAlone ? await today() : before; // What goes on beside it may let days pass.
    if (answer === UNCLEAR) book.ordered.set(key, { amountMinor, date, on });
    else if (answer === true) {
      if (!known && date < bacs.after(on, NOTICE_DAYS)) throw new Error(`${key} was taken on for ${date}, on ${on}`);
      if (isAlone && !known && stage === 'cancelled') throw new Error(`${key} was taken on by a cancelled mandate`);
      book.ordered.set(key, known ?? { amountMinor, date, on });
    } else if (isAlone && !known && early >= 0 && stage === 'active' && status === 'ACTIVE') {
      throw new Error(`${key} was refused on ${on} for ${date}, though it may be from ${first} on: ${answer}`);
    }
  }

  async function perform(move: Move, isAlone = true): Promise<void> {
    switch (move.do) {
      case 'both':
        await Promise.all(move.moves.map((each) => perform(each, false)));
        return;
      case 'days':
        for (let day = 0; day < move.count; day += 1) await passMs(DAY_MS);
        return;
      case 'addPlan': {
        const asked = { plan: await planTerms(move), ...SAID };
        await say(`add a plan from ${asked.plan.start}`, () => mandates.addPlan(reference, asked));
        return;
      }
      case 'changePlan': {
        const { amountMinor, ahead } = move;
        const start = ahead === null ? {} : { start: await dayIn(ahead) };
        const change = { ...(amountMinor === null ? {} : { amount: gbp(amountMinor) }), ...start };
        await say(`change the plan to ${JSON.stringify(change)}`, () =>
          mandates.changePlan(reference, { ...change, ...SAID }),
        );
        return;
      }
      case 'collect':
        return collect(move, isAlone);
      case 'suspend':
      case 'reactivate':
      case 'suppressCorrespondence':
      case 'cancel': {
        const taken = await say(move.do, () => mandates[move.do](reference, SAID));
        if (move.do === 'cancel' && taken === true) book.isCancelled = true;
        return;
      }
      case 'resolve': {
        // Nobody gives up a look: it is tried again until PTX answers.
        const isLook = (await shown())?.reason?.startsWith('read the mandate') === true;
        const as = isLook ? 'retry' : move.as;
        await say(`resolve as ${as}`, () => mandates.resolve(reference, { as, ...SAID }));
        return;
      }
      case 'look':
        await handle(reference).signal(historyDiffers, { eventId: 'x', day: await today() });
        return;
      case 'return':
        return takeBack('ARUDD', move.code, move.pick, move);
      case 'claim':
        return takeBack('DDICA', move.code, move.pick);
      case 'advise':
        return advise(move);
      case 'fault':
        return fault(move);
      case 'person': {
        const { id } = (await mandate()) ?? {};
        if (id === undefined) return;
        await control.setMandateStatus(id, move.status).catch(unlessRefused);
        if (move.status === 'ACTIVE') book.isReinstated = true;
        return;
      }
      case 'row':
        return byHand(move);
    }
  }

  for (const each of faults) await fault(each);
  const terms = plan && (await planTerms(plan));
  const { occurrences: _, end: __, ...first } = terms ?? { occurrences: null, end: null };
  const asked = terms && { ...first, ...(terms.occurrences === null ? {} : { occurrences: terms.occurrences }) };
  await life.setUp(reference, { profile, plan: asked ?? undefined } as Partial<MandateRequest>);

  return {
    ...{ life, control, book, reference, profile, settled, mandate, rows, today, earliest, say },
    show: () => mandates.show(reference),
    isOpen: async () => (await handle(reference).describe()).status.name === 'RUNNING',
    passMs,
    /** Lets one thing happen, and waits until all that follows from it is done. Nothing happens to what is over. */
    async happen(move: Move): Promise<MandateView> {
      book.log.push(`${await today()} ${JSON.stringify(move)}`);
      const { status } = await handle(reference).describe();
      if (status.name === 'RUNNING') await perform(move);
      return settled();
    },
  };
}

/** States of activities and kinds of events as the server numbers them. */
const STARTED = 2;
const COMPLETED = 7;
/** Scheduled, started, completed, timed out, failed. */
const WORKFLOW_TASK = new Set([5, 6, COMPLETED, 8, 9]);

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** PTX does not let a person do everything. */
function unlessRefused(error: unknown): void {
  if (!(error instanceof ControlError)) throw error;
}
