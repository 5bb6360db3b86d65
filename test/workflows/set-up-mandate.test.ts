import { beforeAll, describe, expect, test } from '@jest/globals';
import { vendorRefsAttribute } from '../../src/workflows/messages.js';
import { type MandateFlow, startMandateFlow } from '../support/mandate-flow.js';
import { mandateRules, SAID } from '../support/mandate-rules.js';

// How a mandate comes to be: contact, owner, DRAFT, plan, ACTIVE; and where it waits for a person.

let flow: MandateFlow;
let rules: ReturnType<typeof mandateRules>;
beforeAll(async () => {
  flow = await startMandateFlow();
  rules = mandateRules(flow);
});

const monthly = (start: string, more = {}) => ({
  plan: { amount: { minor: 1250, currency: 'GBP' }, frequency: 'monthly' as const, start, ...more },
});
/** Before the notice of ten working days, which ends on 2026-03-16. */
const tooEarly = monthly('2026-03-09');
/** With an account of its own, of which the bank says something. */
const account = (accountNumber: string) => ({
  account: { sortCode: '200000', accountNumber, accountName: 'P EXAMPLE' },
});

describe('from nothing to ACTIVE', () => {
  test('contact, DRAFT and plan come before the activation, and one letter tells of all of it', async () => {
    const view = await flow.active('FIRST-1');
    expect(view).toMatchObject({
      reference: 'FIRST-1',
      reason: null,
      mandateId: expect.stringMatching(/^\d+$/),
      contactId: expect.stringMatching(/^\d+$/),
      plan: { kind: 'MonthlyPaymentPlan', frequency: 'monthly', start: '2026-04-01', end: null },
      owed: { minor: 0, currency: 'GBP' },
    });
    const [collection, ...more] = view.collections;
    expect([collection?.key, collection?.dueDate, collection?.state, more]).toEqual([
      'plan:2026-04-01',
      '2026-04-01',
      'expected',
      [],
    ]);
    expect(view.letters.map(({ trigger }) => trigger)).toEqual(['NEW_MANDATE_WITH_PLAN']);
    const ledger = await flow.control.ledger({ reference: 'FIRST-1' });
    expect(ledger.map(({ effect }) => effect)).toEqual([
      'mandate.created',
      'plan.created',
      'mandate.activated',
      'letter.created',
      'auddis.created',
    ]);
    expect(await rules.contactEffects('C-FIRST-1')).toEqual(['contact.created']);
  });

  test('without a plan it is active too, and its one letter says so', async () => {
    await rules.bare('NOPLAN-1');
    const view = await flow.reaches(
      'NOPLAN-1',
      'its wait',
      ({ nextAction }) => nextAction?.includes('dormant') === true,
    );
    expect(view).toMatchObject({
      stage: 'active',
      plan: null,
      collections: [],
      letters: [{ trigger: 'NEW_MANDATE_NO_PLAN' }],
    });
    expect(await rules.lettersOf('NOPLAN-1')).toEqual(['NEW_MANDATE_NO_PLAN']);
  });

  test('it is found by what it is at PTX, and by the day and the amount of its next collection', async () => {
    const { mandateId } = await flow.active('REFS-01', monthly('2026-04-04')); // A Saturday, before Easter Monday.
    const { typedSearchAttributes } = await flow.handle('REFS-01').describe();
    expect(typedSearchAttributes.get(vendorRefsAttribute)).toEqual([
      `mandate:${mandateId}`,
      'due:2026-04-07',
      'due:2026-04-07/1250',
    ]);
  });

  test('nothing of the payer is shown in Temporal, or told of failures', async () => {
    await rules.refuse('ptx.contacts.create', 'C-SECRET-1');
    await flow.setUp('SECRET-1');
    const { timeline, reason } = await rules.asks('SECRET-1', 'make the contact: Unauthorized');
    await rules.answer('SECRET-1', 'retry');
    const view = await flow.staged('SECRET-1', 'active');
    const run = await flow.handle('SECRET-1').describe();
    const shown = [run.memo, run.searchAttributes, timeline, reason, view, await rules.failures('SECRET-1')];
    expect(JSON.stringify(shown)).not.toMatch(/Pat\b|pat@|42222222|P EXAMPLE/);
  });
});

describe('a contact that PTX has', () => {
  const contact = {
    reference: 'C-KNOWN',
    title: 'Ms',
    firstName: 'Pat',
    lastName: 'Example',
    email: 'pat@example.com',
  };
  const moved = { ...contact, lastName: 'Married', email: 'new@example.com' };

  test('is used for another mandate, and one that is otherwise is told by the names of its fields, not overwritten', async () => {
    const first = await flow.active('KNOWN-1', { contact });
    const again = await flow.active('KNOWN-2', { contact });
    const other = await flow.active('KNOWN-3', { contact: moved });
    expect([again.contactId, other.contactId]).toEqual([first.contactId, first.contactId]);
    expect(rules.lines(again).join()).not.toContain('otherwise');
    expect(rules.lines(other)).toContain('PTX has the contact otherwise, and it was left so: lastName, email');
    expect(await rules.contactEffects('C-KNOWN')).toEqual(['contact.created']);
  });

  test('is overwritten where that is asked for', async () => {
    const other = await flow.active('KNOWN-4', { contact: moved, updateContact: true });
    expect(rules.lines(other).join()).not.toContain('otherwise');
    expect(await rules.contactEffects('C-KNOWN')).toEqual(['contact.created', 'contact.updated']);
    const there = (await flow.control.contacts()).find(({ reference }) => reference === 'C-KNOWN');
    expect([there?.lastName, there?.email]).toEqual(['Married', 'new@example.com']);
  });

  test('is made once for all mandates of one payer that are set up at the same time', async () => {
    const family = { ...contact, reference: 'C-FAMILY' };
    const references = [1, 2, 3, 4, 5].map((n) => `FAMILY-${n}`);
    await Promise.all(references.map((reference) => flow.setUp(reference, { contact: family })));
    const views = await Promise.all(references.map((reference) => flow.staged(reference, 'active')));
    expect(new Set(views.map(({ contactId }) => contactId)).size).toBe(1);
    expect(await rules.contactEffects('C-FAMILY')).toEqual(['contact.created']);
  });

  test('and that there is twice is a person’s business', async () => {
    const ptx = rules.somebodyElse();
    const twice = { ...contact, reference: 'C-TWICE', communication: 'EMAIL' } as const;
    const ids = [await ptx.createContact(twice), await ptx.createContact(twice)].map(({ id }) => id);
    await flow.setUp('TWICE-1', { contact: { ...contact, reference: 'C-TWICE' } });
    const { reason, mandateId } = await rules.asks('TWICE-1', 'several contacts');
    expect([reason, mandateId]).toEqual([expect.stringContaining(ids.join(', ')), null]);
  });
});

describe('whether the account is the payer’s', () => {
  const asking = (accountNumber: string) => ({ verifyOwner: true, ...account(accountNumber) });

  test('is asked only where that is wanted, before the mandate is made', async () => {
    await flow.active('OWNER-1', asking('11111111'));
    expect(rules.lines(await flow.mandates.show('OWNER-1')).slice(0, 2)).toEqual([
      'account owner: match',
      'mandate made in DRAFT',
    ]);
    expect(rules.lines(await flow.active('OWNER-2')).join()).not.toContain('account owner');
  });

  test('a bank that cannot say hinders nothing', async () => {
    await flow.control.setVerification('22222222', 'UNAVAILABLE');
    expect(rules.lines(await flow.active('OWNER-3', asking('22222222')))[0]).toBe('account owner: unavailable');
  });

  test.each([
    ['NO', 'no', '33333333'],
    ['CLOSE_MATCH', 'close', '44444444'],
  ] as const)('%s waits for a person, who knows better', async (word, verdict, number) => {
    const reference = `OWNER-${word}`.replace('_', '-');
    await flow.control.setVerification(number, word);
    await flow.setUp(reference, asking(number));
    const { mandateId, reason } = await rules.asks(reference, 'does not confirm that the account is the payer’s');
    expect([mandateId, reason]).toEqual([null, expect.stringContaining(`: ${verdict} (${word})`)]);
    await rules.answer(reference, 'happened');
    await flow.staged(reference, 'active');
  });

  test('an account that is not the payer’s makes no mandate', async () => {
    await flow.control.setVerification('55555555', 'NO');
    await flow.setUp('OWNER-5', asking('55555555'));
    await rules.asks('OWNER-5', 'does not confirm');
    await rules.answer('OWNER-5', 'not-happened');
    expect(await flow.staged('OWNER-5', 'cancelled')).toMatchObject({ reason: 'the account is not the payer’s' });
    expect(await rules.atPtx('OWNER-5')).toEqual([]);
  });

  test('the bank is asked again when a person wants it', async () => {
    await flow.control.setVerification('66666666', 'NO');
    await flow.setUp('OWNER-6', asking('66666666'));
    await rules.asks('OWNER-6', 'does not confirm');
    await flow.control.setVerification('66666666', 'YES');
    await rules.answer('OWNER-6', 'retry');
    expect(rules.lines(await flow.staged('OWNER-6', 'active'))).toEqual(
      expect.arrayContaining(['account owner: no', 'account owner: match']),
    );
  });
});

describe('a plan that starts too early', () => {
  test('waits for a person with the earliest day, and starts on its next due date when he says so', async () => {
    await flow.setUp('EARLY-1', tooEarly);
    const { reason, mandateId } = await rules.asks('EARLY-1', '2026-03-09');
    expect(reason).toContain('2026-03-16');
    expect(reason).toContain('answer happened to start on 2026-04-09');
    expect((await rules.atPtx('EARLY-1')).map(({ id, status }) => [String(id), status])).toEqual([
      [mandateId, 'DRAFT'],
    ]);
    await rules.answer('EARLY-1', 'happened');
    expect((await flow.staged('EARLY-1', 'active')).plan).toMatchObject({ start: '2026-04-09', frequency: 'monthly' });
    expect(await rules.lettersOf('EARLY-1')).toEqual(['NEW_MANDATE_WITH_PLAN']);
  });

  test.each(['retry', 'not-happened'] as const)('asks again when he answers %s', async (as) => {
    const reference = `EARLY-${as.toUpperCase()}`;
    await flow.setUp(reference, tooEarly);
    const before = await rules.asks(reference, '2026-03-09');
    await rules.answer(reference, as);
    await flow.reaches(
      reference,
      'the second question',
      ({ stage, timeline }) => stage === 'needs-attention' && timeline.length >= before.timeline.length + 2,
    );
    expect((await flow.mandates.show(reference)).plan).toBeNull();
  });

  test('is one also at a weekend before the earliest day: PTX would move it by a month', async () => {
    await flow.setUp('EARLY-4', monthly('2026-03-14')); // A Saturday, collected on Monday the 16th.
    await rules.asks('EARLY-4', 'answer happened to start on 2026-04-14');
  });

  test('which has no later due date can only be cancelled', async () => {
    await flow.setUp('EARLY-3', monthly('2026-03-09', { occurrences: 1 }));
    const { reason } = await rules.asks('EARLY-3', '2026-03-09');
    expect(reason).toMatch(/: cancel the mandate$/);
    await rules.answer('EARLY-3', 'happened');
    await rules.asks('EARLY-3', '2026-03-09');
    expect(await flow.mandates.cancel('EARLY-3', SAID)).toMatchObject({ stage: 'cancelled' });
  });
});

describe('what PTX has under the reference already', () => {
  const known = async (
    reference: string,
    more: Partial<{ accountNumber: string; status: 'DRAFT' | 'ACTIVE' }> = {},
  ) => {
    const ptx = rules.somebodyElse();
    const name = { title: 'Ms', firstName: 'Pat', lastName: 'Example', email: 'pat@example.com' };
    const contact = { ...name, reference: `C-${reference}`, communication: 'EMAIL' };
    const { id: contactId } = await ptx.createContact(contact);
    const mandate = { profileId: '4826', reference, sortCode: '200000', accountName: 'P EXAMPLE' };
    const { id } = await ptx.createMandate({
      contactId,
      mandate: { ...mandate, accountNumber: '42222222', status: 'DRAFT', ...more },
    });
    return { contactId, mandateId: id, ptx };
  };

  test('is taken over where it is the same, and set ACTIVE once', async () => {
    const { mandateId } = await known('THERE-1');
    expect(await flow.active('THERE-1')).toMatchObject({ mandateId, plan: { start: '2026-04-01' } });
    expect(rules.lines(await flow.mandates.show('THERE-1'))).toContain('mandate taken over, which PTX shows DRAFT');
    expect(await flow.effects('THERE-1')).toMatchObject({ 'mandate.created': 1, 'mandate.activated': 1 });
  });

  test('is taken over too where it is ACTIVE, and not activated again', async () => {
    const { mandateId } = await known('THERE-2', { status: 'ACTIVE' });
    expect(await flow.active('THERE-2')).toMatchObject({ mandateId, plan: { start: '2026-04-01' } });
    expect(await flow.effects('THERE-2')).toMatchObject({ 'mandate.created': 1, 'mandate.activated': 1 });
  });

  test('is taken over with its plan, whose start is told where it is later than asked', async () => {
    const { contactId, mandateId, ptx } = await known('THERE-7', { status: 'ACTIVE' });
    const plan = { kind: 'MonthlyPaymentPlan' as const, every: 1, monthDays: ['DAY1'], amountMinor: 1250 };
    await ptx.createPaymentPlan({ contactId, mandateId, plan: { ...plan, start: '2026-05-01' } });
    const view = await flow.active('THERE-7', monthly('2026-01-01')); // Its own start has passed: nobody is asked.
    expect(view.plan).toMatchObject({ start: '2026-05-01' });
    expect(rules.lines(view)).toContain('plan monthly of 12.50 GBP from 2026-05-01, which PTX moved from 2026-01-01');
    expect(await flow.effects('THERE-7')).toMatchObject({ 'plan.created': 1, 'mandate.activated': 1 });
  });

  test('but with another account is a person’s business, without the account', async () => {
    await known('THERE-3', { accountNumber: '99999999' });
    await flow.setUp('THERE-3');
    const { reason } = await rules.asks('THERE-3', 'another account');
    expect(reason).not.toMatch(/42222222|99999999/);
    expect(await flow.effects('THERE-3')).not.toHaveProperty('mandate.activated');
  });

  test('but that has ended is a person’s business: a reference is lodged once', async () => {
    const { contactId, mandateId, ptx } = await known('THERE-4');
    await ptx.setMandateStatus({ contactId, mandateId, status: 'CANCELLED' });
    await flow.setUp('THERE-4');
    await rules.asks('THERE-4', 'a reference is lodged once');
  });

  test('but with a plan on other terms is a person’s business', async () => {
    const { contactId, mandateId, ptx } = await known('THERE-5');
    const plan = { kind: 'WeeklyPaymentPlan' as const, every: 1, weekDays: ['MONDAY'], amountMinor: 500 };
    await ptx.createPaymentPlan({ contactId, mandateId, plan: { ...plan, start: '2026-04-13' } });
    await flow.setUp('THERE-5');
    await rules.asks('THERE-5', 'on other terms');
    expect(await flow.effects('THERE-5')).not.toHaveProperty('mandate.activated');
  });

  test('but that is suspended is not reactivated without a person', async () => {
    const { contactId, mandateId, ptx } = await known('THERE-6', { status: 'ACTIVE' });
    await ptx.setMandateStatus({ contactId, mandateId, status: 'SUSPENDED' });
    await flow.setUp('THERE-6');
    await rules.asks('THERE-6', 'is SUSPENDED at PTX');
    await ptx.setMandateStatus({ contactId, mandateId, status: 'ACTIVE' });
    await rules.answer('THERE-6', 'retry');
    await flow.staged('THERE-6', 'active');
  });
});

test('a profile that PTX does not have is a person’s business, and nothing is made', async () => {
  await flow.setUp('PROFILE-1', { profile: '9999' });
  await rules.asks('PROFILE-1', 'read the collection profile: Absent: PTX has no collection profile 9999');
  expect(await rules.contactEffects('C-PROFILE-1')).toEqual([]);
  expect(await flow.mandates.cancel('PROFILE-1', SAID)).toMatchObject({ stage: 'cancelled', reason: SAID.why });
});

test('a set-up that a person was asked about goes on after every answer: it looks first, and does nothing twice', async () => {
  for (const as of ['retry', 'happened', 'not-happened'] as const) {
    const reference = `ANSWER-${as.toUpperCase()}`.slice(0, 18);
    await rules.breaks('ptx.mandates.queryByReference', reference);
    await flow.setUp(reference);
    await rules.asks(reference, 'make the mandate: ContractBroken');
    await rules.answer(reference, as);
    await flow.staged(reference, 'active');
    expect(await flow.effects(reference)).toMatchObject({ 'mandate.created': 1, 'mandate.activated': 1 });
  }
});
