import { describe, expect, test } from '@jest/globals';
import { startAlphacommSimulator } from '../../src/simulators/alphacomm/index.js';
import { createControlClient } from '../../src/simulators/control-client.js';
import { effectsOf, HOUR, MINUTE, mailRow, startRig, voiceRow } from './support.js';

describe('stories', () => {
  test('an unknown reference is 404, a payment before the message is 409', async () => {
    const rig = await startRig();
    await expect(rig.control.tell({ reference: 'A-1', story: 'paid' })).rejects.toMatchObject({ status: 404 });
    await rig.import(mailRow('A-1'));
    await expect(rig.control.tell({ reference: 'A-1', story: 'paid' })).rejects.toMatchObject({
      status: 409,
      message: 'A-1 has no PayLink yet: its message is not sent',
    });
  });

  test('paid pays the rest of the newest open link', async () => {
    const rig = await startRig();
    await rig.import(mailRow('A-1'));
    await rig.control.advance(1000);
    await rig.import(mailRow('A-1', { invoiceAmount: '7000' }));
    await rig.control.advance(1000);
    await rig.control.tell({ reference: 'A-1', story: 'part-paid', amountMinor: 3000 });
    expect(await rig.control.tell({ reference: 'A-1', story: 'paid' })).toMatchObject({
      happened: 'now',
      amountMinor: 4000,
    });
    expect((await rig.links()).items.map(({ status, amountPaid }) => [status, amountPaid])).toEqual([
      ['ready', 0],
      ['paid', 7000],
    ]);
    expect(await rig.control.tell({ reference: 'A-1', story: 'paid' })).toMatchObject({ amountMinor: 10000 });
  });

  test.each([
    [{ reference: 'A-1', story: 'gone' }],
    [{ reference: 'A-1', story: 'paid', amountMinor: 1.5 }],
    [{ reference: 'A-1', story: 'paid', amount: 5 }],
    [{ reference: 'A-1', story: 'paid', delivery: { mode: 'late' } }],
  ])('%j is not understood', async (story) => {
    const rig = await startRig();
    const response = await fetch(`${rig.controlUrl}/stories`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(story),
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ error: expect.any(String) });
  });

  test.each([
    [{ operation: 'payLink.create', kind: 'doubled' }],
    [{ webhook: 'PayLinkPaid', kind: 'slow' }],
    [{ kind: 'slow' }],
  ])('the fault rule %j is not understood', async (rule) => {
    const rig = await startRig();
    await expect(rig.control.addFault(rule as never)).rejects.toMatchObject({ status: 400 });
  });
});

describe('plays', () => {
  test('a debtor does what was planned, at its time after the message', async () => {
    const rig = await startRig();
    await rig.control.plan([
      { reference: '*', onMessage: [{ afterMs: MINUTE, do: 'pay' }] },
      {
        reference: 'A-1',
        onMessage: [
          { afterMs: MINUTE, do: 'visit' },
          { afterMs: 2 * MINUTE, do: 'part-pay' },
          { afterMs: HOUR, do: 'overpay', amountMinor: 6000 },
        ],
      },
      { reference: 'A-2', onMessage: [] },
    ]);
    await rig.import(mailRow('A-1'), mailRow('A-2'), mailRow('A-3'));
    await rig.control.advance(2 * HOUR);
    const payments = await rig.control.ledger({ effect: 'payment' });
    expect(payments.map(({ reference, amountMinor, at }) => `${at.slice(11, 19)} ${reference} ${amountMinor}`)).toEqual(
      ['09:01:01 A-3 10000', '09:02:01 A-1 5000', '10:00:01 A-1 6000'],
    );
    expect(rig.received.filter(({ body }) => body.reference === 'A-1').map(({ body }) => body.event)).toEqual([
      'PayLinkVisited',
      'PayLinkPaid',
      'PayLinkPaid',
    ]);
  });

  test('a debtor who has paid does not pay again unless told an amount', async () => {
    const rig = await startRig();
    const again = [1, 2].map((n) => ({ afterMs: n * MINUTE, do: 'pay' as const }));
    await rig.control.plan([{ reference: '*', onMessage: [...again, { afterMs: HOUR, do: 'pay', amountMinor: 1 }] }]);
    await rig.import(mailRow('A-1'));
    await rig.control.advance(2 * HOUR);
    const payments = await rig.control.ledger({ effect: 'payment' });
    expect(payments.map(({ amountMinor }) => amountMinor)).toEqual([10000, 1]);
  });

  test('a call can move a debtor to pay the link of the message', async () => {
    const rig = await startRig();
    await rig.control.plan([
      { reference: 'A-1', onCalls: [{ outcome: 'answered', afterwards: [{ afterMs: MINUTE, do: 'overpay' }] }] },
    ]);
    await rig.import(mailRow('A-1'), voiceRow('A-1'));
    await rig.control.advance(HOUR);
    expect(await effectsOf(rig)).toEqual([
      'record.created',
      'record.created',
      'call.planned',
      'payLink.created',
      'message.sent',
      'call.made',
      'payment',
      'webhook.delivered',
      'webhook.delivered',
    ]);
    expect((await rig.links()).items).toMatchObject([{ status: 'paid', amountPaid: 11000 }]);
  });

  test('a forged call that repeats is reported once, and the call waits', async () => {
    const rig = await startRig();
    await rig.control.plan([{ reference: '*', onCalls: [{ outcome: 'answered', delivery: { mode: 'forged' } }] }]);
    await rig.import(voiceRow('A-1'));
    await rig.control.advance(HOUR);
    expect(rig.received).toHaveLength(1);
    expect(await rig.control.ledger({ effect: 'call.made' })).toEqual([]);
  });
});

describe('the clock', () => {
  test('starts at its origin, moves by advance, and runs what falls due at its own instant', async () => {
    const rig = await startRig();
    expect(await rig.control.clock()).toEqual({ now: '2026-03-02T09:00:00.000Z', speed: 0 });
    await rig.import(mailRow('A-1'));
    await rig.control.advance(24 * HOUR);
    expect(await rig.control.clock()).toEqual({ now: '2026-03-03T09:00:00.000Z', speed: 0 });
    expect((await rig.control.ledger({ effect: 'message.sent' }))[0]?.at).toBe('2026-03-02T09:00:01.000Z');
  });

  test.each([1000, 1_000_000])('at %i times real time, chains keep their exact distances', async (speed) => {
    const rig = await startRig({ clock: { origin: '2026-03-02T09:00:00Z', speed } });
    await rig.control.plan([{ reference: '*', onCalls: [{ outcome: 'no-answer' }, { outcome: 'answered' }] }]);
    const references = Array.from({ length: 50 }, (_, i) => `A-${i}`);
    await rig.import(...references.map((reference) => voiceRow(reference)));
    if (speed === 1000) await rig.control.advance(2 * HOUR);
    while ((await rig.control.ledger({ effect: 'call.made' })).length < 100) await rig.control.quiet();
    const entries = await rig.control.ledger();
    for (const reference of references) {
      const [plannedAt = 0, firstAt = 0, , secondAt = 0] = entries
        .filter((entry) => entry.reference === reference && entry.effect.startsWith('call'))
        .map(({ at }) => Date.parse(at));
      expect([firstAt - plannedAt, secondAt - firstAt]).toEqual([MINUTE, HOUR]);
    }
    const times = entries.filter(({ effect }) => !effect.startsWith('webhook')).map(({ at }) => at);
    expect(times).toEqual([...times].sort());
  });

  test.each([
    [{ origin: 'monday', speed: 1 }, /clock\.origin: "monday"/],
    [{ origin: '2026-03-02T09:00:00Z', speed: -1 }, /clock\.speed: -1/],
  ])('the clock %j is refused', async (clock, message) => {
    await expect(startAlphacommSimulator({ apiKey: 'k', clock })).rejects.toThrow(message);
  });
});

describe('starting and stopping', () => {
  test('close ends hanging and open connections at once', async () => {
    const rig = await startRig();
    await rig.control.addFault({ operation: '*', kind: 'timeout-after' });
    await rig.control.addFault({ operation: '*', kind: 'slow', delayMs: 600_000 });
    const asked = [
      rig.post({ query: '{ payLink { payLinks { items { id } } } }' }),
      rig.post({ query: '{ payLink { payLinks { items { id } } } }' }),
    ];
    const ended = Promise.all(asked.map((each) => expect(each).rejects.toThrow()));
    while ((await rig.control.calls()).length < 2) await rig.control.quiet();
    const begun = performance.now();
    await rig.close();
    await ended;
    expect(performance.now() - begun).toBeLessThan(2000);
  });

  test('a port in use is named', async () => {
    const rig = await startRig();
    const port = Number(new URL(rig.url).port);
    await expect(startAlphacommSimulator({ apiKey: 'k', port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  test('an answer that is not the simulator’s is an error with its status', async () => {
    const rig = await startRig();
    const stranger = createControlClient(`${rig.controlUrl}/elsewhere`);
    await expect(stranger.ledger()).rejects.toMatchObject({ status: 404 });
  });

  test('ledger and calls hold no name, mail address or number of a phone', async () => {
    const rig = await startRig();
    await rig.import(mailRow('A-1'), voiceRow('A-1'), mailRow('A-2', { toMailAddress: 'debtor@example' }));
    await rig.control.advance(1000);
    await rig.control.tell({ reference: 'A-1', story: 'paid' });
    await rig.control.tell({ reference: 'A-1', story: 'answered' });
    await rig.control.quiet();
    const written = JSON.stringify([await rig.control.ledger(), await rig.control.calls()]);
    expect(written).not.toMatch(/Example|debtor@|600000000/);
  });
});
