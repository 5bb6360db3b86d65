import { describe, expect, test } from '@jest/globals';
import { repaired, samples } from './samples.js';
import {
  type BillView,
  billBody,
  DAY,
  effectsOf,
  HOUR,
  MINUTE,
  SECOND,
  startRig,
  statusesOf,
  type TestRig,
} from './support.js';

interface Creation {
  ATID: string;
  STATUS: string;
  Location?: string;
  ERROR?: { Message: string };
}

async function queue(rig: TestRig, more: object = {}): Promise<string> {
  const { status, body } = await rig.call<{ ATID: string }>('POST', '/v2/Bill/async', billBody(more));
  expect([status, body]).toEqual([202, { ATID: expect.any(String) }]);
  return body.ATID;
}

const statusOf = async (rig: TestRig, atid: string): Promise<Creation> =>
  (await rig.call<Creation>('GET', `/v2/Bill/${atid}/status`)).body;

describe('a queued bill', () => {
  test('does not exist before its turn: no read and no search shows it, only its status does', async () => {
    const rig = await startRig();
    const atid = await queue(rig);
    const common = { ATID: atid, PaymentReference: '123456', SRRID: 'A-1' };
    expect(await statusOf(rig, atid)).toEqual({ ...common, STATUS: 'Processing' });
    expect((await rig.call('GET', `/v2/Bill/${atid}`)).status).toBe(404);
    expect((await rig.find('Bill?paymentReference=123456')).Bills).toEqual([]);
    expect(await rig.control.ledger()).toEqual([]);

    await rig.control.advance(3 * SECOND);
    expect(await statusOf(rig, atid)).toEqual({ ...common, STATUS: 'CreationSucceeded', Location: `/v2/Bill/${atid}` });
    expect((await rig.get(atid)).Status).toBe('Open');
    expect((await rig.find('Bill?paymentReference=123456')).Bills).toMatchObject([common]);
    expect(rig.received).toMatchObject([{ body: { ...common, STATUS: 'CreationSucceeded', ERROR: null } }]);
    expect(await effectsOf(rig)).toEqual(['bill.created', 'webhook.delivered']);
  });

  test('that is well formed can still fail: then there is no bill, and its SRRID is free again', async () => {
    const rig = await startRig();
    const atid = await queue(rig, { ExpiryDate: '2018-01-31T00:00:00Z' });
    await rig.control.advance(3 * SECOND);
    const ERROR = { Message: 'APP0224 - Expiry date must be in the future.' };
    const failed = { ATID: atid, ERROR, STATUS: 'CreationFailed', PaymentReference: '123456', SRRID: 'A-1' };
    expect(await statusOf(rig, atid)).toEqual(failed);
    expect(rig.received.map(({ body }) => body)).toEqual([failed]);
    expect((await rig.call('GET', `/v2/Bill/${atid}`)).status).toBe(404);
    expect((await rig.find('Bill')).Bills).toEqual([]);
    expect(await effectsOf(rig, 'A-1')).toEqual(['bill.creation-failed', 'webhook.delivered']);
    await rig.create();
  });

  test('that is badly formed is refused at once', async () => {
    const rig = await startRig();
    expect((await rig.call('POST', '/v2/Bill/async', billBody({ Amount: '1299' }))).status).toBe(400);
    await rig.control.advance(HOUR);
    expect(rig.received).toEqual([]);
  });

  test('holds its SRRID while it waits', async () => {
    const rig = await startRig();
    await queue(rig);
    for (const path of ['/v2/Bill', '/v2/Bill/async']) {
      const { status, body } = await rig.call('POST', path, billBody());
      expect([status, body.ERROR.Message]).toEqual([400, 'SRRID A-1 is already used by another record.']);
    }
    await rig.control.advance(MINUTE);
    expect(await rig.control.ledger({ effect: 'bill.created' })).toHaveLength(1);
  });

  test('under a used SRRID fails in its turn, where the account looks at that only then', async () => {
    const rig = await startRig({ creation: { usedSrrid: 'in-the-queue' } });
    await queue(rig);
    const second = await queue(rig);
    await rig.control.advance(MINUTE);
    expect((await statusOf(rig, second)).ERROR?.Message).toBe('SRRID A-1 is already used by another record.');
    expect(
      await effectsOf(rig, 'A-1').then((effects) => effects.filter((effect) => effect.startsWith('bill.'))),
    ).toEqual(['bill.created', 'bill.creation-failed']);
  });

  test('waits minutes on a busy day', async () => {
    const rig = await startRig({ creation: { afterMs: 5 * MINUTE } });
    const atid = await queue(rig);
    await rig.control.plan([{ srrid: 'A-2', do: 'create', afterMs: HOUR }]);
    const other = await queue(rig, { SRRID: 'A-2' });
    await rig.control.advance(5 * MINUTE);
    expect((await statusOf(rig, atid)).STATUS).toBe('CreationSucceeded');
    expect((await statusOf(rig, other)).STATUS).toBe('Processing');
    await rig.control.advance(HOUR);
    expect((await statusOf(rig, other)).STATUS).toBe('CreationSucceeded');
  });

  test('fails with the message that was told', async () => {
    const rig = await startRig();
    await rig.control.plan([{ srrid: 'A-1', do: 'fail-creation', message: 'Invalid banner template reference' }]);
    const atid = await queue(rig);
    await rig.control.advance(3 * SECOND);
    expect((await statusOf(rig, atid)).ERROR).toEqual({ Message: 'Invalid banner template reference' });
    expect(await rig.control.bills()).toMatchObject([
      { atid, creation: 'CreationFailed', message: 'Invalid banner template reference' },
    ]);
    const { status, body } = await rig.call('POST', '/v2/Bill', billBody());
    expect([status, body.ERROR.Message]).toEqual([400, 'Invalid banner template reference']);
  });

  test('of which a forged webhook tells waits on, and is told of again when it is made', async () => {
    const rig = await startRig();
    await rig.control.addFault({ webhook: 'CreationSucceeded', kind: 'forged' });
    const atid = await queue(rig);
    await rig.control.advance(3 * SECOND);
    expect(statusesOf(rig)).toEqual(['CreationSucceeded']);
    expect((await statusOf(rig, atid)).STATUS).toBe('Processing');
    await rig.control.advance(3 * SECOND);
    expect(statusesOf(rig)).toEqual(['CreationSucceeded', 'CreationSucceeded']);
    expect(await rig.control.ledger({ effect: 'bill.created' })).toHaveLength(1);
  });
});

test('a bill made at once has a status and a webhook of its creation, too', async () => {
  const rig = await startRig();
  const { ATID } = await rig.create();
  await rig.control.quiet();
  expect((await statusOf(rig, ATID)).STATUS).toBe('CreationSucceeded');
  expect(statusesOf(rig)).toEqual(['CreationSucceeded']);
  expect((await rig.call('GET', '/v2/Bill/00000000-0000-0000-0000-000000000000/status')).status).toBe(404);
});

describe('a bulk request', () => {
  test('is worked through bill by bill, and one webhook tells of all', async () => {
    const rig = await startRig();
    const good = billBody();
    const bills = [good, billBody({ SRRID: 'A-2', Description: 'x'.repeat(33) }), good, { PaymentReference: '9' }];
    const { status, body } = await rig.call<{ BulkId: string }>('POST', '/v2/Bill/bulk', { Bills: bills });
    expect(status).toBe(202);
    const path = `/v2/Bill/bulk/${body.BulkId}/status`;
    expect((await rig.call('GET', path)).body).toEqual({ ...body, STATUS: 'Processing' });
    await rig.control.advance(3 * SECOND);

    const none = '00000000-0000-0000-0000-000000000000';
    const done = (await rig.call<{ Bills: BillView[]; BulkId: string; STATUS: string }>('GET', path)).body;
    expect(done).toMatchObject({
      ...body,
      STATUS: 'ProcessingCompleted',
      Bills: [
        { STATUS: 'CreationSucceeded', SRRID: 'A-1', PaymentReference: '123456', Location: expect.any(String) },
        { ATID: none, STATUS: 'CreationFailed', ERROR: { Message: expect.stringContaining('Description') } },
        { ATID: none, STATUS: 'CreationFailed', ERROR: { Message: expect.stringContaining('SRRID A-1') } },
        { ATID: none, STATUS: 'CreationFailed', PaymentReference: '9' },
      ],
    });
    expect(rig.received.map((webhook) => webhook.body)).toEqual([done]);
    expect((await rig.get(done.Bills[0]?.ATID ?? '')).Status).toBe('Open');
    expect(await rig.control.ledger({ effect: 'webhook.delivered' })).toMatchObject([{ id: body.BulkId }]);
  });

  test.each(['{}', '{"Bills":[]}', '[]'])('that holds no bills (%s) is refused', async (body) => {
    const rig = await startRig();
    expect((await rig.call('POST', '/v2/Bill/bulk', body)).status).toBe(400);
    expect((await rig.call('GET', '/v2/Bill/bulk/none/status')).status).toBe(404);
  });

  test('as documented makes both bills', async () => {
    const rig = await startRig();
    await rig.call('POST', '/v2/Bill/bulk', repaired(samples.BULK));
    await rig.control.advance(DAY);
    expect((await rig.find('Bill')).Bills.map(({ Amount }) => Amount)).toEqual([12.99, 28.44]);
  });
});
