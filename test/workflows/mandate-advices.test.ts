import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { AdviceRequest } from '../../src/simulators/ptx/ddm/control-types.js';
import { historyDiffers } from '../../src/workflows/messages.js';
import { aReport, type MandateFlow, startMandateFlow } from '../support/mandate-flow.js';
import { mandateReports } from '../support/mandate-reports.js';
import { mandateRules, SAID } from '../support/mandate-rules.js';

// What banks say of an instruction: who has said it first, what PTX has made of it, and in which order it comes.

let flow: MandateFlow;
let reports: ReturnType<typeof mandateReports>;
let rules: ReturnType<typeof mandateRules>;
beforeAll(async () => {
  flow = await startMandateFlow();
  reports = mandateReports(flow);
  rules = mandateRules(flow);
});

const NEW = { newSortCode: '200001', newAccountNumber: '42222299' };
const NEW_HASH = createHash('sha256').update('200001/42222299').digest('hex');

/** A bank leaves a report about a mandate at PTX; nobody fetches it yet. */
async function advised(reference: string, advice: Omit<AdviceRequest, 'type' | 'mandateId'>, type = 'ADDACS' as const) {
  const { id: mandateId } = await reports.atPtx(reference);
  return flow.control.advise({ type, mandateId, ...advice });
}

/** The same, fetched and acted on: `reports` as many as the mandate has had by then. */
async function heard(reference: string, advice: Omit<AdviceRequest, 'type' | 'mandateId'>, count = 1) {
  await advised(reference, advice);
  await reports.hearAll();
  return reports.acted(reference, count);
}

describe('what PTX has done before anybody here has heard of the report', () => {
  /** The mandate looks at PTX, without a report. */
  const looks = async (reference: string, stage: string) => {
    await flow.handle(reference).signal(historyDiffers, { eventId: `look-${reference}`, day: '2026-03-02' });
    return flow.staged(reference, stage);
  };

  test('is explained by the report when that comes', async () => {
    await flow.active('SEEN-01');
    await advised('SEEN-01', { code: '1' });
    expect(await looks('SEEN-01', 'cancelled')).toMatchObject({ reason: 'PTX shows CANCELLED' });
    await reports.hearAll();
    expect(await reports.acted('SEEN-01')).toMatchObject({
      stage: 'cancelled',
      reason: 'ADDACS 1: instruction cancelled by the payer',
    });
  });

  test('is a suspension by the report, which the bank can take back', async () => {
    await flow.active('SEEN-02');
    await advised('SEEN-02', { code: 'D' });
    expect(await looks('SEEN-02', 'suspended')).toMatchObject({ reason: 'PTX shows SUSPENDED' });
    await reports.hearAll();
    expect(await reports.acted('SEEN-02')).toMatchObject({
      stage: 'needs-attention',
      reason: expect.stringMatching(/^ADDACS D/),
    });
    expect(await heard('SEEN-02', { code: 'R', applyReports: false }, 2)).toMatchObject({
      stage: 'active',
      reason: null,
    });
  });

  test('is not explained by another report of the same morning', async () => {
    await flow.active('SEEN-03');
    await advised('SEEN-03', { code: '1' });
    await flow.report('SEEN-03', aReport('AUDDIS', 'C'));
    expect(await reports.acted('SEEN-03')).toMatchObject({ stage: 'cancelled', reason: 'PTX shows CANCELLED' });
    await flow.report('SEEN-03', aReport('AWACS', '0'));
    await reports.acted('SEEN-03', 2);
    await flow.mandates.resolve('SEEN-03', { as: 'happened', ...SAID });
    await reports.hearAll();
    expect(await reports.acted('SEEN-03', 3)).toMatchObject({
      stage: 'cancelled',
      reason: expect.stringMatching(/^ADDACS 1/),
    });
  });

  test('a person in PTX has suspended: no report may reactivate it', async () => {
    const { id } = await flow.active('SEEN-04').then(() => reports.atPtx('SEEN-04'));
    await flow.control.setMandateStatus(id, 'SUSPENDED');
    await flow.report('SEEN-04', aReport('AWACS', '0'));
    await reports.acted('SEEN-04');
    await flow.mandates.resolve('SEEN-04', { as: 'happened', ...SAID });
    expect(await heard('SEEN-04', { code: 'R', applyReports: false }, 2)).toMatchObject({ stage: 'suspended' });
    expect((await reports.atPtx('SEEN-04')).status).toBe('SUSPENDED');
  });
});

describe('the account has gone to another bank (ADDACS 3)', () => {
  const lodged = async (reference: string) => (await reports.instructions(reference)).join(' ');

  test('PTX shows the new details: one 0N, no 0C, and it goes on', async () => {
    await flow.active('MOVES-01');
    const view = await heard('MOVES-01', { code: '3', ...NEW });
    expect(view).toMatchObject({ stage: 'active', reason: null });
    expect(reports.lines(view)).toContainEqual(expect.stringMatching(/^the instruction is lodged anew on 2026-03-0/));
    expect(await lodged('MOVES-01')).toBe('0N 0N');
    expect(await flow.effects('MOVES-01')).not.toHaveProperty('mandate.updated');
  });

  test('PTX has lodged it by itself: nothing more', async () => {
    await flow.active('MOVES-02');
    const view = await heard('MOVES-02', { code: '3', ...NEW, relodge: true });
    expect(view.stage).toBe('active');
    expect(reports.lines(view)).toContain('the instruction is lodged with the new details already');
    expect(await lodged('MOVES-02')).toBe('0N 0N');
  });

  test('a second report, a doubled delivery and a report that says it again lodge nothing more', async () => {
    await flow.active('MOVES-03');
    await advised('MOVES-03', { code: '3', ...NEW });
    await flow.control.addFault({ operation: 'ptx.bacsMessages.markDownloaded', kind: 'error-500-before' });
    expect(await flow.hear()).toMatchObject({ failed: 1 });
    await reports.hearAll();
    await reports.acted('MOVES-03');
    const view = await heard('MOVES-03', { code: '3', ...NEW }, 2);
    expect(view.stage).toBe('active');
    expect(await lodged('MOVES-03')).toBe('0N 0N');
  });

  test('the answer of the lodging is lost: it is looked for, and not lodged again', async () => {
    for (const [index, kind] of (['drop-after', 'error-500-after', 'timeout-after'] as const).entries()) {
      const reference = `MOVES-1${index}`;
      await flow.active(reference);
      const struck = { operation: 'ptx.mandates.addAuddisInstruction', kind, reference } as const;
      await flow.control.addFault(struck);
      expect(await heard(reference, { code: '3', ...NEW })).toMatchObject({ stage: 'active' });
      expect(await lodged(reference)).toBe('0N 0N');
    }
  });

  test('a person answers for a lodging that PTX had refused: it is lodged once', async () => {
    await flow.active('MOVES-04');
    await rules.refuse('ptx.mandates.addAuddisInstruction', 'MOVES-04');
    await advised('MOVES-04', { code: '3', ...NEW });
    await reports.hearAll();
    await rules.asks('MOVES-04', 'lodge the instruction anew');
    await flow.control.clearFaults();
    await rules.answer('MOVES-04', 'retry');
    expect(await reports.acted('MOVES-04')).toMatchObject({ stage: 'active' });
    expect(await lodged('MOVES-04')).toBe('0N 0N');
  });

  test.each([
    ['names no new account', 'MOVES-05', { code: '3' }],
    ['is not applied by PTX', 'MOVES-06', { code: '3', ...NEW, applyReports: false }],
  ])('a report that %s suspends and asks, and lodges nothing', async (_, reference, advice) => {
    await flow.active(reference);
    expect(await heard(reference, advice)).toMatchObject({
      stage: 'needs-attention',
      reason: 'ADDACS 3: account transferred to another bank',
    });
    expect((await reports.atPtx(reference)).status).toBe('SUSPENDED');
    expect(await lodged(reference)).toBe('0N');
  });

  test('PTX shows yet another account: suspends and asks', async () => {
    await flow.active('MOVES-07');
    await advised('MOVES-07', { code: '3', newSortCode: '200001', newAccountNumber: '42222298' });
    await flow.report('MOVES-07', aReport('ADDACS', '3', { newAccountHash: NEW_HASH }));
    expect((await reports.acted('MOVES-07')).stage).toBe('needs-attention');
    expect(await lodged('MOVES-07')).toBe('0N');
  });

  test('a mandate that a person has suspended is lodged, and stays suspended', async () => {
    await flow.active('MOVES-08');
    await flow.mandates.suspend('MOVES-08', SAID);
    expect(await heard('MOVES-08', { code: '3', ...NEW })).toMatchObject({ stage: 'suspended', reason: SAID.why });
    expect(await lodged('MOVES-08')).toBe('0N 0N');
  });

  test('a second transfer is lodged again', async () => {
    await flow.active('MOVES-09');
    await heard('MOVES-09', { code: '3', ...NEW });
    await heard('MOVES-09', { code: '3', newSortCode: '200002', newAccountNumber: '42222297' }, 2);
    expect(await lodged('MOVES-09')).toBe('0N 0N 0N');
  });
});

describe('the bank has its instruction again (ADDACS R)', () => {
  test.each([
    ['PTX', 'BACK-01', true],
    ['us', 'BACK-02', false],
  ])(
    'what a report had suspended goes on, reactivated by %s, and its question is gone',
    async (_, reference, applyReports) => {
      await flow.active(reference);
      await heard(reference, { code: 'D' });
      expect(await heard(reference, { code: 'R', applyReports }, 2)).toMatchObject({ stage: 'active', reason: null });
      expect((await reports.atPtx(reference)).status).toBe('ACTIVE');
      expect(await reports.instructions(reference)).toEqual(['0N']);
      expect(await flow.effects(reference)).toMatchObject(applyReports ? {} : { 'mandate.reactivated': 1 });
    },
  );

  test.each([
    ['has not reactivated', 'BACK-03', false, 1],
    ['has reactivated, so that it is suspended once more', 'BACK-04', true, 2],
  ])('what a person has suspended stays so, though PTX %s', async (_, reference, applyReports, suspended) => {
    await flow.active(reference);
    await flow.mandates.suspend(reference, SAID);
    expect(await heard(reference, { code: 'R', applyReports })).toMatchObject({ stage: 'suspended', reason: SAID.why });
    expect((await reports.atPtx(reference)).status).toBe('SUSPENDED');
    expect(await flow.effects(reference)).toMatchObject({ 'mandate.suspended': suspended });
    expect(await reports.instructions(reference)).toEqual(['0N']);
  });

  test('what was cancelled stays so; where PTX goes on with it a person is asked, and the bank is told nothing', async () => {
    await flow.active('BACK-05');
    await heard('BACK-05', { code: '1' });
    expect(await heard('BACK-05', { code: 'R' }, 2)).toMatchObject({
      stage: 'needs-attention',
      reason: expect.stringMatching(/^ADDACS R: .*PTX shows ACTIVE again/),
    });
    expect(await reports.instructions('BACK-05')).toEqual(['0N']);
    await flow.active('BACK-06');
    await heard('BACK-06', { code: '1' });
    expect(await heard('BACK-06', { code: 'R', applyReports: false }, 2)).toMatchObject({
      stage: 'cancelled',
      reason: expect.stringMatching(/^ADDACS 1/),
    });
  });

  test('the question of another report stays', async () => {
    await flow.active('BACK-07');
    await flow.report('BACK-07', aReport('AWACS', '3'));
    await heard('BACK-07', { code: 'D' }, 2);
    expect(await heard('BACK-07', { code: 'R' }, 3)).toMatchObject({
      stage: 'needs-attention',
      reason: expect.stringMatching(/^AWACS 3/),
    });
    await flow.mandates.resolve('BACK-07', { as: 'happened', ...SAID });
    expect(await flow.staged('BACK-07', 'active')).toMatchObject({ reason: null });
  });
});

describe('the payer has died', () => {
  const letters = (reference: string) => reports.letters(reference);

  test.each([
    ['AUDDIS', 'DIED-01', true],
    ['ADDACS', 'DIED-02', true],
    ['ADDACS', 'DIED-03', false],
  ] as const)(
    '%s 2 stops every letter that has not left, also that of the cancellation (%s)',
    async (type, reference, applyReports) => {
      await flow.active(reference);
      const { id: mandateId } = await reports.atPtx(reference);
      await flow.control.advise({ type, mandateId, code: '2', applyReports });
      await reports.hearAll();
      const view = await reports.acted(reference);
      expect(view).toMatchObject({
        stage: 'cancelled',
        reason: `${type} 2: payer deceased`,
        nextAction: 'close the mandate',
      });
      expect(await letters(reference)).toEqual(['NEW_MANDATE_WITH_PLAN SUPPRESSED', 'CANCEL_MANDATE SUPPRESSED']);
      expect(view.letters.map(({ status }) => status)).toEqual(['SUPPRESSED', 'SUPPRESSED']);
    },
  );

  test('a letter has gone that day: a person is asked, beside the end', async () => {
    await flow.active('DIED-04');
    await advised('DIED-04', { code: '2' });
    await flow.control.sendLetters();
    await reports.hearAll();
    const view = await reports.acted('DIED-04');
    expect(view.reason).toMatch(/^ADDACS 2: letters have gone that should not have: .*CANCEL_MANDATE/);
    expect((await reports.atPtx('DIED-04')).status).toBe('CANCELLED');
    await flow.mandates.resolve('DIED-04', { as: 'happened', ...SAID });
    expect(await flow.staged('DIED-04', 'cancelled')).toMatchObject({ reason: 'ADDACS 2: payer deceased' });
  });

  test('a mandate that was cancelled long before has its letters stopped too', async () => {
    await flow.active('DIED-05');
    await flow.mandates.cancel('DIED-05', SAID);
    expect(await heard('DIED-05', { code: '2', applyReports: false })).toMatchObject({
      stage: 'cancelled',
      reason: SAID.why,
    });
    expect((await letters('DIED-05')).every((letter) => letter.endsWith(' SUPPRESSED'))).toBe(true);
  });
});
