import { beforeAll, expect, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createEMandateActivities } from '../../src/activities/emandates.js';
import { createEMandateDelivery } from '../../src/client/emandates.js';
import { createAlphacommClient } from '../../src/vendors/alphacomm/client.js';
import { type SweepState, workflowTypes } from '../../src/workflows/messages.js';
import { aMandate, eMandatesOf } from '../support/emandates.js';
import { type Flow, startFlow } from '../support/flow.js';
import { until } from '../support/until.js';

// The vendor's clock stands still but for `advance`, and each workflow gets a clock that shows the same time. The tests
// follow each other: each sweep carries on from the last.
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const START = '2099-03-04T09:00:00Z';
const said = { by: 'an operator', why: 'a reason' };
/** Asking what there is to ask when nothing has changed: the newest, those under way, and a total each month. */
const callsOf = (months: number) => 2 + months;

let flow: Flow;
let own: ReturnType<typeof eMandatesOf>;
let alphacomm: ReturnType<typeof createAlphacommClient>;
let last: SweepState | null = null;

beforeAll(async () => {
  flow = await startFlow({ speed: 0 });
  own = eMandatesOf(flow);
  alphacomm = createAlphacommClient({ url: flow.simulator.url, apiKey: 'key-of-the-tests', timeoutMs: 5_000 });
  const { now } = await flow.control.clock();
  await flow.control.advance(Date.parse(START) - Date.parse(now)); // Never near the end of a day or a month.
});

/** Waits for one whose clock is the vendor's. */
async function waiting(reference: string): Promise<string> {
  const { now: origin } = await flow.control.clock();
  const clock = { since: new Date().toISOString(), origin, speed: 1 };
  const id = await own.waiting(reference, { clock, giveUpAfterMs: 360 * DAY_MS });
  await own.listed(reference);
  return id;
}

/** Mandates of others, which nobody here waits for. */
async function foreign(name: string, count: number, status?: 'pending' | 'success'): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const { giveUpAfterMs: _, ...mandate } = aMandate(`${name}-${index}`);
    const { id } = await alphacomm.createMandate(mandate);
    if (status) await flow.control.setMandateStatus(id, status);
  }
}

/** The next sweep, and how many calls it took. */
async function sweep(from: SweepState | null = last): Promise<SweepState & { calls: number }> {
  const { sweepEMandates } = createEMandateActivities({
    alphacomm,
    httpTimeoutMs: 2_000,
    delivery: createEMandateDelivery(flow.client),
  });
  const before = (await flow.control.calls()).length;
  const next: SweepState = await new MockActivityEnvironment().run(sweepEMandates, from);
  last = next;
  return { ...next, calls: (await flow.control.calls()).length - before };
}

const shows = (reference: string, status: string) =>
  until(status, async () => (await flow.incasso.emandates.show(reference)).mandate?.status === status);

test('while nobody waits, a sweep asks the vendor one thing, however many mandates there are', async () => {
  expect(await sweep()).toMatchObject({ calls: 1, read: 0, delivered: 0 });
  await foreign('OTHER', 3, 'success');
  await foreign('OTHERS', 2, 'pending');
  expect(await sweep()).toMatchObject({ calls: 1, read: 0, delivered: 0, months: {} });
});

test('a signature that waits for a second one is told, and then the second; others’ mandates are told to nobody', async () => {
  await waiting('TWO-1');
  await flow.control.advance(10 * MINUTE_MS);
  await own.moves('TWO-1', 'pending');
  expect((await sweep()).delivered).toBe(1);
  await shows('TWO-1', 'pending');
  await flow.control.advance(10 * MINUTE_MS);
  await own.moves('TWO-1', 'success');
  expect((await sweep()).delivered).toBe(1);
  expect((await flow.incasso.emandates.result('TWO-1')).stage).toBe('given');
});

test('both within one second are told both', async () => {
  await waiting('SECOND-1');
  await own.moves('SECOND-1', 'pending');
  expect((await sweep()).delivered).toBe(1);
  await shows('SECOND-1', 'pending'); // Or the first reading would show both.
  await own.moves('SECOND-1', 'success');
  expect((await sweep()).delivered).toBe(1);
  expect((await flow.incasso.emandates.result('SECOND-1')).stage).toBe('given');
});

test('without changes a sweep costs a handful of calls, whoever waits, and tells nothing twice', async () => {
  for (const reference of ['QUIET-1', 'QUIET-2', 'QUIET-3']) await waiting(reference);
  await own.moves('QUIET-1', 'pending');
  expect((await sweep()).delivered).toBe(1);
  await shows('QUIET-1', 'pending');
  expect(await sweep()).toMatchObject({ delivered: 0, calls: callsOf(1) });
  expect(await sweep()).toMatchObject({ delivered: 0, calls: callsOf(1) });
});

test('a mandate is found in the month in which it was made, long after; months in which nobody waits cost nothing', async () => {
  for (let month = 0; month < 4; month += 1) {
    await flow.control.advance(31 * DAY_MS);
    await foreign(`MONTH-${month}`, 2, 'success');
  }
  expect(await sweep()).toMatchObject({ delivered: 0, calls: callsOf(1) });
  expect(Object.keys(last?.months ?? {})).toEqual(['2099-03']);
  await own.moves('QUIET-2', 'success');
  expect((await sweep()).delivered).toBe(1);
  expect((await flow.incasso.emandates.result('QUIET-2')).stage).toBe('given');
});

test('a month that everybody has left is forgotten, and one that somebody waits in is looked at from its beginning', async () => {
  for (const reference of ['QUIET-1', 'QUIET-3']) {
    await flow.incasso.emandates.cancel(reference, said);
    await flow.incasso.emandates.result(reference);
  }
  await until('nobody waits', async () => (await sweep()).calls === 1);
  expect(last).toMatchObject({ months: {}, days: {} });
  await waiting('BACK-1');
  await own.moves('BACK-1', 'success');
  expect((await sweep()).delivered).toBe(1);
  expect(Object.keys(last?.months ?? {})).toEqual(['2099-07']);
  expect((await flow.incasso.emandates.result('BACK-1')).stage).toBe('given');
});

test('more than a page holds are all read', async () => {
  await waiting('PAGE-1');
  await foreign('PENDING', 101, 'pending');
  await foreign('SUCCESS', 101, 'success');
  await waiting('PAGE-2');
  for (const reference of ['PAGE-1', 'PAGE-2']) await own.moves(reference, 'success');
  const { read, delivered } = await sweep();
  expect(delivered).toBe(2);
  expect(read).toBeGreaterThanOrEqual(204);
});

test('a mandate whose reference the vendor does not show is told by its id', async () => {
  const id = await waiting('BY-ID');
  const delivery = createEMandateDelivery(flow.client);
  expect(await delivery.deliver({ mandateId: id, status: 'pending' }, undefined)).toBe(true);
  expect(await delivery.deliver({ mandateId: 'of nobody"', status: 'pending' }, undefined)).toBe(false);
  expect(await delivery.deliver({ mandateId: id, status: 'pending' }, 'NOBODY-1')).toBe(false);
});

test('on a schedule, each sweep carries on from the last', async () => {
  const { client, taskQueue } = flow;
  const id = await waiting('SCHEDULED-1');
  const workflowType = workflowTypes.sweepEMandates;
  const schedule = await client.schedule.create({
    scheduleId: `sweep-${taskQueue}`,
    spec: { intervals: [{ every: 400 * DAY_MS }] },
    action: { type: 'startWorkflow', workflowType, workflowId: `sweep-${taskQueue}`, taskQueue, args: [{}] },
  });
  const run = async (runs: number): Promise<SweepState> => {
    await schedule.trigger('BUFFER_ONE');
    const workflowId = await until('the sweep', async () => {
      const { info } = await schedule.describe();
      return info.numActionsTaken >= runs && info.recentActions.at(-1)?.action.workflow.workflowId;
    });
    return client.workflow.getHandle(workflowId).result();
  };
  await run(1);
  await flow.control.setMandateStatus(id, 'success');
  expect((await run(2)).delivered).toBe(1);
  expect((await run(3)).delivered).toBe(0);
  expect((await flow.incasso.emandates.result('SCHEDULED-1')).stage).toBe('given');
});
