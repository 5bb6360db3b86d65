import { expect, test } from '@jest/globals';
import { createIncassoClient, NoWorkerError } from '../../src/client/index.js';
import { createPtxControlClient } from '../../src/simulators/ptx/control-client.js';
import type { PtxFaultRule } from '../../src/simulators/ptx/control-types.js';
import { startPtxSimulator } from '../../src/simulators/ptx/index.js';
import { startIncasso } from '../support/incasso-process.js';
import { aMandateRequest, MANDATE_ORIGIN } from '../support/mandate-flow.js';
import { oneOff, SAID } from '../support/mandate-rules.js';
import { gbp } from '../support/mandates.js';
import { PTX_USER } from '../support/ptx-flow.js';
import { atEnd, startRealServer } from '../support/servers.js';
import { until } from '../support/until.js';

/** Long enough for all effects below to be waiting for their answers at once. */
const HTTP_TIMEOUT_MS = 8_000;

type Operation = PtxFaultRule['operation'];

/** Set up, and killed after each of these effects; `by` is the reference that PTX's ledger has the effect under. */
const SET_UPS: [reference: string, operation: Operation, effect: string, by: string][] = [
  ['KILL CONTACT', 'ptx.contacts.create', 'contact.created', 'C-KILL CONTACT'],
  ['KILL MANDATE', 'ptx.mandates.create', 'mandate.created', 'KILL MANDATE'],
  ['KILL PLAN', 'ptx.paymentPlans.create', 'plan.created', 'KILL PLAN'],
  ['KILL ACTIVE', 'ptx.mandates.setStatus', 'mandate.activated', 'KILL ACTIVE'],
];
/** Active, and killed after what was asked for. */
const COMMANDS: [reference: string, operation: Operation, effect: string][] = [
  ['KILL CHANGE', 'ptx.paymentPlans.update', 'plan.updated'],
  ['KILL ONEOFF', 'ptx.mandates.createOneOff', 'one-off.created'],
  ['KILL SUSPEND', 'ptx.mandates.setStatus', 'mandate.suspended'],
  ['KILL CANCEL', 'ptx.mandates.setStatus', 'mandate.cancelled'],
];

test('a worker that is killed between an effect and its answer leaves no mandate undone, and nothing done twice', async () => {
  const { env, server } = await startRealServer();
  const taskQueue = `mandate-killed-${process.pid}`;
  const simulator = await startPtxSimulator({ users: [PTX_USER], clock: { origin: MANDATE_ORIGIN, speed: 1 } });
  atEnd(() => simulator.close());
  const control = createPtxControlClient(simulator.controlUrl);
  const variables = {
    TEMPORAL_ADDRESS: server.address,
    INCASSO_TASK_QUEUE_PREFIX: taskQueue,
    PTX_URL: simulator.url,
    PTX_EMAIL: PTX_USER.email,
    PTX_PASSWORD: PTX_USER.password,
    PTX_SETTLE: '1s',
    PTX_CONCURRENCY: '16',
    INCASSO_HTTP_TIMEOUT: `${HTTP_TIMEOUT_MS / 1_000}s`,
    LOG_LEVEL: 'error',
  };
  const clock = { since: new Date().toISOString(), origin: MANDATE_ORIGIN, speed: 1 };
  const { mandates } = createIncassoClient({ client: env.client, taskQueue, httpTimeoutMs: HTTP_TIMEOUT_MS });
  const becomes = (reference: string, stage: string) =>
    until(
      `${reference} is ${stage}`,
      async () => {
        const view = await mandates.show(reference);
        expect(view.reason ?? '').not.toContain('Error');
        return view.stage === stage && view.nextAction !== null && view;
      },
      120_000,
    );
  const count = async (effect: string, reference: string) => (await control.ledger({ effect, reference })).length;

  const worker = await startIncasso(['worker'], variables);
  for (const [reference] of COMMANDS) await mandates.setUp({ ...aMandateRequest(reference), clock });
  for (const [reference] of COMMANDS) await becomes(reference, 'active');

  const held = [...SET_UPS.map(([reference, operation]) => [reference, operation]), ...COMMANDS] as const;
  for (const [reference, operation] of held) {
    const by = operation === 'ptx.contacts.create' ? `C-${reference}` : reference;
    await control.addFault({ operation: operation as Operation, kind: 'timeout-after', reference: by ?? '' });
  }
  for (const [reference] of SET_UPS) await mandates.setUp({ ...aMandateRequest(reference), clock });
  const said = [
    mandates.changePlan('KILL CHANGE', { amount: gbp(30_00), ...SAID }),
    mandates.collectOneOff('KILL ONEOFF', oneOff()),
    mandates.suspend('KILL SUSPEND', SAID),
    mandates.cancel('KILL CANCEL', SAID),
  ].map((answer) =>
    answer.catch((error: unknown) => {
      if (!(error instanceof NoWorkerError)) throw error;
    }),
  );
  for (const [, , effect, by] of SET_UPS) await until(effect, async () => (await count(effect, by)) === 1);
  for (const [by, , effect] of COMMANDS) await until(effect, async () => (await count(effect, by)) === 1);
  await worker.kill();
  await startIncasso(['worker'], variables);
  await Promise.all(said);

  for (const [reference] of [...SET_UPS, ...COMMANDS.slice(0, 2)]) await becomes(reference, 'active');
  await becomes('KILL SUSPEND', 'suspended');
  await becomes('KILL CANCEL', 'cancelled');
  await until('the change', async () => (await mandates.show('KILL CHANGE')).plan?.amount.minor === 30_00);
  await until('the one-off', async () =>
    (await mandates.show('KILL ONEOFF')).collections.some(
      ({ key, state }) => key === 'EXTRA-1' && state === 'submitted',
    ),
  );
  const asked = { 'KILL CHANGE': 1, 'KILL ONEOFF': 1, 'KILL SUSPEND': 1, 'KILL CANCEL': 1 };
  for (const [reference] of [...SET_UPS, ...COMMANDS]) {
    const effects = ['mandate.created', 'plan.created', 'mandate.activated'];
    const counts = [await count('contact.created', `C-${reference}`)];
    for (const effect of effects) counts.push(await count(effect, reference));
    expect([reference, counts]).toEqual([reference, [1, 1, 1, 1]]);
    const letters = 1 + (reference in asked ? 1 : 0);
    expect([reference, await count('letter.created', reference)]).toEqual([reference, letters]);
  }
  for (const [reference, , effect] of COMMANDS) expect([effect, await count(effect, reference)]).toEqual([effect, 1]);
}, 600_000);
