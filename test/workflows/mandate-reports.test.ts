import { beforeAll, expect, test } from '@jest/globals';
import { type ConsequenceAct, reportTable } from '../../src/domain/direct-debit/consequences.js';
import { type MandateFlow, startMandateFlow } from '../support/mandate-flow.js';
import { mandateReports } from '../support/mandate-reports.js';

// Every code of every report that concerns a mandate, and codes and reports that nobody knows, on its way from the bank over
// PTX to a mandate that is active: with a PTX that has applied it to its own records, and with one that has not.

const TODAY = '2026-03-02';

interface Case {
  report: string;
  code: string;
  act: ConsequenceAct;
  byPtx: boolean;
  reference: string;
}

/** Reports of which PTX makes something in its own records. */
const APPLIED = ['AUDDIS', 'ADDACS', 'ARUDD'];

const cases: Case[] = reportTable.flatMap(({ report, code, act }) =>
  (APPLIED.includes(report) ? [true, false] : [false]).map((byPtx) => {
    const told = { report: report === '*' ? 'RUMOUR' : report, code: code === '*' ? 'Z' : code };
    return { ...told, act, byPtx, reference: `OF-${told.report}-${told.code}-${byPtx ? 'PTX' : 'US'}` };
  }),
);

let flow: MandateFlow;
let reports: ReturnType<typeof mandateReports>;

beforeAll(async () => {
  flow = await startMandateFlow();
  reports = mandateReports(flow);
  await reports.allActive(cases.map(({ reference }) => reference));
  for (const each of cases) await says(each);
  expect(await reports.hearAll()).toMatchObject({ parked: 0 });
}, 300_000);

/** A bank reports something of a mandate. */
async function says({ report, code, reference, byPtx: applyReports }: Case): Promise<unknown> {
  const { id: mandateId } = await reports.atPtx(reference);
  switch (report) {
    case 'ADDACS':
    case 'AUDDIS':
    case 'AWACS':
      return flow.control.advise({ type: report, code, mandateId, applyReports });
    case 'ARUDD':
    case 'DDICA': {
      const { id: rowId } = await flow.control.addHistoryRow({ mandateId, paymentDay: TODAY, amountMinor: 1250 });
      const asked = { rowId, code, applyReports };
      return report === 'ARUDD' ? flow.control.returnCollection(asked) : flow.control.claimCollection(asked);
    }
    case 'ARUCS':
      return flow.control.addMessage({
        type: report,
        records: [{ ref: reference, returnCode: code, valueOf: '3.00' }],
      });
    default: {
      const nothing = { amountMinor: null, originalDate: null, effectiveDate: null, newAccountHash: null };
      const record = {
        eventId: `77${code}-${applyReports}`,
        report,
        code,
        reference,
        transactionCode: null,
        ...nothing,
      };
      return flow.report(reference, record);
    }
  }
}

/** What PTX makes of a mandate by itself. */
function statusByPtx({ report, code, byPtx }: Case): string {
  if (!byPtx) return 'ACTIVE';
  if (report === 'AUDDIS') return code === 'C' ? 'ACTIVE' : 'CANCELLED';
  if (report === 'ADDACS')
    return { 0: 'CANCELLED', 1: 'CANCELLED', 2: 'CANCELLED', B: 'CANCELLED', D: 'SUSPENDED' }[code] ?? 'ACTIVE';
  return report === 'ARUDD' && '12B'.includes(code) ? 'CANCELLED' : 'ACTIVE';
}

/** By the rules: the stage, PTX's status, and what the payer's bank is told beside the 0N of the beginning. */
function rule(each: Case): { stage: string; status: string; told: string[] } {
  const status = statusByPtx(each);
  // Only what we cancel is cancelled at the bank too: what PTX has cancelled because of a report, the bank knows.
  const cancelled = { stage: 'cancelled', status: 'CANCELLED', told: status === 'CANCELLED' ? [] : ['0C'] };
  const asking = { stage: 'needs-attention', status: status === 'CANCELLED' ? status : 'SUSPENDED', told: [] };
  switch (each.act) {
    case 'cancel':
    case 'stop-everything':
      return cancelled;
    case 'suspend-and-ask':
    case 'lodge-again': // The report names no new account.
      return asking;
    case 'reopen-and-ask':
    case 'note-and-ask':
      return { stage: 'needs-attention', status: 'ACTIVE', told: [] };
    default:
      return { stage: 'active', status: 'ACTIVE', told: [] };
  }
}

const named = cases.map((each) => [each.report, each.code, each.byPtx ? 'PTX has' : 'nobody has', each] as const);

test.each(named)('%s %s, which %s applied, has what the scheme wants', async (report, code, _, each) => {
  const { reference, act } = each;
  const view = await reports.acted(reference);
  const { stage, status, told } = rule(each);
  expect({ stage: view.stage, status: (await reports.atPtx(reference)).status }).toEqual({ stage, status });
  if (stage === 'active') expect(view.reason).toBeNull();
  else expect(view.reason).toMatch(new RegExp(`^${report} ${code}\\b`));
  // Banks are told nothing that a report has told us: 0N of the beginning, and 0C of what we cancel ourselves.
  expect(await reports.instructions(reference)).toEqual(['0N', ...told]);

  const effects = await flow.effects(reference);
  const count = (effect: string) => effects[effect] ?? 0;
  expect(count('mandate.cancelled')).toBe(told.length);
  expect(count('mandate.suspended')).toBe(
    stage === 'needs-attention' && status === 'SUSPENDED' && !isOf(each, 'SUSPENDED') ? 1 : 0,
  );
  expect(count('mandate.updated')).toBe(0);
  expect(count('one-off.created')).toBe((['ARUDD', 'DDICA'].includes(report) ? 1 : 0) + (act === 're-present' ? 1 : 0));
  const letters = await reports.letters(reference);
  expect(letters.filter((letter) => letter.endsWith(' SUPPRESSED'))).toHaveLength(
    act === 'stop-everything' ? letters.length : 0,
  );
  expect(view.letters.map(({ trigger }) => trigger)).toEqual(letters.map((letter) => letter.split(' ')[0]));

  const came = ['ARUDD', 'DDICA'].includes(report);
  expect(view.owed.minor).toBe(came ? 1250 : 0);
  expect(view.collections.filter(({ state }) => state === 'returned')).toHaveLength(came ? 1 : 0);
  if (status !== 'ACTIVE') expect(view.collections.filter(({ state }) => state === 'expected')).toEqual([]);
});

const isOf = (each: Case, status: string): boolean => statusByPtx(each) === status;
