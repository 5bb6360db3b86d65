import { afterEach, beforeAll, expect, test } from '@jest/globals';
import { batchRules, described, why } from '../support/batch-rules.js';
import { aBatch, payments } from '../support/payments.js';
import { type PtxFlow, startPtxFlow } from '../support/ptx-flow.js';
import { until } from '../support/until.js';

// A PTX that is down, slow or confused for a while, and what a batch does to it meanwhile.

const CONCURRENCY = 4;

let flow: PtxFlow;
let rules: ReturnType<typeof batchRules>;
beforeAll(async () => {
  flow = await startPtxFlow({ concurrency: CONCURRENCY });
  rules = batchRules(flow);
});
afterEach(() => flow.control.clearFaults());

const operation = 'ptx.instructions.create';

/** What Temporal knows of an activity between two of its tries. */
function between(key: string, activity: string) {
  return until(`${activity} of ${key} has failed once`, async () => {
    const { raw } = await rules.handle(key).describe();
    return raw.pendingActivities?.find(
      ({ activityType, lastFailure }) => activityType?.name === activity && lastFailure,
    );
  });
}

async function writes(): Promise<number> {
  return (await flow.control.calls()).filter((call) => call.operation === operation).length;
}

test.each([
  ['unavailable', CONCURRENCY],
  ['error-500-before', 2 * CONCURRENCY],
  ['drop-before', 2 * CONCURRENCY],
] as const)('of a PTX that answers with %s few of many payments are asked', async (kind, most) => {
  const before = await writes();
  await flow.control.addFault({ operation, kind, times: 1_000_000 });
  await flow.incasso.batches.submit(aBatch(`DOWN-${kind}`, { instructions: payments(500) }));
  await between(`DOWN-${kind}`, 'fillBatch');
  expect((await writes()) - before).toBeLessThanOrEqual(2 * most); // Two tries may have begun.
  expect(await flow.incasso.batches.reject(`DOWN-${kind}`, { by: 'bob', why })).toMatchObject({ stage: 'rejected' });
});

test('a PTX that asks to be left alone for a minute is left alone', async () => {
  const before = await writes();
  await flow.control.addFault({ operation, kind: 'rate-limited', times: 1_000_000, retryAfterSeconds: 60 });
  await flow.incasso.batches.submit(aBatch('LIMITED', { instructions: payments(500) }));
  const { nextAttemptScheduleTime, attempt } = await between('LIMITED', 'fillBatch');
  const waitMs = Number(nextAttemptScheduleTime?.seconds) * 1_000 - Date.now();
  expect([attempt, waitMs > 40_000, (await writes()) - before <= CONCURRENCY]).toEqual([2, true, true]);
  await flow.incasso.batches.reject('LIMITED', { by: 'bob', why });
});

test('a batch that is rejected before PTX has named it comes to its end, and what was made of it is put away', async () => {
  const { batches } = flow.incasso;
  await flow.control.addFault({ operation: 'ptx.batches.create', kind: 'drop-after', reference: described('UNNAMED') });
  await rules.refuse('UNNAMED', 'ptx.batches.create');
  await batches.submit(aBatch('UNNAMED'));
  const { submissionId } = await rules.becomes('UNNAMED', 'needs-attention');
  expect(submissionId).toBeNull();
  await batches.reject('UNNAMED', { by: 'ann', why });
  expect(await batches.result('UNNAMED')).toMatchObject({ stage: 'rejected', submissionId: null });
  expect(await rules.effects('UNNAMED')).toEqual(['batch.created', 'batch.rejected']);
});

test('a page that a person has tried again holds each payment once', async () => {
  const instructions = payments(5).map((row, index) => ({ ...row, reference: `AGAIN ${index}` }));
  await flow.control.addFault({ operation, kind: 'unauthorized', times: 6, reference: 'AGAIN 4' });
  await flow.incasso.batches.submit(aBatch('AGAIN', { instructions }));
  await rules.becomes('AGAIN', 'needs-attention');
  await rules.answer('AGAIN', 'retry');
  const { batchId } = await rules.becomes('AGAIN', 'awaiting-approval');
  const there = await flow.control.instructions(batchId ?? '');
  expect(there.map(({ reference }) => reference).sort()).toEqual(instructions.map(({ reference }) => reference));
});

test('a broken answer about payments puts no payee into what is said of it', async () => {
  const personal = { accountName: 'CANARY JONES', accountNumber: '31926819' };
  const instructions = payments(3).map((row, index) => ({ ...row, ...personal, reference: `CANREF ${index}` }));
  for (const kind of ['wrong-typed', 'truncated'] as const) {
    const key = `BROKEN-${kind}`;
    await flow.control.addFault({ operation: 'ptx.instructions.queryByBatchId', kind, skip: 1 });
    await flow.incasso.batches.submit(aBatch(key, { instructions }));
    const { reason, timeline } = await rules.becomes(key, 'needs-attention');
    expect(reason).toMatch(/ContractBroken/);
    expect(JSON.stringify([timeline, await rules.failures(key)])).not.toMatch(/CANARY JONES|CANREF|31926819/);
    await rules.answer(key, 'retry');
    await rules.becomes(key, 'awaiting-approval');
  }
});

test('the pages of a large batch are added up a few at a time', async () => {
  const unknown = '1'; // Its profile is asked for when all rows are in, and then a person.
  await flow.incasso.batches.submit(aBatch('PAGES', { profileId: unknown, instructions: payments(12_000) }));
  const { reason } = await rules.becomes('PAGES', 'needs-attention');
  expect(reason).toContain('no payment profile 1');
  const { events } = await rules.handle('PAGES').fetchHistory();
  let open = 0;
  let most = 0;
  let all = 0;
  for (const event of events ?? []) {
    if (event.activityTaskScheduledEventAttributes?.activityType?.name === 'addUpPage') {
      open += 1;
      all += 1;
    } else if (event.activityTaskCompletedEventAttributes) open -= 1;
    most = Math.max(most, open);
  }
  expect([all, most]).toEqual([24, 4]);
});
