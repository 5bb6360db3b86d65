import { describe, expect, test } from '@jest/globals';
import type { VendorOperation } from '../../../src/simulators/accepteasy/control-client.js';
import { samples } from './samples.js';
import { billBody, mail, SECOND, startRig, type TestRig } from './support.js';

const created = async (rig: TestRig) => (await rig.control.ledger({ effect: 'bill.created' })).length;

describe('each kind, before or after the effect', () => {
  test.each([
    ['drop-before', 0],
    ['drop-after', 1],
  ] as const)('%s closes the connection, %i effect', async (kind, effects) => {
    const rig = await startRig();
    await rig.control.addFault({ operation: 'accepteasy.bill.create', kind });
    await expect(rig.ask('POST', '/v2/Bill', billBody())).rejects.toThrow();
    expect(await created(rig)).toBe(effects);
  });

  test.each([
    ['unauthorized', 401, 0],
    ['rate-limited', 429, 0],
    ['error-500-before', 500, 0],
    ['error-500-after', 500, 1],
    ['unavailable', 503, 0],
    ['truncated', 201, 1],
    ['wrong-typed', 201, 1],
    ['slow', 201, 1],
  ] as const)('%s answers %i, %i effect', async (kind, status, effects) => {
    const rig = await startRig();
    await rig.control.addFault({ operation: '*', kind, delayMs: 1, retryAfterSeconds: 7, reference: 'A-1' });
    const response = await rig.ask('POST', '/v2/Bill', billBody());
    const text = await response.text();
    expect([response.status, await created(rig)]).toEqual([status, effects]);
    if (kind === 'rate-limited') expect(response.headers.get('retry-after')).toBe('7');
    if (kind === 'truncated') expect(() => JSON.parse(text)).toThrow();
    if (kind === 'wrong-typed') expect(JSON.parse(text)).toMatchObject({ ATID: 42, Amount: 'forty-two' });
    expect(await rig.control.calls()).toMatchObject([{ answered: kind, reference: 'A-1', status }]);
  });

  test('timeout-after never answers, though it is done', async () => {
    const rig = await startRig();
    await rig.control.addFault({ operation: 'accepteasy.bill.create', kind: 'timeout-after' });
    const asked = rig.ask('POST', '/v2/Bill', billBody());
    const ended = expect(asked).rejects.toThrow(); // When the simulator closes.
    while ((await created(rig)) === 0) await rig.control.quiet();
    expect(await rig.control.calls()).toMatchObject([{ answered: 'timeout-after', reference: 'A-1' }]);
    await rig.close();
    await ended;
  });
});

type Request = (ids: { atid: string; message: string; bulk: string }) => [method: string, path: string, body?: unknown];

const REQUESTS: Record<VendorOperation, Request> = {
  'accepteasy.bill.create': () => ['POST', '/v2/Bill', billBody({ SRRID: 'A-2' })],
  'accepteasy.bill.createWithCommunication': () => [
    'POST',
    '/v2/Bill/',
    billBody({ SRRID: 'A-2', Communication: [{ Channel: 'Email' }] }),
  ],
  'accepteasy.bill.createAsync': () => ['POST', '/v2/Bill/async', billBody({ SRRID: 'A-2' })],
  'accepteasy.bill.createBulk': () => ['POST', '/v2/Bill/bulk', { Bills: [billBody({ SRRID: 'A-2' })] }],
  'accepteasy.bill.bulkStatus': ({ bulk }) => ['GET', `/v2/Bill/bulk/${bulk}/status`],
  'accepteasy.bill.asyncStatus': ({ atid }) => ['GET', `/v2/Bill/${atid}/status`],
  'accepteasy.bill.get': ({ atid }) => ['GET', `/v2/Bill/${atid}`],
  'accepteasy.bill.update': ({ atid }) => ['PATCH', `/v2/Bill/${atid}`, { Status: 'Canceled' }],
  'accepteasy.bill.paymentMethods': ({ atid }) => ['GET', `/v2/Bill/${atid}/PaymentMethods`],
  'accepteasy.search.bills': () => ['GET', '/v2/Search/Bill?paymentReference=123456'],
  'accepteasy.search.payments': () => ['GET', '/v2/Search/Payment'],
  'accepteasy.search.bounces': () => ['GET', '/v2/Search/Bounces?type=Bills'],
  'accepteasy.communication.list': ({ atid }) => ['GET', `/v2/Bill/${atid}/Communication`],
  'accepteasy.communication.create': ({ atid }) => [
    'POST',
    `/v2/Bill/${atid}/Communication`,
    { Communication: [{ Channel: 'Email' }] },
  ],
  'accepteasy.communication.update': ({ message }) => ['PATCH', `/v2/Communication/${message}`, { Template: 'other' }],
  'accepteasy.communication.delete': ({ message }) => ['DELETE', `/v2/Communication/${message}`],
  'accepteasy.mandate.create': () => ['POST', '/v2/Mandate', { ...JSON.parse(samples.MANDATE), SRRID: 'A-2' }],
};

test.each(Object.entries(REQUESTS))('a fault for %s strikes it once and nothing else', async (name, request) => {
  const rig = await startRig();
  const operation = name as VendorOperation;
  const later = new Date(Date.parse('2018-02-02T09:00:00Z')).toISOString();
  const bill = await rig.create({ Address: mail, Communication: [{ Channel: 'Email', ScheduledDate: later }] });
  const { body: bulk } = await rig.call<{ BulkId: string }>('POST', '/v2/Bill/bulk', { Bills: [billBody()] });
  await rig.control.advance(3 * SECOND);
  const ids = { atid: bill.ATID, message: bill.Communication[0]?.CommunicationID ?? '', bulk: bulk.BulkId };

  await rig.control.addFault({ operation, kind: 'unavailable' });
  for (const [other, otherRequest] of Object.entries(REQUESTS)) {
    const [method, path] = otherRequest(ids);
    if (other !== operation && method === 'GET') expect((await rig.ask(method, path)).status).toBe(200);
  }
  expect((await rig.ask(...request(ids))).status).toBe(503);
  expect((await rig.ask(...request(ids))).status).toBeLessThan(300);
  const calls = (await rig.control.calls()).filter((call) => call.operation === operation).slice(-2);
  expect(calls.map(({ answered, status }) => [answered, status])).toEqual([
    ['unavailable', 503],
    ['ok', expect.any(Number)],
  ]);
});

test('a rule for the creation of bills strikes those with messages, and lets as many pass as told', async () => {
  const rig = await startRig();
  await rig.control.addFault({ operation: 'accepteasy.bill.create', kind: 'unavailable', skip: 1, times: 2 });
  const statuses: number[] = [];
  for (const SRRID of ['A-1', 'A-2', 'A-3', 'A-4']) {
    const body = billBody({ SRRID, Communication: [{ Channel: 'Email' }] });
    statuses.push((await rig.ask('POST', '/v2/Bill', body)).status);
  }
  expect(statuses).toEqual([201, 503, 503, 201]);
  await rig.control.addFault({ operation: '*', kind: 'unavailable', times: 9 });
  await rig.control.clearFaults();
  expect((await rig.ask('GET', '/v2/Search/Bill')).status).toBe(200);
});
