import { randomUUID } from 'node:crypto';
import type { EMandateRequest, EMandateView } from '../../src/client/index.js';
import type { MandateStatus } from '../../src/simulators/control-client.js';
import type { SweepState } from '../../src/workflows/messages.js';
import type { Flow } from './flow.js';
import { until } from './until.js';

const DAY_MS = 86_400_000;

/** A recurring mandate that may be given within 30 days. */
export function aMandate(reference: string, more: Partial<EMandateRequest> = {}): EMandateRequest {
  return {
    reference,
    debtorReference: `D-${reference}`,
    personName: 'A. Person',
    type: 'RCUR',
    reason: 'rent',
    giveUpAfterMs: 30 * DAY_MS,
    ...more,
  };
}

/** What tests do with e-Mandates in a flow. */
export function eMandatesOf({ incasso: { emandates }, control, client, taskQueue }: Flow) {
  const stage = (reference: string, stage: EMandateView['stage']) =>
    until(`${reference} is ${stage}`, async () => {
      const view = await emandates.show(reference);
      return view.stage === stage && view;
    });
  const idOf = async (reference: string) => (await emandates.show(reference)).mandate?.id ?? '';
  return {
    stage,
    idOf,
    /** Requests one and waits until it can be given; its id at the vendor. */
    async waiting(reference: string, more: Partial<EMandateRequest> = {}): Promise<string> {
      await emandates.request(aMandate(reference, more));
      await stage(reference, 'awaiting');
      return idOf(reference);
    },
    /** The debtor does his part, of which the vendor tells nobody. */
    moves: async (reference: string, status: MandateStatus) => control.setMandateStatus(await idOf(reference), status),
    made: async (reference: string) => (await control.ledger({ reference, effect: 'mandate.created' })).length,
    /** A sweep that knows of no other, as the first one does. */
    sweep(): Promise<SweepState> {
      const workflowId = `sweep-emandates-${randomUUID()}`;
      return client.workflow.execute('sweepEMandates', { workflowId, taskQueue, args: [] });
    },
    /** Waits until lists know of it: the sweep asks them. */
    listed: (reference: string) =>
      until(`${reference} is listed`, async () => {
        for await (const each of emandates.list({ stage: 'awaiting' })) if (each.reference === reference) return true;
        return false;
      }),
  };
}
