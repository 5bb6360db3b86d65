import { beforeAll, describe, expect, test } from '@jest/globals';
import { contactDifferences } from '../../src/activities/contacts.js';
import { ownerVerdict } from '../../src/activities/owner-checks.js';
import type { ContactDetails } from '../../src/workflows/messages.js';
import { attempted } from '../support/attempts.js';
import {
  ACCOUNT,
  type AtPtxForTests,
  aContact,
  aDraft,
  anActiveMandate,
  PROFILE,
  startMandateEffects,
} from '../support/mandate-effects.js';

let at: AtPtxForTests;
beforeAll(async () => {
  at = await startMandateEffects();
});

/** How often PTX did something, by what it was done to. */
const effects = async (reference: string) => (await at.control.ledger({ reference })).map(({ effect }) => effect);

describe('a collection profile', () => {
  test('is found by its id and by its exact name', async () => {
    const byId = await attempted(at.activities.readCollectionProfile, { profile: PROFILE });
    expect(byId).toEqual({
      id: PROFILE,
      name: 'TEST COLLECTION PROFILE',
      mandateNoticePeriod: 10,
      oneOffNoticePeriod: 10,
      representationRetries: 0,
      representationDelay: 15,
    });
    expect(await attempted(at.activities.readCollectionProfile, { profile: byId.name })).toEqual(byId);
  });

  test('that PTX does not have is refused, and the ones that it has are named', async () => {
    await expect(attempted(at.activities.readCollectionProfile, { profile: 'COLLECTION' })).rejects.toMatchObject({
      nonRetryable: true,
      message: expect.stringContaining(`it has ${PROFILE} (TEST COLLECTION PROFILE)`),
    });
  });
});

describe('a contact', () => {
  test('is found by its whole reference, among those that contain it', async () => {
    const longer = await attempted(at.activities.ensureContact, { contact: aContact('FOUND-2'), update: false });
    const wanted = { contact: aContact('FOUND'), update: false };
    const made = await attempted(at.activities.ensureContact, wanted);
    expect(made).toEqual({ contactId: expect.any(String), created: true, differs: [] });
    expect(made.contactId).not.toBe(longer.contactId);
    expect(await attempted(at.activities.ensureContact, wanted)).toEqual({ ...made, created: false });
    expect(await effects('C-FOUND')).toEqual(['contact.created']);
  });

  test('that differs is reported, and overwritten only when asked; what only PTX knows stays', async () => {
    const there = aContact('DIFFERS', { companyName: 'Example Ltd', phone: '0123456789' });
    const { contactId } = await attempted(at.activities.ensureContact, { contact: there, update: false });
    const contact = aContact('DIFFERS', { lastName: 'Sample', communication: 'POST' });
    const expected = { contactId, created: false };
    expect(await attempted(at.activities.ensureContact, { contact, update: false })).toEqual({
      ...expected,
      differs: ['lastName', 'communication'],
    });
    expect(await effects('C-DIFFERS')).toEqual(['contact.created']);
    expect(await attempted(at.activities.ensureContact, { contact, update: true })).toEqual({
      ...expected,
      differs: [],
    });
    expect(await attempted(at.activities.ensureContact, { contact, update: true })).toEqual({
      ...expected,
      differs: [],
    });
    expect(await effects('C-DIFFERS')).toEqual(['contact.created', 'contact.updated']);
    expect(await at.ptx.getContact({ contactId })).toMatchObject({
      lastName: 'Sample',
      companyName: 'Example Ltd',
      phone: '0123456789',
      address: contact.address,
    });
  });

  test('of which PTX has two is refused with their ids, and without anything personal', async () => {
    const { address: _, companyName: __, phone: ___, ...named } = aContact('TWICE');
    const ids = [await at.ptx.createContact(named), await at.ptx.createContact(named)].map(({ id }) => id);
    const error = await attempted(at.activities.ensureContact, { contact: aContact('TWICE'), update: true }).catch(
      (caught: Error) => caught.message,
    );
    for (const id of ids) expect(error).toContain(id);
    expect(error).not.toMatch(/Ada|Example|example\.com|TWICE/);
  });

  test('that PTX refuses is refused with PTX’s words, without the payer’s', async () => {
    const contact = aContact('REFUSED', { lastName: '=SUM(1)' });
    await expect(attempted(at.activities.ensureContact, { contact, update: false })).rejects.toMatchObject({
      nonRetryable: true,
      message: expect.not.stringContaining('SUM'),
    });
  });
});

describe('a contact’s fields differ where PTX has something else', () => {
  const ours = (given: Partial<ContactDetails>) => aContact('SAME', given);
  const address = { lines: '1 High St\nFlat 2', town: 'Bath', county: 'Avon', postcode: 'BA1 3BN', country: 'UK' };
  test.each<[string, Partial<ContactDetails>, object, string[]]>([
    ['the same', {}, {}, []],
    ['capitals and blanks', {}, { title: 'MS', firstName: ' ADA', email: 'Ada@Example.com' }, []],
    ['another name', {}, { lastName: 'Other' }, ['lastName']],
    ['a name that PTX does not show', {}, { firstName: undefined }, ['firstName']],
    ['a company that we do not know', {}, { companyName: 'Example Ltd' }, []],
    ['a phone in another grouping', { phone: '+44 1234 567890' }, { phone: '0044 1234567890' }, []],
    ['another phone', { phone: '01234 567890' }, { phone: '01234 567891' }, ['phone']],
    [
      'an address cut otherwise',
      { address },
      { address: { ...address, lines: '1 High St, Flat 2', postcode: 'ba13bn' } },
      [],
    ],
    ['an address in a list of lines', { address }, { address: { ...address, lines: ['1 High St', 'Flat 2'] } }, []],
    ['a town that we do not know', { address: { ...address, town: '' } }, { address }, []],
    ['another town', { address }, { address: { ...address, town: 'Wells' } }, ['address.town']],
    [
      'no address there',
      { address },
      { address: undefined },
      ['lines', 'town', 'county', 'postcode', 'country'].map((part) => `address.${part}`),
    ],
    ['no address here', { address: null }, { address }, []],
  ])('%s', (_what, here, there, differs) => {
    expect(contactDifferences(ours(here), { ...ours({}), ...there } as never)).toEqual(differs);
  });
});

describe('a mandate', () => {
  test('is made in DRAFT once, and taken over as long as contact, profile and account are the same', async () => {
    const { contactId, mandateId } = await aDraft(at, 'TAKEN OVER');
    const request = { contactId, profileId: PROFILE, reference: 'TAKEN OVER', account: ACCOUNT, altReference: null };
    const { mandate, created } = await attempted(at.activities.ensureMandate, request);
    expect(created).toBe(false);
    expect(mandate).toMatchObject({ mandateId, contactId, profileId: PROFILE, status: 'DRAFT' });
    expect(mandate.restrictedDate).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    expect(mandate.accountHash).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify(mandate)).not.toMatch(/42222222|ADA/);
    expect(await effects('TAKEN OVER')).toEqual(['mandate.created']);
  });

  test('with a longer reference that contains this one is another mandate', async () => {
    const longer = await aDraft(at, 'PART/2');
    const shorter = await aDraft(at, 'PART');
    expect(shorter.mandateId).not.toBe(longer.mandateId);
  });

  test('of another contact, profile or account is refused by the names of what differs, without values', async () => {
    const { contactId, mandateId } = await aDraft(at, 'OTHER');
    const own = { contactId, profileId: PROFILE, reference: 'OTHER', account: ACCOUNT, altReference: null };
    const other = { ...own, profileId: '5761', account: { ...ACCOUNT, accountNumber: '43333333' } };
    const error = await attempted(at.activities.ensureMandate, other).catch((caught: Error) => caught.message);
    expect(error).toContain(`mandate ${mandateId} has this reference`);
    expect(error).toContain('collection profile (4826) and another account');
    expect(error).not.toMatch(/42222222|43333333|OTHER/);
    await expect(attempted(at.activities.ensureMandate, { ...own, contactId: '1' })).rejects.toThrow(
      `contact (${contactId})`,
    );
  });

  test('that is cancelled keeps its reference to itself', async () => {
    const ids = await aDraft(at, 'ENDED');
    await attempted(at.activities.setMandateStatus, { ...ids, status: 'CANCELLED', from: ['DRAFT'] });
    const again = {
      contactId: ids.contactId,
      profileId: PROFILE,
      reference: 'ENDED',
      account: ACCOUNT,
      altReference: null,
    };
    await expect(attempted(at.activities.ensureMandate, again)).rejects.toThrow(
      'is CANCELLED: a reference is lodged once',
    );
  });

  test('that was deleted is still read, by what the queries show', async () => {
    const ids = await aDraft(at, 'DELETED');
    await at.ptx.deleteMandate(ids);
    expect(await attempted(at.activities.readMandate, { ...ids, letters: true })).toEqual({
      mandate: expect.objectContaining({ ...ids, status: 'DELETED' }),
      plan: null,
      rows: [],
      lodgements: [],
      letters: [],
    });
    await expect(
      attempted(at.activities.readMandate, { ...ids, mandateId: '1', letters: false }),
    ).rejects.toMatchObject({
      type: 'Absent',
      nonRetryable: true,
    });
  });
});

describe('a mandate’s status', () => {
  test('that it has already is not sent again, and none is set from a status that is not meant', async () => {
    const ids = await anActiveMandate(at, 'STAYS');
    const before = await effects('STAYS');
    const active = await attempted(at.activities.setMandateStatus, {
      ...ids,
      status: 'ACTIVE',
      from: ['DRAFT', 'SUSPENDED'],
    });
    const kept = await attempted(at.activities.setMandateStatus, { ...ids, status: 'SUSPENDED', from: ['DRAFT'] });
    expect([active.mandate.status, kept.mandate.status]).toEqual(['ACTIVE', 'ACTIVE']);
    expect(active.lodgements).toEqual([expect.objectContaining({ code: '0N', status: 'PENDING' })]);
    expect(await effects('STAYS')).toEqual(before);
  });

  test('to which PTX sees no way is read back, and no failure', async () => {
    const ids = await anActiveMandate(at, 'CONFLICT');
    await attempted(at.activities.setMandateStatus, { ...ids, status: 'CANCELLED', from: ['ACTIVE'] });
    const request = { ...ids, status: 'ACTIVE' as const, from: ['CANCELLED'] };
    expect((await attempted(at.activities.setMandateStatus, request)).mandate.status).toBe('CANCELLED');
  });
});

describe('the check of an account’s owner', () => {
  test.each([
    ['YES', 'match'],
    ['Full Match', 'match'],
    ['CLOSE_MATCH', 'close'],
    ['NO', 'no'],
    ['no match', 'no'],
    ['UNAVAILABLE', 'unavailable'],
    ['SOMETHING NEW', 'unclear'],
    [undefined, 'unclear'],
  ])('%s is %s', (word, verdict) => {
    expect(ownerVerdict(word)).toBe(verdict);
  });

  test('gives PTX’s own word with what it means', async () => {
    const { contactId } = await aDraft(at, 'OWNER');
    const request = { contactId, profileId: PROFILE, reference: 'OWNER', account: ACCOUNT };
    expect(await attempted(at.activities.verifyOwner, request)).toEqual({ verdict: 'match', status: 'YES' });
  });

  test('is unavailable where PTX does not have it at that address', async () => {
    const elsewhere = await startMandateEffects({ missingOperations: ['ptx.mandates.verifyAccountOwner'] });
    const { contactId } = await aDraft(elsewhere, 'NO CHECK');
    const request = { contactId, profileId: PROFILE, reference: 'NO CHECK', account: ACCOUNT };
    expect(await attempted(elsewhere.activities.verifyOwner, request)).toEqual({
      verdict: 'unavailable',
      status: null,
    });
  });
});
