import { describe, expect, test } from '@jest/globals';
import { sample } from '../../vendors/ptx/samples.js';
import { idIn, mandate, payerIn, RESTRICTED_DAY, startDdmRig } from './ddm-records-support.js';
import { effectsOf, HOUR } from './support.js';

const DAY = 24 * HOUR;

describe('a mandate', () => {
  test('is answered as the document shows it', async () => {
    const rig = await startDdmRig();
    const payerId = await rig.createContact();
    const path = `/ddm/contacts/${payerId}/mandates`;
    const body = { ...(sample('mandates.create.request') as object), payerId, profileId: 4826 };
    const { status, body: created } = await rig.call('POST', path, body);
    expect([status, Object.keys(created)]).toEqual([200, Object.keys(sample('mandates.create.response') as object)]);
    expect(created).toMatchObject({ status: 'DRAFT', restrictedDate: `${RESTRICTED_DAY}T00:00:00.000` });

    const read = (await rig.call('GET', `${path}/${created.id}`)).body;
    const documented = Object.keys(sample('mandates.get.response') as object);
    expect(Object.keys(read)).toEqual(documented.filter((name) => name !== 'validationStatus'));
    expect(read.paymentPlans).toEqual([]);
    expect((await rig.call('GET', path)).body).toEqual([read]);
  });

  test('without a status is active at once, and its letter is written', async () => {
    const rig = await startDdmRig();
    await rig.createMandate({ status: undefined });
    expect(await rig.control.mandates()).toMatchObject([{ status: 'ACTIVE', accountName: 'TEST PAYER' }]);
    expect(await rig.triggers()).toEqual(['NEW_MANDATE_NO_PLAN']);
    expect(await effectsOf(rig, 'mandate')).toEqual(['mandate.created', 'mandate.activated']);
    expect(await rig.control.history()).toMatchObject([{ paymentType: 'AUDDIS', code: '0N' }]);
  });

  test('in draft says nothing to anybody', async () => {
    const rig = await startDdmRig();
    await rig.createMandate();
    expect([await rig.triggers(), await rig.control.history()]).toEqual([[], []]);
  });

  test('can be there twice with the same reference and account: the ledger alone tells', async () => {
    const rig = await startDdmRig();
    await rig.createMandate();
    await rig.createMandate();
    const created = await rig.control.ledger({ reference: 'CASE-1001', effect: 'mandate.created' });
    expect(new Set(created.map(({ id }) => id)).size).toBe(2);
  });

  test('has its account name cut at 18 characters', async () => {
    const rig = await startDdmRig();
    await rig.createMandate({ accountName: 'A VERY LONG NAME OF AN ACCOUNT' });
    expect((await rig.control.mandates())[0]?.accountName).toBe('A VERY LONG NAME O');
  });

  test.each([
    ['another payer', { payerId: 1 }],
    ['no profile', { profileId: undefined }],
    ['an unknown profile', { profileId: 1 }],
    ['a reference of 19 characters', { reference: 'CASE-10012345678901' }],
    ['a reference in small letters', { reference: 'case-1' }],
    ['a reference with an underscore', { reference: 'CASE_1' }],
    ['a reference that begins as a formula', { reference: '-CASE' }],
    ['an empty reference', { reference: ' ' }],
    ['a sort code with dashes', { sortCode: '20-00-00' }],
    ['a short account number', { accountNumber: '1234567' }],
    ['no account name', { accountName: undefined }],
    ['an unknown status', { status: 'NEW' }],
    ['an end at its beginning', { status: 'CANCELLED' }],
  ])('with %s is refused', async (_what, more) => {
    const rig = await startDdmRig();
    await expect(rig.createMandate(more)).rejects.toThrow('400');
    expect(await rig.control.mandates()).toEqual([]);
  });

  test('is another contact’s to nobody', async () => {
    const rig = await startDdmRig();
    const path = await rig.createMandate();
    const other = await rig.createContact({ reference: 'PAYER-2' });
    expect((await rig.call('GET', `/ddm/contacts/${other}/mandates/${idIn(path)}`)).status).toBe(404);
  });
});

describe('the status of a mandate', () => {
  const MOVES: [string, string, number][] = [
    ['DRAFT', 'ACTIVE', 200],
    ['DRAFT', 'DRAFT', 409],
    ['DRAFT', 'SUSPENDED', 409],
    ['DRAFT', 'CANCELLED', 200],
    ['ACTIVE', 'ACTIVE', 409],
    ['ACTIVE', 'DRAFT', 409],
    ['ACTIVE', 'SUSPENDED', 200],
    ['ACTIVE', 'CANCEL', 200],
    ['ACTIVE', 'DELETED', 200],
    ['SUSPENDED', 'SUSPENDED', 409],
    ['SUSPENDED', 'ACTIVE', 200],
    ['SUSPENDED', 'CANCELLED', 200],
    ['CANCELLED', 'ACTIVE', 409],
    ['CANCELLED', 'CANCELLED', 409],
    ['CANCELLED', 'DELETED', 409],
    ['DELETED', 'ACTIVE', 409],
    ['ACTIVE', 'PAUSED', 400],
  ];
  test.each(MOVES)('from %s to %s is answered with %i', async (from, to, status) => {
    const rig = await startDdmRig();
    const path = await rig.createMandate();
    if (from !== 'DRAFT') await rig.setStatus(path, 'ACTIVE');
    if (from !== 'DRAFT' && from !== 'ACTIVE') await rig.setStatus(path, from);
    expect(await rig.setStatus(path, to)).toBe(status);
    const reached = to === 'CANCEL' ? 'CANCELLED' : to;
    expect(await rig.statusOfMandate(path)).toBe(status === 200 ? reached : from);
  });

  test('has a letter for each move, and one for its activation', async () => {
    const rig = await startDdmRig();
    const path = await rig.createMandate();
    for (const status of ['ACTIVE', 'SUSPENDED', 'ACTIVE', 'CANCELLED']) await rig.setStatus(path, status);
    expect(await rig.triggers()).toEqual([
      'NEW_MANDATE_NO_PLAN',
      'SUSPEND_MANDATE',
      'REACTIVATE_MANDATE',
      'CANCEL_MANDATE',
    ]);
    expect(await effectsOf(rig, 'mandate')).toEqual([
      'mandate.created',
      'mandate.activated',
      'mandate.suspended',
      'mandate.reactivated',
      'mandate.cancelled',
    ]);
  });

  test('of a draft ends without a letter', async () => {
    const rig = await startDdmRig();
    const path = await rig.createMandate();
    await rig.setStatus(path, 'CANCELLED');
    expect([await rig.triggers(), await rig.control.history()]).toEqual([[], []]);
  });

  test('is DELETED by the deletion, which says nothing; only the queries show it then', async () => {
    const rig = await startDdmRig();
    const path = await rig.createMandate({ status: 'ACTIVE' });
    expect(await rig.call('DELETE', path)).toMatchObject({ status: 204, text: '' });
    expect((await rig.call('GET', path)).status).toBe(404);
    expect((await rig.call('GET', path.replace(/\/\d+$/, ''))).body).toEqual([]);
    expect((await rig.call('DELETE', path)).status).toBe(409);
    expect(await rig.statusOfMandate(path)).toBe('DELETED');
    expect((await rig.control.history()).map(({ code }) => code)).toEqual(['0N', '0C']);
  });

  test('is moved by a person as by the call', async () => {
    const rig = await startDdmRig();
    const path = await rig.createMandate();
    expect(await rig.control.setMandateStatus(idIn(path), 'ACTIVE')).toMatchObject({ status: 'ACTIVE' });
    await expect(rig.control.setMandateStatus(idIn(path), 'DRAFT')).rejects.toMatchObject({ status: 409 });
    await expect(rig.control.setMandateStatus(1, 'ACTIVE')).rejects.toMatchObject({ status: 404 });
    expect((await rig.control.ledger({ effect: 'mandate.activated' }))[0]?.detail).toBe('by a person');
  });
});

describe('a change of a mandate', () => {
  const update = (path: string, more: object = {}) => mandate({ payerId: payerIn(path), id: idIn(path), ...more });

  test('of its account is told to the payer and to both banks, and the notice starts again', async () => {
    const rig = await startDdmRig();
    const path = await rig.createMandate({ status: 'ACTIVE' });
    await rig.control.advance(7 * DAY);
    const body = update(path, { status: 'ACTIVE', accountNumber: '55555556' });
    expect(await rig.call('PUT', path, body)).toMatchObject({ status: 200, body: { accountNumber: '55555556' } });
    expect(await rig.triggers()).toEqual(['NEW_MANDATE_NO_PLAN', 'CHANGE_MANDATE']);
    expect((await rig.control.mandates())[0]?.restrictedDay).toBe('2026-03-23');
    const history = await rig.control.history();
    expect(history.map(({ code, accountNumber }) => [code, accountNumber])).toEqual([
      ['0N', '42222223'],
      ['0C', '42222223'],
      ['0N', '55555556'],
    ]);
  });

  test('of nothing does nothing', async () => {
    const rig = await startDdmRig();
    const path = await rig.createMandate({ status: 'ACTIVE' });
    expect((await rig.call('PUT', path, update(path, { status: 'ACTIVE' }))).status).toBe(200);
    expect(await rig.triggers()).toEqual(['NEW_MANDATE_NO_PLAN']);
    expect(await effectsOf(rig, 'mandate.updated')).toEqual([]);
  });

  test('can move its status too', async () => {
    const rig = await startDdmRig();
    const path = await rig.createMandate();
    await rig.call('PUT', path, update(path, { status: 'ACTIVE', altReference: 'ALT_1' }));
    expect((await rig.control.mandates())[0]).toMatchObject({ status: 'ACTIVE', altReference: 'ALT_1' });
    expect((await rig.call('PUT', path, update(path, { status: 'DRAFT' }))).status).toBe(409);
  });

  test.each([
    ['another id', { id: 1, status: 'DRAFT' }, 400],
    ['another profile', { profileId: 5761, status: 'DRAFT' }, 400],
    ['no status', { status: undefined }, 400],
    ['two plans', { paymentPlans: [{}, {}] }, 400],
  ])('with %s is refused', async (_what, more, status) => {
    const rig = await startDdmRig();
    const path = await rig.createMandate();
    expect((await rig.call('PUT', path, update(path, more))).status).toBe(status);
    expect(await effectsOf(rig, 'mandate')).toEqual(['mandate.created']);
  });

  test('by a person is the same, and refused when it has ended', async () => {
    const rig = await startDdmRig();
    const path = await rig.createMandate({ status: 'ACTIVE' });
    const changed = await rig.control.changeMandate(idIn(path), { sortCode: '300000', reference: 'CASE-1002' });
    expect(changed).toMatchObject({ sortCode: '300000', reference: 'CASE-1002', accountNumber: '42222223' });
    await rig.setStatus(path, 'CANCELLED');
    const refused = rig.control.changeMandate(idIn(path), { sortCode: '400000' });
    await expect(refused).rejects.toMatchObject({ status: 409 });
  });
});

describe('what is asked of a mandate', () => {
  test('as a one-off is answered with the request, whatever day it gets', async () => {
    const rig = await startDdmRig();
    const path = await rig.createMandate({ status: 'ACTIVE' });
    const body = { ...(sample('mandates.createOneOff.request') as object), dueDate: '2026-03-05T00:00:00Z' };
    expect(await rig.call('POST', `${path}/transaction`, body)).toMatchObject({ status: 200, body });
    expect(await rig.control.history()).toMatchObject([
      { code: '0N' },
      { paymentType: 'ONE_OFF', paymentDay: RESTRICTED_DAY, amountMinor: 4550 },
    ]);
    expect(await rig.triggers()).toEqual(['NEW_MANDATE_NO_PLAN', 'ONE_OFF_PAYMENT']);
  });

  test('as an AUDDIS instruction is a row, through both calls', async () => {
    const rig = await startDdmRig();
    const path = await rig.createMandate({ status: 'ACTIVE' });
    const instruction = sample('mandates.addAuddisInstruction.request');
    expect((await rig.call('POST', `${path}/auddis`, instruction)).status).toBe(200);
    const asked = { amount: '0.00', dueDate: '2026-03-05', comments: 'again', paymentType: 'AUDDIS' };
    expect((await rig.call('POST', `${path}/transaction`, asked)).status).toBe(200);
    expect((await rig.control.history()).map(({ code }) => code)).toEqual(['0N', '0N', '0N']);
  });

  test.each([
    ['DRAFT', 409],
    ['SUSPENDED', 409],
    ['CANCELLED', 409],
  ])('in status %s is refused', async (status, expected) => {
    const rig = await startDdmRig();
    const path = await rig.createMandate({ status: status === 'DRAFT' ? 'DRAFT' : 'ACTIVE' });
    if (status !== 'DRAFT') await rig.setStatus(path, status);
    const body = { amount: '1.00', dueDate: '2026-04-05', comments: 'x', paymentType: 'DEBIT' };
    expect((await rig.call('POST', `${path}/transaction`, body)).status).toBe(expected);
  });

  test.each([
    { amount: '0.00' },
    { amount: '1.005' },
    { amount: '-1.00' },
    { dueDate: 'tomorrow' },
    { comments: '' },
    { comments: '=x' },
    { paymentType: 'ONE_OFF' },
  ])('as a one-off with %j is refused', async (more) => {
    const rig = await startDdmRig();
    const path = await rig.createMandate({ status: 'ACTIVE' });
    const body = { amount: '1.00', dueDate: '2026-04-05', comments: 'x', paymentType: 'DEBIT', ...more };
    expect((await rig.call('POST', `${path}/transaction`, body)).status).toBe(400);
    expect(await rig.control.history()).toHaveLength(1);
  });
});

describe('the owner of an account', () => {
  test.each([
    ['42222223', 'YES'],
    ['11111112', 'NO'],
    ['11111113', 'CLOSE_MATCH'],
  ] as const)('of %s is answered with %s', async (accountNumber, word) => {
    const rig = await startDdmRig({ verification: { '11111112': 'NO' } });
    await rig.control.setVerification('11111113', 'CLOSE_MATCH');
    const payerId = await rig.createContact();
    const body = mandate({ payerId, accountNumber });
    const answer = await rig.call('POST', `/ddm/contacts/${payerId}/mandates/verify`, body);
    expect(answer).toMatchObject({ status: 200, body: { ...body, validationStatus: word } });
    expect(await rig.control.mandates()).toEqual([]);
  });

  test('is shown with the mandate once it was asked for', async () => {
    const rig = await startDdmRig();
    const path = await rig.createMandate();
    await rig.call('POST', path.replace(/\d+$/, 'verify'), mandate({ payerId: payerIn(path) }));
    expect((await rig.call('GET', path)).body.validationStatus).toBe('YES');
  });
});
