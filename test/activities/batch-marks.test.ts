import { beforeAll, describe, expect, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { type BatchAtPtx, createBatchActivities, type NewBatchRequest } from '../../src/activities/batches.js';
import { pauseAfter } from '../../src/activities/failures.js';
import { createInstructionActivities } from '../../src/activities/instructions.js';
import { defaultTransactionTypes } from '../../src/domain/bacs/transaction-types.js';
import { calendarOf } from '../../src/domain/calendar/bacs-calendar.js';
import { latestCalendarVersion } from '../../src/domain/calendar/holidays.js';
import { createPtxControlClient, type PtxControlClient } from '../../src/simulators/ptx/control-client.js';
import { startPtxSimulator } from '../../src/simulators/ptx/index.js';
import { VendorError } from '../../src/vendors/errors.js';
import { createPtxClient, type PtxClient } from '../../src/vendors/ptx/client.js';
import { createPtxSession } from '../../src/vendors/ptx/session.js';
import { described } from '../support/batch-rules.js';
import { aPaymentDate, INDIRECT_SINGLE } from '../support/payments.js';
import { PTX_USER } from '../support/ptx-flow.js';
import { atEnd } from '../support/servers.js';
import { until } from '../support/until.js';

// A worker dies with a request on its way. What it last said of itself may be old, or about an earlier try: whoever comes
// after it must not do the same again before that request has landed.

const LANDS_AFTER_MS = 1_500;
const settling = { answeredMs: 100, cutOffMs: 2 * LANDS_AFTER_MS };
const paymentDate = aPaymentDate();

let ptx: PtxClient;
let control: PtxControlClient;
let activities: ReturnType<typeof createBatchActivities> & ReturnType<typeof createInstructionActivities>;

beforeAll(async () => {
  const simulator = await startPtxSimulator({ users: [PTX_USER] });
  atEnd(() => simulator.close());
  const { url } = simulator;
  const timeoutMs = 20_000;
  ptx = createPtxClient({ url, session: createPtxSession({ url, credentials: PTX_USER, timeoutMs }), timeoutMs });
  control = createPtxControlClient(simulator.controlUrl);
  const deps = { ptx, settling, transactionTypes: defaultTransactionTypes };
  activities = { ...createBatchActivities(deps), ...createInstructionActivities({ ...deps, concurrency: 8 }) };
});

/** A later try of an activity, and what the server has kept of those before. Gives what it says of itself while it runs. */
function laterTry(heartbeatDetails: unknown, attempt = 2) {
  const env = new MockActivityEnvironment({ attempt, heartbeatDetails }, { logger: new DefaultLogger('ERROR') });
  const said: unknown[] = [];
  env.on('heartbeat', (details: unknown) => said.push(details));
  return { env, said };
}

/** Waits until a slow request is on its way. */
function sent(reference: string): Promise<unknown> {
  return until('the request is on its way', async () =>
    (await control.calls()).find((call) => call.reference === reference && call.answered === 'slow'),
  );
}

const row = { sortCode: '200000', accountNumber: '50000000', amountMinor: 500 };
let drafts = 0;

/** A batch, and the write of a worker that dies now: it lands a while later. */
async function withDeadWrite() {
  drafts += 1;
  const reference = `LATE ${drafts}`;
  const description = described(`DRAFT-${drafts}`);
  const { batchId } = await ptx.createBatch({ profileId: INDIRECT_SINGLE, paymentDate, description });
  await control.addFault({ operation: 'ptx.instructions.create', kind: 'slow', delayMs: LANDS_AFTER_MS, reference });
  const kinds = { transactionType: defaultTransactionTypes['99'] ?? '', paymentType: 'Bacs' as const };
  const common = { batchId, paymentDate, text: 'TEXT' };
  const landing = ptx.createInstruction({ ...row, ...kinds, ...common, reference, name: 'PAYEE' });
  await sent(reference);
  const rows = [{ ...row, reference, accountName: 'PAYEE', code: '99' }];
  return { batchId, landing, request: { ...common, rows, firstRow: 1, failedAtMs: null } };
}

describe('a payment that a dead worker has on its way is there once', () => {
  test.each([
    ['nothing', undefined],
    ['what is old', { unansweredAtMs: Date.now() - 60_000, cutOff: true }],
    ['that nothing was unanswered, while it lived', { unansweredAtMs: null, cutOff: false }],
  ])('if it last said %s', async (_what, details) => {
    const { batchId, landing, request } = await withDeadWrite();
    const { env, said } = laterTry(details);
    await env.run(activities.fillBatch, request);
    await landing;
    expect(await control.instructions(batchId)).toHaveLength(1);
    expect(said[0]).toBeUndefined(); // Whoever comes after this try does not believe the one before it.
    expect(said.at(-1)).toMatchObject({ ended: true });
  });

  test('if a person has had it tried again', async () => {
    const { batchId, landing, request } = await withDeadWrite();
    await laterTry(undefined, 1).env.run(activities.fillBatch, { ...request, failedAtMs: Date.now() });
    await landing;
    expect(await control.instructions(batchId)).toHaveLength(1);
  });
});

test('after a try that ended by itself and left nothing unanswered, nothing is waited for', async () => {
  const description = described('AT-ONCE');
  const { batchId } = await ptx.createBatch({ profileId: INDIRECT_SINGLE, paymentDate, description });
  const rows = [{ ...row, reference: 'AT ONCE', accountName: 'PAYEE', code: '99' }];
  const began = Date.now();
  const { env } = laterTry({ unansweredAtMs: null, cutOff: false, ended: true });
  const request = { batchId, paymentDate, text: 'TEXT', rows, firstRow: 1, failedAtMs: null };
  expect(await env.run(activities.fillBatch, request)).toMatchObject({ count: 1, unansweredAtMs: null });
  expect(Date.now() - began).toBeLessThan(settling.cutOffMs);
});

describe('a batch that a dead worker has on its way leaves one that lives', () => {
  test.each([
    ['nothing', undefined],
    ['that it was sending', 'sending'],
  ])('if it last said %s', async (what, details) => {
    const key = `MADE-${what.replaceAll(' ', '-')}`;
    const description = described(key);
    const slow = { kind: 'slow', delayMs: LANDS_AFTER_MS, reference: description } as const;
    await control.addFault({ operation: 'ptx.batches.create', ...slow });
    const landing = ptx.createBatch({ profileId: INDIRECT_SINGLE, paymentDate, description });
    await sent(description);
    const { env, said } = laterTry(details);
    await env.run(activities.ensureBatch, { key, profileId: INDIRECT_SINGLE, paymentDate });
    await landing;
    const there = (await control.submissions()).filter((each) => each.description === description);
    expect(there.map(({ status }) => status).sort()).toEqual(['Draft', 'Rejected']);
    expect(said[0]).toBe('sending');
  });
});

test('a batch is put away with a sign of life while its request may still land', async () => {
  const cutOffMs = 4_500; // Longer than from one sign of life to the next.
  const deps = { ptx, settling: { ...settling, cutOffMs }, transactionTypes: defaultTransactionTypes };
  const { putAwayBatch } = createBatchActivities(deps);
  const { env, said } = laterTry(undefined, 1);
  expect(await env.run(putAwayBatch, { key: 'NEVER-MADE', paymentDate })).toMatchObject({ status: 'rejected' });
  expect(said.length).toBeGreaterThan(0);
});

test('a key whose workflow is forgotten is not used for another day', async () => {
  const run = (day: string) => {
    const request = { key: 'FORGOTTEN', profileId: INDIRECT_SINGLE, paymentDate: day };
    return laterTry(undefined, 1).env.run<[NewBatchRequest], BatchAtPtx, typeof activities.ensureBatch>(
      activities.ensureBatch,
      request,
    );
  };
  const { batchId } = await run(paymentDate);
  await control.addInstruction({ ...row, reference: 'ONE', name: 'PAYEE', batchId: Number(batchId) });
  const later = calendarOf(latestCalendarVersion).addProcessingDays(paymentDate, 1);
  await expect(run(later)).rejects.toThrow('a key is used once');
});

test('a vendor that is in trouble is left alone for longer and longer, and for as long as it asks', () => {
  const broken = new VendorError('Unavailable', { vendor: 'ptx', operation: 'any', status: 503 }, 'is away');
  const pauses = [1, 2, 3, 4, 50].map((attempt) => pauseAfter(broken, attempt));
  expect(pauses).toEqual([1, 1_000, 2_000, 4_000, 60_000]);
  const place = { vendor: 'ptx', operation: 'any', status: 503, retryAfterMs: 90_000 };
  expect(pauseAfter(new VendorError('Unavailable', place, 'is away'), 1)).toBe(90_000);
});
