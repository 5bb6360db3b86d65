import { expect, test } from '@jest/globals';
import { startMandateFlow, startMandateTime } from '../support/mandate-flow.js';
import { mandateRules, oneOff, SAID } from '../support/mandate-rules.js';
import { gbp } from '../support/mandates.js';
import { until } from '../support/until.js';

const WORKFLOW_TASK_COMPLETED = 7;
const TIMER_STARTED = 17;

// What a mandate may cost: events are storage and replay, workflow tasks are CPU. Five activities set it up.
const SET_UP_EVENTS = 37;
const SET_UP_TASKS = 6;
/** What a person asks for: one activity, or one and a reading. */
const MOVE_EVENTS = 17;
const ORDER_EVENTS = 23;
/** A collection of the plan that clears: a timer and a reading. */
const MONTH_EVENTS = 13;

test('a mandate that is set up, and what is asked of it, keep to their budget of events and workflow tasks', async () => {
  const flow = await startMandateFlow();
  const eventsOf = async (reference: string) => (await flow.handle(reference).fetchHistory()).events ?? [];
  /** Its events when it waits for its next day. */
  const waiting = (reference: string, more: number) =>
    until('its wait', async () => {
      const events = await eventsOf(reference);
      return events.length >= more && events.at(-1)?.eventType === TIMER_STARTED && events;
    });
  await flow.active('COST-M1');
  const setUp = await waiting('COST-M1', SET_UP_TASKS);
  expect(setUp.length).toBeLessThanOrEqual(SET_UP_EVENTS);
  const tasks = setUp.filter(({ eventType }) => eventType === WORKFLOW_TASK_COMPLETED);
  expect(tasks.length).toBeLessThanOrEqual(SET_UP_TASKS);
  await mandateRules(flow).bare('COST-M2');
  expect((await waiting('COST-M2', SET_UP_TASKS)).length).toBeLessThanOrEqual(SET_UP_EVENTS - 6);

  await flow.mandates.collectOneOff('COST-M1', oneOff());
  const ordered = await eventsOf('COST-M1');
  expect(ordered.length - setUp.length).toBeLessThanOrEqual(ORDER_EVENTS);
  await flow.mandates.suspend('COST-M1', SAID);
  const suspended = await eventsOf('COST-M1');
  expect(suspended.length - ordered.length).toBeLessThanOrEqual(MOVE_EVENTS);
});

test('a month of a plan keeps to its budget: one timer, one reading', async () => {
  const flow = await startMandateTime();
  const start = await flow.dayIn(40);
  await flow.active('COST-M3', { plan: { amount: gbp(1), frequency: 'monthly', start } });
  const cleared = async () =>
    (await flow.mandates.show('COST-M3')).collections.filter(({ state }) => state === 'cleared');
  const events: number[] = [];
  while (events.length < 4) {
    await flow.pass(5);
    if ((await cleared()).length <= events.length) continue;
    events.push((await flow.handle('COST-M3').fetchHistory()).events?.length ?? 0);
  }
  const months = events.slice(1).map((count, index) => count - (events[index] ?? 0));
  for (const month of months) expect(month).toBeLessThanOrEqual(MONTH_EVENTS);
});
