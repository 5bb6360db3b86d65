import { afterEach, expect, test } from '@jest/globals';
import { startAlphacommSimulator } from '../../../src/simulators/alphacomm/index.js';
import { createControlClient } from '../../../src/simulators/control-client.js';
import { type AlphacommClient, createAlphacommClient } from '../../../src/vendors/alphacomm/client.js';
import { parseAlphacommWebhook } from '../../../src/vendors/alphacomm/webhooks.js';
import { json, startVendor } from '../../support/vendor-server.js';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const open: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function startCollectMaxx({ timeoutMs = 5_000 } = {}) {
  const receiver = await startVendor(json({}, 202));
  const simulator = await startAlphacommSimulator({
    apiKey: 'secret-key',
    clock: { origin: '2026-03-02T09:00:00Z', speed: 0 },
    webhook: { url: receiver.origin },
  });
  open.push(simulator.close);
  const events = () => receiver.received.map(({ text }) => parseAlphacommWebhook(JSON.parse(text)));
  const client = createAlphacommClient({ url: simulator.url, apiKey: 'secret-key', timeoutMs });
  return { client, control: createControlClient(simulator.controlUrl), url: simulator.url, events };
}

const row = (reference: string, script = '1001') => ({
  reference,
  script,
  personFamilyName: 'Example',
  toMailAddress: 'debtor@example.com',
  toPhoneNumbers: ['+31600000000'],
  invoiceDate: '2026-02-01',
  invoiceDueDate: '2026-02-15',
  invoiceCurrency: 'EUR',
  invoiceAmountMinor: 100_00,
});
const link = {
  attributes: [{ id: 'incasso_key', value: 'C-9' }],
  personName: 'Example',
  amountMinor: 154_97,
  currency: 'EUR',
  description: 'Example',
  invoiceReference: '103482',
  invoiceDate: '2026-02-12',
};
const mandate = { personName: 'Example', reference: 'M-1', type: 'RCUR', reason: 'rent', debtorReference: 'D-1' };

test('a record is handed in, its PayLink found, paid and read back, and the events say the same', async () => {
  const { client, control, events } = await startCollectMaxx();
  const batch = await client.addRecords([row('C-1')]);
  expect(batch.records).toEqual([{ reference: 'C-1', script: '1001', status: 'accepted', messages: [] }]);
  expect((await client.searchBatches({ name: batch.name })).items).toMatchObject([
    { name: batch.name, status: 'done' },
  ]);
  expect(await client.searchBatches({ offset: 0, limit: 5 })).toMatchObject({ total: 1, limit: 5 });
  await control.advance(60 * MINUTE_MS);
  const [made] = await client.findPayLinksByReference('C-1');
  expect(made).toMatchObject({ status: 'ready', amountPaidMinor: 0, attributes: { reference: 'C-1', script: '1001' } });
  await control.tell({ reference: 'C-1', story: 'part-paid', amountMinor: 40_00 });
  await control.quiet();
  expect(await client.findPayLink(made?.id ?? '')).toMatchObject({ status: 'partially_paid', amountPaidMinor: 40_00 });
  const told = { kind: 'paylink', event: 'PayLinkPaid', linkId: made?.id, reference: 'C-1', transactionMinor: 40_00 };
  expect(events()).toContainEqual({ event: expect.objectContaining(told) });
});

test('a PayLink is made, and found by its attribute in the form that the vendor gives it', async () => {
  const { client } = await startCollectMaxx();
  const made = await client.createPayLink(link);
  const forms = ['incasso_key', 'customer_incasso_key'];
  const found = await Promise.all(forms.map((id) => client.findPayLinksByAttribute({ id, value: 'C-9' })));
  expect(found.flat()).toMatchObject([{ id: made.id, status: 'ready', shortUrl: made.shortUrl }]);
  const page = { offset: 0, limit: 1 };
  expect(await client.listPayLinks(page)).toMatchObject({ total: 1, limit: 1, items: [{ id: made.id }] });
  const window = { createdAfter: '2026-03-02T08:59:59Z', createdBefore: '2026-03-03T00:00:00Z' };
  expect((await client.searchPayLinks({ status: 'ready', ...window, order: 'ASCENDING', ...page })).total).toBe(1);
  expect((await client.searchPayLinks({ status: 'paid', ...window, ...page })).total).toBe(0);
});

test('all links of an attribute are found, however many pages they fill', async () => {
  const { client } = await startCollectMaxx();
  for (let made = 0; made < 101; made += 1) await client.createPayLink(link);
  const found = await client.findPayLinksByAttribute({ id: 'customer_incasso_key', value: 'C-9' });
  expect(new Set(found.map(({ id }) => id)).size).toBe(101);
});

test('a mandate is made, given by its debtor, and found', async () => {
  const { client, control } = await startCollectMaxx();
  const made = await client.createMandate(mandate);
  await control.setMandateStatus(made.id, 'success');
  const page = { offset: 0, limit: 10 };
  expect(await client.findMandate(made.id)).toMatchObject({ reference: 'M-1', status: 'success' });
  expect((await client.listMandates(page)).items).toMatchObject([{ id: made.id }]);
  expect((await client.searchMandates({ status: 'success', order: 'DESCENDING', ...page })).total).toBe(1);
  await expect(client.createMandate({ ...mandate, type: 'MONTHLY' })).rejects.toMatchObject({ name: 'Invalid' });
});

test('calls are planned by a record, stopped by its script and reference, and reported in every form', async () => {
  const { client, control, events } = await startCollectMaxx();
  await client.addRecords([row('C-2', '18301')]);
  await control.tell({ reference: 'C-2', story: 'answered' });
  await control.advance(DAY_MS);
  expect(events()).toContainEqual({
    event: expect.objectContaining({ kind: 'call', reference: 'C-2', status: 'finished', result: 'success-ok' }),
  });
  expect(await client.stopCalling({ script: '18301', reference: 'C-2' })).toBe('done');
  expect(await control.ledger({ effect: 'stopCalling' })).toHaveLength(1);
});

test('a file is handed in and followed by its name', async () => {
  const { client, control } = await startCollectMaxx();
  const contents = new TextEncoder().encode('identification_identifier,script\nC-3,1001\n');
  const batch = await client.addFile({ extension: 'csv', contents });
  expect(batch).toMatchObject({ status: 'queued', records: [] });
  await control.advance(60 * MINUTE_MS);
  expect((await client.searchBatches({ name: batch.name })).items[0]?.status).toMatch(/^(done|error)$/);
});

const faults = [
  ['drop-before', 'OutcomeUnknown', 'Unavailable'],
  ['drop-after', 'OutcomeUnknown', 'Unavailable'],
  ['timeout-after', 'OutcomeUnknown', 'Unavailable'],
  ['unauthorized', 'Unauthorized', 'Unauthorized'],
  ['rate-limited', 'RateLimited', 'RateLimited'],
  ['error-500-before', 'OutcomeUnknown', 'Unavailable'],
  ['error-500-after', 'OutcomeUnknown', 'Unavailable'],
  ['unavailable', 'Unavailable', 'Unavailable'],
  ['truncated', 'OutcomeUnknown', 'ContractBroken'],
  ['wrong-typed', 'OutcomeUnknown', 'ContractBroken'],
  ['graphql-error', 'OutcomeUnknown', 'Unavailable'],
] as const;

test.each(faults)('the fault %s makes an effect %s and a read %s', async (kind, effect, read) => {
  const { client, control } = await startCollectMaxx({ timeoutMs: 300 });
  const calls: [(client: AlphacommClient) => Promise<unknown>, string][] = [
    [(each) => each.addRecords([row('C-4')]), effect],
    [(each) => each.createPayLink(link), effect],
    [(each) => each.createMandate(mandate), effect],
    [(each) => each.listPayLinks({ offset: 0, limit: 1 }), read],
    [(each) => each.searchBatches({}), read],
  ];
  for (const [call, name] of calls) {
    await control.addFault({ operation: '*', kind });
    await expect(call(client)).rejects.toMatchObject({ name });
  }
});

test('a wrong key is refused', async () => {
  const { url } = await startCollectMaxx();
  const stranger = createAlphacommClient({ url, apiKey: 'another', timeoutMs: 5_000 });
  await expect(stranger.listPayLinks({ offset: 0, limit: 1 })).rejects.toMatchObject({
    name: 'Unauthorized',
    status: 401,
  });
});
