import { expect, test } from '@jest/globals';
import { startBillFlow } from '../support/bill-flow.js';
import { SAID } from '../support/fixtures.js';
import { until } from '../support/until.js';

const WORKFLOW_TASK_COMPLETED = 7;

// What a bill may cost on the real server: events are storage and replay, workflow tasks are CPU.
const PAID_EVENTS = 30;
const PAID_TASKS = 5;
const QUEUED_EVENTS = 10;
const BOUNCE_EVENTS = 28;
const HOLD_EVENTS = 46;

const flow = startBillFlow();

async function cost(srrid: string) {
  const { client, incasso } = await flow;
  await incasso.bills.result(srrid);
  const { events = [] } = await client.workflow.getHandle(`bill:${srrid}`).fetchHistory();
  const tasks = (events ?? []).filter(({ eventType }) => eventType === WORKFLOW_TASK_COMPLETED).length;
  return { events: events?.length ?? 0, tasks };
}

async function open(srrid: string, more = {}) {
  const { incasso, bill, control } = await flow;
  await incasso.bills.submit(bill(srrid, more));
  await until('the bill', async () => (await incasso.bills.show(srrid)).nextActionAt !== null);
  await control.quiet();
}

test('a bill that is made and paid keeps to its budget of events and workflow tasks', async () => {
  const { control } = await flow;
  await open('COST-1');
  await control.pay('COST-1');
  const { events, tasks } = await cost('COST-1');
  expect({
    events: events <= PAID_EVENTS ? 'in budget' : events,
    tasks: tasks <= PAID_TASKS ? 'in budget' : tasks,
  }).toEqual({ events: 'in budget', tasks: 'in budget' });
});

test('a queue, a message that came back, and a hold keep to theirs', async () => {
  const { control, incasso, day } = await flow;
  await open('COST-2');
  await open('COST-3', { async: true });
  await control.plan([{ srrid: 'COST-4', do: 'bounce', channel: 'Email' }]);
  await open('COST-4');
  await until('the text', async () =>
    (await control.communications('COST-4')).some(({ channel, status }) => channel === 'Text' && status === 'Sent'),
  );
  await open('COST-5', { communications: [{ channel: 'Email', scheduledAt: `${day(9)}T09:00:00Z` }] });
  await incasso.bills.hold('COST-5', { until: day(5), ...SAID });
  await until('nothing is planned', async () => (await control.communications('COST-5')).length === 0);
  await until('the wait', async () => (await incasso.bills.show('COST-5')).nextActionAt !== null);
  await incasso.bills.resume('COST-5', SAID);
  await until('the plan', async () => (await control.communications('COST-5')).length === 1);
  await until('the wait', async () => (await incasso.bills.show('COST-5')).nextActionAt !== null);
  for (const srrid of ['COST-2', 'COST-3', 'COST-4', 'COST-5']) await control.pay(srrid);
  const plain = (await cost('COST-2')).events;
  const extra = {
    queued: (await cost('COST-3')).events - plain,
    bounced: (await cost('COST-4')).events - plain,
    held: (await cost('COST-5')).events - plain,
  };
  expect(extra.queued).toBeLessThanOrEqual(QUEUED_EVENTS);
  expect(extra.bounced).toBeLessThanOrEqual(BOUNCE_EVENTS);
  expect(extra.held).toBeLessThanOrEqual(HOLD_EVENTS);
});
