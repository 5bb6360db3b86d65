import { expect, test } from '@jest/globals';
import { createProgress } from '../../src/cli/progress.js';
import { demoFile, onClock, readDemo } from '../../src/cli/start/demo-input.js';
import { createDisplay } from '../../src/cli/start/display.js';
import { checkLedger } from '../../src/cli/start/ledger-check.js';
import { openCaseState, viewOf } from '../../src/domain/case.js';
import type { LedgerEntry } from '../../src/simulators/control-client.js';
import { debt } from '../support/inputs.js';
import { createTerminal } from './support.js';

const CLOCK = { since: new Date().toISOString(), origin: '2026-03-02T09:00:00Z', speed: 1 };
const AT = '2026-03-02T09:00:00Z';

/** A case that has sent one message and booked some money. */
function aView(reference: string, paidMinor: number) {
  const amount = { minor: paidMinor, currency: 'EUR' };
  return viewOf(debt(reference), {
    ...openCaseState(),
    contacts: [{ at: AT, channel: 'message', script: '1001', result: 'accepted' }],
    payments: paidMinor === 0 ? [] : [{ id: 'P-1', at: AT, amount, source: 'paylink' }],
  });
}

function ledgerOf(...effects: Pick<LedgerEntry, 'effect' | 'amountMinor'>[]): LedgerEntry[] {
  return effects.map((each, index) => ({ seq: index + 1, at: AT, reference: 'A', script: '1001', ...each }));
}

test('the example has at least 30 debtors of all kinds, and says how each must end', async () => {
  const demo = await readDemo(demoFile);
  expect(demo.length).toBeGreaterThanOrEqual(30);
  expect(new Set(demo.map(({ expected }) => expected))).toEqual(new Set(['paid', 'unpaid', 'rejected']));
  const [first] = onClock(demo, CLOCK, '-again');
  expect(first?.input).toMatchObject({ reference: first?.play.reference, clock: CLOCK });
  expect(first?.input.reference).toBe(`${demo[0]?.input.reference}-again`);
});

test('an effect that happened once, and money that is booked, are no fault', () => {
  const ledger = ledgerOf(
    { effect: 'record.created' },
    { effect: 'payLink.created' },
    { effect: 'message.sent' },
    { effect: 'payment', amountMinor: 40_00 },
  );
  expect(checkLedger(ledger, [aView('A', 40_00)])).toEqual({
    counts: '1 records, 1 messages, 1 PayLinks, 0 calls, 1 payments of 40.00 in all',
    faults: [],
  });
});

test('a record that came twice, a message too many, and money that nobody booked are faults', () => {
  const ledger = ledgerOf(
    { effect: 'record.created' },
    { effect: 'record.updated' },
    { effect: 'message.sent' },
    { effect: 'message.sent' },
    { effect: 'payment', amountMinor: 40_00 },
  );
  expect(checkLedger(ledger, [aView('A', 0)]).faults).toEqual([
    'A: 2 x record by script 1001, asked for 1',
    'A: 2 x message by script 1001, asked for 1',
    'A: 40.00 came in at the vendor, 0.00 is booked',
  ]);
});

test('on a terminal the table is redrawn in place, elsewhere each change of a stage is a line', () => {
  const views = new Map([['A', aView('A', 0)]]);
  const terminal = createTerminal({ isTTY: true });
  const live = createDisplay(terminal.io.out, CLOCK);
  live.show(views, ['A']);
  live.show(views, []);
  expect(terminal.written.out.split('\u001b[4A')).toHaveLength(2);
  const file = createTerminal();
  const plain = createDisplay(file.io.out, CLOCK);
  plain.show(views, ['A']);
  plain.show(views, []);
  expect(file.written.out).toMatch(/^2026-03-02 09:00 {2}A +importing +0\.00 EUR +100\.00 EUR\n$/);
});

test('progress is a bar on a terminal, and silent elsewhere for the first seconds', () => {
  const terminal = createTerminal({ isTTY: true });
  createProgress(terminal.io.err).show(1, 2, '1 of 2');
  expect(terminal.written.err).toBe('\r\u001b[K[############............] 1 of 2');
  const file = createTerminal();
  createProgress(file.io.err).show(1, 2, '1 of 2');
  expect(file.written.err).toBe('');
});
