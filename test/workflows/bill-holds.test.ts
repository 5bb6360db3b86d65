import { expect, test } from '@jest/globals';
import { businessTime } from '../../src/domain/clock.js';
import type { VendorFaultRule } from '../../src/simulators/accepteasy/control-types.js';
import { startBillFlow } from '../support/bill-flow.js';
import { SAID } from '../support/fixtures.js';
import { until } from '../support/until.js';

// After a hold nobody hears a thing twice, nobody hears nothing, and what is told of it is true.
const flow = startBillFlow();

const now = async () => businessTime(Date.now(), (await flow).clock);
/** An hour takes six seconds. */
const inHours = async (hours: number) => new Date((await now()) + hours * 3_600_000).toISOString();
const reminder = (scheduledAt: string) => ({
  ...{ channel: 'Email', template: 'reminder', paymentStatus: 'Open' },
  scheduledAt,
});

async function opened(srrid: string, more = {}) {
  const { incasso, bill, stage } = await flow;
  await incasso.bills.submit(bill(srrid, more));
  await stage(srrid, 'open');
}

async function held(srrid: string) {
  const { incasso, day } = await flow;
  await incasso.bills.hold(srrid, { until: day(5), ...SAID });
}

async function next(srrid: string, what: string) {
  const { incasso } = await flow;
  await until(`${srrid}: ${what}`, async () => (await incasso.bills.show(srrid)).nextAction?.startsWith(what));
}

/** On hold, and carried out as far as it could be. */
const silence = (srrid: string) => next(srrid, 'go on when the hold ends');

/** All that was to be planned has been. */
async function resumed(srrid: string) {
  await (await flow).incasso.bills.resume(srrid, SAID);
  await next(srrid, 'read whether');
}

/** What a person says to a change that the vendor does not let us make. */
async function refused(operation: VendorFaultRule['operation'], srrid: string, said: () => Promise<unknown>) {
  const { incasso, control, stage } = await flow;
  await control.addFault({ operation, kind: 'unauthorized', reference: srrid, times: 3 });
  await said();
  expect((await stage(srrid, 'needs-attention')).reason).toMatch('go out as they are');
  await incasso.bills.resolve(srrid, { as: 'not-happened', ...SAID });
}

async function gone(srrid: string) {
  const { control } = await flow;
  const sent = () => control.ledger({ reference: srrid, effect: 'communication.sent' });
  await until(`${srrid} has gone out`, async () => (await sent()).length > 0);
}

async function told(srrid: string): Promise<string[]> {
  return (await (await flow).incasso.bills.show(srrid)).timeline.map(({ what }) => what);
}

async function cancelled(srrid: string) {
  const { incasso } = await flow;
  await incasso.bills.cancel(srrid, SAID);
  await incasso.bills.result(srrid);
}

test('what went out in a hold that could not be carried out is not sent once more after it', async () => {
  const { control } = await flow;
  await opened('WENT', { communications: [reminder(await inHours(1.5))] });
  await refused('accepteasy.communication.delete', 'WENT', () => held('WENT'));
  await silence('WENT');
  await gone('WENT');
  await resumed('WENT');
  expect(await control.communications('WENT')).toMatchObject([{ template: 'reminder', status: 'Sent' }]);
  await cancelled('WENT');
});

test('what went out while the vendor did not take its withdrawal is not sent once more when somebody resumes', async () => {
  const { control } = await flow;
  await opened('BETWEEN', { communications: [reminder(await inHours(1.2))] });
  const operation = 'accepteasy.communication.delete';
  await control.addFault({ operation, kind: 'rate-limited', reference: 'BETWEEN', retryAfterSeconds: 60 });
  await held('BETWEEN');
  await until('a try', async () => (await control.calls()).some(({ answered }) => answered === 'rate-limited'));
  await gone('BETWEEN');
  await resumed('BETWEEN');
  expect(await control.communications('BETWEEN')).toMatchObject([{ template: 'reminder', status: 'Sent' }]);
  await cancelled('BETWEEN');
});

test('the reminder that a hold was over goes out after it, whatever was planned after that', async () => {
  const { control } = await flow;
  const [first, last] = [await inHours(1.5), await inHours(1.6)];
  const after = {
    'OVER-BOUNCED': { channel: 'Text', messageStatus: 'BouncedEmail' },
    'OVER-PAID': { channel: 'Email', template: 'thanks', paymentStatus: 'Paid' },
    'OVER-PDF': { channel: 'PDF', template: 'letter' },
  };
  const bills = Object.entries(after);
  const begin = async ([srrid, more]: (typeof bills)[number]) => {
    await opened(srrid, { communications: [reminder(first), { ...more, scheduledAt: last }] });
    await held(srrid);
    await silence(srrid);
    expect(await control.communications(srrid)).toEqual([]);
  };
  await Promise.all(bills.map(begin));
  await until('both were missed', async () => (await now()) > Date.parse(last));
  for (const [srrid] of bills) {
    await resumed(srrid);
    await gone(srrid);
    const all = await control.communications(srrid);
    expect(all.filter(({ template }) => template === 'reminder')).toHaveLength(1);
    await cancelled(srrid);
  }
});

test('where a mail comes back at the moment of a hold, what is left goes by text', async () => {
  const { control, day } = await flow;
  await control.plan([{ srrid: 'DEAD', do: 'bounce', channel: 'Email', afterMs: 20 * 60_000 }]);
  const operation = 'accepteasy.bill.get';
  await control.addFault({ operation, kind: 'slow', delayMs: 800, reference: 'DEAD' });
  await opened('DEAD', { communications: [{ channel: 'Email' }, reminder(`${day(9)}T09:00:00Z`)] });
  await until('the reading of it', async () =>
    (await control.calls()).some((call) => call.operation === operation && call.reference === 'DEAD'),
  );
  await held('DEAD');
  await silence('DEAD');
  await resumed('DEAD');
  const left = (await control.communications('DEAD')).filter(({ scheduledAt }) => scheduledAt.startsWith(day(9)));
  expect(left.map(({ channel }) => channel)).toEqual(['Text']);
  await cancelled('DEAD');
});

test('where a mail comes back while its hold cannot be carried out, what is left goes by text', async () => {
  const { control, day } = await flow;
  await control.plan([{ srrid: 'DYING', do: 'bounce', channel: 'Email', afterMs: 20 * 60_000 }]);
  await opened('DYING', { communications: [{ channel: 'Email' }, reminder(`${day(9)}T09:00:00Z`)] });
  await refused('accepteasy.communication.delete', 'DYING', () => held('DYING'));
  await until('it came back', async () => (await told('DYING')).includes('a message came back: Email'));
  await resumed('DYING');
  const left = (await control.communications('DYING')).filter(({ scheduledAt }) => scheduledAt.startsWith(day(9)));
  expect(left.map(({ channel }) => channel)).toEqual(['Text']);
  await cancelled('DYING');
});

test('what a person says was not withdrawn is not told as withdrawn, and stands once after the hold', async () => {
  const { control, day } = await flow;
  await opened('STANDS', { communications: [reminder(`${day(9)}T09:00:00Z`)] });
  await refused('accepteasy.communication.delete', 'STANDS', () => held('STANDS'));
  await silence('STANDS');
  expect(await control.communications('STANDS')).toMatchObject([{ status: 'Pending' }]);
  expect(await told('STANDS')).not.toContainEqual(expect.stringContaining('read back'));
  await resumed('STANDS');
  expect(await control.communications('STANDS')).toMatchObject([{ status: 'Pending' }]);
  await cancelled('STANDS');
});

test('what a person says was not planned is not told as planned', async () => {
  const { control, incasso, day } = await flow;
  await opened('UNPLANNED', { communications: [reminder(`${day(9)}T09:00:00Z`)] });
  await held('UNPLANNED');
  await silence('UNPLANNED');
  await refused('accepteasy.communication.create', 'UNPLANNED', () => incasso.bills.resume('UNPLANNED', SAID));
  await next('UNPLANNED', 'read whether');
  expect(await control.communications('UNPLANNED')).toEqual([]);
  expect(await told('UNPLANNED')).not.toContainEqual(expect.stringContaining('planned at AcceptEasy'));
  await cancelled('UNPLANNED');
});
