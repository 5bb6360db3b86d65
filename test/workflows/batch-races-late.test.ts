import { expect, test } from '@jest/globals';
import { batchRules, described, shortlyBeforeTheLastMoment } from '../support/batch-rules.js';
import { aBatch, DIRECT } from '../support/payments.js';
import { type PtxFlow, startPtxFlow } from '../support/ptx-flow.js';
import { until } from '../support/until.js';

// The last moment comes while a step is held up. At the same time, since each has to wait for it.

const SOON_MS = 12_000;
let shared: Promise<PtxFlow> | undefined;
const started = () => {
  shared ??= startPtxFlow();
  return shared;
};
const TOO_LATE = /^too late for payment date/;

test.concurrent.each([
  ['enter', 'entered', {}],
  ['approve', 'approved', { profileId: DIRECT }],
  ['commit', 'committed', {}],
] as const)('%s that was held up past the last moment does not happen', async (step, effect, more) => {
  const flow = await started();
  const rules = batchRules(flow);
  const key = `LATE-${step}`;
  const { clock } = shortlyBeforeTheLastMoment(SOON_MS);
  await flow.control.addFault({
    operation: `ptx.batches.${step}`,
    kind: 'rate-limited',
    reference: described(key),
    retryAfterSeconds: SOON_MS / 1_000,
  });
  if (step === 'enter') await flow.incasso.batches.submit(aBatch(key, { clock, ...more }));
  else {
    const { hash } = await rules.waiting(key, { clock, ...more });
    await flow.incasso.batches.approve(key, { by: 'ann', hash });
  }
  expect((await rules.becomes(key, 'needs-attention')).reason).toMatch(TOO_LATE);
  expect(await rules.effects(key)).not.toContain(`batch.${effect}`);
});

test.concurrent('a person`s answer does not make a commit happen after the last moment', async () => {
  const flow = await started();
  const rules = batchRules(flow);
  const { clock, lastMs } = shortlyBeforeTheLastMoment(SOON_MS);
  const { hash } = await rules.waiting('LATE-ANSWER', { clock });
  await rules.refuse('LATE-ANSWER', 'ptx.batches.commit');
  await flow.incasso.batches.approve('LATE-ANSWER', { by: 'ann', hash });
  const parked = await rules.becomes('LATE-ANSWER', 'needs-attention');
  await until('the last moment is past', () => Date.now() > lastMs);
  await flow.incasso.batches.commit('LATE-ANSWER', { by: 'ann' });
  expect((await rules.becomes('LATE-ANSWER', 'needs-attention', parked)).reason).toMatch(TOO_LATE);
  expect(await rules.effects('LATE-ANSWER')).not.toContain('batch.committed');
});

test.concurrent('what a person has committed at PTX in time is not called too late', async () => {
  const flow = await started();
  const rules = batchRules(flow);
  const { clock, lastMs } = shortlyBeforeTheLastMoment(SOON_MS);
  await rules.refuse('BY-HAND', 'ptx.batches.enter');
  await flow.incasso.batches.submit(aBatch('BY-HAND', { clock }));
  const parked = await rules.becomes('BY-HAND', 'needs-attention');
  await rules.move(parked, 'Committed');
  await until('the last moment is past', () => Date.now() > lastMs);
  await rules.answer('BY-HAND', 'retry');
  await rules.becomes('BY-HAND', 'committed', parked);
});
