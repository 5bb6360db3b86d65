import { describe, expect, test } from '@jest/globals';
import { sample } from '../../vendors/ptx/samples.js';
import { type MandateRig, PLAIN, queryOf, startMandateRig } from './ddm-diary-support.js';
import type { Json } from './support.js';

const MARCH = ['2026-03-01T00:00:00.000Z', '2026-03-31T23:59:59.100Z'];

/** Rows of two mandates: an instruction of each, one collection in March and one in April. */
async function filled(): Promise<{ rig: MandateRig; mandateId: number }> {
  const rig = await startMandateRig();
  const mandate = await rig.mandate({ altReference: 'ALT/0001' });
  await mandate.oneOff('45.50', '2026-03-16');
  await mandate.oneOff('1.99', '2026-04-20');
  await rig.mandate();
  await rig.goTo('2026-03-17');
  return { rig, mandateId: mandate.id };
}

const QUERIES: [string, Record<string, readonly unknown[]>, string[]][] = [
  ['queryAll', {}, ['0N', '17', '01', '0N']],
  ['queryBetweenDates', { paymentDate: MARCH }, ['0N', '01', '0N']],
  ['queryByStatus', { status: ['PENDING'] }, ['17']],
  ['queryByAltReferenceBetweenDates', { altReference: ['ALT/'], paymentDate: MARCH }, ['01', '0N']],
  ['queryByProfileIdBetweenDates', { profileId: [PLAIN], paymentDate: MARCH }, ['0N', '01', '0N']],
  ['queryByMandate', { mandateId: ['own'] }, ['17', '01', '0N']],
  ['queryByReference', { reference: ['00001'] }, ['17', '01', '0N']],
  [
    'queryByStatusAndPaymentTypeBetweenDates',
    { paymentDate: MARCH, status: ['SUCCESS', 'FAILURE'], paymentType: ['ONE_OFF'] },
    ['01'],
  ],
];

test.each(QUERIES)(
  'the documented query %s finds the rows that are meant, the newest first',
  async (name, given, codes) => {
    const { rig, mandateId } = await filled();
    const values = given.mandateId === undefined ? given : { mandateId: [mandateId] };
    const { status, rows, count } = await rig.query(queryOf(`collectionHistory.${name}`, values));
    expect(status).toBe(200);
    expect(rows.map(({ transactionCode }) => transactionCode)).toEqual(codes);
    expect(count).toBe(codes.length);
    expect((await rig.control.calls()).at(-1)?.operation).toBe(`ptx.collectionHistory.${name}`);
  },
);

test('a row has the fields of the document’s own, and numbers that nothing can be computed from', async () => {
  const { rig, mandateId } = await filled();
  const { rows } = await rig.query(queryOf('collectionHistory.queryByMandate', { mandateId: [mandateId] }));
  expect(rows[1]).toEqual({
    '@type': 'Instruction',
    created: '2026-03-02T09:00:00.000',
    lastUpdated: '2026-03-16T07:00:00.000',
    modelId: expect.any(Number),
    profileId: PLAIN,
    mandateId,
    status: 'SUCCESS',
    paymentType: 'ONE_OFF',
    sortCode: '200000',
    accountNumber: '42222223',
    accountName: 'EXAMPLE PAYER',
    reference: 'CASE-00001',
    altReference: 'ALT/0001',
    paymentDate: '2026-03-16T00:00:00.000',
    amount: 45.5,
    transactionCode: '01',
    applicationId: 6421,
    instructionId: expect.any(Number),
    batchId: Number(rows[1]?.submissionId) + 1,
    submissionId: expect.any(Number),
    retryCount: 0,
    serviceUserNumber: '100265',
    comments: 'A fee',
  });
  const documented = sample('collectionHistory.queryAll.response') as unknown as Json;
  const [first] = documented.rows as unknown as { values: { resultValues: { value: object }[] }[] }[];
  expect(Object.keys(rows[1] ?? {})).toEqual(
    expect.arrayContaining(Object.keys(first?.values[0]?.resultValues[0]?.value ?? {})),
  );
  const again = await rig.query(queryOf('collectionHistory.queryByMandate', { mandateId: [mandateId] }));
  expect(again.rows).toEqual(rows);
});

describe('the history behind everybody’s back', () => {
  test('loses a row, and nothing comes of it', async () => {
    const { rig, mandateId } = await filled();
    const { id } = await rig.rowOf('2026-04-20');
    await rig.control.dropHistoryRow(id);
    await rig.goTo('2026-04-21');
    const { rows } = await rig.query(queryOf('collectionHistory.queryByMandate', { mandateId: [mandateId] }));
    expect(rows.map(({ transactionCode }) => transactionCode)).toEqual(['01', '0N']);
    await expect(rig.control.dropHistoryRow(id)).rejects.toMatchObject({ status: 404 });
    expect(await rig.control.balance()).toMatchObject({ collectedMinor: 4550, pendingMinor: 0 });
  });

  test('gets a row that nobody asked for', async () => {
    const { rig, mandateId } = await filled();
    await rig.control.addHistoryRow({ mandateId, paymentDay: '2026-04-01', amountMinor: 700, code: '18' });
    await rig.goTo('2026-04-02');
    expect(await rig.collections()).toContain('18 SUCCESS 2026-04-01 700');
    const unknown = { mandateId: 1, paymentDay: '2026-04-01', amountMinor: 700 };
    await expect(rig.control.addHistoryRow(unknown)).rejects.toMatchObject({ status: 404 });
  });

  test('changes a row, which is paid on its new day', async () => {
    const { rig } = await filled();
    const { id } = await rig.rowOf('2026-04-20');
    await rig.control.changeHistoryRow(id, { paymentDay: '2026-04-22', amountMinor: 300 });
    await rig.goTo('2026-04-21');
    expect(await rig.collections()).toContain('17 PENDING 2026-04-22 300');
    await rig.goTo('2026-04-22');
    expect(await rig.collections()).toContain('17 SUCCESS 2026-04-22 300');
  });
});
