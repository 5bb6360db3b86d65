import { expect, test } from '@jest/globals';
import { contentHash } from '../../src/client/content-hash.js';
import { InvalidInputError } from '../../src/client/errors.js';
import { checkInput, REFERENCE } from '../../src/client/validate.js';
import type { CollectRecordInput } from '../../src/workflows/messages.js';

const INPUT: CollectRecordInput = {
  reference: 'R-1',
  debtor: { name: 'A. Person', email: 'a.person@example.test', phones: ['+31612345678'] },
  invoice: {
    number: 'I-1',
    description: 'water',
    amount: { minor: 15497, currency: 'EUR' },
    date: '2026-09-01',
    dueDate: '2026-10-01',
  },
  plan: { payLink: { from: 'script' }, steps: [{ channel: 'message', script: '1001', waitMs: 0 }] },
};

const faultsOf = (input: unknown): readonly string[] => {
  try {
    checkInput(input as CollectRecordInput);
    return [];
  } catch (error) {
    if (error instanceof InvalidInputError) return error.faults;
    throw error;
  }
};

test('a sound case has no faults', () => {
  expect(faultsOf(INPUT)).toEqual([]);
  expect(
    faultsOf({ ...INPUT, clock: { since: '2026-11-21T04:00:00Z', origin: '2026-03-02T09:00:00Z', speed: 720 } }),
  ).toEqual([]);
});

test.each([
  [
    { reference: 'R 1 ' },
    ['reference: write letters, digits and . _ - / with spaces only inside, at most 100 characters'],
  ],
  [{ debtor: { phones: [] } }, ['debtor: has neither an e-mail address nor a phone, and the plan sends a message']],
  [
    { debtor: { email: 'x', phones: ['0612'] } },
    ['debtor.email: is not an e-mail address', 'debtor.phones.0: is not a number in the form +31612345678'],
  ],
  [{ invoice: { ...INPUT.invoice, dueDate: '2026-02-30' } }, ['invoice.dueDate: is not a date, write YYYY-MM-DD']],
  [
    { invoice: { ...INPUT.invoice, amount: { minor: 1.5, currency: 'eur' } } },
    [
      'invoice.amount.minor: is not a whole number of cents',
      'invoice.amount.currency: is not a currency, write three capitals like EUR',
    ],
  ],
  [{ invoice: { ...INPUT.invoice, amount: { minor: 0, currency: 'EUR' } } }, ['invoice.amount.minor: is not above 0']],
  [{ plan: { payLink: { from: 'script' }, steps: [] } }, ['plan.steps: has no message whose script makes the PayLink']],
  [{ plan: { payLink: { from: 'moon' }, steps: [] } }, ['plan.payLink.from: is from neither script nor api']],
  [
    { plan: { ...INPUT.plan, steps: [{ channel: 'message', script: 'x', waitMs: -1 }] } },
    ['plan.steps.0.script: is not the number of a script, write digits', 'plan.steps.0.waitMs: is negative'],
  ],
  [
    {
      debtor: { phones: [] },
      invoice: { ...INPUT.invoice, date: undefined },
      plan: { payLink: { from: 'api', waitMs: 1 }, steps: [] },
    },
    [
      'debtor.name: is needed for a PayLink that is made by the API',
      'invoice.date: is needed for a PayLink that is made by the API',
    ],
  ],
  [{ more: 1 }, ['input: Unrecognized key: "more"']],
])('every fault of a case is told at once, and none shows a value: %j', (changes, faults) => {
  expect(faultsOf({ ...INPUT, ...changes })).toEqual(faults);
});

test.each([
  ['R-1', true],
  ['a/b_c.d e', true],
  ['', false],
  [' R', false],
  ['R"1', false],
  ['R\n', false],
  ['x'.repeat(101), false],
])('a reference is made of letters, digits, . _ - / and inner spaces: %j', (reference, right) => {
  expect(REFERENCE.test(reference)).toBe(right);
});

test('the same content has the same hash, in whatever order it was written and however it is run', () => {
  const { plan, invoice, debtor, reference } = INPUT;
  const clock = { since: '2026-11-21T04:00:00Z', origin: '2026-03-02T09:00:00Z', speed: 720 };
  expect(contentHash({ plan, invoice, debtor, reference, clock, httpTimeoutMs: 5 })).toBe(contentHash(INPUT));
  expect(contentHash({ ...INPUT, invoice: { ...invoice, amount: { currency: 'EUR', minor: 15497 } } })).toBe(
    contentHash(INPUT),
  );
  expect(contentHash({ ...INPUT, invoice: { ...invoice, dueDate: '2026-10-02' } })).not.toBe(contentHash(INPUT));
});

test('a debt with a bill at AcceptEasy is in euros, since the bill is', () => {
  const invoice = { ...INPUT.invoice, amount: { minor: 100_00, currency: 'GBP' } };
  const fault = 'invoice.amount.currency: is not EUR, as that of a debt with a bill at AcceptEasy is';
  expect(faultsOf({ ...INPUT, invoice, billSrrid: 'B-1' })).toEqual([fault]);
  expect(faultsOf({ ...INPUT, invoice })).toEqual([]);
});
