import { describe, expect, test } from '@jest/globals';
import type { AdviceRequest } from '../../../src/simulators/ptx/ddm/control-types.js';
import { type Mandate, type MandateRig, monthlyPlan, PRESENTING, startMandateRig } from './ddm-diary-support.js';

/** A mandate with a one-off of £45.50 that was collected on 16 March. */
async function collected(rig: MandateRig, more: object = {}): Promise<{ mandate: Mandate; rowId: number }> {
  const mandate = await rig.mandate(more);
  await mandate.oneOff('45.50', '2026-03-16');
  await rig.goTo('2026-03-18');
  return { mandate, rowId: (await rig.rowOf('2026-03-16')).id };
}

const xmlOf = async (rig: MandateRig, reportId: number): Promise<string> =>
  (await rig.call('GET', `/bacs-messages/BACSTel-IP/${reportId}/0`)).text;

const lettersOf = async (rig: MandateRig): Promise<string[]> =>
  (await rig.control.letters()).map((each) => each.trigger);

describe('a collection that comes back', () => {
  test('is a failure in the history, and a record of the report in its layout', async () => {
    const rig = await startMandateRig();
    const { rowId } = await collected(rig);
    const { reportId } = await rig.control.returnCollection({ rowId, code: '0' });
    expect(await xmlOf(rig, reportId)).toContain(
      '<ReturnedDebitItem ref="CASE-00001" transCode="01" returnCode="0" returnDescription="REFER TO PAYER"' +
        ' originalProcessingDate="2026-03-13" valueOf="45.50" currency="GBP">' +
        '<PayerAccount number="42222223" sortCode="200000" name="EXAMPLE PAYER" ref="CASE-00001"/></ReturnedDebitItem>',
    );
    expect(await rig.collections()).toEqual(['01 FAILURE 2026-03-16 4550']);
    expect(await rig.control.messages()).toMatchObject([{ reportId, type: 'ARUDD', downloaded: false }]);
    expect(await rig.control.balance()).toMatchObject({ collectedMinor: 0, returnedMinor: 4550, pendingMinor: 0 });
  });

  test('can name another day', async () => {
    const rig = await startMandateRig();
    const { rowId } = await collected(rig);
    const { reportId } = await rig.control.returnCollection({ rowId, code: '0', originalDay: '2026-03-16' });
    expect(await xmlOf(rig, reportId)).toContain('originalProcessingDate="2026-03-16"');
  });

  test('is presented again by PTX as 18, as often as the profile says, until it is taken', async () => {
    const rig = await startMandateRig();
    const { rowId } = await collected(rig, { profileId: PRESENTING });
    await rig.control.returnCollection({ rowId, code: '0' });
    expect(await rig.collections()).toEqual(['01 FAILURE 2026-03-16 4550', '18 PENDING 2026-03-20 4550']);
    await rig.goTo('2026-03-23');
    const again = await rig.rowOf('2026-03-20');
    expect(again).toMatchObject({ retryCount: 1, status: 'SUCCESS', comments: 'A fee' });
    await rig.control.returnCollection({ rowId: again.id, code: '0' });
    await rig.goTo('2026-03-26');
    const last = await rig.rowOf('2026-03-25');
    expect(last).toMatchObject({ retryCount: 2, code: '18', status: 'SUCCESS' });
    await rig.control.returnCollection({ rowId: last.id, code: '0' });
    await rig.goTo('2026-06-01');
    expect(await rig.collections()).toEqual([
      '01 FAILURE 2026-03-16 4550',
      '18 FAILURE 2026-03-20 4550',
      '18 FAILURE 2026-03-25 4550',
    ]);
    expect(await rig.control.balance()).toMatchObject({ returnedMinor: 3 * 4550, representedMinor: 2 * 4550 });
  });

  test('for another reason is not presented again', async () => {
    const rig = await startMandateRig();
    const { mandate, rowId } = await collected(rig, { profileId: PRESENTING });
    await rig.control.returnCollection({ rowId, code: '5' });
    expect(await rig.collections()).toEqual(['01 FAILURE 2026-03-16 4550']);
    expect((await mandate.read()).status).toBe('ACTIVE');
  });

  test.each(['1', '2', 'B'])(
    'for the reason %s ends the mandate, which PTX does not cancel at the bank',
    async (code) => {
      const rig = await startMandateRig();
      const { mandate, rowId } = await collected(rig);
      await mandate.oneOff('1.00', '2026-04-20');
      await rig.control.returnCollection({ rowId, code });
      expect((await mandate.read()).status).toBe('CANCELLED');
      expect(await rig.collections()).toEqual(['01 FAILURE 2026-03-16 4550', '17 DELETED 2026-04-20 100']);
      expect(await rig.instructions()).toEqual(['0N SUCCESS 2026-03-04 0']);
      expect(await lettersOf(rig)).toContain('CANCEL_MANDATE');
      expect(await rig.control.ledger({ effect: 'report.applied' })).toMatchObject([
        { detail: `ARUDD ${code}: cancel` },
      ]);
    },
  );

  test('changes nothing at PTX where PTX does not apply reports, yet the money is gone', async () => {
    const rig = await startMandateRig();
    const { mandate, rowId } = await collected(rig);
    await rig.control.returnCollection({ rowId, code: '1', applyReports: false });
    expect(await rig.collections()).toEqual(['01 SUCCESS 2026-03-16 4550']);
    expect((await mandate.read()).status).toBe('ACTIVE');
    expect(await rig.control.balance()).toMatchObject({ collectedMinor: 0, returnedMinor: 4550 });
  });

  test('does so once', async () => {
    const rig = await startMandateRig();
    const { rowId } = await collected(rig);
    await rig.control.returnCollection({ rowId, code: '0' });
    await expect(rig.control.returnCollection({ rowId, code: '0' })).rejects.toMatchObject({ status: 409 });
    await expect(rig.control.returnCollection({ rowId: 1, code: '0' })).rejects.toMatchObject({ status: 404 });
    expect(await rig.control.messages()).toHaveLength(1);
  });
});

test('a claim takes the money back, and nothing else at PTX', async () => {
  const rig = await startMandateRig();
  const { mandate, rowId } = await collected(rig);
  const { reportId } = await rig.control.claimCollection({ rowId, code: '2' });
  expect(await xmlOf(rig, reportId)).toContain(
    '<NewAdvices reference="CASE-00001" reason-code="2" originalProcessingDate="2026-03-13" valueOf="45.50"',
  );
  expect(await rig.collections()).toEqual(['01 SUCCESS 2026-03-16 4550']);
  expect((await mandate.read()).status).toBe('ACTIVE');
  expect(await rig.control.balance()).toMatchObject({ collectedMinor: 0, claimedMinor: 4550, returnedMinor: 0 });
});

describe('an advice', () => {
  const NEW = { newSortCode: '200001', newAccountNumber: '42222299' };
  const MOVED = { sortCode: '200001', accountNumber: '42222299' };

  test.each<[AdviceRequest, object, string[]]>([
    [{ type: 'ADDACS', code: '0' }, { status: 'CANCELLED' }, ['CANCEL_MANDATE']],
    [{ type: 'ADDACS', code: '1' }, { status: 'CANCELLED' }, ['CANCEL_MANDATE']],
    [{ type: 'ADDACS', code: '2' }, { status: 'CANCELLED' }, ['CANCEL_MANDATE']],
    [{ type: 'ADDACS', code: 'B' }, { status: 'CANCELLED' }, ['CANCEL_MANDATE']],
    [{ type: 'ADDACS', code: '3', ...NEW }, { status: 'ACTIVE', ...MOVED }, ['CHANGE_MANDATE']],
    [{ type: 'ADDACS', code: '3' }, { status: 'ACTIVE', sortCode: '200000' }, []],
    [{ type: 'ADDACS', code: 'C', newSortCode: '200001' }, { sortCode: '200001' }, ['CHANGE_MANDATE']],
    [{ type: 'ADDACS', code: 'E', ...NEW }, MOVED, ['CHANGE_MANDATE']],
    [{ type: 'ADDACS', code: 'D' }, { status: 'SUSPENDED' }, ['SUSPEND_MANDATE']],
    [{ type: 'ADDACS', code: 'R' }, { status: 'ACTIVE' }, []],
    [{ type: 'ADDACS', code: 'Z' }, { status: 'ACTIVE' }, []],
    [{ type: 'AUDDIS', code: '5' }, { status: 'CANCELLED' }, ['CANCEL_MANDATE']],
    [{ type: 'AUDDIS', code: 'I' }, { status: 'CANCELLED' }, ['CANCEL_MANDATE']],
    [
      { type: 'AUDDIS', code: 'C', newSortCode: '200001' },
      { status: 'ACTIVE', sortCode: '200001' },
      ['CHANGE_MANDATE'],
    ],
    [{ type: 'AWACS', code: '3', ...NEW }, { status: 'ACTIVE', sortCode: '200000' }, []],
  ])('%j is applied by PTX', async (advice, expected, letters) => {
    const rig = await startMandateRig();
    const mandate = await rig.mandate();
    const before = (await lettersOf(rig)).length;
    const { reportId } = await rig.control.advise({ ...advice, mandateId: mandate.id });
    expect(await mandate.read()).toMatchObject(expected);
    expect((await lettersOf(rig)).slice(before)).toEqual(letters);
    const xml = await xmlOf(rig, reportId);
    expect(xml).toContain(`<${advice.type}>`);
    expect(xml).toMatch(/<MessagingAdvice user-number="100265" [^>]*reference="CASE-00001"[^>]*\/>/);
    expect(xml).toContain(`payer-account-number="42222223" payer-sort-code="200000" reason-code="${advice.code}"`);
    expect(xml.includes('payer-new-sort-code="200001"')).toBe(advice.newSortCode !== undefined);
    expect((await rig.instructions()).filter((row) => !row.startsWith('0N'))).toEqual([]);
  });

  test('only reports where PTX does not apply it', async () => {
    const rig = await startMandateRig();
    const mandate = await rig.mandate();
    await rig.control.advise({ type: 'ADDACS', code: '1', reference: mandate.reference, applyReports: false });
    expect((await mandate.read()).status).toBe('ACTIVE');
    expect(await rig.control.messages()).toHaveLength(1);
  });

  test('that an instruction was not taken fails its row', async () => {
    const rig = await startMandateRig();
    const mandate = await rig.mandate();
    await rig.control.advise({ type: 'AUDDIS', code: '6', mandateId: mandate.id });
    expect(await rig.instructions()).toEqual(['0N FAILURE 2026-03-04 0']);
  });

  test('that an instruction is there again lets the plan go on, without a new one', async () => {
    const rig = await startMandateRig();
    const mandate = await rig.mandate();
    await mandate.plan(monthlyPlan('2026-04-15'));
    await rig.control.advise({ type: 'ADDACS', code: '1', mandateId: mandate.id });
    await rig.control.advise({ type: 'ADDACS', code: 'R', mandateId: mandate.id });
    await rig.goTo('2026-04-15');
    expect(await rig.collections()).toEqual(['01 SUCCESS 2026-04-15 1250']);
    expect(await rig.instructions()).toEqual(['0N SUCCESS 2026-03-04 0']);
    expect(await lettersOf(rig)).toContain('REACTIVATE_MANDATE');
  });

  test('does not bring back what we have cancelled', async () => {
    const rig = await startMandateRig();
    const mandate = await rig.mandate();
    await mandate.set('CANCELLED');
    await rig.control.advise({ type: 'ADDACS', code: 'R', mandateId: mandate.id });
    expect((await mandate.read()).status).toBe('CANCELLED');
  });

  test('of a new bank is lodged there by PTX only where it is told to', async () => {
    const rig = await startMandateRig();
    const { mandate } = await collected(rig);
    await mandate.oneOff('1.00', '2026-04-20');
    await rig.control.advise({ type: 'ADDACS', code: '3', mandateId: mandate.id, ...NEW, relodge: true });
    expect(await rig.instructions()).toEqual(['0N SUCCESS 2026-03-04 0', '0N PENDING 2026-03-20 0']);
    expect(await rig.rowOf('2026-04-20')).toMatchObject({ ...MOVED, code: '01' });
  });

  test('about a mandate that PTX does not know is reported all the same', async () => {
    const rig = await startMandateRig();
    const { reportId } = await rig.control.advise({ type: 'ADDACS', code: '1', reference: 'NOBODY-1' });
    expect(await xmlOf(rig, reportId)).toContain('reference="NOBODY-1"');
    await expect(rig.control.advise({ type: 'ADDACS', code: '1', mandateId: 7 })).rejects.toMatchObject({
      status: 404,
    });
  });
});

describe('one report', () => {
  test('can have several records, each applied', async () => {
    const rig = await startMandateRig();
    const [first, second] = [await rig.mandate(), await rig.mandate()];
    const records = [
      { code: '1', reference: first.reference },
      { code: 'D', mandateId: second.id },
    ];
    const { reportId } = await rig.control.report({ type: 'ADDACS', records });
    expect((await xmlOf(rig, reportId)).match(/<MessagingAdvice /g)).toHaveLength(2);
    expect([(await first.read()).status, (await second.read()).status]).toEqual(['CANCELLED', 'SUSPENDED']);
  });

  test('can have none', async () => {
    const rig = await startMandateRig();
    const { reportId } = await rig.control.report({ type: 'ARUDD', records: [] });
    expect(await xmlOf(rig, reportId)).not.toContain('ReturnedDebitItem');
  });

  test('with one record that cannot be is refused whole', async () => {
    const rig = await startMandateRig();
    const { rowId } = await collected(rig);
    const records = [
      { rowId, code: '0' },
      { rowId: 1, code: '0' },
    ];
    await expect(rig.control.report({ type: 'ARUDD', records })).rejects.toMatchObject({ status: 404 });
    expect(await rig.collections()).toEqual(['01 SUCCESS 2026-03-16 4550']);
    expect(await rig.control.messages()).toEqual([]);
  });
});
