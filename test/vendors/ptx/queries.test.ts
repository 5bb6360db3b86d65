import { expect, test } from '@jest/globals';
import type { PtxClient } from '../../../src/vendors/ptx/client.js';
import { json, type Respond } from '../../support/vendor-server.js';
import { API, rowsOf, startPtx } from './ptx-server.js';
import { meant, replaced, sample, sampleRows } from './samples.js';

type Json = Record<string, unknown>;

const searches: {
  name: string;
  /** What the document itself has wrong here, put right as elsewhere in it. */
  correct?: (text: string) => string;
  ask: (client: PtxClient) => Promise<unknown>;
}[] = [
  { name: 'paymentProfiles.queryAll', ask: (ptx) => ptx.queryPaymentProfiles() },
  { name: 'paymentProfiles.queryByName', ask: (ptx) => ptx.findPaymentProfilesByName('indirect') },
  {
    name: 'batches.queryRejectedBetweenDates',
    // IN takes several values, so that they stand in a list.
    correct: replaced(
      '"queryValue":{"@type":"string","$value":"RJ"}',
      '"queryValues":[{"@type":"string","$value":"RJ"}]',
    ),
    ask: (ptx) => ptx.queryRejectedSubmissions({ from: '2022-06-08', to: '2022-06-11' }),
  },
  {
    name: 'instructions.queryByBatchId',
    correct: replaced('"216683"', '216683'),
    ask: (ptx) => ptx.queryInstructions({ batchId: '216683' }),
  },
  {
    name: 'instructions.queryCreatedSince',
    correct: replaced(
      'com.bottomline.query.count","fieldType":"OBJECT"',
      'com.bottomline.query.count","fieldType":"LONG"',
    ),
    ask: (ptx) => ptx.queryInstructionsCreatedSince({ since: '2022-05-17T23:00:00Z' }),
  },
  {
    name: 'instructions.queryCreatedSinceByBatchId',
    correct: replaced(
      '[{"@type":"dateTime","$value":"2021-05-18T00:00:00.000"}]',
      '{"@type":"dateTime","$value":"2021-05-18T00:00:00.000"}',
    ),
    ask: (ptx) => ptx.queryInstructionsCreatedSinceByBatch({ batchId: '216683', since: '2021-05-17T23:00:00Z' }),
  },
  {
    name: 'instructions.queryByReferenceAndBatchId',
    correct: replaced('[{"@type":"string","$value":"TEST9662"}]', '{"@type":"string","$value":"TEST9662"}'),
    ask: (ptx) => ptx.queryInstructionsByReference({ batchId: '216683', reference: 'TEST9662' }),
  },
  {
    name: 'files.querySuccessfulByBatchId',
    ask: (ptx) => ptx.querySuccessfulFileInstructions({ batchId: '127233' }),
  },
  { name: 'files.queryFailedByBatchId', ask: (ptx) => ptx.queryFailedFileLines({ batchId: '88860' }) },
  { name: 'files.queryFailedBySubmissionId', ask: (ptx) => ptx.queryFailedFileLines({ submissionId: '88860' }) },
  {
    name: 'files.queryFailedByBatchIdAndError',
    ask: (ptx) => ptx.queryFailedFileLines({ batchId: '112222', error: 'Error' }),
  },
  { name: 'bacsMessages.queryAll', ask: (ptx) => ptx.queryMessages() },
  { name: 'bacsMessages.queryNotDownloaded', ask: (ptx) => ptx.queryMessagesNotDownloaded() },
  {
    name: 'bacsMessages.queryInstructionDetailByReportId',
    correct: replaced('BacsReportDdmLo"', 'BacsReportDdmLog"'),
    ask: (ptx) => ptx.queryMessageInstructionDetail({ reportId: '8560' }),
  },
];

test.each(searches)('$name asks as in the document, and reads its answer', async ({ name, correct, ask }) => {
  const ptx = await startPtx({ respond: json(sampleRows(`${name}.response`)) });
  const rows = await ask(ptx.client);
  expect(ptx.calls().map(({ method, url }) => [method, url])).toEqual([['POST', `${API}/query/execute`]]);
  expect(ptx.asked()).toEqual([meant(name, correct)]);
  expect(rows).toHaveLength(sampleRows(`${name}.response`).rows.length - 1);
});

const read = async <T>(name: string, ask: (client: PtxClient) => Promise<T[]>): Promise<T | undefined> => {
  const ptx = await startPtx({ respond: json(sampleRows(`${name}.response`)) });
  return (await ask(ptx.client))[0];
};

test('a row is read into our words, ids as digits and amounts in pence', async () => {
  expect(await read('paymentProfiles.queryByName', (ptx) => ptx.findPaymentProfilesByName('x'))).toMatchObject({
    id: '8308',
    name: 'TEST INDIRECT PROFILE',
    status: 'AP',
    connectionType: 'INDIRECT',
    numberOfApprovals: 1,
    promptForDate: false,
    originatorsStatementText: 'IND STATE TEXT',
  });
  expect(await read('batches.queryRejectedBetweenDates', (ptx) => ptx.querySubmissions({}))).toEqual({
    id: '88444',
    profileId: '6421',
    profileName: 'TEST PAYMENT PROFILE',
    description: 'One-Off Collections.txt',
    status: 'RJ',
    statusDescription: 'Rejected',
    workflowStatus: 'Created',
    paymentDate: '2022-01-08',
    debitCount: 0,
    creditCount: 0,
    debitMinor: 0,
    creditMinor: 0,
    entryCount: 0,
    errorCount: 2,
    warningCount: 0,
    auddisCount: 0,
    numberOfApprovals: 1,
    entryMethod: 'FILEIMPORT',
    indirect: false,
    enteredBy: 'Alex Example',
    enteredById: 'JGX3FTUOQF1PPIDQTMLF',
    enteredDateText: '2022-01-06T14:49:00.000',
  });
  expect(await read('instructions.queryByBatchId', (ptx) => ptx.queryInstructions({ batchId: '1' }))).toEqual({
    id: '66655142',
    batchId: '216683',
    index: 1,
    sortCode: '200000',
    accountNumber: '55555555',
    name: 'MR C EXAMPLE',
    reference: '00009662',
    text: 'THE VICTORIAN SOCI',
    amountMinor: 101_00,
    transactionType: '2',
    transactionCode: '01',
    type: 'DBACS',
    status: 'EN',
    included: true,
    isDdmEntry: false,
    paymentDate: '2021-06-08',
    createdDate: '2021-05-18T10:39:46.618',
    warnings: ['entered: Originator details: The sort code and account number do not pass the modulus check'],
  });
  expect(await read('bacsMessages.queryAll', (ptx) => ptx.queryMessages())).toEqual({
    reportId: '8556',
    documentId: '920556730',
    serviceType: 'BACSTel-IP',
    reportType: 'Arrival',
    name: 'REFT Arrival Report (2011)',
    serviceUserNumber: '100265',
    date: '2018-08-06',
    processed: 'BLANK',
    downloaded: false,
    read: false,
  });
});

test('rows with the slips of the document are read too', async () => {
  const ptx = await startPtx({ respond: json(sampleRows('instructions.queryCreatedSince.response')) });
  const instructions = await ptx.client.queryInstructionsCreatedSince({ since: '2022-05-18T00:00:00Z' });
  expect(instructions.map(({ id }) => id)).toEqual(['66654076', '70358993', '70311660']);
  const events = await read('files.queryFailedByBatchIdAndError', (client) =>
    client.queryFailedFileLines({ batchId: '1', error: 'Error' }),
  );
  expect(events).toMatchObject({ id: '4662654', code: 'BV3012', eventType: 'Error', type: 'HEADER', lineNumber: 0 });
});

test('a row that comes bare is read as well, and one that does not fit names the field', async () => {
  const { warning, ...bare } = sample('instructions.create.response') as Json;
  const ask = async (row: unknown) => {
    const ptx = await startPtx({ respond: json(rowsOf([row])) });
    return ptx.client.queryInstructions({ batchId: '101' });
  };
  expect(await ask({ ...bare, warning })).toMatchObject([
    { id: '1056', amountMinor: 402_35, warnings: [expect.stringMatching(/^accountNumber: /)] },
  ]);
  await expect(ask({ model: { ...bare, amount: 1.001 } })).rejects.toMatchObject({
    name: 'ContractBroken',
    path: 'rows.0.model.amount',
  });
});

const message = (reportId: number) => ({ reportId, documentId: 1, downloaded: false, read: false });
const first = (request: { text: string }): number => JSON.parse(request.text).resultsPage.firstResult;

/** Answers the pages of a list as it stands at each request. */
const paging =
  (size: number, listAt: (turn: number) => unknown[]): Respond =>
  (response, request) => {
    const list = listAt(turns++);
    json(rowsOf(list.slice(first(request), first(request) + size), list.length))(response, request);
  };
let turns = 0;

test('a list is read to its last page, however short the pages are', async () => {
  turns = 0;
  const list = Array.from({ length: 1_203 }, (_, at) => message(at));
  const ptx = await startPtx({ respond: paging(500, () => list) });
  const messages = await ptx.client.queryMessages();
  expect(messages.map(({ reportId }) => Number(reportId))).toEqual(list.map(({ reportId }) => reportId));
  expect(ptx.asked().map(({ resultsPage }) => resultsPage.firstResult)).toEqual([0, 500, 1_000]);
  const short = await startPtx({ respond: paging(50, () => list.slice(0, 120)) });
  expect(await short.client.queryMessages()).toHaveLength(120);
});

test('a list that shifts while it is read is read once more, and no row comes twice', async () => {
  turns = 0;
  const list = Array.from({ length: 6 }, (_, at) => message(at));
  const ptx = await startPtx({ respond: paging(4, (turn) => (turn === 0 ? list : [message(99), ...list])) });
  const messages = await ptx.client.queryMessages();
  expect(messages.map(({ reportId }) => reportId)).toEqual(['99', '0', '1', '2', '3', '4', '5']);
  expect(ptx.calls()).toHaveLength(4);
});

test('a list whose rows do not agree with its count, twice, is no list', async () => {
  const ptx = await startPtx({ respond: json(rowsOf([message(1), message(1)], 2)) });
  await expect(ptx.client.queryMessages()).rejects.toMatchObject({ name: 'ContractBroken', path: 'rows' });
  expect(ptx.calls()).toHaveLength(2);
  const gone = await startPtx({ respond: json(rowsOf([], 3)) });
  await expect(gone.client.queryMessages()).rejects.toThrow('0 of 3 rows came, twice');
});

test('an answer without its count is no list, since half of one would read as absence', async () => {
  const { rows } = rowsOf([message(1)]);
  const ptx = await startPtx({ respond: json({ rows: rows.slice(0, 1) }) });
  await expect(ptx.client.queryMessages()).rejects.toMatchObject({ name: 'ContractBroken', path: 'total' });
});

test('nothing found is an empty list', async () => {
  const ptx = await startPtx({ respond: json(rowsOf([])) });
  expect(await ptx.client.queryMessages()).toEqual([]);
  expect(await ptx.client.getSubmission('5', '2026-03-04')).toBeUndefined();
});

test('a big batch is handed on page by page, each instruction once, also where pages shift', async () => {
  turns = 0;
  const [row] = sampleRows('instructions.queryByBatchId.response').rows as {
    values: [{ resultValues: [{ value: { model: object } }] }];
  }[];
  const value = row?.values[0].resultValues[0].value;
  const list = Array.from({ length: 10 }, (_, at) => ({ ...value, model: { ...value?.model, id: at } }));
  const ptx = await startPtx({
    respond: paging(4, (turn) => (turn === 0 ? list : [list.at(-1), ...list.slice(0, -1)])),
  });
  const pages: string[][] = [];
  const totals = new Set<number>();
  await ptx.client.eachInstructionPage({ batchId: '7' }, async (instructions, total) => {
    pages.push(instructions.map(({ id }) => id));
    totals.add(total);
  });
  expect(pages.flat().sort()).toEqual(Array.from({ length: 10 }, (_, at) => String(at)));
  expect([...totals]).toEqual([10]);
});

test('submissions are asked for by day and status, and one is found by its id among those of its day', async () => {
  const ptx = await startPtx({ respond: json(sampleRows('batches.queryRejectedBetweenDates.response')) });
  await ptx.client.querySubmissions({ status: ['RJ', 'EN'], paymentDate: { from: '2026-03-02', to: '2026-03-04' } });
  expect((await ptx.client.getSubmission('88442', '2022-01-08'))?.id).toBe('88442');
  expect(await ptx.client.getSubmission('1', '2022-01-08')).toBeUndefined();
  await ptx.client.querySubmissions({});
  const criteria = ptx
    .asked()
    .map((body) => body.criteria?.searchCriteria.map((each: Json) => each.queryValues ?? each.symbol));
  const days = (from: string, to: string) => [
    { '@type': 'date', $value: `${from}T00:00:00.000Z` },
    { '@type': 'date', $value: `${to}T23:59:59.100Z` },
  ];
  expect(criteria).toEqual([
    [['RJ', 'EN'].map((status) => ({ '@type': 'string', $value: status })), 'AND', days('2026-03-02', '2026-03-04')],
    [days('2022-01-08', '2022-01-08')],
    [days('2022-01-08', '2022-01-08')],
    undefined,
  ]);
});
