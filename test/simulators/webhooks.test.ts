import { describe, expect, test } from '@jest/globals';
import {
  CREATE_PAY_LINK,
  HOUR,
  mailRow,
  payLinkInput,
  startRig,
  type TestRig,
  voiceRow,
  type WebhookBody,
} from './support.js';

const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+00:00$/;

async function withLink(reference = 'A-1', options = {}): Promise<TestRig> {
  const rig = await startRig(options);
  await rig.import(mailRow(reference));
  await rig.control.advance(1000);
  return rig;
}

async function bodyOfCall(story: 'answered' | 'no-answer' | 'voicemail', form?: 'v1' | 'legacy'): Promise<WebhookBody> {
  const scripts = { '18301': { kind: 'voice' as const, webhookForm: form } };
  const rig = await startRig(form === undefined ? {} : { scripts });
  await rig.import(voiceRow('A-1'));
  await rig.control.tell({ reference: 'A-1', story });
  await rig.control.quiet();
  expect(rig.received).toHaveLength(1);
  const body = rig.received[0]?.body;
  if (body === undefined) throw new Error('no webhook came');
  return body;
}

const isSuccess = (body: WebhookBody): boolean =>
  (body.data?.events ?? body.events ?? []).some(
    ({ nodeType, type, data }) =>
      nodeType === 'AddResult' && type === 'NodeResult' && JSON.stringify(data) === '{"result":"success-ok"}',
  );

describe('the bodies', () => {
  test('a payment tells the transaction, under the record’s reference', async () => {
    const rig = await withLink();
    await rig.control.tell({ reference: 'A-1', story: 'paid', amountMinor: 114 });
    await rig.control.quiet();
    expect(rig.received.map(({ body }) => body)).toEqual([
      {
        datetime: '2026-03-02T09:00:01.00Z',
        id: expect.any(String),
        reference: 'A-1',
        serviceId: (await rig.links()).items[0]?.id,
        service: 'paylink',
        event: 'PayLinkPaid',
        data: { 'payment-method': 'ideal', 'transaction-amount': 114 },
      },
    ]);
    expect(rig.received[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      authorization: `Basic ${Buffer.from('incasso:pass:word').toString('base64')}`,
    });
  });

  test('a visit has an empty list for its data, and changes no status', async () => {
    const rig = await withLink();
    await rig.control.tell({ reference: 'A-1', story: 'visited' });
    await rig.control.quiet();
    expect(rig.received[0]?.body).toMatchObject({ event: 'PayLinkVisited', reference: 'A-1', data: [] });
    expect((await rig.links()).items[0]?.status).toBe('ready');
  });

  test('the reference of a link made by API is empty', async () => {
    const rig = await startRig();
    const payLink = payLinkInput({ attributes: [{ id: 'incasso_key', value: 'A-1' }] });
    await rig.graphql(CREATE_PAY_LINK, { payLink });
    await rig.control.tell({ reference: 'A-1', story: 'paid' });
    await rig.control.quiet();
    expect(rig.received[0]?.body).toMatchObject({ reference: '', data: { 'transaction-amount': 15497 } });
    expect(await rig.control.ledger({ reference: 'A-1', effect: 'webhook.delivered' })).toHaveLength(1);
  });

  test('an answered call reports its success and the nodes it went through', async () => {
    const body = await bodyOfCall('answered');
    expect(body).toEqual({
      datetime: expect.stringMatching(RFC_3339),
      id: expect.any(String),
      serviceId: body.id,
      service: 'voice',
      reference: 'A-1',
      event: 'VoiceCallCompleted',
      data: {
        direction: 'outbound',
        status: 'finished',
        localNumber: expect.stringMatching(/^\d+$/),
        remoteNumber: '31600000000',
        answeredOn: expect.stringMatching(RFC_3339),
        events: expect.any(Array),
      },
    });
    expect(body.data?.events?.[0]).toEqual({
      nodeId: 'vm_beep',
      nodeType: 'Sound',
      order: 1,
      type: 'NodeStart',
      data: [],
      time: expect.stringMatching(RFC_3339),
    });
    expect(isSuccess(body)).toBe(true);
  });

  test('a voice mail is finished without success; a call without answer has no events and no answeredOn', async () => {
    const voicemail = await bodyOfCall('voicemail');
    expect(voicemail.data).toMatchObject({ status: 'finished', answeredOn: expect.any(String) });
    expect(voicemail.data?.events?.map(({ nodeType }) => nodeType)).toContain('IsRemoteVoiceMail');
    expect(isSuccess(voicemail)).toBe(false);
    const missed = await bodyOfCall('no-answer');
    expect(missed.data).toMatchObject({ status: 'no answer', events: [] });
    expect(missed.data).not.toHaveProperty('answeredOn');
  });

  test('a V1 script reports without envelope, with the reference among the attributes and gaps in the order', async () => {
    const body = await bodyOfCall('answered', 'v1');
    expect(Object.keys(body).sort()).toEqual(
      'answeredOn attributes createdOn direction events id localNumber remoteNumber status updatedOn'.split(' '),
    );
    expect(body.attributes).toEqual({
      origin: 'annabel',
      customer: '1000',
      script: '18301',
      job: expect.stringMatching(/^[0-9a-f]{64}-18301$/),
      reference: 'A-1',
    });
    const orders = (body.events ?? []).map(({ order }) => order);
    expect(orders).toEqual([...orders].sort((a, b) => a - b));
    expect(orders.at(-1)).toBeGreaterThan(orders.length);
    expect(isSuccess(body)).toBe(true);
  });

  test('the older form names its host and no reference', async () => {
    const body = await bodyOfCall('no-answer', 'legacy');
    expect(body).toMatchObject({ host: expect.any(String), status: 'no answer', events: [] });
    expect(body.attributes).not.toHaveProperty('reference');
  });
});

describe('the delivery', () => {
  const amounts = (rig: TestRig) => rig.received.map(({ body }) => body.data?.['transaction-amount']);
  const pay = (rig: TestRig, amountMinor: number, delivery?: Parameters<TestRig['control']['tell']>[0]['delivery']) =>
    rig.control.tell({ reference: 'A-1', story: 'part-paid', amountMinor, delivery });

  test('twice: the same event, under the same id', async () => {
    const rig = await withLink();
    await pay(rig, 1, { mode: 'twice' });
    await rig.control.quiet();
    expect(rig.received).toHaveLength(2);
    expect(rig.received[0]?.body).toEqual(rig.received[1]?.body);
    expect(await rig.control.ledger({ effect: 'payment' })).toHaveLength(1);
  });

  test('late: after the time told', async () => {
    const rig = await withLink();
    await pay(rig, 1, { mode: 'late', byMs: HOUR });
    await rig.control.advance(HOUR - 1);
    expect(rig.received).toHaveLength(0);
    await rig.control.advance(1);
    expect(rig.received).toHaveLength(1);
    expect(rig.received[0]?.body).toMatchObject({ datetime: '2026-03-02T09:00:01.00Z' });
  });

  test('lost: paid, and nobody is told', async () => {
    const rig = await withLink();
    await pay(rig, 1, { mode: 'lost' });
    await rig.control.quiet();
    expect(rig.received).toHaveLength(0);
    expect((await rig.links()).items[0]?.amountPaid).toBe(1);
    expect(await rig.control.ledger({ effect: 'webhook.lost' })).toHaveLength(1);
  });

  test('forged: told, and nothing was paid', async () => {
    const rig = await withLink();
    await pay(rig, 1, { mode: 'forged' });
    await rig.control.quiet();
    expect(amounts(rig)).toEqual([1]);
    expect((await rig.links()).items[0]).toMatchObject({ status: 'ready', amountPaid: 0 });
    expect(await rig.control.ledger({ effect: 'payment' })).toEqual([]);
  });

  test('swapped: held back until the next one was delivered', async () => {
    const rig = await withLink();
    await pay(rig, 1, { mode: 'swapped' });
    await rig.control.quiet();
    expect(rig.received).toHaveLength(0);
    await pay(rig, 2);
    await rig.control.quiet();
    expect(amounts(rig)).toEqual([2, 1]);
  });

  test('a forged call leaves the planned one planned', async () => {
    const rig = await startRig();
    await rig.import(voiceRow('A-1'));
    await rig.control.tell({ reference: 'A-1', story: 'answered', delivery: { mode: 'forged' } });
    await rig.control.tell({ reference: 'A-1', story: 'no-answer' });
    await rig.control.quiet();
    expect(rig.received.map(({ body }) => body.data?.status)).toEqual(['finished', 'no answer']);
    expect(await rig.control.ledger({ effect: 'call.made' })).toMatchObject([{ detail: 'no-answer' }]);
  });

  test('events of one case arrive in the order in which they happened', async () => {
    const rig = await withLink();
    for (let amount = 1; amount <= 20; amount += 1) await pay(rig, amount);
    await rig.control.quiet();
    expect(amounts(rig)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  });

  test('what is refused is written down and not sent again', async () => {
    const rig = await withLink();
    rig.answerWith(503);
    await pay(rig, 1);
    await rig.control.quiet();
    await rig.control.setWebhook({ url: 'http://127.0.0.1:1/closed' });
    await pay(rig, 2);
    await rig.control.quiet();
    await rig.control.setWebhook(undefined);
    await pay(rig, 3);
    await rig.control.advance(HOUR);
    expect(rig.received).toHaveLength(1);
    const entries = await rig.control.ledger({ reference: 'A-1' });
    expect(
      entries.filter(({ effect }) => effect.startsWith('webhook')).map(({ effect, detail }) => [effect, detail]),
    ).toEqual([
      ['webhook.refused', 'PayLinkPaid: 503'],
      ['webhook.refused', 'PayLinkPaid: ECONNREFUSED'],
      ['webhook.lost', 'PayLinkPaid: no address is set'],
    ]);
  });

  test.each([
    ['doubled', 2, 1],
    ['lost', 0, 1],
    ['forged', 1, 0],
    ['late', 0, 1],
    ['swapped', 0, 1],
  ] as const)('a fault rule for webhooks: %s, once', async (kind, delivered, payments) => {
    const rig = await withLink();
    await rig.control.addFault({ webhook: 'PayLinkVisited', kind: 'lost' });
    await rig.control.addFault({ webhook: 'PayLinkPaid', kind });
    await pay(rig, 1);
    await rig.control.quiet();
    expect(rig.received).toHaveLength(delivered);
    expect(await rig.control.ledger({ effect: 'payment' })).toHaveLength(payments);
    await pay(rig, 2);
    await rig.control.quiet();
    expect(amounts(rig)).toContain(2);
  });
});
