import { describe, expect, test } from '@jest/globals';
import { effectsOf, INDIRECT, payment, startPtxRig } from './support.js';

test('an instruction gets an id, an index and the Bacs code, and counts in its submission', async () => {
  const rig = await startPtxRig();
  const { batchId } = await rig.createBatch();
  const first = await rig.addPayment(batchId);
  await rig.addPayment(batchId, { reference: 'REF-102', transactionType: '2', amount: '10' });
  await rig.addPayment(batchId, { reference: 'REF-103', transactionType: '7', amount: '0.00' });
  await rig.addPayment(batchId, { reference: 'REF-104', included: false });
  expect(first.status).toBe(200);
  expect(first.body).toMatchObject({ index: 1, transactionTypeCode: '99', status: 'DF', amount: '402.35' });
  expect(await rig.control.submissions()).toMatchObject([
    { entryCount: 4, includedCount: 3, creditCount: 1, creditTotalMinor: 40235, debitCount: 2, debitTotalMinor: 1000 },
  ]);
  expect(await rig.control.ledger({ reference: 'REF-101' })).toMatchObject([
    { effect: 'instruction.created', id: String(first.body.id), amountMinor: 40235 },
  ]);
});

test.each([
  ['0', '99'],
  ['2', '01'],
  ['3', '17'],
  ['4', '18'],
  ['5', '19'],
  ['6', '0C'],
  ['7', '0N'],
  ['8', '0S'],
])('the transaction type %s is the code %s', async (transactionType, code) => {
  const rig = await startPtxRig();
  const { batchId } = await rig.createBatch();
  const amount = code.startsWith('0') && code !== '01' ? '0.00' : '1.00';
  const answer = await rig.addPayment(batchId, { transactionType, amount });
  expect(answer.body).toMatchObject({ transactionType, transactionTypeCode: code });
});

describe('what is illegal is refused', () => {
  test.each([
    ['an unknown batch', { batchId: 1 }],
    ['a submission’s id for a batch', { batchId: 126092 }],
    ['a sort code of five digits', { sortCode: '20000' }],
    ['a sort code with hyphens', { sortCode: '20-00-00' }],
    ['an account number as a number', { accountNumber: 42222223 }],
    ['an amount of three decimals', { amount: '1.005' }],
    ['a negative amount', { amount: '-1.00' }],
    ['no money for a credit', { amount: '0.00' }],
    ['money for a new instruction', { transactionType: '7', amount: '1.00' }],
    ['more than 20 million pounds', { amount: '20000000.01' }],
    ['an unknown transaction type', { transactionType: '1' }],
    ['a reference of 19 characters', { reference: 'R'.repeat(19) }],
    ['an accent', { name: 'ZOË EXAMPLE' }],
    ['an underscore', { reference: 'REF_101' }],
    ['a reference that begins as a formula', { reference: '-101' }],
    ['a debit without a reference', { transactionType: '2', reference: '' }],
    ['a debit without a name', { transactionType: '2', name: undefined }],
    ['no text', { text: undefined }],
    ['no date', { paymentDate: undefined }],
  ])('%s', async (_what, more) => {
    const rig = await startPtxRig();
    const { batchId } = await rig.createBatch();
    const answer = await rig.addPayment(batchId, more);
    expect(answer.status).toBe(400);
    expect(answer.body.errorMessages).toEqual([{ key: expect.any(String), message: expect.any(String) }]);
    expect(await rig.control.instructions(batchId)).toEqual([]);
  });
});

test('what PTX doubts it takes, with a warning', async () => {
  const rig = await startPtxRig();
  const { batchId } = await rig.createBatch();
  const answers = [
    await rig.addPayment(batchId, { sortCode: '666666' }),
    await rig.addPayment(batchId, { sortCode: '111111', accountNumber: '11111111' }),
    await rig.addPayment(batchId, { paymentDate: '2026-03-07T00:00:00.000' }),
    await rig.addPayment(batchId),
  ];
  expect(answers.map(({ status, body }) => [status, body.warning])).toEqual([
    [200, { sortCode: ['Sort code has not been found in the sort code directory'] }],
    [200, { accountNumber: ['Account number 11111111 does not have a valid checksum for sort code 111111'] }],
    [200, { paymentDate: ['Please enter valid value of Payment Date'] }],
    [200, undefined],
  ]);
});

test('an update changes the instruction and the totals, in a draft only', async () => {
  const rig = await startPtxRig();
  const { batchId, submissionId } = await rig.createBatch();
  const { body } = await rig.addPayment(batchId);
  const changed = { ...body, amount: '1.00', paymentType: 'Bacs', isRefund: false, warning: undefined };
  const path = `/bacs/instructions/${body.id}`;
  expect((await rig.call('PUT', path, changed)).body).toMatchObject({ id: body.id, amount: '1.00' });
  expect(await rig.control.submissions()).toMatchObject([{ creditCount: 1, creditTotalMinor: 100 }]);
  expect(await rig.call('PUT', path, { ...changed, isRefund: true })).toMatchObject({ status: 400 });
  expect(await rig.call('PUT', path, { ...changed, status: undefined })).toMatchObject({ status: 400 });
  expect(await rig.call('PUT', '/bacs/instructions/1', changed)).toMatchObject({ status: 404 });
  await rig.call('POST', `/bacs/submissions/${submissionId}/enter/${INDIRECT}`);
  expect(await rig.call('PUT', path, changed)).toMatchObject({ status: 400 });
  expect(await effectsOf(rig, 'instruction')).toEqual(['instruction.created', 'instruction.updated']);
});

test('all instructions of a batch can be left out and taken in again', async () => {
  const rig = await startPtxRig();
  const { batchId } = await rig.createBatch();
  await rig.addPayment(batchId);
  const path = `/bacs/instructions/${batchId}/included`;
  expect((await rig.call('POST', `${path}/false`)).status).toBe(200);
  expect(await rig.control.submissions()).toMatchObject([{ entryCount: 1, includedCount: 0, creditTotalMinor: 0 }]);
  expect((await rig.call('POST', `${path}/true`)).status).toBe(200);
  expect(await rig.control.submissions()).toMatchObject([{ includedCount: 1, creditTotalMinor: 40235 }]);
  expect((await rig.call('POST', `${path}/maybe`)).status).toBe(400);
});

test('a person in PTX can add and change instructions whatever the status', async () => {
  const rig = await startPtxRig();
  const { batchId } = await rig.enteredBatch();
  const added = await rig.control.addInstruction({
    batchId,
    sortCode: '200000',
    accountNumber: '42222223',
    reference: 'BY-HAND',
    amountMinor: 500,
  });
  expect(added).toMatchObject({ index: 2, amountMinor: 500, transactionCode: '99', status: 'EN' });
  await rig.control.changeInstruction(added.id, { amountMinor: 700 });
  expect(await rig.control.submissions()).toMatchObject([
    { entryCount: 2, creditTotalMinor: 40935, status: 'Entered' },
  ]);
  await expect(rig.control.changeInstruction(1, {})).rejects.toMatchObject({ status: 404 });
  await expect(rig.control.changeInstruction(added.id, { sortCode: 'x' })).rejects.toMatchObject({ status: 409 });
});

test('ledger and calls hold no name and no account', async () => {
  const rig = await startPtxRig();
  const { batchId } = await rig.enteredBatch();
  await rig.addPayment(batchId);
  await rig.call('POST', '/bacs/instructions', payment({ batchId, sortCode: 'x' }));
  const written = JSON.stringify([await rig.control.ledger(), await rig.control.calls()]);
  expect(written).not.toMatch(/EXAMPLE NAME|42222223|200000/);
});

test('the thousandth instruction costs no more than the first', async () => {
  const rig = await startPtxRig();
  const { batchId } = await rig.createBatch();
  const write = (n: number) => rig.addPayment(batchId, { reference: `REF-${n}` });
  const cpuMsOf = async (from: number): Promise<number> => {
    const before = process.cpuUsage(); // Of this process: the load of the machine does not count.
    for (let n = from; n < from + 200; n += 25) await Promise.all(Array.from({ length: 25 }, (_, i) => write(n + i)));
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
  const spans: number[] = [];
  for (let n = 0; n < 1400; n += 200) spans.push(await cpuMsOf(n));
  // The least of several: a compilation or a collection of garbage falls into one of them.
  expect(Math.min(...spans.slice(-3))).toBeLessThan(Math.max(...spans.slice(1, 4)) * 2.5);
  expect(await rig.control.submissions()).toMatchObject([{ entryCount: 1400, creditTotalMinor: 1400 * 40235 }]);
});
