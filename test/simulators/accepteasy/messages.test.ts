import { describe, expect, test } from '@jest/globals';
import { repaired, samples } from './samples.js';
import {
  after,
  type BillView,
  DAY,
  HOUR,
  type MessageView,
  MINUTE,
  mail,
  SECOND,
  startRig,
  statusesOf,
  type TestRig,
} from './support.js';

const both = { Email: 'debtor@example.com', PhoneNumber: '+31 6 0000 0000' };

const messages = async (rig: TestRig, atid: string): Promise<MessageView[]> =>
  (await rig.call<MessageView[]>('GET', `/v2/Bill/${atid}/Communication`)).body;

const sent = async (rig: TestRig): Promise<(string | undefined)[]> =>
  (await rig.control.ledger({ effect: 'communication.sent' })).map(({ detail }) => detail);

const at = (Channel: string, ms: number, more: object = {}) => ({ Channel, ScheduledDate: after(ms), ...more });

describe('planned messages', () => {
  test('of the documented request go at their moments, while the bill is open', async () => {
    const rig = await startRig();
    const { body } = await rig.call<BillView>('POST', '/v2/Bill', repaired(samples.WITH_MESSAGES));
    expect(body.Communication).toMatchObject([
      { Channel: 'Email', Template: 'initialPaymentRequest', ScheduledDate: '2018-02-05T10:11:22Z', Status: 'Pending' },
      { Channel: 'Text', Template: 'preminderText', PaymentStatus: 'Open' },
      { Channel: 'Email', Template: 'finalPreminder', PaymentStatus: 'Open' },
    ]);
    await rig.control.advance(30 * DAY);
    expect(await rig.control.ledger({ effect: 'communication.sent' })).toMatchObject([
      { id: body.ATID, reference: body.SRRID, at: '2018-02-05T10:11:22.000Z', detail: 'Email initialPaymentRequest' },
      { at: '2018-02-12T15:11:22.000Z', detail: 'Text preminderText' },
      { at: '2018-02-25T10:11:22.000Z', detail: 'Email finalPreminder' },
    ]);
    expect((await messages(rig, body.ATID)).map(({ Status }) => Status)).toEqual(['Sent', 'Sent', 'Sent']);
  });

  test('without a moment, or with one in the past, go at once', async () => {
    const rig = await startRig();
    await rig.create({ Address: both, Communication: [{ Channel: 'Email' }, at('Text', -DAY)] });
    await rig.control.quiet();
    expect(await sent(rig)).toEqual(['Email', 'Text']);
  });

  test.each([['Paid'], ['Canceled'], ['Expired']])(
    'on the condition Open are not sent for a bill that is %s; those without condition still are',
    async (Status) => {
      const rig = await startRig();
      const Communication = [at('Email', DAY, { PaymentStatus: 'Open' }), at('Email', DAY, { Template: 'always' })];
      const { ATID } = await rig.create({ Address: mail, Communication });
      await rig.call('PATCH', `/v2/Bill/${ATID}`, { Status });
      await rig.control.advance(DAY);
      expect(await sent(rig)).toEqual(['Email always']);
      expect((await messages(rig, ATID)).map((message) => message.Status)).toEqual(['Cancelled', 'Sent']);
    },
  );

  test.each([
    ['Open', 'an unpaid bill in its countdown', { PaymentStatus: 'Open' }, undefined, true],
    ['Countdown', 'a bill in its countdown', { PaymentStatus: 'Countdown' }, undefined, true],
    ['Pending', 'a bill whose payment is planned', { PaymentStatus: 'Pending' }, 'plan-payment', true],
    ['Paid', 'a paid bill', { PaymentStatus: 'Paid' }, 'pay', true],
    ['Paid', 'an unpaid bill', { PaymentStatus: 'Paid' }, undefined, false],
    ['All', 'a paid bill', { PaymentStatus: 'All' }, 'pay', true],
    ['Opened', 'a bill whose mail was opened', { MessageStatus: 'Opened' }, 'view', true],
    ['NotOpened', 'a bill whose mail was opened', { MessageStatus: 'NotOpened' }, 'view', false],
    ['Clicked', 'a bill whose page nobody saw', { MessageStatus: 'Clicked' }, undefined, false],
    ['NotClicked', 'a bill whose page nobody saw', { MessageStatus: 'NotClicked' }, undefined, true],
    ['BouncedEmail', 'a bill whose mail came back', { MessageStatus: 'BouncedEmail' }, 'bounce', true],
    ['BouncedSMS', 'a bill whose mail came back', { MessageStatus: 'BouncedSMS' }, 'bounce', false],
    ['NotSnoozed', 'any bill', { MessageStatus: 'NotSnoozed' }, undefined, true],
    ['Snoozed', 'any bill', { MessageStatus: 'Snoozed' }, undefined, false],
  ] as const)('on the condition %s for %s', async (_, _case, condition, act, goes) => {
    const rig = await startRig();
    if (act === 'bounce') await rig.control.plan([{ srrid: 'A-1', do: 'bounce', channel: 'Email' }]);
    const Communication = [{ Channel: 'Email' }, at('Text', 3 * DAY, condition)];
    await rig.create({ Address: both, Communication, ExpiryDate: after(4 * DAY), CountdownDays: 2 });
    if (act !== undefined && act !== 'bounce') await rig.control.act({ srrid: 'A-1', do: act });
    await rig.control.advance(3 * DAY);
    expect(await sent(rig)).toEqual(goes ? ['Email', 'Text'] : ['Email']);
  });

  test('without an address for their channel fail, and a document for the page needs none', async () => {
    const rig = await startRig();
    const { ATID } = await rig.create({ Address: mail, Communication: [{ Channel: 'Text' }, { Channel: 'PDF' }] });
    await rig.control.quiet();
    expect((await messages(rig, ATID)).map(({ Status }) => Status)).toEqual(['Failed', 'Sent']);
    expect(await rig.control.ledger({ effect: 'communication.failed' })).toMatchObject([{ detail: 'Text' }]);
  });

  test('of a mandate go on conditions of its own', async () => {
    const rig = await startRig();
    const Communication = [
      { Channel: 'Email', MessageStatus: 'All', MandateStatus: 'All' },
      at('Email', DAY, { MandateStatus: 'ToMandate' }),
    ];
    await rig.call('POST', '/v2/Mandate', { ...JSON.parse(samples.MANDATE), SRRID: 'M-1', Communication });
    await rig.control.pay('M-1');
    await rig.control.advance(DAY);
    expect((await rig.control.communications('M-1')).map(({ status }) => status)).toEqual(['Sent', 'Cancelled']);
  });
});

describe('what is still planned', () => {
  const planned = async (rig: TestRig): Promise<[string, MessageView]> => {
    const { ATID, Communication } = await rig.create({ Address: both, Communication: [at('Email', DAY)] });
    const [message] = Communication;
    if (message === undefined) throw new Error('nothing is planned');
    return [ATID, message];
  };

  test('can be dropped, and is then listed no more', async () => {
    const rig = await startRig();
    const [atid, { CommunicationID }] = await planned(rig);
    const { status } = await rig.call('DELETE', `/v2/Communication/${CommunicationID}`);
    expect([status, await messages(rig, atid)]).toEqual([204, []]);
    await rig.control.advance(2 * DAY);
    expect(await sent(rig)).toEqual([]);
    expect((await rig.call('DELETE', `/v2/Communication/${CommunicationID}`)).status).toBe(404);
    expect(await rig.control.ledger({ effect: 'communication.deleted' })).toMatchObject([
      { reference: 'A-1', id: atid },
    ]);
  });

  test('can be changed, and goes at the new moment only', async () => {
    const rig = await startRig();
    const [, { CommunicationID }] = await planned(rig);
    const change = { ScheduledDate: after(2 * DAY), Channel: 'Text' };
    const { body } = await rig.call('PATCH', `/v2/Communication/${CommunicationID}`, change);
    expect(body).toMatchObject({ CommunicationID, Channel: 'Text', ScheduledDate: '2018-02-03T09:00:00Z' });
    await rig.control.advance(DAY);
    expect(await sent(rig)).toEqual([]);
    await rig.control.advance(DAY);
    expect(await sent(rig)).toEqual(['Text']);
    expect((await rig.call('PATCH', `/v2/Communication/${CommunicationID}`, {})).status).toBe(400);
  });

  test('can be added to; what has gone out can be neither dropped nor changed', async () => {
    const rig = await startRig();
    const { ATID } = await rig.create({ Address: mail });
    const path = `/v2/Bill/${ATID}/Communication`;
    const { status, body } = await rig.call<MessageView[]>('POST', path, { Communication: [{ Channel: 'Email' }] });
    expect([status, body]).toMatchObject([201, [{ Channel: 'Email', Status: 'Pending' }]]);
    await rig.control.quiet();
    expect(await messages(rig, ATID)).toMatchObject([{ Status: 'Sent' }]);
    const gone = `/v2/Communication/${body[0]?.CommunicationID}`;
    expect((await rig.call('DELETE', gone)).status).toBe(400);
    expect((await rig.call('PATCH', gone, { Template: 't' })).status).toBe(400);
    expect((await rig.call('POST', path, { Channel: 'Email' })).status).toBe(400);
    expect((await rig.call('GET', '/v2/Bill/none/Communication')).status).toBe(404);
  });
});

describe('a message that comes back', () => {
  test('is in the search of bounces and told by webhook, without a word on which it was', async () => {
    const rig = await startRig();
    await rig.control.plan([{ srrid: '*', do: 'bounce', address: 'DEBTOR@example.com', afterMs: HOUR }]);
    const { ATID, Communication } = await rig.create({ Address: both, Communication: [at('Email', 0), at('Text', 0)] });
    await rig.control.advance(HOUR - SECOND);
    expect((await rig.find('Bounces?type=Bills')).Bills).toEqual([]);
    await rig.control.advance(SECOND);
    expect((await rig.find('Bounces?type=Bills')).Bills).toMatchObject([
      {
        ATID,
        Status: 'Open',
        Address: both,
        Bounce: {
          DateReceived: '2018-02-01T10:00:00Z',
          Message: 'smtp;550 5.4.1 Recipient address rejected',
          StatusCode: '5.1.1',
          CommunicationID: Communication[0]?.CommunicationID,
        },
      },
    ]);
    expect(rig.received.at(-1)?.body).toEqual({
      ATID,
      ERROR: null,
      PaymentReference: '123456',
      SRRID: 'A-1',
      STATUS: 'Bounced',
    });
    expect(await rig.control.ledger({ effect: 'communication.bounced' })).toMatchObject([{ detail: 'Email' }]);
  });

  test('twice on one bill looks the same in the webhooks, and is two rows in the search', async () => {
    const rig = await startRig();
    await rig.control.plan([{ srrid: 'A-1', do: 'bounce' }]);
    await rig.create({ Address: both, Communication: [at('Email', 0), at('Text', DAY)] });
    await rig.control.advance(2 * DAY);
    expect(statusesOf(rig)).toEqual(['CreationSucceeded', 'Bounced', 'Bounced']);
    const { Bills } = await rig.find('Bounces?type=Bills');
    expect(new Set(Bills.map(({ Bounce }) => Bounce?.CommunicationID)).size).toBe(2);
  });

  test('only over the channel that was told, a minute after it went', async () => {
    const rig = await startRig();
    await rig.control.plan([{ srrid: 'A-1', do: 'bounce', channel: 'Text' }]);
    await rig.create({ Address: both, Communication: [at('Email', 0), at('Text', 0)] });
    await rig.control.advance(MINUTE);
    expect(await rig.control.communications('A-1')).toMatchObject([
      { channel: 'Email', status: 'Sent' },
      { channel: 'Text', status: 'Sent', bouncedAt: after(MINUTE) },
    ]);
  });

  test('by a forged webhook did not come back', async () => {
    const rig = await startRig();
    await rig.control.plan([{ srrid: 'A-1', do: 'bounce', delivery: { mode: 'forged' } }]);
    await rig.create({ Address: mail, Communication: [at('Email', 0)] });
    await rig.control.advance(MINUTE);
    expect(statusesOf(rig)).toEqual(['CreationSucceeded', 'Bounced']);
    expect((await rig.find('Bounces?type=Bills')).Bills).toEqual([]);
  });
});
