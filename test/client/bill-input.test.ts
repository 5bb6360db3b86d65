import { expect, test } from '@jest/globals';
import { type BillRequest, prepareBill } from '../../src/client/prepare-bill.js';
import { eur } from '../support/fixtures.js';

const NOW = Date.parse('2026-03-02T09:00:00Z');
const bill = (more: Partial<BillRequest> = {}): BillRequest => ({
  srrid: 'B-1',
  paymentReference: '2026-0001',
  description: 'Invoice',
  amount: eur(12_99),
  expiryDate: '2026-03-16',
  email: 'debtor@example.com',
  ...more,
});
const faults = (more: Partial<BillRequest>) =>
  prepareBill(bill(more), NOW).faults.map(({ field, problem }) => `${field}: ${problem}`);

test.each<[Partial<BillRequest>, string]>([
  [
    { srrid: 'x'.repeat(37) },
    'srrid: write letters, digits and . _ - / with spaces only inside, at most 36 characters',
  ],
  [{ srrid: ' B' }, 'srrid: write letters, digits and . _ - / with spaces only inside, at most 36 characters'],
  [{ paymentReference: '12345678901234567' }, 'paymentReference: is too long, write at most 16 characters'],
  [{ description: ' ' }, 'description: is empty'],
  [{ description: 'x'.repeat(33) }, 'description: is too long, write at most 32 characters'],
  [{ amount: eur(0) }, 'amount.minor: is not above 0'],
  [{ amount: { minor: 1, currency: 'GBP' } }, 'amount.currency: is not EUR, and AcceptEasy takes nothing else'],
  [{ expiryDate: '16-03-2026' }, 'expiryDate: is not a date, write YYYY-MM-DD'],
  [{ email: 'nobody' }, 'email: is not an e-mail address'],
  [{ phone: '0612345678' }, 'phone: is not a number in the form +31612345678'],
  [{ communications: [{ channel: 'Text' }] }, 'communications.0.channel: is Text, and phone is missing'],
  [{ communications: [{ channel: 'Fax' }] }, 'communications.0.channel: is not a channel, write Email, Text or PDF'],
  [
    { communications: [{ channel: 'Email' }, { channel: 'Email' }] },
    'communications.1: is the same as communications.0',
  ],
  [
    { communications: [{ channel: 'Email', scheduledAt: 'tomorrow' }] },
    'communications.0.scheduledAt: is not an instant, write it like 2026-03-02T09:00:00Z',
  ],
  [{ caseReference: 'a\nb' }, 'caseReference: is not the reference of a case'],
])('what cannot be right is told: %j', (more, fault) => {
  expect(faults(more)).toContain(fault);
});

test('a bill needs an address', () => {
  const { email: _email, ...nobody } = bill();
  expect(prepareBill(nobody, NOW).faults).toEqual([
    { field: 'email', problem: 'is missing, and so is phone: one is needed' },
  ]);
});

test.each([
  ['2026-03-01', '2026-03-01 is over, write a day from 2026-03-02 on'],
  ['2027-03-02', '2027-03-02 is more than a year ahead, write a day before 2027-03-02'],
])('a bill that expires on %s is told for itself, since that wears off', (expiryDate, problem) => {
  expect(prepareBill(bill({ expiryDate }), NOW)).toMatchObject({
    faults: [],
    dateFault: { field: 'expiryDate', problem },
  });
});

test('the last day that will do, and today, are taken', () => {
  expect(prepareBill(bill({ expiryDate: '2027-03-01' }), NOW).dateFault).toBeUndefined();
  expect(prepareBill(bill({ expiryDate: '2026-03-02' }), NOW).dateFault).toBeUndefined();
});

test('without a plan one message goes at once, by mail where there is an address', () => {
  const { email: _email, ...noMail } = bill({ phone: '+31600000000' });
  const planned = [bill(), noMail, bill({ communications: [] })].map((each) => {
    return prepareBill(each, NOW).bill?.input.communications;
  });
  expect(planned).toEqual([
    [{ channel: 'Email', paymentStatus: 'Open' }],
    [{ channel: 'Text', paymentStatus: 'Open' }],
    [],
  ]);
});

test('how a bill is made is not what it asks for', () => {
  const clock = { since: '2026-03-02T09:00:00Z', origin: '2026-03-02T09:00:00Z', speed: 2 };
  const hash = (more: Partial<BillRequest>) => prepareBill(bill(more), NOW).bill?.contentHash;
  expect(hash({ async: true, clock })).toBe(hash({}));
  expect(hash({ amount: eur(13_00) })).not.toBe(hash({}));
});
