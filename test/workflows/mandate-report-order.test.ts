import { beforeAll, describe, expect, test } from '@jest/globals';
import { bacsReported, type ReportedRecord } from '../../src/workflows/messages.js';
import { aReport, type MandateFlow, startMandateFlow } from '../support/mandate-flow.js';
import { mandateReports } from '../support/mandate-reports.js';
import { mandateRules, SAID } from '../support/mandate-rules.js';
import { gbp } from '../support/mandates.js';
import { atEnd } from '../support/servers.js';
import { until } from '../support/until.js';

// Reports come when they come: before a mandate is set up, after it has ended, several at once, while something else is under
// way, or twice.

const TODAY = '2026-03-02';

let flow: MandateFlow;
let reports: ReturnType<typeof mandateReports>;
let rules: ReturnType<typeof mandateRules>;
beforeAll(async () => {
  flow = await startMandateFlow();
  reports = mandateReports(flow);
  rules = mandateRules(flow);
});

/** A collection of 12.50 that was taken today, unless another day is given. */
async function collected(reference: string, paymentDay = TODAY, amountMinor = 12_50) {
  const { id: mandateId } = await reports.atPtx(reference);
  return flow.control.addHistoryRow({ mandateId, paymentDay, amountMinor });
}

const returned = (rowId: number, code: string, more = {}) => flow.control.returnCollection({ rowId, code, ...more });

describe('a mandate that is not set up yet', () => {
  const account = (accountNumber: string) => ({
    account: { sortCode: '200000', accountNumber, accountName: 'P EXAMPLE' },
    verifyOwner: true,
  });

  test.each([
    ['1', 'before PTX has it', 'DRAFT-01'],
    ['2', 'before PTX has it', 'DRAFT-02'],
  ])('is ended by ADDACS %s %s, and never activated', async (code, _, reference) => {
    await flow.control.setVerification('88888888', 'NO');
    await flow.setUp(reference, account('88888888'));
    await rules.asks(reference, 'does not confirm');
    await flow.report(reference, aReport('ADDACS', code));
    const view = await flow.staged(reference, 'cancelled');
    expect(view.reason).toMatch(new RegExp(`^ADDACS ${code}: `));
    expect(reports.lines(view)).toContainEqual(expect.stringMatching(/^PTX may keep a contact/));
    expect(await rules.atPtx(reference)).toEqual([]);
  });

  test('is cancelled in DRAFT, of which no bank and no payer is told', async () => {
    await rules.refuse('ptx.paymentPlans.create', 'DRAFT-03');
    await flow.setUp('DRAFT-03');
    await rules.asks('DRAFT-03', 'add the plan');
    await flow.report('DRAFT-03', aReport('ADDACS', '2'));
    await flow.staged('DRAFT-03', 'cancelled');
    expect((await reports.atPtx('DRAFT-03')).status).toBe('CANCELLED');
    expect(await reports.instructions('DRAFT-03')).toEqual([]);
    expect(await reports.letters('DRAFT-03')).toEqual([]);
  });

  test('has every other report acted on as soon as it is set up', async () => {
    await flow.control.setVerification('88888887', 'NO');
    await flow.setUp('DRAFT-04', account('88888887'));
    await rules.asks('DRAFT-04', 'does not confirm');
    await flow.report('DRAFT-04', aReport('ADDACS', 'D'));
    await rules.answer('DRAFT-04', 'happened');
    expect(await rules.asks('DRAFT-04', /^ADDACS D/)).toMatchObject({ stage: 'needs-attention' });
    expect((await reports.atPtx('DRAFT-04')).status).toBe('SUSPENDED');
  });

  test('that was given up asks for what needs a person, and for nothing else', async () => {
    await flow.control.setVerification('88888886', 'NO');
    await flow.setUp('DRAFT-05', account('88888886'));
    await rules.asks('DRAFT-05', 'does not confirm');
    await flow.mandates.cancel('DRAFT-05', SAID);
    for (const code of ['C', 'E', 'R', '1']) await flow.report('DRAFT-05', aReport('ADDACS', code));
    expect(await reports.acted('DRAFT-05', 4)).toMatchObject({ stage: 'cancelled', reason: SAID.why });
    await flow.report('DRAFT-05', aReport('DDICA', '1'));
    await rules.asks('DRAFT-05', /^DDICA 1/);
  });
});

describe('a mandate that is cancelled', () => {
  test('still has its returns booked, and asks what becomes of the money', async () => {
    await flow.active('ENDED-01');
    const { id } = await collected('ENDED-01');
    await flow.mandates.cancel('ENDED-01', SAID);
    await returned(id, '0');
    await reports.hearAll();
    const view = await reports.acted('ENDED-01');
    expect(view).toMatchObject({ stage: 'needs-attention', owed: { minor: 12_50 } });
    expect(view.reason).toBe(
      `ARUDD 0: refer to payer (collection ptx:${id} of 12.50 GBP on ${TODAY}): the mandate is cancelled`,
    );
    expect(await flow.effects('ENDED-01')).toMatchObject({ 'one-off.created': 1 });
    await flow.mandates.resolve('ENDED-01', { as: 'happened', ...SAID });
    expect(await flow.staged('ENDED-01', 'cancelled')).toMatchObject({ reason: SAID.why, owed: { minor: 12_50 } });
  });

  test('stays so by whatever is reported, and nothing is told to its bank', async () => {
    await flow.active('ENDED-02');
    await flow.mandates.cancel('ENDED-02', SAID);
    const told = ['0', '1', 'B', 'C', 'E', 'R'];
    for (const code of told) await flow.report('ENDED-02', aReport('ADDACS', code));
    expect(await reports.acted('ENDED-02', told.length)).toMatchObject({ stage: 'cancelled', reason: SAID.why });
    await flow.report('ENDED-02', aReport('AUDDIS', '6')); // Of the 0C.
    expect(await reports.acted('ENDED-02', told.length + 1)).toMatchObject({ stage: 'needs-attention' });
    expect(await reports.instructions('ENDED-02')).toEqual(['0N', '0C']);
    expect(await flow.effects('ENDED-02')).toMatchObject({ 'mandate.cancelled': 1 });
  });
});

describe('several at once', () => {
  test('what ends the mandate goes before what was reported earlier: nothing is presented again', async () => {
    await flow.active('URGENT-01');
    const { id } = await collected('URGENT-01');
    const { id: mandateId } = await reports.atPtx('URGENT-01');
    await flow.worker.stop();
    await returned(id, '0', { applyReports: false });
    await flow.control.advise({ type: 'ADDACS', code: '1', mandateId, applyReports: false });
    const amounts = { amountMinor: 12_50, originalDate: TODAY };
    await flow.report('URGENT-01', aReport('ARUDD', '0', amounts));
    await flow.report('URGENT-01', aReport('ADDACS', '1'));
    const worker = await flow.startWorker();
    atEnd(() => worker.stop());
    const view = await reports.acted('URGENT-01', 2);
    expect(reports.lines(view).filter((line) => line.startsWith('reported'))[0]).toContain('ADDACS 1');
    expect(await flow.effects('URGENT-01')).toMatchObject({ 'one-off.created': 1, 'mandate.cancelled': 1 });
    expect(view).toMatchObject({ owed: { minor: 12_50 }, reason: expect.stringContaining('the mandate is cancelled') });
  });

  test('it also interrupts what is under way for another one, though PTX does not answer that', async () => {
    await flow.active('URGENT-02');
    const { id } = await collected('URGENT-02');
    const fault = { operation: 'ptx.mandates.createOneOff', kind: 'unavailable', times: 1_000 } as const;
    await flow.control.addFault({ ...fault, reference: 'URGENT-02' });
    await returned(id, '0');
    await reports.hearAll();
    await rules.called('ptx.mandates.createOneOff', 'URGENT-02');
    await flow.report('URGENT-02', aReport('ADDACS', '2'));
    await until('the end at PTX', async () => (await reports.atPtx('URGENT-02')).status === 'CANCELLED');
    const view = await reports.acted('URGENT-02', 2);
    await flow.control.clearFaults();
    expect(view.reason).toMatch(/^ARUDD 0: .*the mandate is cancelled$/);
    expect(view.collections.map(({ key, state }) => [key, state])).toContainEqual([`ptx:${id}/r1`, 'stopped']);
    expect((await reports.letters('URGENT-02')).every((letter) => letter.endsWith(' SUPPRESSED'))).toBe(true);
  });

  test('a person who cancels goes before all of them', async () => {
    await flow.active('URGENT-03');
    const { id } = await collected('URGENT-03');
    await rules.refuse('ptx.mandates.createOneOff', 'URGENT-03');
    await returned(id, '0');
    await reports.hearAll();
    await rules.asks('URGENT-03', /^collect /);
    await flow.mandates.cancel('URGENT-03', SAID);
    await flow.control.clearFaults();
    const view = await reports.acted('URGENT-03');
    expect(view).toMatchObject({ stage: 'needs-attention', owed: { minor: 12_50 } });
    expect(view.reason).toMatch(/^ARUDD 0: .*the mandate is cancelled$/);
    expect(reports.lines(view).filter((line) => line.startsWith('reported by the bank'))).toHaveLength(1);
    expect(await flow.effects('URGENT-03')).toMatchObject({ 'one-off.created': 1 });
  });

  test('two records of one report for one mandate, of two collections alike, are two returns', async () => {
    await flow.active('PAIR-01');
    const rows = [await collected('PAIR-01'), await collected('PAIR-01')];
    await flow.control.report({ type: 'ARUDD', records: rows.map(({ id: rowId }) => ({ rowId, code: '0' })) });
    expect(await reports.hearAll()).toMatchObject({ routed: 2 });
    const view = await reports.acted('PAIR-01', 2);
    expect(view.owed).toEqual(gbp(25_00));
    const again = view.collections.filter(({ key }) => key.endsWith('/r1'));
    expect(again.map(({ key }) => key).sort()).toEqual(rows.map(({ id }) => `ptx:${id}/r1`).sort());
    expect(await flow.effects('PAIR-01')).toMatchObject({ 'one-off.created': 4 });
  });

  test('what was suspended and reinstated in one report goes on', async () => {
    await flow.active('PAIR-02');
    const { id: mandateId } = await reports.atPtx('PAIR-02');
    const records = ['D', 'R'].map((code) => ({ mandateId, code }));
    await flow.control.report({ type: 'ADDACS', records });
    await reports.hearAll();
    expect(await reports.acted('PAIR-02', 2)).toMatchObject({ stage: 'active', reason: null });
    expect((await reports.atPtx('PAIR-02')).status).toBe('ACTIVE');
  });
});

describe('a return that is told twice is one return', () => {
  const told = (more: Partial<ReportedRecord> = {}) =>
    aReport('ARUDD', '0', { amountMinor: 12_50, originalDate: '2026-02-27', ...more });

  test('under one event id, and under two', async () => {
    await flow.active('TWICE-01');
    const { id } = await collected('TWICE-01');
    const record = told();
    await flow.report('TWICE-01', record);
    await flow.report('TWICE-01', record);
    await reports.acted('TWICE-01');
    await flow.report('TWICE-01', record);
    await flow.report('TWICE-01', told());
    const view = await reports.acted('TWICE-01', 2);
    expect(view).toMatchObject({ stage: 'active', owed: gbp(12_50) });
    expect(view.collections.map(({ key }) => key).filter((key) => key.includes('/r'))).toEqual([`ptx:${id}/r1`]);
    expect(reports.lines(view)).toContain(`collection ptx:${id} is presented again already`);
    expect(await flow.effects('TWICE-01')).toMatchObject({ 'one-off.created': 2 });
  });

  test('it does not mean another collection of that amount, a week before', async () => {
    await flow.active('TWICE-02');
    const before = await collected('TWICE-02', '2026-02-24');
    const meant = await collected('TWICE-02');
    await flow.report('TWICE-02', told());
    await flow.report('TWICE-02', told());
    const view = await reports.acted('TWICE-02', 2);
    expect(view.collections.flatMap(({ key, state }) => (state === 'returned' ? [key] : []))).toEqual([
      `ptx:${meant.id}`,
    ]);
    expect(view.collections.find(({ key }) => key === `ptx:${before.id}`)?.state).not.toBe('returned');
  });

  test('interrupted in the middle, it still means the same collection', async () => {
    await flow.active('TWICE-03');
    const rows = [await collected('TWICE-03', '2026-02-27'), await collected('TWICE-03')];
    await rules.refuse('ptx.mandates.createOneOff', 'TWICE-03');
    await flow.report('TWICE-03', told({ originalDate: null }));
    await rules.asks('TWICE-03', /^collect /);
    await flow.report('TWICE-03', aReport('ADDACS', '0'));
    const view = await reports.acted('TWICE-03', 2);
    await flow.control.clearFaults();
    expect(view.owed).toEqual(gbp(12_50));
    const states = rows.map(({ id }) => view.collections.find(({ key }) => key === `ptx:${id}`)?.state);
    expect(states).toEqual(['submitted', 'returned']);
  });
});

test('what a person has given up is noted, and the next report is acted on', async () => {
  await flow.active('DROPS-01');
  await rules.refuse('ptx.mandates.setStatus', 'DROPS-01');
  await flow.report('DROPS-01', aReport('ADDACS', 'D'));
  await rules.asks('DROPS-01', /^set the mandate SUSPENDED/);
  await flow.control.clearFaults();
  await rules.answer('DROPS-01', 'not-happened');
  expect(reports.lines(await reports.acted('DROPS-01'))).toContain(
    'what follows from ADDACS D was given up by a person',
  );
  await flow.report('DROPS-01', aReport('ADDACS', '1'));
  expect(await flow.staged('DROPS-01', 'cancelled')).toMatchObject({ reason: expect.stringMatching(/^ADDACS 1/) });
});

test('a record that lacks what one has, or has it in another way, holds nothing up', async () => {
  await flow.active('BROKEN-01');
  await collected('BROKEN-01');
  const odd = [
    { eventId: 'odd-1', report: 'ARUDD', code: '0', amountMinor: 12_50, originalDate: '2026-02-30' },
    { eventId: 'odd-2', report: ' arudd ', code: ' 5' },
    { eventId: 'odd-3' },
  ];
  for (const record of odd) await flow.handle('BROKEN-01').signal(bacsReported, record as unknown as ReportedRecord);
  const view = await reports.acted('BROKEN-01', 3);
  expect(view).toMatchObject({ stage: 'needs-attention', owed: gbp(12_50) });
  expect((await reports.atPtx('BROKEN-01')).status).toBe('SUSPENDED');
});

test('a report that is of days ahead of our clock is acted on at once', async () => {
  await flow.active('AHEAD-01');
  const { id } = await collected('AHEAD-01');
  await flow.control.changeHistoryRow(id, { paymentDay: '2026-03-20', status: 'SUCCESS' });
  await returned(id, '5');
  await flow.report('AHEAD-01', aReport('ADDACS', 'D', { effectiveDate: '2026-12-01' }));
  await reports.hearAll();
  expect(await reports.acted('AHEAD-01', 2)).toMatchObject({ stage: 'needs-attention', owed: gbp(12_50) });
});
