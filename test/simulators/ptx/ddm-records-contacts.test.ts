import { describe, expect, test } from '@jest/globals';
import { sample } from '../../vendors/ptx/samples.js';
import { contact, startDdmRig } from './ddm-records-support.js';

describe('a contact', () => {
  test('is answered as the document shows it', async () => {
    const rig = await startDdmRig();
    const body = sample('contacts.create.request') as { reference: string };
    const { status, body: created } = await rig.call('POST', '/ddm/contacts', body);
    const documented = sample('contacts.create.response') as object;
    expect([status, Object.keys(created)]).toEqual([200, Object.keys(documented)]);
    expect(created).toMatchObject(body);
    expect((await rig.call('GET', `/ddm/contacts/${created.id}`)).body).toEqual(created);
    expect((await rig.call('GET', '/ddm/contacts')).body).toEqual([created]);
    expect(await rig.control.ledger({ reference: body.reference })).toMatchObject([
      { effect: 'contact.created', id: String(created.id) },
    ]);
  });

  test('without a reference has one of its id', async () => {
    const rig = await startDdmRig();
    const id = await rig.createContact({ reference: undefined });
    expect((await rig.control.contacts())[0]?.reference).toBe(String(id).padStart(8, '0'));
  });

  test('of the same reference is another one: nothing of the page prevents it', async () => {
    const rig = await startDdmRig();
    const ids = [await rig.createContact(), await rig.createContact()];
    expect(new Set(ids).size).toBe(2);
    expect((await rig.control.contacts()).map(({ reference }) => reference)).toEqual(['PAYER-1', 'PAYER-1']);
  });

  test('that is changed has lost what was left out, but for its reference', async () => {
    const rig = await startDdmRig();
    const id = await rig.createContact({ phone: '012345', companyName: 'Example Ltd' });
    const { status } = await rig.call('PUT', `/ddm/contacts/${id}`, { lastName: 'Other', email: 'other@example.com' });
    expect(status).toBe(200);
    expect((await rig.control.contacts())[0]).toEqual({
      id,
      addressId: expect.any(Number),
      title: '',
      firstName: '',
      lastName: 'Other',
      email: 'other@example.com',
      communicationPref: 'EMAIL',
      reference: 'PAYER-1',
      isAttachmentUsed: false,
      status: 'ACTIVE',
    });
  });

  test.each([
    ['no last name', { lastName: undefined }],
    ['an empty last name', { lastName: ' ' }],
    ['no title', { title: undefined }],
    ['no address for letters by e-mail', { email: '' }],
    ['another way of writing', { communicationPref: 'FAX' }],
    ['a partial address', { address: { lines: '1 High Street', code: 'AA1 1AA' } }],
    ['a number as a town', { address: { ...contact().address, town: 7 } }],
    ['a formula', { phone: '+441234567890' }],
    ['a formula in the address', { address: { ...contact().address, town: '=1+1' } }],
    ['another type', { type: 'COMPANY' }],
  ])('with %s is refused', async (_what, more) => {
    const rig = await startDdmRig();
    expect(await rig.call('POST', '/ddm/contacts', contact(more))).toMatchObject({ status: 400 });
    expect(await rig.control.contacts()).toEqual([]);
  });

  test('can have no e-mail address where letters are printed', async () => {
    const rig = await startDdmRig();
    await rig.createContact({ email: '', communicationPref: 'POST', address: undefined });
    expect((await rig.control.contacts())[0]).toMatchObject({ email: '', communicationPref: 'POST' });
  });

  test('that is unknown, or another one, is refused', async () => {
    const rig = await startDdmRig();
    const id = await rig.createContact();
    expect((await rig.call('GET', '/ddm/contacts/1')).status).toBe(404);
    expect((await rig.call('PUT', '/ddm/contacts/1', contact())).status).toBe(404);
    expect((await rig.call('PUT', `/ddm/contacts/${id}`, contact({ id: id + 1 }))).status).toBe(400);
  });
});

describe('the look-up of addresses', () => {
  test('answers the address, and says that it is there', async () => {
    const rig = await startDdmRig();
    const address = sample('contacts.lookupAddress.request') as object;
    const { status, body } = await rig.call('POST', '/ddm/contacts/address-lookup', address);
    expect([status, body.address]).toEqual([200, address]);
    expect(await rig.call('GET', '/ddm/contacts/address-lookup-available')).toMatchObject({ status: 200 });
  });

  test('needs all five fields', async () => {
    const rig = await startDdmRig();
    const { status } = await rig.call('POST', '/ddm/contacts/address-lookup', { code: 'AA1 1AA' });
    expect(status).toBe(400);
  });
});
