import { expect, test } from '@jest/globals';
import { type AlphacommClient, createAlphacommClient } from '../../../src/vendors/alphacomm/client.js';
import { json, type Respond, reset, startVendor, text } from '../../support/vendor-server.js';
import { samples } from './samples.js';

async function startClient(respond: Respond) {
  const vendor = await startVendor(respond);
  const client = createAlphacommClient({ url: `${vendor.origin}/v1`, apiKey: 'secret-key', timeoutMs: 5_000 });
  /** The bodies that came in. */
  const asked = () => vendor.received.map(({ text: body }) => JSON.parse(body));
  return { client, received: vendor.received, asked };
}

/** Answers in turn, the last for ever. */
const inTurn = (...responds: Respond[]): Respond => {
  let turn = 0;
  return (response, request) => {
    responds[Math.min(turn, responds.length - 1)]?.(response, request);
    turn += 1;
  };
};

const row = { reference: 'C-1', script: '1001' };
const link = {
  attributes: [{ id: 'incasso_key', value: 'C-1' }],
  personName: 'Jan Example',
  amountMinor: 154_97,
  currency: 'EUR',
  description: 'Example',
  invoiceReference: '103482',
  invoiceDate: '2019-02-12',
};
const mandate = { personName: 'Jan Example', reference: 'M-1', type: 'RCUR', reason: 'rent', debtorReference: 'D-1' };
const linksOf = (items: unknown, pagination: unknown = { offset: 0, limit: 100, total: 1 }) => ({
  data: { payLink: { payLinks: { items, pagination } } },
});

test('every request goes to the very address, with the key in its header, and names its operation', async () => {
  const { client, received, asked } = await startClient(json(samples.stopCalling));
  expect(await client.stopCalling({ script: '18301', reference: 'C-1' })).toBe('done');
  expect(received[0]).toMatchObject({ method: 'POST', url: '/v1', headers: { 'x-auth-token': 'secret-key' } });
  expect(asked()[0]).toMatchObject({
    operationName: 'stopCalling',
    query: expect.stringContaining('stopCalling(scriptId: $scriptId'),
    variables: { scriptId: 18301, reference: 'C-1' },
  });
});

test('records go out in the spelling of the vendor, cents as digits', async () => {
  const { client, asked } = await startClient(json(samples.addRecords));
  const batch = await client.addRecords([
    { ...row, toPhoneNumbers: ['+31600000000'], invoiceAmountMinor: 564_45, invoiceDueDate: '2019-07-30' },
  ]);
  expect(asked()[0].variables).toEqual({
    rows: [{ ...row, toPhoneNumbers: ['+31600000000'], invoiceAmount: '56445', invoiceDueDate: '2019-07-30' }],
  });
  expect(batch).toEqual({
    name: '20190403-965',
    action: 'IMPORT',
    status: 'done',
    records: [{ reference: 'C-1', script: '1001', status: 'accepted', messages: [] }],
  });
});

test('a rejected record comes with the messages of the vendor', async () => {
  const { client } = await startClient(json(samples.addRecordsRejected));
  expect((await client.addRecords([row])).records[0]).toMatchObject({
    status: 'rejected',
    messages: [{ context: 'toMailAddress', message: 'A mail address is required.', level: 'error' }],
  });
});

test('a file goes out in Base64, byte for byte', async () => {
  const { client, asked } = await startClient(json(samples.addFile));
  const contents = new Uint8Array([0xef, 0xbb, 0xbf, 0x61, 0x00, 0xff]).subarray(1);
  expect(await client.addFile({ extension: 'csv', contents })).toMatchObject({ status: 'queued', records: [] });
  expect(asked()[0].variables).toEqual({ file: { extension: 'csv', contents: 'u79hAP8=' } });
});

test('batches are searched without paging, as documented, unless a page is asked for', async () => {
  const { client, asked } = await startClient(json(samples.batches));
  const batch = { name: 'Test', action: 'VALIDATE', status: 'empty', records: [] };
  expect(await client.searchBatches({ name: 'Test' })).toEqual({ items: [batch], total: 1, offset: 0, limit: 20 });
  await client.searchBatches({ offset: 20 });
  expect(asked().map(({ variables }) => variables)).toEqual([
    { filters: { name: { equalTo: 'Test' } } },
    { offset: 20, limit: 20 },
  ]);
});

test('a PayLink goes out with its day as an instant, and comes back ready', async () => {
  const { client, asked } = await startClient(json(samples.createPayLink));
  const made = await client.createPayLink({ ...link, visibleUntil: '2019-05-01T12:00:00.900+02:00' });
  expect(asked()[0].variables.payLink).toEqual({
    attributes: [{ id: 'incasso_key', value: 'C-1' }],
    personName: 'Jan Example',
    invoiceAmount: '15497',
    invoiceCurrency: 'EUR',
    invoiceDescription: 'Example',
    invoiceReference: '103482',
    invoiceDate: '2019-02-12T00:00:00+00:00',
    visibleUntil: '2019-05-01T10:00:00+00:00',
  });
  expect(made).toEqual({
    id: samples.ID,
    status: 'ready',
    amountPaidMinor: undefined,
    attributes: { customer_source: 'whatsapp', origin: 'api' },
    shortUrl: 'https://ibanaccept.example/u8t1nbw',
    longUrl: `https://account.ibanaccept.example/pay/${samples.ID}`,
  });
});

test('a search sends its filters, order and page, bounds in whole seconds', async () => {
  const { client, asked } = await startClient(json(samples.payLinksAdvanced));
  const page = await client.searchPayLinks({
    status: 'paid',
    createdAfter: '2019-02-08T00:00:00.500Z',
    createdBefore: '2019-02-09T00:00:00.500Z',
    attributes: [{ id: 'script', value: '1001' }],
    order: 'ASCENDING',
    offset: 40,
    limit: 20,
  });
  expect(asked()[0].variables).toEqual({
    filters: {
      status: { equalTo: 'paid' },
      createdOn: { greaterThan: '2019-02-08T00:00:00+00:00', lesserThan: '2019-02-09T00:00:01+00:00' },
      attributes: [{ id: 'script', equalTo: '1001' }],
    },
    order: { createdOn: 'ASCENDING' },
    offset: 40,
    limit: 20,
  });
  expect(page).toMatchObject({ total: 2, items: [{ amountPaidMinor: 0, createdAt: '2019-02-05T09:57:14.000Z' }, {}] });
});

test('all pages of a reference are read, each link once, and only those of exactly that reference', async () => {
  const all = [...'abcdefg'].map((id) => ({ id, status: 'ready', attributes: [{ id: 'reference', value: 'C-1' }] }));
  const pageFrom = (from: number) => all.slice(from, from + 3);
  const { client, asked } = await startClient((response, request) => {
    const { offset } = JSON.parse(request.text).variables;
    const shifted = [...pageFrom(offset === 0 ? 0 : offset - 1)]; // One was made while this reads.
    const other = { id: 'other', status: 'ready', attributes: [{ id: 'reference', value: 'c-1' }] };
    const items = offset >= 6 ? [...shifted, other] : shifted;
    json(linksOf(items, { offset, limit: 3, total: 8 }))(response, request);
  });
  const links = await client.findPayLinksByReference('C-1');
  expect(links.map(({ id }) => id)).toEqual([...'abcdefg']);
  expect(asked().map(({ variables }) => variables.offset)).toEqual([0, 3, 6]);
});

test('half a list is no answer: pages that stop moving break the contract', async () => {
  const one = { id: 'a', status: 'ready', attributes: [{ id: 'reference', value: 'C-1' }] };
  for (const items of [[one], []]) {
    const { client } = await startClient(json(linksOf(items, { offset: 0, limit: 100, total: 500 })));
    await expect(client.findPayLinksByReference('C-1')).rejects.toMatchObject({ name: 'ContractBroken' });
  }
  const { client } = await startClient(json(samples.payLinksByReference));
  await expect(client.findPayLinksByReference('C-1')).rejects.toMatchObject({
    name: 'ContractBroken',
    path: 'data.payLink.payLinks.pagination',
  });
});

test('one link or mandate is found by its id, and an unknown one is undefined', async () => {
  const { client } = await startClient(json(samples.findPayLink));
  expect(await client.findPayLink(samples.ID.toUpperCase())).toMatchObject({ id: samples.ID, status: 'paid' });
  expect(await client.findPayLink('another')).toBeUndefined();
  const other = await startClient(json(samples.findMandate));
  expect(await other.client.findMandate(samples.ID)).toMatchObject({ id: samples.ID, status: 'success' });
  expect(await other.client.findMandate('another')).toBeUndefined();
});

test('mandates are made with all five fields, and searched', async () => {
  const { client, asked } = await startClient(inTurn(json(samples.createMandate), json(samples.mandatesAdvanced)));
  expect(await client.createMandate(mandate)).toMatchObject({
    id: samples.ID,
    reference: 'M-1',
    status: 'new',
    type: 'RCUR',
  });
  const page = { offset: 0, limit: 20 };
  expect(await client.searchMandates({ status: 'success', order: 'DESCENDING', ...page })).toMatchObject({ total: 1 });
  expect(await client.listMandates(page)).toMatchObject({ items: [{ status: 'success' }] });
  expect(asked().map(({ variables }) => variables)).toEqual([
    { mandate },
    { filters: { status: { equalTo: 'success' } }, order: { createdOn: 'DESCENDING' }, ...page },
    { filters: {}, ...page },
  ]);
});

test('a vendor that lacks a field in searches is asked without it from then on', async () => {
  const lacking = json({ errors: [{ message: 'Cannot query field "shortUrl" on type "PayLink".' }] });
  const { client, asked } = await startClient(inTurn(lacking, json(samples.findPayLink)));
  await client.findPayLink(samples.ID);
  await client.findPayLink(samples.ID);
  expect(asked().map(({ query }) => query.includes('shortUrl'))).toEqual([true, false, false]);
});

test('what PHP makes of empty objects and numbers is understood, and unknown words and fields are kept or passed over', async () => {
  const odd = [
    { id: 'a', status: 'on_hold', amountPaid: '1344', attributes: [], extra: { more: 1 }, updatedOn: null },
    { id: 'b', status: 'paid', amountPaid: null, attributes: { script: 1001, reference: 'C-1', origin: null } },
    { id: 'c', status: 'paid', amountPaid: 1344, attributes: null },
  ];
  const { client } = await startClient(json(linksOf(odd, { offset: '0', limit: null, total: '3' })));
  expect(await client.listPayLinks({ offset: 0, limit: 50 })).toEqual({
    total: 3,
    offset: 0,
    limit: 50,
    items: [
      { id: 'a', status: 'on_hold', amountPaidMinor: 1344, attributes: {} },
      { id: 'b', status: 'paid', amountPaidMinor: undefined, attributes: { script: '1001', reference: 'C-1' } },
      { id: 'c', status: 'paid', amountPaidMinor: 1344, attributes: {} },
    ],
  });
  const empty = await startClient(json(linksOf(null, { total: 0 })));
  expect(await empty.client.listPayLinks({ offset: 0, limit: 1 })).toMatchObject({ items: [], total: 0 });
});

test('numbers of scripts and missing lists of an import are understood', async () => {
  const records = [{ reference: null, scriptId: 1001, status: 'notLoaded', messages: null }];
  const { client } = await startClient(
    json({ data: { import: { addRecords: { name: '20190403-1', status: 'done', records } } } }),
  );
  const batch = await client.addRecords([row]);
  expect(batch).toEqual({
    name: '20190403-1',
    status: 'done',
    records: [{ reference: '', script: '1001', status: 'notLoaded', messages: [] }],
  });
});

test.each([
  { what: 'a fraction of a cent', item: { amountPaid: 13.44 }, path: 'amountPaid' },
  { what: 'a decimal amount', item: { amountPaid: '13.44' }, path: 'amountPaid' },
  { what: 'an amount that no number holds', item: { amountPaid: 2 ** 60 }, path: 'amountPaid' },
  { what: 'a number for an id', item: { id: 1.5 }, path: 'id' },
  { what: 'a missing status', item: { status: null }, path: 'status' },
  { what: 'a day for an instant', item: { updatedOn: '08-02-2019' }, path: 'updatedOn' },
  { what: 'a text for attributes', item: { attributes: 'none' }, path: 'attributes' },
])('$what in a reading breaks the contract and is named', async ({ item, path }) => {
  const { client } = await startClient(json(linksOf([{ id: 'a', status: 'paid', ...item }])));
  await expect(client.findPayLink('a')).rejects.toMatchObject({
    name: 'ContractBroken',
    path: expect.stringContaining(`data.payLink.payLinks.items.0.${path}`),
  });
});

test.each([
  { what: 'an amount with a fraction', call: (c: AlphacommClient) => c.createPayLink({ ...link, amountMinor: 0.1 }) },
  { what: 'a negative amount', call: (c: AlphacommClient) => c.addRecords([{ ...row, invoiceAmountMinor: -1 }]) },
  { what: 'an impossible day', call: (c: AlphacommClient) => c.createPayLink({ ...link, invoiceDate: '2019-02-30' }) },
  {
    what: 'a script that is no number',
    call: (c: AlphacommClient) => c.stopCalling({ script: 'voice', reference: 'C-1' }),
  },
  {
    what: 'a script beyond Int',
    call: (c: AlphacommClient) => c.stopCalling({ script: '2147483648', reference: 'C-1' }),
  },
  {
    what: 'a bound without a time',
    call: (c: AlphacommClient) => c.searchPayLinks({ createdAfter: '2019-02-08', offset: 0, limit: 1 }),
  },
  { what: 'a negative page', call: (c: AlphacommClient) => c.listMandates({ offset: -1, limit: 1 }) },
])('$what is refused before anything is sent', async ({ call }) => {
  const { client, received } = await startClient(json({}));
  await expect(call(client) as Promise<unknown>).rejects.toMatchObject({
    name: 'Invalid',
    vendor: 'alphacomm',
  });
  expect(received).toEqual([]);
});

/** Every operation, and what it becomes when its answer is lost, and when a gateway says that it is away. */
const operations: [string, (client: AlphacommClient) => Promise<unknown>, string, string][] = [
  ['addRecords', (client) => client.addRecords([row]), 'OutcomeUnknown', 'Unavailable'],
  [
    'addFile',
    (client) => client.addFile({ extension: 'csv', contents: new Uint8Array(3) }),
    'OutcomeUnknown',
    'OutcomeUnknown',
  ],
  ['batches', (client) => client.searchBatches({}), 'Unavailable', 'Unavailable'],
  ['payLink.create', (client) => client.createPayLink(link), 'OutcomeUnknown', 'Unavailable'],
  ['payLinks', (client) => client.listPayLinks({ offset: 0, limit: 1 }), 'Unavailable', 'Unavailable'],
  ['payLinks', (client) => client.findPayLink('a'), 'Unavailable', 'Unavailable'],
  ['payLinks', (client) => client.findPayLinksByReference('C-1'), 'Unavailable', 'Unavailable'],
  [
    'payLinks',
    (client) => client.findPayLinksByAttribute({ id: 'incasso_key', value: 'C-1' }),
    'Unavailable',
    'Unavailable',
  ],
  ['payLinks', (client) => client.searchPayLinks({ offset: 0, limit: 1 }), 'Unavailable', 'Unavailable'],
  ['mandate.create', (client) => client.createMandate(mandate), 'OutcomeUnknown', 'Unavailable'],
  ['mandates', (client) => client.listMandates({ offset: 0, limit: 1 }), 'Unavailable', 'Unavailable'],
  ['mandates', (client) => client.findMandate('a'), 'Unavailable', 'Unavailable'],
  ['mandates', (client) => client.searchMandates({ offset: 0, limit: 1 }), 'Unavailable', 'Unavailable'],
  ['stopCalling', (client) => client.stopCalling({ script: '18301', reference: 'C-1' }), 'Unavailable', 'Unavailable'],
];

test.each(operations)('%s names its failure by what it does at the vendor', async (operation, call, lost, away) => {
  for (const [respond, name] of [
    [reset, lost],
    [json({}, 500), lost],
    [text('', 503), away],
    [json({}, 401), 'Unauthorized'],
    [json({ errors: [{ message: 'Variable "$rows" got an invalid value.' }] }, 400), 'Invalid'],
  ] as const) {
    const { client } = await startClient(respond);
    await expect(call(client)).rejects.toMatchObject({ name, operation, vendor: 'alphacomm' });
  }
});

test('an effect whose answer does not fit is not done again unasked, and the field is named', async () => {
  const { client } = await startClient(json({ data: { payLink: { create: { id: 42 } } } }));
  await expect(client.createPayLink(link)).rejects.toMatchObject({
    name: 'OutcomeUnknown',
    path: 'data.payLink.create.id',
  });
});

test('a refusal that repeats what was sent does not carry it onward', async () => {
  const message =
    'Variable "$payLink" got invalid value { personName: "Jan Example" } by secret-key; Example is too short.';
  const { client } = await startClient(json({ errors: [{ message }] }));
  const error = await client.createPayLink(link).catch((thrown: Error) => thrown.message);
  expect(error).toContain('Variable "$payLink" got invalid value');
  expect(error).not.toMatch(/Jan|Example|secret-key/);
});
