import { expect, test } from '@jest/globals';
import type { MandateRequest } from '../../src/client/index.js';
import { prepareMandate } from '../../src/client/prepare-mandate.js';
import { aMandate, gbp } from '../support/mandates.js';

const faults = (more: Partial<MandateRequest>) =>
  prepareMandate(aMandate('MEMBER-1', more)).faults.map(({ field, problem }) => `${field}: ${problem}`);
const whole = aMandate('MEMBER-1');
const contact = (more: object) => ({ contact: { ...whole.contact, ...more } as MandateRequest['contact'] });
const account = (more: object) => ({ account: { ...whole.account, ...more } });
const plan = (more: object) => ({ plan: { ...whole.plan, ...more } as NonNullable<MandateRequest['plan']> });

test.each<[Partial<MandateRequest>, string]>([
  [{ reference: 'A-1' }, 'reference: has fewer than 6 letters and digits, too few for a direct debit'],
  [{ reference: 'member-1' }, 'reference: is not written as Bacs carries it: write "MEMBER-1"'],
  [{ reference: 'DDIC-1234' }, 'reference: begins with DDIC, which is kept for indemnity claims'],
  [{ reference: '-MEMBER-1' }, 'reference: begins with -, which PTX refuses: begin with a letter or digit'],
  [{ profile: ' ' }, 'profile: is empty'],
  [{ altReference: '=1+1' }, 'altReference: begins with =, which PTX refuses: begin with a letter or digit'],
  [
    contact({ reference: 'C#1' }),
    'contact.reference: write letters, digits and . _ - / with spaces only inside, at most 100 characters',
  ],
  [contact({ title: 'x'.repeat(21) }), 'contact.title: is too long, write at most 20 characters'],
  [
    contact({ firstName: ' @anna' }),
    'contact.firstName: begins with @, which PTX refuses: begin with a letter or digit',
  ],
  [contact({ lastName: 'Exa\nmple' }), 'contact.lastName: has control characters or line breaks, take them out'],
  [contact({ email: 'nobody' }), 'contact.email: is not an e-mail address'],
  [contact({ email: undefined }), 'contact.email: is missing, and letters go by EMAIL'],
  [contact({ phone: '0612345678' }), 'contact.phone: is not a number in the form +31612345678'],
  [contact({ communication: 'FAX' }), 'contact.communication: is none of EMAIL, POST, LOCAL_PRINT, SERVICE_PRINT'],
  [
    contact({ address: { lines: '1 Example Street\n+1 Lane' } }),
    'contact.address.lines: begins with +, which PTX refuses: begin with a letter or digit',
  ],
  [account({ sortCode: '20-00' }), 'account.sortCode: is not a sort code, write six digits like 20-00-00 or 200000'],
  [account({ accountNumber: '123' }), 'account.accountNumber: is not an account number, write 8 digits'],
  [
    account({ accountName: 'Anna#' }),
    'account.accountName: has #, which Bacs does not carry: write letters, digits, space and . & / -',
  ],
  [plan({ amount: gbp(0) }), 'plan.amount.minor: is not above 0'],
  [plan({ amount: gbp(2_000_000_001) }), 'plan.amount.minor: is more than 20000000.00, the most that Bacs carries'],
  [plan({ amount: { minor: 1, currency: 'EUR' } }), 'plan.amount.currency: is not GBP, and Bacs carries nothing else'],
  [plan({ frequency: 'daily' }), 'plan.frequency: is none of weekly, monthly, quarterly, yearly'],
  [plan({ start: '2027-02-29' }), 'plan.start: is not a date, write YYYY-MM-DD'],
  [plan({ end: '2027-01-14' }), 'plan.end: 2027-01-14 is before the start, 2027-01-15'],
  [plan({ end: '2027-12-31', occurrences: 3 }), 'plan.occurrences: is given beside an end, leave one of them out'],
  [plan({ occurrences: 0 }), 'plan.occurrences: is not above 0'],
])('what cannot be right is told: %j', (more, fault) => {
  expect(faults(more)).toContain(fault);
});

test('all faults are told at once', () => {
  const found = faults({ ...contact({ title: '' }), ...account({ sortCode: '', accountNumber: '1' }), profile: '' });
  expect(found.map((line) => line.split(':')[0])).toEqual([
    'profile',
    'contact.title',
    'account.sortCode',
    'account.accountNumber',
  ]);
});

test.each(['POST', 'LOCAL_PRINT', 'SERVICE_PRINT'] as const)(
  'letters by %s need an address, and no mail',
  (communication) => {
    const nowhere = contact({ communication, email: undefined });
    expect(faults(nowhere)).toEqual(
      ['lines', 'town', 'postcode', 'country'].map(
        (field) => `contact.address.${field}: is missing, and letters go by ${communication}`,
      ),
    );
    const address = { lines: '1 Example Street', town: 'Sampleton', postcode: 'ZZ99 1AA', country: 'Atlantis' };
    const { mandate, ...check } = prepareMandate({
      ...whole,
      ...contact({ communication, email: undefined, address }),
    });
    expect(check.faults).toEqual([]);
    expect(mandate?.input.contact).toMatchObject({ email: '', communication, address: { ...address, county: '' } });
  },
);

test('what PTX and Bacs carry is what is asked for: folded, cut and trimmed', () => {
  const asked = { ...contact({ lastName: ' Example ' }), ...account({ accountName: 'Bartholomew Façade Ltd' }) };
  const { mandate, warnings } = prepareMandate({ ...whole, ...asked });
  expect(mandate?.input).toMatchObject({
    contact: { lastName: 'Example', communication: 'EMAIL', companyName: null, phone: null, address: null },
    account: { sortCode: '200000', accountNumber: '55779911', accountName: 'BARTHOLOMEW FACADE' },
    altReference: null,
    plan: { start: '2027-01-15', end: null, occurrences: null },
    verifyOwner: false,
    updateContact: false,
  });
  expect(warnings).toEqual([
    { field: 'account.accountName', problem: 'is longer than 18 characters, the bank sees the first 18' },
  ]);
});

test('a mandate can be set up without a plan', () => {
  const { plan: _plan, ...bare } = whole;
  expect(prepareMandate(bare)).toMatchObject({ faults: [], mandate: { input: { plan: null } } });
});

test('how something is written, and how the work runs, is not what is asked for', () => {
  const hash = (more: Partial<MandateRequest>) => prepareMandate({ ...whole, ...more }).mandate?.contentHash;
  const clock = { since: '2026-03-02T09:00:00Z', origin: '2026-03-02T09:00:00Z', speed: 2 };
  expect(hash({ clock, ...account({ sortCode: '200000', accountName: 'ANNA EXAMPLE' }) })).toBe(hash({}));
  expect(hash(plan({ amount: gbp(13_00) }))).not.toBe(hash({}));
  expect(hash({ verifyOwner: true })).not.toBe(hash({}));
});

test('no fault repeats a value of a person', () => {
  const secret = '+Bartholomew#55779911';
  const found = faults({
    ...contact({ title: secret, firstName: secret, lastName: secret, email: secret, phone: secret }),
    ...account({ sortCode: secret, accountNumber: secret, accountName: secret }),
  });
  expect(found).toHaveLength(9);
  expect(found.join()).not.toMatch(/Bartholomew|5577/);
});
