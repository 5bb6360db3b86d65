import { expect, test } from '@jest/globals';
import type { PtxClient } from '../../../src/vendors/ptx/client.js';
import { json } from '../../support/vendor-server.js';
import { API, rowsOf, startPtx } from './ptx-server.js';
import { meant, replaced, sampleRows } from './samples.js';

const word = (value: string) => `{"@type":"string","$value":"${value}"}`;
/** One value does not stand in a list. */
const single = (value: string) => replaced(`"queryValue":[${word(value)}]`, `"queryValue":${word(value)}`);
const days = { from: '2022-10-31', to: '2022-11-20' };
const autumn2018 = { from: '2018-10-31', to: '2018-11-20' };

const searches: {
  name: string;
  /** What the document itself has wrong here, put right as elsewhere in it. */
  correct?: (text: string) => string;
  ask: (client: PtxClient) => Promise<unknown>;
}[] = [
  { name: 'collectionProfiles.queryAll', ask: (ptx) => ptx.queryCollectionProfiles() },
  {
    name: 'collectionProfiles.queryByName',
    correct: replaced('STRING_C1', 'STRING_CI'),
    ask: (ptx) => ptx.queryCollectionProfilesByName({ name: 'TEST COLLECTION PROFILE' }),
  },
  { name: 'contacts.queryByLastName', ask: (ptx) => ptx.queryContactsByLastName({ lastName: 'Example' }) },
  { name: 'contacts.queryByReference', ask: (ptx) => ptx.queryContactsByReference({ reference: '05118122' }) },
  { name: 'mandates.queryByContactId', ask: (ptx) => ptx.queryMandatesByContact({ contactId: '3689140' }) },
  { name: 'mandates.queryNotDeleted', ask: (ptx) => ptx.queryMandatesNotDeleted() },
  {
    name: 'mandates.queryByContactIdNotDeleted',
    correct: single('DELETED'),
    ask: (ptx) => ptx.queryMandatesByContactNotDeleted({ contactId: '3689140' }),
  },
  { name: 'mandates.queryCancelledOrSuspended', ask: (ptx) => ptx.queryMandatesCancelledOrSuspended() },
  { name: 'mandates.queryByProfileId', ask: (ptx) => ptx.queryMandatesByProfile({ profileId: '4826' }) },
  {
    name: 'mandates.queryCancelledOrSuspendedBetweenDates',
    ask: (ptx) => ptx.queryMandatesCancelledOrSuspendedBetween({ from: '2019-07-01', to: '2019-07-31' }),
  },
  { name: 'mandates.queryByReference', ask: (ptx) => ptx.queryMandatesByReference({ reference: 'DDREF 404' }) },
  { name: 'collectionHistory.queryAll', ask: (ptx) => ptx.queryHistory() },
  { name: 'collectionHistory.queryBetweenDates', ask: (ptx) => ptx.queryHistoryBetween(days) },
  { name: 'collectionHistory.queryByStatus', ask: (ptx) => ptx.queryHistoryByStatus({ status: 'PENDING' }) },
  {
    name: 'collectionHistory.queryByAltReferenceBetweenDates',
    ask: (ptx) => ptx.queryHistoryByAltReferenceBetween({ altReference: 'ALTDDREF2', ...autumn2018 }),
  },
  {
    name: 'collectionHistory.queryByProfileIdBetweenDates',
    // Whole days, as in all other searches between dates.
    correct: (text) =>
      replaced(
        '2021-06-18T14:01:34.238Z',
        '2021-06-18T23:59:59.100Z',
      )(replaced('2021-06-17T14:01:34.238Z', '2021-06-17T00:00:00.000Z')(text)),
    ask: (ptx) => ptx.queryHistoryByProfileBetween({ profileId: '4826', from: '2021-06-17', to: '2021-06-18' }),
  },
  { name: 'collectionHistory.queryByMandate', ask: (ptx) => ptx.queryHistoryByMandate({ mandateId: '9482302' }) },
  {
    name: 'collectionHistory.queryByReference',
    correct: replaced('"INTEGER"', '"STRING"'),
    ask: (ptx) => ptx.queryHistoryByReference({ reference: 'ref1234' }),
  },
  {
    name: 'collectionHistory.queryByStatusAndPaymentTypeBetweenDates',
    correct: single('ONE_OFF'),
    ask: (ptx) =>
      ptx.queryHistoryByStatusAndTypeBetween({
        statuses: ['SUCCESS', 'FAILURE'],
        paymentType: 'ONE_OFF',
        from: '2022-09-01',
        to: '2022-09-30',
      }),
  },
  { name: 'correspondence.queryAll', ask: (ptx) => ptx.queryLetters() },
  {
    name: 'correspondence.queryBySubject',
    ask: (ptx) => ptx.queryLettersBySubject({ trigger: 'NEW_MANDATE_NO_PLAN' }),
  },
  {
    name: 'correspondence.queryByProfileIdAndStatus',
    // IN takes several values, so that they stand in a list.
    correct: replaced(`"queryValue":[${word('CREATED')}]`, `"queryValues":[${word('CREATED')}]`),
    ask: (ptx) => ptx.queryLettersByProfileAndStatus({ profileId: '4826', statuses: ['CREATED'] }),
  },
  { name: 'ddmFiles.queryLogByFileId', ask: (ptx) => ptx.queryDdmFileLog({ fileId: '9511' }) },
  {
    name: 'ddmFiles.queryByStatusTypeBetweenDates',
    correct: replaced(`"queryValues":[${word('ONE_OFF_PAYMENTFILE')}]`, `"queryValue":${word('ONE_OFF_PAYMENTFILE')}`),
    ask: (ptx) =>
      ptx.queryDdmFiles({ type: 'ONE_OFF_PAYMENTFILE', status: 'ERROR', from: '2020-05-01', to: '2020-05-31' }),
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
const readRow = async <T>(row: object, ask: (client: PtxClient) => Promise<T[]>): Promise<T | undefined> => {
  const ptx = await startPtx({ respond: json(rowsOf([row])) });
  return (await ask(ptx.client))[0];
};

test('a row is read into our words: ids as digits, amounts in pence, days in London, instants in UTC', async () => {
  expect(await read('collectionProfiles.queryAll', (ptx) => ptx.queryCollectionProfiles())).toEqual({
    id: '4826',
    name: 'TEST COLLECTION PROFILE',
    paymentProfileId: '6421',
    mandateNoticePeriod: 10,
    oneOffNoticePeriod: 10,
    representationRetries: 0,
    representationDelay: 15,
    suppress01: false,
    suppress19: true,
    suppressAuddis: false,
    nonAuddis: false,
    isMandateRefEditable: true,
  });
  expect(await read('mandates.queryByReference', (ptx) => ptx.queryMandatesByReference({ reference: 'x' }))).toEqual({
    id: '4876123',
    contactId: '4787302',
    profileId: '4826',
    reference: 'DDREF 404',
    sortCode: '400004',
    accountNumber: '40000004',
    accountName: 'JAN EXAMPLE',
    status: 'SUSPENDED',
    planIds: ['1369911'],
    createdAt: '2018-07-06T13:32:13.946Z',
    updatedAt: '2019-04-15T13:50:11.377Z',
    restrictedDate: '2018-09-14',
  });
  expect(await read('collectionHistory.queryAll', (ptx) => ptx.queryHistory())).toEqual({
    id: '4515656',
    mandateId: '3720667',
    profileId: '4826',
    status: 'PENDING',
    paymentType: 'ONE_OFF',
    code: '18',
    reference: 'TESTDDREF2',
    altReference: 'ALTDDREF2',
    paymentDate: '2018-11-08',
    amountMinor: 25_00,
    comments: 'Test trans code import',
    retryCount: 0,
    createdAt: '2018-10-25T14:49:25.033Z',
    updatedAt: '2018-10-25T14:49:25.033Z',
    sortCode: '234567',
    accountNumber: '23456789',
    accountName: 'JAN EXAMPLE',
    serviceUserNumber: '100265',
    paymentProfileId: '6421',
    instructionId: '20914737',
    batchId: '126544',
    submissionId: '126543',
  });
  expect(await read('correspondence.queryAll', (ptx) => ptx.queryLetters())).toEqual({
    id: '1806226',
    trigger: 'CANCEL_MANDATE',
    status: 'CREATED',
    channel: 'EMAIL',
    contactId: '7554375',
    profileId: '6140',
    reference: '68161618',
    createdAt: '2020-02-10T11:54:21.788Z',
  });
  expect(
    await read('ddmFiles.queryByStatusTypeBetweenDates', (ptx) =>
      ptx.queryDdmFiles({ from: '2020-05-01', to: '2020-05-31' }),
    ),
  ).toEqual({
    id: '9511',
    name: 'Test One Off Import Error.txt',
    type: 'ONE_OFF_PAYMENTFILE',
    status: 'ERROR',
    profileId: '4826',
    profileName: 'EXAMPLE COLLECTION PROFILE',
    createdAt: '2020-05-02T15:26:06.556Z',
    updatedAt: '2020-05-02T15:26:07.804Z',
    recordsProcessed: 4,
    recordsImported: 3,
    totalAccepted: 151200,
    totalRejected: 0,
  });
});

test('a contact that a search shows is read like one that is asked for, its lines put together', async () => {
  const contact = await read('contacts.queryByReference', (ptx) => ptx.queryContactsByReference({ reference: 'x' }));
  expect(contact).toMatchObject({
    id: '7922236',
    status: 'ACTIVE',
    communication: 'EMAIL',
    address: { lines: '1 Example Street\nExampletown', town: '', county: '', postcode: 'AB1 2CD', country: 'UK' },
  });
  expect(contact).not.toHaveProperty('title');
});

const row = {
  ...{ modelId: 1, mandateId: 2, status: 'PENDING', transactionCode: '17', paymentDate: '2026-03-02T00:00:00.000' },
  ...{ amount: '12.34', created: '2026-02-02T09:00:00.000' },
};

test('words of PTX that nobody knows are passed on, and a plan’s collection may have no type at all', async () => {
  const odd = { ...row, status: 'HELD', paymentType: 'DIRECT_DEBIT', somethingNew: { a: 1 } };
  expect(await readRow(odd, (ptx) => ptx.queryHistory())).toMatchObject({
    status: 'HELD',
    paymentType: 'DIRECT_DEBIT',
    amountMinor: 12_34,
  });
  expect(await readRow(row, (ptx) => ptx.queryHistory())).toMatchObject({ paymentType: '', retryCount: 0 });
});

test.each(['modelId', 'mandateId', 'status', 'transactionCode', 'paymentDate', 'amount', 'created'])(
  'a row of the history without %s is none',
  async (field) => {
    const { [field as keyof typeof row]: _, ...rest } = row;
    await expect(readRow(rest, (ptx) => ptx.queryHistory())).rejects.toMatchObject({
      name: 'ContractBroken',
      path: `rows.0.${field}`,
    });
  },
);

test('a collection profile that does not say who presents again is none', async () => {
  const profile = { id: 1, name: 'P', mandateNoticePeriod: 10, oneOffNoticePeriod: 10, representationDelay: 3 };
  await expect(readRow(profile, (ptx) => ptx.queryCollectionProfiles())).rejects.toMatchObject({
    name: 'ContractBroken',
    path: 'rows.0.representationRetries',
  });
});

test('lines of an import that share an id are all there', async () => {
  const line = { '@type': 'FileUploadLogDTO', modelId: 7, fileId: 9511, status: 'WARNING', errorMessage: 'moved' };
  const ptx = await startPtx({ respond: json(rowsOf([2, 3].map((lineNo) => ({ ...line, lineNo })))) });
  expect(await ptx.client.queryDdmFileLog({ fileId: '9511' })).toEqual([
    { fileId: '9511', lineNumber: 2, status: 'WARNING', message: 'moved' },
    { fileId: '9511', lineNumber: 3, status: 'WARNING', message: 'moved' },
  ]);
});

test('imports are asked for by their days alone where nothing else is given', async () => {
  const ptx = await startPtx({ respond: json(rowsOf([])) });
  expect(await ptx.client.queryDdmFiles({ from: '2026-03-01', to: '2026-03-03' })).toEqual([]);
  const [{ criteria }] = ptx.asked();
  expect(criteria.searchCriteria).toHaveLength(1);
  expect(criteria.searchCriteria[0].queryValues.map(({ $value }: { $value: string }) => $value)).toEqual([
    '2026-03-01T00:00:00.000Z',
    '2026-03-03T23:59:59.100Z',
  ]);
});

test('a search that PTX takes in no form is Invalid, and nothing is sent', async () => {
  const ptx = await startPtx();
  for (const asking of [
    ptx.client.queryContactsByReference({ reference: '=1+1' }),
    ptx.client.queryMandatesByReference({ reference: '-1' }),
    ptx.client.queryHistoryByMandate({ mandateId: 'mandate-1' }),
    ptx.client.queryHistoryBetween({ from: '2026-02-30', to: '2026-03-01' }),
    ptx.client.queryLettersByProfileAndStatus({ profileId: '1', statuses: [] }),
  ]) {
    await expect(asking).rejects.toMatchObject({ name: 'Invalid' });
  }
  expect(ptx.received).toEqual([]);
});
