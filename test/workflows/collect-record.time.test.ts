import { beforeAll, expect, test } from '@jest/globals';
import type { CollectRecordInput } from '../../src/domain/case.js';
import { message, voice } from '../support/inputs.js';
import { startSkippedTime } from '../support/skipped-time.js';
import { until } from '../support/until.js';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
// What a case needs for its own work between waits of days, on a slow computer.
const SLACK_MS = 120_000;
// The server that skips time lets a timer fire some milliseconds before the task that it wakes says it does.
const SKEW_MS = 1_000;

const eur = (minor: number) => ({ minor, currency: 'EUR' });
const said = { by: 'an operator', why: 'a reason' };
const plan = (...steps: CollectRecordInput['plan']['steps']) => ({ payLink: { from: 'script' as const }, steps });
const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);
const startOf = (day: string) => Date.parse(day);

let time: Awaited<ReturnType<typeof startSkippedTime>>;
beforeAll(async () => {
  time = await startSkippedTime();
});

function expectAt(at: string | null | undefined, ms: number): void {
  const late = Date.parse(at ?? '') - ms;
  expect({ at, late: late >= -SKEW_MS && late <= SLACK_MS ? 'in time' : `${late} ms` }).toEqual({
    at,
    late: 'in time',
  });
}

test('nobody is called before two weeks have gone by, and the case ends two days after the call', async () => {
  const { startedAtMs, show, result, effects } = await time.mailedCase('WAIT-1');
  expectAt((await show()).nextActionAt, startedAtMs + 14 * DAY_MS);
  await time.env.sleep(14 * DAY_MS - HOUR_MS);
  expect([(await show()).stage, await effects('call.planned')]).toEqual(['awaiting-payment', 0]);
  await time.env.sleep(2 * HOUR_MS);
  const calling = await until('the call', async () => (await effects('call.planned')) === 1 && show());
  expect(calling.stage).toBe('calling');
  const { outcome, contacts, timeline } = await result();
  expect(outcome).toBe('unpaid');
  expectAt(contacts[1]?.at, startedAtMs + 14 * DAY_MS);
  expectAt(timeline.at(-1)?.at, startedAtMs + 16 * DAY_MS);
});

test('a payment on the thirteenth day means no call', async () => {
  const { startedAtMs, pays, result, effects } = await time.mailedCase('DAY-13');
  await time.env.sleep('13 days');
  await pays();
  const { outcome, contacts, timeline } = await result();
  expect([outcome, contacts.length, await effects('call.planned')]).toEqual(['paid', 1, 0]);
  expectAt(timeline.at(-1)?.at, startedAtMs + 13 * DAY_MS);
});

test('a part paid in the first week neither delays the call nor is asked for again', async () => {
  const { startedAtMs, pays, result, show } = await time.mailedCase('PART-1');
  await time.env.sleep('5 days');
  await pays(40_00);
  const waiting = await until('the part', async () => (await show()).paid.minor === 40_00 && show());
  expectAt(waiting.nextActionAt, startedAtMs + 14 * DAY_MS);
  const { outcome, owed, contacts } = await result();
  expect([outcome, owed]).toEqual(['unpaid', eur(60_00)]);
  expectAt(contacts[1]?.at, startedAtMs + 14 * DAY_MS);
});

test('a hold of a month stops the clock of the wait, and ends by itself at its date', async () => {
  const { startedAtMs, cases, result, show } = await time.mailedCase('HOLD-1');
  await time.env.sleep('5 days');
  const heldUntil = dayOf(startedAtMs + 35 * DAY_MS);
  await cases.hold('HOLD-1', { until: heldUntil, ...said });
  expect(await show()).toMatchObject({ stage: 'held', reason: said.why });
  expect(Date.parse((await show()).nextActionAt ?? '')).toBe(startOf(heldUntil));
  await time.env.sleep('20 days');
  expect((await show()).stage).toBe('held');
  const { outcome, contacts, timeline } = await result();
  expect(outcome).toBe('unpaid');
  expectAt(timeline.find(({ what }) => what === 'the hold ended')?.at, startOf(heldUntil));
  expectAt(contacts[1]?.at, startOf(heldUntil) + 9 * DAY_MS);
});

test('a hold is replaced by another, shorter or longer', async () => {
  const { startedAtMs, cases, result, show } = await time.mailedCase('HOLD-2');
  const [first, longer, shorter] = [20, 60, 30].map((days) => dayOf(startedAtMs + days * DAY_MS)) as [
    string,
    string,
    string,
  ];
  await time.env.sleep('4 days');
  await cases.hold('HOLD-2', { until: first, ...said });
  await time.env.sleep('2 days');
  await cases.hold('HOLD-2', { until: longer, by: 'another operator', why: 'a better reason' });
  await time.env.sleep('16 days');
  expect(await show()).toMatchObject({ stage: 'held', reason: 'a better reason' });
  await cases.hold('HOLD-2', { until: shorter, ...said });
  const { contacts, timeline } = await result();
  expect(timeline.filter(({ what }) => what === 'the hold ended')).toHaveLength(1);
  expectAt(contacts[1]?.at, startOf(shorter) + 10 * DAY_MS);
});

test('a case that is cancelled while it is on hold ends then, and nobody is contacted any more', async () => {
  const { startedAtMs, cases, result, effects } = await time.mailedCase('HOLD-3');
  await cases.hold('HOLD-3', { until: dayOf(startedAtMs + 300 * DAY_MS), ...said });
  await time.env.sleep('3 days');
  await cases.cancel('HOLD-3', said);
  const { outcome, contacts, timeline } = await result();
  expect([outcome, contacts.length, await effects('call.planned')]).toEqual(['cancelled', 1, 0]);
  expectAt(timeline.at(-1)?.at, startedAtMs + 3 * DAY_MS);
});

test('money that comes in while the case is on hold ends it', async () => {
  const { startedAtMs, cases, pays, result } = await time.mailedCase('HOLD-4');
  await cases.hold('HOLD-4', { until: dayOf(startedAtMs + 300 * DAY_MS), ...said });
  await time.env.sleep('3 days');
  await pays();
  expect(await result()).toMatchObject({ outcome: 'paid', paid: eur(100_00) });
});

test('a hold breaks the round of calls off; afterwards the round begins anew with its whole wait', async () => {
  const { startedAtMs, cases, result, effects, show } = await time.mailedCase('HOLD-5', {
    plan: plan(message(2 * DAY_MS), voice(4 * DAY_MS)),
  });
  await time.env.sleep('3 days');
  await until('the call', async () => (await effects('call.planned')) === 1);
  const day = dayOf(startedAtMs + 10 * DAY_MS);
  await cases.hold('HOLD-5', { until: day, ...said });
  await until('the stop', async () => (await effects('call.dropped')) === 1);
  expect((await show()).stage).toBe('held');
  const { outcome, contacts, timeline } = await result();
  expect(outcome).toBe('unpaid');
  expect(contacts.map(({ channel }) => channel)).toEqual(['message', 'voice', 'voice']);
  expectAt(contacts[2]?.at, startOf(day));
  expectAt(timeline.at(-1)?.at, startOf(day) + 4 * DAY_MS);
  expect([await effects('call.planned'), await effects('call.dropped')]).toEqual([2, 2]);
});

test('by a clock of its own, a case shows business time and waits by it', async () => {
  const since = new Date(await time.env.currentTimeMs()).toISOString();
  const clock = { since, origin: '2026-03-02T09:00:00.000Z', speed: 1_000 };
  const { show, result } = await time.mailedCase('CLOCK-1', { clock });
  const slackMs = SLACK_MS * clock.speed;
  const inDays = (at: string | null | undefined) => (Date.parse(at ?? '') - Date.parse(clock.origin)) / DAY_MS;
  expect(inDays((await show()).nextActionAt)).toBeGreaterThanOrEqual(14);
  expect(inDays((await show()).nextActionAt)).toBeLessThan(14 + slackMs / DAY_MS);
  const { outcome, timeline } = await result();
  expect(outcome).toBe('unpaid');
  expect(inDays(timeline.at(-1)?.at)).toBeGreaterThanOrEqual(16);
  // The server's clock itself may have run on to the far limit of the closed run.
  const { startTime, closeTime } = await time.env.client.workflow.getHandle('collect:CLOCK-1').describe();
  const tookMs = (closeTime?.getTime() ?? 0) - startTime.getTime();
  expect(tookMs).toBeGreaterThanOrEqual((16 * DAY_MS) / clock.speed);
  expect(tookMs).toBeLessThan((16 * DAY_MS) / clock.speed + SLACK_MS);
});

test('a plan can ask by message again after a round of calls', async () => {
  const { startedAtMs, result, effects } = await time.mailedCase('AGAIN-1', {
    plan: plan(message(3 * DAY_MS), voice(), message(7 * DAY_MS), voice()),
  });
  const { outcome, contacts, timeline } = await result();
  expect(outcome).toBe('unpaid');
  expect(contacts.map(({ channel }) => channel)).toEqual(['message', 'voice', 'message', 'voice']);
  for (const [index, day] of [3, 5, 12].entries()) expectAt(contacts[index + 1]?.at, startedAtMs + day * DAY_MS);
  expectAt(timeline.at(-1)?.at, startedAtMs + 14 * DAY_MS);
  expect(await effects('call.planned')).toBeGreaterThan(0);
});
