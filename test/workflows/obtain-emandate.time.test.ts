import { beforeAll, expect, test } from '@jest/globals';
import type { EMandateRequest, EMandateView } from '../../src/client/index.js';
import { createIncassoClient } from '../../src/client/index.js';
import { eMandateReported, eMandateWorkflowId } from '../../src/workflows/messages.js';
import { aMandate } from '../support/emandates.js';
import { startSkippedTime } from '../support/skipped-time.js';
import { until } from '../support/until.js';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const SLACK_MS = 120_000;

let time: Awaited<ReturnType<typeof startSkippedTime>>;
beforeAll(async () => {
  time = await startSkippedTime();
});

/** Requests one and waits until it can be given. */
async function waiting(reference: string, more: Partial<EMandateRequest> = {}) {
  const { env, taskQueue, control } = time;
  const { emandates } = createIncassoClient({ client: env.client, taskQueue, httpTimeoutMs: 2_000 });
  const startedAtMs = await env.currentTimeMs();
  await emandates.request(aMandate(reference, more));
  const show = () => emandates.show(reference);
  const view = await until('the wait', async () => {
    const now = await show();
    return now.stage === 'awaiting' && now;
  });
  const mandateId = view.mandate?.id ?? '';
  const handle = env.client.workflow.getHandle(eMandateWorkflowId(reference));
  return {
    startedAtMs,
    view,
    handle,
    show,
    result: () => emandates.result(reference),
    moves: (status: 'pending' | 'success') => control.setMandateStatus(mandateId, status),
    reported: (status: string) => handle.signal(eMandateReported, { mandateId, status }),
    timers: async () =>
      (await handle.fetchHistory()).events?.filter((event) => event.timerStartedEventAttributes).length,
  };
}

const endedAfterDays = ({ timeline }: EMandateView, startedAtMs: number) =>
  (Date.parse(timeline.at(-1)?.at ?? '') - startedAtMs) / DAY_MS;

test('a mandate that nobody gives is given up after its own period, by one timer and a last look', async () => {
  const { startedAtMs, view, result, timers } = await waiting('TIME-1', { giveUpAfterMs: 45 * DAY_MS });
  expect(Date.parse(view.nextActionAt ?? '') - startedAtMs).toBeGreaterThanOrEqual(45 * DAY_MS);
  const ended = await result();
  expect(ended).toMatchObject({
    stage: 'given-up',
    reason: 'not given in time: CollectMAXX shows new; the debtor can still give it there',
    mandate: { status: 'new' },
  });
  expect(endedAfterDays(ended, startedAtMs)).toBeGreaterThanOrEqual(45);
  expect(endedAfterDays(ended, startedAtMs)).toBeLessThan(45 + SLACK_MS / DAY_MS);
  expect(await timers()).toBe(1);
});

test('one that waits for a second signature is given up too, and says so; its timer goes on through all reports', async () => {
  const { startedAtMs, result, moves, reported, show, timers } = await waiting('TIME-2');
  await time.env.sleep('10 days');
  await moves('pending');
  await reported('pending');
  await until('pending', async () => (await show()).mandate?.status === 'pending');
  await time.env.sleep('10 days');
  await reported('success');
  const ended = await result();
  expect(ended).toMatchObject({ stage: 'given-up', reason: expect.stringContaining('shows pending') });
  expect(endedAfterDays(ended, startedAtMs)).toBeLessThan(30 + SLACK_MS / DAY_MS);
  expect(await timers()).toBe(1);
});

test('one that was given without a word is found by the last look', async () => {
  const { result, moves } = await waiting('TIME-3');
  await time.env.sleep('12 days');
  await moves('success');
  expect(await result()).toMatchObject({ stage: 'given', reason: null, mandate: { status: 'success' } });
});

test('one that is given while its last look fails is given, whatever a person says to the question', async () => {
  const { startedAtMs, view, moves, reported, result, show } = await waiting('TIME-4', { giveUpAfterMs: DAY_MS });
  await time.env.sleep(Date.parse(view.nextActionAt ?? '') - (await time.env.currentTimeMs()) - HOUR_MS);
  expect((await show()).stage).toBe('awaiting');
  // The last look fails for as long as it takes the debtor and the sweep to be there.
  await time.control.addFault({ operation: 'mandates', kind: 'wrong-typed', reference: 'TIME-4' });
  await time.env.sleep(2 * HOUR_MS);
  const asked = await until('the question', async () => {
    const now = await show();
    return now.stage === 'needs-attention' && now;
  });
  expect(asked.reason).toContain('read the e-Mandate');
  await moves('success');
  await reported('success');
  await time.env.client.workflow
    .getHandle(eMandateWorkflowId('TIME-4'))
    .executeUpdate('resolve', { args: [{ as: 'not-happened', by: 'an operator', why: 'nothing seen' }] });
  const ended = await result();
  expect(ended).toMatchObject({ stage: 'given', mandate: { status: 'success' } });
  expect(endedAfterDays(ended, startedAtMs)).toBeGreaterThanOrEqual(1);
});

test('by a clock of its own it is given up when so much business time has gone by', async () => {
  const since = new Date(await time.env.currentTimeMs()).toISOString();
  const clock = { since, origin: '2026-03-02T09:00:00.000Z', speed: 1_000 };
  const { result } = await waiting('TIME-5', { clock });
  const { timeline } = await result();
  const days = (Date.parse(timeline.at(-1)?.at ?? '') - Date.parse(clock.origin)) / DAY_MS;
  expect(days).toBeGreaterThanOrEqual(30);
  expect(days).toBeLessThan(30 + (SLACK_MS * clock.speed) / DAY_MS);
});
