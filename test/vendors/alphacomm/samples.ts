/** Answers in the forms that CollectMAXX's page shows, with values of our own. */
const under = (service: string, field: string, value: unknown) => ({ data: { [service]: { [field]: value } } });
const ID = '11111111-2222-4333-8444-555555555555';
const OTHER_ID = '66666666-7777-4888-9999-000000000000';
const times = { createdOn: '2019-02-05T09:57:14+00:00', updatedOn: '2019-02-05T09:57:15+00:00' };
const pagination = { offset: 0, limit: 20, total: 2 };

export const samples = {
  ID,
  addRecords: under('import', 'addRecords', {
    name: '20190403-965',
    action: 'IMPORT',
    status: 'done',
    records: [{ reference: 'C-1', scriptId: '1001', status: 'accepted', messages: [] }],
  }),
  addRecordsRejected: under('import', 'addRecords', {
    name: '20190403-966',
    action: 'IMPORT',
    status: 'done',
    records: [
      {
        reference: 'C-2',
        scriptId: '1001',
        status: 'rejected',
        messages: [{ context: 'toMailAddress', message: 'A mail address is required.', level: 'error' }],
      },
    ],
  }),
  addFile: under('import', 'addRecords', { name: '20190404-579', action: 'IMPORT', status: 'queued', records: [] }),
  batches: under('import', 'batches', {
    items: [{ name: 'Test', action: 'VALIDATE', status: 'empty' }],
    pagination: { offset: 0, limit: 20, total: 1 },
  }),
  createPayLink: under('payLink', 'create', {
    attributes: [
      { id: 'customer_source', value: 'whatsapp' },
      { id: 'origin', value: 'api' },
    ],
    id: ID,
    shortUrl: 'https://ibanaccept.example/u8t1nbw',
    longUrl: `https://account.ibanaccept.example/pay/${ID}`,
  }),
  /** Shown with pagination in the newer form of the page, and without in the older one. */
  payLinksSimple: under('payLink', 'payLinks', {
    items: [
      { status: 'paid', id: ID },
      { status: 'cancelled', id: OTHER_ID },
    ],
    pagination,
  }),
  payLinksSimpleOlder: under('payLink', 'payLinks', { items: [{ status: 'paid', id: ID }] }),
  findPayLink: under('payLink', 'payLinks', {
    items: [{ id: ID, personName: 'Demo', personGender: 'U', status: 'paid', amountPaid: 0, ...times }],
  }),
  payLinksByReference: under('payLink', 'payLinks', {
    items: [
      {
        attributes: [
          { id: 'origin', value: 'sms' },
          { id: 'script', value: '1003' },
          { id: 'reference', value: 'C-1' },
        ],
        id: ID,
        personName: 'Demo',
        personGender: 'M',
        status: 'ready',
      },
    ],
  }),
  payLinksAdvanced: under('payLink', 'payLinks', {
    items: [
      { id: ID, personName: 'Demo', personGender: 'U', status: 'paid', amountPaid: 0, ...times },
      { id: OTHER_ID, personName: 'Test', personGender: 'U', status: 'paid', amountPaid: 0, ...times },
    ],
    pagination: { offset: 0, limit: 0, total: 2 },
  }),
  createMandate: under('mandate', 'create', {
    id: ID,
    reference: 'M-1',
    shortUrl: 'https://mandate.example/akps797',
    longUrl: `https://account.mandate.example/pay/${OTHER_ID}`,
    type: 'RCUR',
  }),
  mandatesSimple: under('mandate', 'mandates', {
    items: [
      { status: 'new', id: ID },
      { status: 'pending', id: OTHER_ID },
    ],
  }),
  findMandate: under('mandate', 'mandates', { items: [{ id: ID, personName: 'Demo', status: 'success', ...times }] }),
  mandatesAdvanced: under('mandate', 'mandates', {
    items: [{ id: ID, personName: 'Demo', status: 'success', ...times }],
    pagination: { offset: 0, limit: 0, total: 1 },
  }),
  stopCalling: under('voice', 'stopCalling', 'done'),
};
