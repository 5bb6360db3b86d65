import { describe, expect, test } from '@jest/globals';
import { sample } from '../../vendors/ptx/samples.js';
import { type MandateRig, PLAIN, queryOf, startMandateRig } from './ddm-diary-support.js';
import { API, APPROVER, type Json, MINUTE } from './support.js';

async function upload(rig: MandateRig, type: string, lines: string[], filename = 'File 7.csv', profile = PLAIN) {
  const form = new FormData();
  form.append('file', new Blob([lines.join('\r\n')]), filename);
  const { 'content-type': _json, ...headers } = await rig.login(APPROVER);
  const answer = await rig.raw('POST', `${API}/ddm/file/upload/${profile}/${type}`, headers, form);
  const session = { ...headers, 'content-type': 'application/json' };
  return { ...answer, result: async () => (await rig.raw('GET', String(answer.body.pollURL), session)).body };
}

const logOf = async (rig: MandateRig, fileId: unknown) =>
  (await rig.query(queryOf('ddmFiles.queryLogByFileId', { fileId: [fileId] }))).rows.map(
    ({ lineNo, status, mandateReference, errorMessage }) => `${lineNo} ${status} ${mandateReference}: ${errorMessage}`,
  );

const ONE_OFFS = [
  'Reference,Amount,Due date,Comments',
  'CASE-00001,45.50,2026-03-20,First fee',
  'CASE-00001,10,2026-01-05,Second fee',
  '"CASE-00001",2.25,2026-03-23,"Third, and last"',
];

describe('a file of one-offs', () => {
  test('is imported after a while, and its header is refused as a line', async () => {
    const rig = await startMandateRig();
    const mandate = await rig.mandate();
    const file = await upload(rig, 'ONE_OFF_PAYMENTFILE', ONE_OFFS);
    expect(file.body).toMatchObject({ '@type': 'DdmFileUploadResponse' });
    expect(await file.result()).toMatchObject({ status: 'PROCESSING', recordsProcessed: 0 });
    await rig.control.advance(MINUTE);
    const result = await file.result();
    expect(result).toEqual({
      ModelId: expect.any(Number),
      name: 'File 7.csv',
      paymentProfileId: PLAIN,
      paymentProfileName: 'TEST COLLECTION PROFILE',
      type: 'ONE_OFF_PAYMENTFILE',
      status: 'SUCCESS',
      userId: expect.any(String),
      created: '2026-03-02T09:00:00.000',
      lastUpdated: '2026-03-02T09:00:02.000',
      recordsProcessed: 4,
      recordsImported: 3,
      totalAccepted: 4550 + 1000 + 225,
      totalRejected: 0,
    });
    expect(Object.keys(result)).toEqual(Object.keys(sample('ddmFiles.getResult.response') as object));
    expect(await rig.collections()).toEqual([
      '01 PENDING 2026-03-16 1000',
      '17 PENDING 2026-03-20 4550',
      '17 PENDING 2026-03-23 225',
    ]);
    expect(await rig.rowOf('2026-03-23')).toMatchObject({ comments: 'Third, and last', paymentType: 'ONE_OFF' });
    expect(await logOf(rig, result.ModelId)).toEqual([
      '1 ERROR Reference: Could not parse amount: Amount.',
      '3 WARNING CASE-00001: Due date was 2026-01-05, it has been updated to 2026-03-16.',
    ]);
    const log = await rig.query(queryOf('ddmFiles.queryLogByFileId', { fileId: [result.ModelId] }));
    expect(log.rows.map(({ modelId }) => modelId)).toEqual([result.ModelId, mandate.id]);
  });

  test.each([
    ['NOBODY-1,1.00,2026-03-20,Fee', 'Mandate not found: NOBODY-1.'],
    ['CASE-00002,1.00,2026-03-20,Fee', 'Mandate CASE-00002 is SUSPENDED.'],
    ['CASE-00001,0,2026-03-20,Fee', 'Could not parse amount: 0.'],
    ['CASE-00001,1.005,2026-03-20,Fee', 'Could not parse amount: 1.005.'],
    ['CASE-00001,1.00,20.03.2026,Fee', 'Could not parse due date: 20.03.2026.'],
    ['CASE-00001,1.00,2026-03-20,=Fee', 'comments must not begin with = + - or @'],
  ])('with the line %s says: %s', async (line, message) => {
    const rig = await startMandateRig();
    await rig.mandate();
    await (await rig.mandate()).set('SUSPENDED');
    const file = await upload(rig, 'ONE_OFF_PAYMENTFILE', [line]);
    await rig.control.advance(MINUTE);
    const result = await file.result();
    expect(result).toMatchObject({ status: 'ERROR', recordsProcessed: 1, recordsImported: 0, totalAccepted: 0 });
    expect(await logOf(rig, result.ModelId)).toEqual([`1 ERROR ${line.split(',')[0]}: ${message}`]);
    expect(await rig.collections()).toEqual([]);
  });

  test('takes the time that it is given', async () => {
    const rig = await startMandateRig({ importTakesMs: 10 * MINUTE });
    const file = await upload(rig, 'ONE_OFF_PAYMENTFILE', ONE_OFFS);
    await rig.control.advance(9 * MINUTE);
    expect(await file.result()).toMatchObject({ status: 'PROCESSING' });
    await rig.control.advance(MINUTE);
    expect(await file.result()).toMatchObject({ status: 'ERROR', recordsProcessed: 4 });
  });
});

const HEADER =
  'contactReference,title,firstName,lastName,email,communicationPref,reference,sortCode,accountNumber,accountName,' +
  'plan,regularAmount,startDate,numberOfOccurences,everyNthMonth,monthDays';
const payer = (reference: string, more: { contact?: string; account?: string; plan?: string } = {}): string =>
  [
    more.contact ?? `C-${reference}`,
    'Mr,Example,Payer,payer@example.com,EMAIL',
    `${reference},200000,${more.account ?? '42222223'},EXAMPLE PAYER`,
    more.plan ?? 'MonthlyPaymentPlan,20.00,2026-04-15,3,1,DAY15 DAY20',
  ].join();

describe('a file of payers', () => {
  test('makes contacts, mandates and plans, which begin to collect', async () => {
    const rig = await startMandateRig();
    const lines = [HEADER, payer('CASE-A0001'), payer('CASE-A0002', { plan: ',,,,,' }), ''];
    const file = await upload(rig, 'PAYER_FILE', lines);
    await rig.control.advance(MINUTE);
    expect(await file.result()).toMatchObject({
      status: 'SUCCESS',
      type: 'PAYER_FILE',
      recordsProcessed: 2,
      recordsImported: 2,
    });
    expect(await rig.control.contacts()).toMatchObject([{ reference: 'C-CASE-A0001' }, { reference: 'C-CASE-A0002' }]);
    expect(await rig.control.mandates()).toMatchObject([{ status: 'ACTIVE' }, { status: 'ACTIVE' }]);
    expect((await rig.control.letters()).map(({ trigger }) => trigger)).toEqual([
      'NEW_MANDATE_WITH_PLAN',
      'NEW_MANDATE_NO_PLAN',
    ]);
    await rig.goTo('2026-06-01');
    expect(await rig.collections()).toEqual([
      '01 SUCCESS 2026-04-15 2000',
      '17 SUCCESS 2026-04-20 2000',
      '17 SUCCESS 2026-05-15 2000',
    ]);
  });

  test('knows a contact by its reference, and makes a new one without', async () => {
    const rig = await startMandateRig();
    const lines = [HEADER, payer('CASE-A1', { contact: 'C-1' }), payer('CASE-A2', { contact: 'C-1' })];
    await upload(rig, 'PAYER_FILE', [...lines, payer('CASE-A3', { contact: '' })]);
    await rig.control.advance(MINUTE);
    const contacts = await rig.control.contacts();
    expect(contacts).toHaveLength(2);
    expect((await rig.control.mandates()).map(({ payerId }) => payerId)).toEqual([
      contacts[0]?.id,
      contacts[0]?.id,
      contacts[1]?.id,
    ]);
  });

  test('is imported in part: a line is taken whole or not', async () => {
    const rig = await startMandateRig();
    const early = payer('CASE-A1', { plan: 'MonthlyPaymentPlan,20.00,2026-03-05,3,1,DAY5' });
    const wrongPlan = payer('CASE-A3', { plan: 'HourlyPaymentPlan,20.00,2026-04-15,3,1,DAY15' });
    const file = await upload(rig, 'PAYER_FILE', [HEADER, early, payer('CASE-A2', { account: '4222' }), wrongPlan]);
    await rig.control.advance(MINUTE);
    const result = await file.result();
    expect(result).toMatchObject({
      status: 'SUCCESS',
      recordsProcessed: 3,
      recordsImported: 1,
      totalAccepted: 2000,
      totalRejected: 4000,
    });
    expect(await logOf(rig, result.ModelId)).toEqual([
      '2 WARNING CASE-A1: Due date was 2026-03-05, it has been updated to 2026-04-05.',
      '3 ERROR CASE-A2: accountNumber must have 8 digits',
      expect.stringMatching(/^4 ERROR CASE-A3: The body must be one of/),
    ]);
    expect((await rig.control.mandates()).map(({ reference, status }) => `${reference} ${status}`)).toEqual([
      'CASE-A1 ACTIVE',
      'CASE-A3 DELETED',
    ]);
  });
});

describe('an upload', () => {
  test.each([
    ['PAYER_FILE', 1, 404],
    ['ONE_OFF_PAYMENTFILE', 1, 404],
    ['OTHER_FILE', PLAIN, 404],
  ])('of %s to profile %d is refused with %d', async (type, profile, status) => {
    const rig = await startMandateRig();
    expect(await upload(rig, type, ONE_OFFS, 'f.csv', profile)).toMatchObject({ status });
    expect(await rig.control.ledger({ effect: 'import.uploaded' })).toEqual([]);
  });

  test('can be lost and still have come: the file is found by the query, whose status is stricter', async () => {
    const rig = await startMandateRig();
    await rig.mandate();
    const rule = {
      operation: 'ptx.ddmFiles.importOneOffCollections',
      kind: 'drop-after',
      reference: 'K-7.csv',
    } as const;
    await rig.control.addFault(rule);
    await expect(upload(rig, 'ONE_OFF_PAYMENTFILE', ONE_OFFS, 'K-7.csv')).rejects.toThrow();
    await rig.control.advance(MINUTE);
    const of = (status: string, created = ['2026-03-02T00:00:00.000Z', '2026-03-02T23:59:59.100Z']) =>
      rig.query(
        queryOf('ddmFiles.queryByStatusTypeBetweenDates', { type: ['ONE_OFF_PAYMENTFILE'], status: [status], created }),
      );
    const { rows } = await of('ERROR');
    expect(rows).toMatchObject([{ '@type': 'FileUpload', name: 'K-7.csv', recordsProcessed: 4, recordsImported: 3 }]);
    const [documented] = (sample('ddmFiles.queryByStatusTypeBetweenDates.response') as Json).rows as unknown as {
      values: { resultValues: { value: object }[] }[];
    }[];
    expect(Object.keys(rows[0] ?? {})).toEqual(Object.keys(documented?.values[0]?.resultValues[0]?.value ?? {}));
    expect((await of('SUCCESS')).rows).toEqual([]);
    expect((await of('ERROR', ['2026-03-03T00:00:00.000Z', '2026-03-04T00:00:00.000Z'])).rows).toEqual([]);
    const effects = (await rig.control.ledger({ reference: 'K-7.csv' })).map(({ effect }) => effect);
    expect(effects).toEqual(['import.uploaded', 'import.finished']);
  });

  test('of nothing is an error', async () => {
    const rig = await startMandateRig();
    const file = await upload(rig, 'PAYER_FILE', [HEADER]);
    await rig.control.advance(MINUTE);
    const result = await file.result();
    expect(result).toMatchObject({ status: 'ERROR', recordsProcessed: 0 });
    expect(await logOf(rig, result.ModelId)).toEqual(['1 ERROR : No data records were extracted from file.']);
  });
});
