import type { MandateView } from '../../src/client/index.js';
import type { MandateFlow } from './mandate-flow.js';
import { until } from './until.js';

type Parts = Pick<MandateFlow, 'handle' | 'mandates' | 'control' | 'active' | 'hear'>;

/** So many are set up at a time: more would only wait for each other. */
const AT_ONCE = 12;

/** How a test speaks of what banks report to the mandates of a flow. */
export function mandateReports({ handle, mandates, control, active, hear }: Parts) {
  return {
    /** Sets many mandates up. */
    async allActive(references: readonly string[]): Promise<void> {
      for (let first = 0; first < references.length; first += AT_ONCE) {
        await Promise.all(references.slice(first, first + AT_ONCE).map((reference) => active(reference)));
      }
    },

    /** Fetches all that banks have left: on a machine that is busy a report can need another try. */
    hearAll: () =>
      until('every report is fetched', async () => {
        const result = await hear();
        return result.failed === 0 && result;
      }),

    /** What stands in a mandate's timeline. */
    lines: ({ timeline }: MandateView): string[] => timeline.map(({ what }) => what),

    /** Waits until so many reports stand in the timeline, and the mandate has nothing more to do for them by itself. */
    acted: (reference: string, reports = 1): Promise<MandateView> =>
      until(`${reports} reports to ${reference}`, async () => {
        const view = await mandates.show(reference);
        if (view.timeline.filter(({ what }) => what.startsWith('reported by the bank')).length < reports) return false;
        const { raw } = await handle(reference).describe();
        const isIdle = (raw.pendingActivities ?? []).length === 0 && !raw.pendingWorkflowTask;
        return isIdle && mandates.show(reference);
      }),

    /** The mandate as it truly is at PTX. */
    async atPtx(reference: string) {
      const found = (await control.mandates()).find((one) => one.reference === reference);
      if (!found) throw new Error(`PTX has no mandate ${reference}`);
      return found;
    },

    /** What PTX did by itself because of reports. */
    applied: async (reference: string) => (await control.ledger({ reference, effect: 'report.applied' })).length,

    /** What PTX told the payer's bank, the oldest first: `0N`, `0C`. */
    instructions: async (reference: string): Promise<string[]> =>
      (await control.history())
        .filter((row) => row.reference === reference && row.paymentType === 'AUDDIS')
        .map(({ code }) => code),

    /** Letters about a mandate with what became of them: `CANCEL_MANDATE SUPPRESSED`. */
    async letters(reference: string): Promise<string[]> {
      const ids = (await control.mandates()).filter((one) => one.reference === reference).map(({ id }) => id);
      return (await control.letters())
        .filter(({ mandateId }) => ids.includes(mandateId))
        .map(({ trigger, status }) => `${trigger} ${status}`);
    },
  };
}
