import { expect, test } from '@jest/globals';
import { checkBills } from '../../src/cli/start/bills-check.js';
import { billsOnClock, demoBillsFile, parseBillPlays, readDemoBills } from '../../src/cli/start/bills-input.js';
import { printSummary } from '../../src/cli/start/summary.js';
import { type BillState, billViewOf, openBillState } from '../../src/domain/bill.js';
import type { LedgerEntry } from '../../src/simulators/accepteasy/control-client.js';
import { eur } from '../support/fixtures.js';
import { createTerminal } from './support.js';

const CLOCK = { since: new Date().toISOString(), origin: '2026-03-02T09:00:00Z', speed: 1 };
const AT = '2026-03-02T09:00:00Z';
const HOUR_MS = 3_600_000;

const input = {
  srrid: 'B',
  paymentReference: 'R-1',
  description: 'Example',
  amount: eur(40_00),
  expiryDate: '2026-03-16',
  email: 'payer@example.com',
  phone: '+31600000000',
  communications: [{ channel: 'Email', template: 'first' }],
};
const aBill = (bounces = false) => ({ input, plays: [], bounces, expected: 'paid' });

function viewsOf(more: Partial<BillState> = {}) {
  return new Map([['B', billViewOf(input, { ...openBillState(input), atid: 'A-1', ...more })]]);
}
const paid = { outcome: 'paid' as const, payments: [{ id: 'P', at: AT, amount: eur(40_00), source: 'bill' as const }] };

function ledgerOf(...effects: Pick<LedgerEntry, 'effect' | 'amountMinor' | 'detail'>[]): LedgerEntry[] {
  return effects.map((each, index) => ({ seq: index + 1, at: AT, reference: 'B', ...each }));
}
const made = { effect: 'bill.created' } as const;
const sent = { effect: 'communication.sent', detail: 'Email first' } as const;
const settled = { effect: 'bill.paid', amountMinor: 40_00 } as const;

test('the example has bills of all kinds: paid, moved to text, expired, not made, and paid by the PayLink of a case', async () => {
  const demo = await readDemoBills(demoBillsFile);
  expect(new Set(demo.map(({ expected }) => expected))).toEqual(new Set(['paid', 'expired', 'failed', 'cancelled']));
  expect(demo.filter(({ bounces }) => bounces).map(({ expected }) => expected)).toEqual(['paid', 'paid']);
  expect(demo.filter(({ input }) => input.async).map(({ expected }) => expected)).toEqual(['paid', 'failed']);
  const pairs = demo.filter(({ pair }) => pair !== undefined);
  expect(pairs.map(({ expected }) => expected)).toEqual(['cancelled', 'cancelled']);
});

test('bill and case know each other, also under the names of a second demo on the same server', async () => {
  const bills = billsOnClock(await readDemoBills(demoBillsFile), CLOCK, '-again');
  const bill = bills.find(({ pair }) => pair !== undefined);
  expect(bill?.input.srrid).toMatch(/-again$/);
  expect(bill?.pair?.input).toMatchObject({
    reference: bill?.input.caseReference,
    billSrrid: bill?.input.srrid,
    invoice: { amount: bill?.input.amount },
    clock: CLOCK,
  });
  expect(bill?.pair?.play.reference).toBe(bill?.input.caseReference);
  for (const { input, plays } of bills) for (const play of plays) expect(play.srrid).toBe(input.srrid);
});

test('plays say what happens to a bill, and a wrong one is a fault that shows the words', () => {
  const lost = { srrid: 'B', do: 'pay', afterMs: 2 * HOUR_MS, delivery: { mode: 'lost' } };
  expect(parseBillPlays('B', 'bounces; pays 2h lost')).toEqual({
    value: { plays: [{ srrid: 'B', do: 'bounce', channel: 'Email' }, lost], queued: false },
  });
  expect(parseBillPlays('B', 'queued 1h; fails')).toMatchObject({
    value: { plays: [{ do: 'create', afterMs: HOUR_MS }, { do: 'fail-creation' }], queued: true },
  });
  expect(parseBillPlays('B', 'never')).toEqual({ value: { plays: [], queued: false } });
  expect(parseBillPlays('B', 'case pays 2h')).toMatchObject({ value: { pair: { onMessage: [{ do: 'pay' }] } } });
  for (const wrong of ['pays', 'pays soon', 'queued', 'case fails', 'bounces twice', 'part 1.00 2h']) {
    expect(parseBillPlays('B', wrong)).toMatchObject({ fault: expect.stringContaining('write never, or parts') });
  }
});

test('a bill that was made once, asked for once and paid once has no fault', () => {
  expect(checkBills(ledgerOf(made, sent, settled), viewsOf(paid), [aBill()])).toEqual({
    counts: '1 bills, 1 messages (0 bounced), 1 payments of 40.00 in all, 0 expired, 0 taken back',
    faults: [],
  });
});

test('a second bill, a second message, one after the end, and money that nobody booked are faults', () => {
  expect(checkBills(ledgerOf(made, made, sent, settled, sent), viewsOf(), [aBill()]).faults).toEqual([
    'B: made 2 times at AcceptEasy, 1 known',
    'B: 2 x Email first went out, asked for 1',
    'B: 2 messages went out, asked for 1',
    'B: a message went out after bill.paid',
    'B: 40.00 came in at AcceptEasy, 0.00 is booked',
  ]);
});

test('a bounced mail must have moved to text before the bill was paid', () => {
  const bounced = { effect: 'communication.bounced', detail: 'Email first' } as const;
  const text = { effect: 'communication.sent', detail: 'Text' } as const;
  const moved = ledgerOf(made, sent, bounced, text, settled);
  expect(checkBills(moved, viewsOf(paid), [aBill(true)]).faults).toEqual([]);
  expect(checkBills(ledgerOf(made, sent, bounced, settled), viewsOf(paid), [aBill(true)]).faults).toEqual([
    'B: its mail came back, and no text went out',
  ]);
});

test('the summary holds each bill against what was expected, and says so when one differs', () => {
  const ledgers = new Map([
    ['the ledger of AcceptEasy', checkBills(ledgerOf(made, sent, settled), viewsOf(paid), [aBill()])],
  ]);
  const summary = (expected: string) => {
    const { io, written } = createTerminal();
    const ending = { views: viewsOf(paid), expected: new Map([['B', expected]]), noun: 'bills', ledgers };
    return { good: printSummary(io.out, ending), out: written.out };
  };
  expect(summary('paid').good).toBe(true);
  expect(summary('paid').out).toContain('1 of 1 bills ended as expected: 1 paid');
  expect(summary('expired').good).toBe(false);
  expect(summary('expired').out).toContain('NOT AS EXPECTED');
});
