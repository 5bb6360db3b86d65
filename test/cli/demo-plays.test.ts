import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { parsePlays } from '../../src/cli/demo-plays.js';
import { type DebtorRow, readDebtorsFile } from '../../src/cli/input/debtors-file.js';
import type { Act } from '../../src/simulators/control-client.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const unanswered = [{ outcome: 'no-answer' }];

test.each([
  ['', [], unanswered],
  ['never', [], unanswered],
  ['pays 2d', [{ afterMs: 2 * DAY, do: 'pay' }], unanswered],
  [
    ' visits 1d ;  pays  3d',
    [
      { afterMs: DAY, do: 'visit' },
      { afterMs: 3 * DAY, do: 'pay' },
    ],
    unanswered,
  ],
  ['part 40.00 1d', [{ afterMs: DAY, do: 'part-pay', amountMinor: 4000 }], unanswered],
  ['overpays 1d', [{ afterMs: DAY, do: 'overpay' }], unanswered],
  ['overpays 90.00 1d', [{ afterMs: DAY, do: 'overpay', amountMinor: 9000 }], unanswered],
  ['pays 2d twice', [{ afterMs: 2 * DAY, do: 'pay', delivery: { mode: 'twice' } }], unanswered],
  ['pays 2d late 6h', [{ afterMs: 2 * DAY, do: 'pay', delivery: { mode: 'late', byMs: 6 * HOUR } }], unanswered],
  [
    'part 1.00 2d lost',
    [{ afterMs: 2 * DAY, do: 'part-pay', amountMinor: 100, delivery: { mode: 'lost' } }],
    unanswered,
  ],
  ['pays 2d forged', [{ afterMs: 2 * DAY, do: 'pay', delivery: { mode: 'forged' } }], unanswered],
  ['visits 2d swapped', [{ afterMs: 2 * DAY, do: 'visit', delivery: { mode: 'swapped' } }], unanswered],
  ['calls: voicemail', [], [{ outcome: 'voicemail' }]],
  ['calls: invalid number twice', [], [{ outcome: 'invalid number', delivery: { mode: 'twice' } }]],
  [
    'visits 1d; calls: no-answer, answered late 1h; visits 1h; pays 1d',
    [{ afterMs: DAY, do: 'visit' }],
    [
      { outcome: 'no-answer' },
      {
        outcome: 'answered',
        delivery: { mode: 'late', byMs: HOUR },
        afterwards: [
          { afterMs: HOUR, do: 'visit' },
          { afterMs: DAY, do: 'pay' },
        ],
      },
    ],
  ],
])('the demo understands what a debtor does: %j', (text, onMessage, onCalls) => {
  expect(parsePlays('A-1', text)).toEqual({ value: { reference: 'A-1', onMessage, onCalls } });
});

test.each([
  ['pays', 'pays'],
  ['pays soon', 'pays soon'],
  ['pays 40.00 1d', 'pays 40.00 1d'],
  ['part 1d', 'part 1d'],
  ['part 40 1d', 'part 40 1d'],
  ['part 0.00 1d', 'part 0.00 1d'],
  ['visits 1.00 1d', 'visits 1.00 1d'],
  ['pays 1d late', 'pays 1d late'],
  ['pays 1d late soon', 'pays 1d late soon'],
  ['pays 1d lost twice', 'pays 1d lost twice'],
  ['constructor 1d', 'constructor 1d'],
  ['pays 1d; never', 'never'],
  ['pays 1d;', ''],
  ['calls:', 'calls:'],
  ['calls: asleep', 'calls: asleep'],
  ['calls: answered,', 'calls: answered,'],
  ['calls: answered; calls: answered', 'calls: answered'],
])('a play that cannot be understood is told with the words that can: %j', (text, part) => {
  expect(parsePlays('A-1', text)).toEqual({
    fault: expect.stringMatching(/ which is no play: write never, or parts/),
  });
  expect(parsePlays('A-1', text)).toMatchObject({ fault: expect.stringContaining(`has "${part}",`) });
});

const example = fileURLToPath(new URL('../../examples/debtors.csv', import.meta.url));

test('the example is a file without a fault, for PayLinks from the script and for those of our own', async () => {
  const { rows, faults } = await readDebtorsFile(example, { ownPayLink: true });
  expect(faults).toEqual([]);
  expect(rows.length).toBeGreaterThanOrEqual(30);
  expect(rows.map(({ extra }) => extra._expected)).toEqual(expect.arrayContaining(['paid', 'unpaid', 'rejected']));
  for (const { debtor } of rows) {
    expect(debtor.email ?? 'x@example.com').toMatch(/@example\.com$/); // Reserved: nobody's address.
    for (const phone of debtor.phones) expect(phone).toMatch(/^(\+3160000\d{4}|\+447700900\d{3})$/);
  }
});

/** How a case must end under the demo's plan: a mail, 14 days, one voice round of three attempts an hour apart, 2 days. */
function endOf({ reference, debtor, invoice, extra }: DebtorRow): string {
  const parsed = parsePlays(reference, extra._plays ?? '');
  if (!('value' in parsed)) return parsed.fault;
  if (debtor.email === undefined) return 'rejected';
  let owed = invoice.amount.minor;
  const act = (acts: readonly Act[] = [], beforeMs: number) => {
    for (const { afterMs, do: what, amountMinor, delivery } of acts) {
      if (what === 'visit' || delivery?.mode === 'forged' || afterMs >= beforeMs) continue;
      owed -= amountMinor ?? owed;
    }
  };
  act(parsed.value.onMessage, 14 * DAY);
  const calls = parsed.value.onCalls ?? [];
  for (let attempt = 0; attempt < 3 && owed > 0 && debtor.phones.length > 0; attempt++) {
    const call = calls[Math.min(attempt, calls.length - 1)];
    act(call?.afterwards, 2 * DAY - (attempt + 1) * HOUR);
    if (call?.outcome === 'answered') break;
  }
  return owed > 0 ? 'unpaid' : 'paid';
}

test('what the example expects of each debtor is what follows from the plays', async () => {
  const { rows } = await readDebtorsFile(example);
  expect(rows.map((row) => [row.reference, endOf(row)])).toEqual(
    rows.map(({ reference, extra }) => [reference, extra._expected]),
  );
});
