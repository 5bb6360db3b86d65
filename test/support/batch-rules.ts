import { type BatchView, NoWorkerError } from '../../src/client/index.js';
import type { BatchRequest } from '../../src/client/prepare-batch.js';
import { calendarOf } from '../../src/domain/calendar/bacs-calendar.js';
import { latestCalendarVersion } from '../../src/domain/calendar/holidays.js';
import { lastMoment } from '../../src/domain/calendar/payment-dates.js';
import type { BusinessClock } from '../../src/domain/clock.js';
import type { PtxOperation } from '../../src/simulators/ptx/control-types.js';
import { batchWorkflowId } from '../../src/workflows/messages.js';
import { aBatch, aPaymentDate } from './payments.js';
import type { PtxFlow } from './ptx-flow.js';
import { until } from './until.js';

export const why = 'a reason';

/** The machine may be busy with other tests. */
const WITHIN_MS = 45_000;

/** What a batch is called at PTX, by which a fault strikes it alone. */
export const described = (key: string) => `Payments of ${aPaymentDate()} [${key}]`;

/** How a test speaks of the batches of its flow. */
export function batchRules({ incasso: { batches }, client, control }: PtxFlow) {
  const rules = {
    handle: (key: string) => client.workflow.getHandle(batchWorkflowId(key)),

    /** Waits until a batch shows something. */
    sees(key: string, isSo: (view: BatchView) => boolean | undefined, what = 'as it should be'): Promise<BatchView> {
      const look = async () => {
        // A question to a batch that moves in the same moment may be lost; the next one is not.
        const view = await batches.show(key).catch((error: unknown) => {
          if (!(error instanceof NoWorkerError)) throw error;
        });
        return view !== undefined && isSo(view) === true && view;
      };
      return until(`${key} is ${what}`, look, WITHIN_MS);
    },

    /** Waits until a batch is what is wanted, and not what it was. */
    becomes(key: string, wanted: string, before?: BatchView): Promise<BatchView> {
      return rules.sees(
        key,
        (view) => {
          const isNew = before === undefined || view.timeline.length > before.timeline.length;
          // It is in this stage while it acts on what was approved, too.
          const isThere = wanted !== 'awaiting-approval' || view.nextAction?.startsWith('approval by');
          return view.stage === wanted && isNew && isThere;
        },
        wanted,
      );
    },

    async waiting(key: string, more: Partial<BatchRequest> = {}): Promise<BatchView & { hash: string }> {
      await batches.submit(aBatch(key, more));
      const view = await rules.becomes(key, 'awaiting-approval');
      return { ...view, hash: view.hash ?? '' };
    },

    /** Answers the question that a batch asks. */
    answer: (key: string, as: 'happened' | 'not-happened' | 'retry') => batches.resolve(key, { as, by: 'sam', why }),

    /** Has an operation fail until a person is asked. */
    refuse: (key: string, operation: PtxOperation) =>
      control.addFault({ operation, kind: 'unauthorized', times: 6, reference: described(key) }),

    /** A person at PTX pays more, and somebody else. */
    async changeAtPtx({ batchId }: BatchView): Promise<void> {
      const [first] = await control.instructions(batchId ?? '');
      await control.changeInstruction(first?.id ?? 0, { amountMinor: 900_00, accountNumber: '99999999' });
    },

    move: ({ submissionId }: BatchView, to: string) => control.setSubmissionStatus(submissionId ?? '', to),

    /** What happened to a batch at PTX, in order. */
    async effects(key: string): Promise<string[]> {
      const ledger = await control.ledger();
      return ledger.filter(({ reference }) => reference === described(key)).map(({ effect }) => effect);
    },

    /** What its workflow was told of failures: that stands in Temporal where everybody sees it. */
    async failures(key: string): Promise<string> {
      const { events } = await rules.handle(key).fetchHistory();
      return JSON.stringify((events ?? []).flatMap((event) => event.activityTaskFailedEventAttributes?.failure ?? []));
    },
  };
  return rules;
}

/** A clock by which the last moment of `aPaymentDate` comes so soon, and when that is. */
export function shortlyBeforeTheLastMoment(byMs: number): { clock: BusinessClock; lastMs: number } {
  const nowMs = Date.now();
  const last = lastMoment(calendarOf(latestCalendarVersion), aPaymentDate(), '21:30');
  const clock = { since: new Date(nowMs).toISOString(), origin: new Date(last - byMs).toISOString(), speed: 1 };
  return { clock, lastMs: nowMs + byMs };
}
