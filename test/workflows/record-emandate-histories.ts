import { beforeAll } from '@jest/globals';
import type { EMandateRequest } from '../../src/client/index.js';
import type { FaultRule } from '../../src/simulators/control-client.js';
import { createAlphacommClient } from '../../src/vendors/alphacomm/client.js';
import * as messages from '../../src/workflows/messages.js';
import { aMandate, eMandatesOf } from '../support/emandates.js';
import { type Flow, startFlow } from '../support/flow.js';
import { emandatePaths, recordHistories } from '../support/histories.js';
import { until } from '../support/until.js';

// Not a test: plays each path once and keeps its history. Run by `npm run histories` alone.

type EMandatePath = (typeof emandatePaths)[number];
/** A login that is refused so often is a person's business. */
const LOGINS = 3;
const said = { by: 'an operator', why: 'a reason' };

let flow: Flow;
let own: ReturnType<typeof eMandatesOf>;
beforeAll(async () => {
  flow = await startFlow({ httpTimeoutMs: 500 });
  own = eMandatesOf(flow);
});

/** A mandate by the name of its path. */
async function begin(path: EMandatePath, more: Partial<EMandateRequest> = {}, fault?: Partial<FaultRule>) {
  const { emandates } = flow.incasso;
  const workflowId = messages.eMandateWorkflowId(path);
  const handle = flow.client.workflow.getHandle(workflowId);
  if (fault) await flow.control.addFault({ reference: path, ...fault } as FaultRule);
  await emandates.request(aMandate(path, more));
  return {
    emandates,
    handle,
    stage: (stage: messages.EMandateStage) => own.stage(path, stage),
    /** The debtor does his part, and the sweep tells of it. */
    async moves(status: 'pending' | 'success') {
      await own.moves(path, status);
      await handle.signal(messages.eMandateReported, { mandateId: await own.idOf(path), status });
    },
    end: async () => {
      await emandates.result(path);
      return workflowId;
    },
  };
}

const plays: Record<EMandatePath, (path: EMandatePath) => Promise<string>> = {
  async 'emandate-given'(path) {
    const { stage, moves, emandates, end } = await begin(path);
    await stage('awaiting');
    await moves('pending');
    await until('pending', async () => (await emandates.show(path)).mandate?.status === 'pending');
    await moves('success');
    return end();
  },
  'emandate-given-up': async (path) => (await begin(path, { giveUpAfterMs: 1_000 })).end(),
  async 'emandate-given-at-the-last-look'(path) {
    const { stage, end } = await begin(path, { giveUpAfterMs: 2_000 });
    await stage('awaiting');
    await own.moves(path, 'success');
    return end();
  },
  async 'emandate-rejected'(path) {
    const { giveUpAfterMs: _, ...theirs } = aMandate(path); // The same debtor's and reference's, but made by somebody else.
    const { url } = flow.simulator;
    await createAlphacommClient({ url, apiKey: 'key-of-the-tests', timeoutMs: 5_000 }).createMandate(theirs);
    return (await begin(path)).end();
  },
  async 'emandate-cancelled'(path) {
    const { stage, emandates, end } = await begin(path);
    await stage('awaiting');
    await emandates.cancel(path, said);
    return end();
  },
  async 'emandate-cancelled-in-temporal'(path) {
    const { stage, handle, end } = await begin(path);
    await stage('awaiting');
    await handle.cancel();
    return end();
  },
  'emandate-looked-up': async (path) =>
    (await begin(path, { giveUpAfterMs: 1_000 }, { operation: 'mandate.create', kind: 'timeout-after' })).end(),
  async 'emandate-needs-attention'(path) {
    const fault = { operation: 'mandate.create', kind: 'unauthorized', times: LOGINS } as const;
    const { stage, emandates, moves, end } = await begin(path, {}, fault);
    await stage('needs-attention');
    await emandates.resolve(path, { as: 'retry', ...said });
    await stage('awaiting');
    await flow.control.addFault({ operation: 'mandates', kind: 'wrong-typed', reference: path });
    await moves('success');
    await stage('needs-attention');
    await emandates.resolve(path, { as: 'happened', ...said });
    return end();
  },
  async 'emandate-cancelled-while-asking'(path) {
    const fault = { operation: 'mandate.create', kind: 'unauthorized', times: LOGINS } as const;
    const { stage, emandates, end } = await begin(path, {}, fault);
    await stage('needs-attention');
    await emandates.cancel(path, said);
    return end();
  },
  async 'emandate-sweep'(path) {
    const workflowId = messages.eMandateWorkflowId(path);
    const { taskQueue, client } = flow;
    await client.workflow.start(messages.workflowTypes.sweepEMandates, { workflowId, taskQueue, args: [{}] });
    return workflowId;
  },
};

recordHistories(emandatePaths, plays, () => flow.client);
