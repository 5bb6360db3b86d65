import type { MandateRequest } from '../../src/client/index.js';
import { createCalendar } from '../../src/simulators/ptx/calendar.js';
import type { PtxHistoryRow } from '../../src/simulators/ptx/ddm/control-types.js';
import { processingDaysBefore } from '../../src/simulators/ptx/ddm/processing-days.js';
import { historyDiffers } from '../../src/workflows/messages.js';
import {
  aReport,
  MANDATE_ORIGIN,
  type MandateLifeOptions,
  type MandateTime,
  startMandateLives,
} from './mandate-flow.js';
import { gbp } from './mandates.js';

export const said = { by: 'an operator', why: 'asked for by the payer' };
export const monthly = { amount: gbp(12_50), frequency: 'monthly', start: '2026-04-01' } as const;
/** What Bacs works on, by a calendar that is not the product's. */
export const bacs = createCalendar();

/** Mandates whose time is skipped a day at a time: one at a time, each at a PTX of its own, and each from the same Monday on. */
export async function startWatchedLives() {
  const lives = await startMandateLives();
  /** A mandate that is active. */
  return async (reference: string, more: Partial<MandateRequest> = {}, options: MandateLifeOptions = {}) => {
    const life = await lives.begin({ origin: MANDATE_ORIGIN, ...options });
    await life.active(reference, more);
    return { ...life, ...watched(life, reference) };
  };
}

function watched(life: MandateTime, reference: string) {
  const { mandates, pass, dayIn } = life;
  const view = () => mandates.show(reference);
  return {
    view,
    /** Lets days pass until that one, YYYY-MM-DD, in the morning. */
    async until(day: string) {
      while ((await dayIn(0)) < day) await pass(1);
      return view();
    },
    said: async () => (await view()).timeline.map(({ what }) => what),
    looks: async () =>
      (await life.control.calls()).filter(({ operation }) => operation === 'ptx.paymentPlans.list').length,
    /** Its present run, and how many events that has. */
    async run(): Promise<[string, number]> {
      const { runId, historyLength } = await life.handle(reference).describe();
      return [runId, historyLength];
    },
    /** Somebody has compared the histories. */
    differs: async () => life.handle(reference).signal(historyDiffers, { eventId: '1', day: await dayIn(0) }),
    /** A bank returns a collection, at PTX and to the mandate. */
    async returned(row: PtxHistoryRow | undefined, code: string, applyReports = true) {
      const { id, amountMinor, paymentDay } = row ?? { id: 0, amountMinor: 0, paymentDay: '' };
      await life.control.returnCollection({ rowId: id, code, applyReports });
      const originalDate = processingDaysBefore(bacs, paymentDay, 1);
      await life.report(reference, aReport('ARUDD', code, { amountMinor, originalDate }));
      return life.reaches(reference, 'the return', ({ collections }) =>
        collections.some(({ dueDate, state }) => dueDate === paymentDay && state === 'returned'),
      );
    },
    rows: async () => (await life.rowsOf(reference)).filter(({ paymentType }) => paymentType !== 'AUDDIS'),
  };
}
