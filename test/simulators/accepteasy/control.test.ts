import { describe, expect, test } from '@jest/globals';
import { after, DAY, effectsOf, HOUR, mail, ORIGIN, startRig } from './support.js';

describe('plays', () => {
  test('let a bill be paid by itself; a bill with plays of its own does not follow those of all', async () => {
    const rig = await startRig();
    await rig.control.plan([
      { srrid: '*', do: 'pay', afterMs: HOUR },
      { srrid: 'A-2', do: 'click', afterMs: HOUR },
    ]);
    for (const SRRID of ['A-1', 'A-2', 'A-3']) await rig.create({ SRRID });
    await rig.control.advance(HOUR);
    expect((await rig.control.bills()).map(({ srrid, status, paidAt }) => [srrid, status, paidAt])).toEqual([
      ['A-1', 'Paid', '2018-02-01T10:00:00Z'],
      ['A-2', 'Open', undefined],
      ['A-3', 'Paid', '2018-02-01T10:00:00Z'],
    ]);
  });

  test('told of a bill that exists count from then, and replace what it had still planned', async () => {
    const rig = await startRig();
    await rig.control.plan([{ srrid: 'A-1', do: 'pay', afterMs: HOUR }]);
    await rig.create();
    await rig.control.plan([{ srrid: 'A-1', do: 'pay', afterMs: DAY, delivery: { mode: 'lost' } }]);
    await rig.control.advance(HOUR);
    expect((await rig.control.bills('A-1'))[0]?.status).toBe('Open');
    await rig.control.advance(DAY);
    expect((await rig.control.bills('A-1'))[0]?.status).toBe('Paid');
  });

  test('for all reach bills that exist already', async () => {
    const rig = await startRig();
    await rig.create();
    await rig.control.plan([{ srrid: '*', do: 'pay', afterMs: 0 }]);
    await rig.control.quiet();
    expect((await rig.control.bills('A-1'))[0]?.status).toBe('Paid');
  });

  test('of a payer who finds the bill closed come to nothing', async () => {
    const rig = await startRig();
    await rig.control.plan([{ srrid: 'A-1', do: 'pay', afterMs: HOUR }]);
    const { ATID } = await rig.create();
    await rig.call('PATCH', `/v2/Bill/${ATID}`, { Status: 'Canceled' });
    await rig.control.advance(DAY);
    expect(await rig.control.ledger({ effect: 'bill.paid' })).toEqual([]);
  });
});

describe('the control API', () => {
  test('pays a bill once', async () => {
    const rig = await startRig();
    const { ATID } = await rig.create();
    expect(await rig.control.pay('A-1')).toEqual({ atid: ATID, amountMinor: 1299 });
    await expect(rig.control.pay('A-1')).rejects.toMatchObject({
      status: 409,
      message: expect.stringContaining('Paid'),
    });
    await expect(rig.control.pay('B-1')).rejects.toMatchObject({ status: 404 });
    await expect(rig.control.act({ srrid: 'A-1', do: 'plan-payment' })).rejects.toMatchObject({ status: 409 });
    expect(await rig.control.ledger({ effect: 'bill.paid' })).toHaveLength(1);
  });

  test('reads the truth about bills, queued ones too, and about messages', async () => {
    const rig = await startRig();
    const { ATID } = await rig.create({ Address: mail, Communication: [{ Channel: 'Email', Template: 't' }] });
    await rig.control.quiet();
    await rig.call('POST', '/v2/Bill/async', { PaymentReference: '1', Description: 'd', Amount: 5, SRRID: 'A-2' });
    expect(await rig.control.bills()).toEqual([
      {
        atid: ATID,
        srrid: 'A-1',
        paymentReference: '123456',
        creation: 'CreationSucceeded',
        status: 'Open',
        amountMinor: 1299,
        expiresAt: '2018-03-03T09:00:00Z',
      },
      { atid: expect.any(String), srrid: 'A-2', paymentReference: '1', creation: 'Processing', amountMinor: 5 },
    ]);
    expect(await rig.control.communications('A-1')).toEqual([
      {
        id: expect.any(String),
        atid: ATID,
        srrid: 'A-1',
        channel: 'Email',
        template: 't',
        scheduledAt: after(0),
        status: 'Sent',
      },
    ]);
    expect(await rig.control.communications('A-2')).toEqual([]);
  });

  test('refuses words that it does not know, and names their place', async () => {
    const rig = await startRig();
    const refused = { status: 400 };
    await expect(rig.control.plan([{ srrid: 'A-1', do: 'dance' } as never])).rejects.toMatchObject(refused);
    await expect(rig.control.plan([{ srrid: 'A-1', do: 'pay' } as never])).rejects.toThrow('afterMs');
    await expect(rig.control.act({ srrid: 'A-1', do: 'pay', delivery: { mode: 'late' } as never })).rejects.toThrow(
      'byMs',
    );
    await expect(rig.control.addFault({ operation: 'bill.create' as never, kind: 'slow' })).rejects.toMatchObject(
      refused,
    );
    await expect(rig.control.addFault({ webhook: 'Expired' as never, kind: 'lost' })).rejects.toMatchObject(refused);
  });

  test('holds nothing about a person: not in the ledger, the calls or the truth', async () => {
    const rig = await startRig();
    await rig.control.plan([{ srrid: '*', do: 'bounce', afterMs: 0 }]);
    await rig.create({
      Address: { Email: 'jane.doe@example.com', PhoneNumber: '+31 6 1234 5678' },
      Communication: [{ Channel: 'Email' }, { Channel: 'Text' }],
      RecordData: { RecipientDisplayName: 'Jane' },
    });
    await rig.control.pay('A-1');
    await rig.control.advance(HOUR);
    const { ledger, calls, bills, communications } = rig.control;
    const all = JSON.stringify(await Promise.all([ledger(), calls(), bills(), communications()]));
    expect(all).not.toMatch(/jane|1234 ?5678/i);
    expect(await effectsOf(rig)).toEqual(expect.arrayContaining(['communication.bounced', 'bill.paid']));
  });
});

test('a clock with speed runs by itself: a queued bill is made, and expires, without anybody asking', async () => {
  const rig = await startRig({ clock: { origin: ORIGIN, speed: DAY / 10 } }); // A day in ten milliseconds.
  await rig.call('POST', '/v2/Bill/async', { PaymentReference: '1', Description: 'd', Amount: 5, SRRID: 'A-1' });
  while ((await rig.control.bills('A-1'))[0]?.status !== 'Expired') await rig.control.quiet();
  const [made, expired] = await Promise.all(
    ['bill.created', 'bill.expired'].map(async (effect) => (await rig.control.ledger({ effect }))[0]?.at ?? ''),
  );
  expect(Date.parse(expired ?? '') - Date.parse(made ?? '')).toBe(90 * DAY); // To the millisecond, at any speed.
});
