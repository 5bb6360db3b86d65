import { expect, test } from '@jest/globals';
import type { NewContact, NewMandate, PtxClient } from '../../../src/vendors/ptx/client.js';
import { json, text } from '../../support/vendor-server.js';
import { API, startPtx } from './ptx-server.js';
import { sample } from './samples.js';

type Json = Record<string, unknown>;

const contact: NewContact = {
  reference: 'UniqueReference-1234',
  title: 'MR',
  firstName: 'Jan',
  lastName: 'Example',
  email: 'payer@example.com',
  communication: 'EMAIL',
  companyName: 'Example Ltd',
  phone: '01632960000',
  address: {
    lines: '1 EXAMPLE STREET',
    town: 'EXAMPLETOWN',
    county: 'EXAMPLESHIRE',
    postcode: 'AB1 2CD',
    country: 'UK',
  },
  isAttachmentUsed: true,
};
const mandate: NewMandate = {
  profileId: '101',
  reference: 'RFID-22012018-24',
  sortCode: '200000',
  accountNumber: '42222222',
  accountName: 'JAN EXAMPLE',
  altReference: 'ALT/22012018-24',
  comments: 'Mandate was received as a hard copy.',
};
const asked = { contactId: '52', mandateId: '101' };
const ofMandate = `${API}/ddm/contacts/52/mandates/101`;

test('a contact goes out as in the sample and comes back in our words', async () => {
  const ptx = await startPtx({ respond: json(sample('contacts.create.response')) });
  const read = { ...contact, id: '101', type: 'PERSON', asRead: sample('contacts.create.response') };
  expect(await ptx.client.createContact(contact)).toEqual(read);
  expect(await ptx.client.getContact({ contactId: '101' })).toEqual(read);
  const { id, asRead, ...update } = await ptx.client.getContact({ contactId: '101' });
  expect(id).toBe('101');
  expect(await ptx.client.updateContact({ contactId: id, contact: { ...update, asRead } })).toEqual(read);
  expect(ptx.calls().map(({ method, url }) => [method, url])).toEqual([
    ['POST', `${API}/ddm/contacts`],
    ['GET', `${API}/ddm/contacts/101`],
    ['GET', `${API}/ddm/contacts/101`],
    ['PUT', `${API}/ddm/contacts/101`],
  ]);
  const bodies = ptx.calls().map(({ text: body }) => body && JSON.parse(body));
  expect(bodies).toEqual([sample('contacts.create.request'), '', '', sample('contacts.create.response')]);
});

test('all contacts are listed, and one that has next to nothing is one too', async () => {
  const ptx = await startPtx({
    respond: json([...(sample('contacts.list.response') as object[]), { id: 7, title: null }]),
  });
  expect(await ptx.client.listContacts()).toMatchObject([{ id: '101', lastName: 'Example' }, { id: '7' }]);
  expect(ptx.calls()[0]).toMatchObject({ method: 'GET', url: `${API}/ddm/contacts` });
});

test('an update keeps what it has no word for, and leaves out what only a search shows', async () => {
  const asRead = {
    ...{ '@type': 'ContactDTO', id: 101, status: 'ACTIVE', lastName: 'Example', loyalty: { tier: 2 } },
    address: { id: 6448732, lines: ['1 Example Street', 'Exampletown'], code: 'AB1 2CD', country: 'UK' },
  };
  const ptx = await startPtx({ respond: text('', 204) });
  const address = { lines: '2 Example Street', town: '', county: '', postcode: 'AB1 2CD', country: 'UK' };
  const change = { lastName: 'Example', communication: 'POST', address, asRead };
  expect(await ptx.client.updateContact({ contactId: '101', contact: change })).toBeUndefined();
  expect(ptx.asked()).toEqual([
    {
      ...{ type: 'PERSON', id: 101, lastName: 'Example', loyalty: { tier: 2 }, communicationPref: 'POST' },
      address: { id: 6448732, lines: '2 Example Street', town: '', county: '', code: 'AB1 2CD', country: 'UK' },
    },
  ]);
});

test('an address is looked up with all five fields, and found wherever the answer has it', async () => {
  const found = contact.address;
  const ptx = await startPtx({ respond: json(sample('contacts.create.response')) });
  expect(await ptx.client.lookUpAddress({ postcode: 'AB1 2CD' })).toEqual([found]);
  expect(ptx.asked()).toEqual([{ lines: '', town: '', county: '', code: 'AB1 2CD', country: '' }]);
  const { address } = sample('contacts.create.response') as { address: object };
  const list = await startPtx({ respond: json([address, { ...address, lines: ['3', 'Example Street'] }]) });
  expect(await list.client.lookUpAddress({})).toEqual([found, { ...found, lines: '3\nExample Street' }]);
  const none = await startPtx({ respond: json(null) });
  expect(await none.client.lookUpAddress({})).toEqual([]);
});

test.each([
  [true, true],
  [{ available: false }, false],
  [{ addressLookupEnabled: true }, true],
  [null, undefined],
])('whether addresses can be looked up: %j', async (answer, said) => {
  const ptx = await startPtx({ respond: json(answer) });
  expect(await ptx.client.isAddressLookupAvailable()).toBe(said);
  expect(ptx.calls()[0]).toMatchObject({ method: 'GET', url: `${API}/ddm/contacts/address-lookup-available` });
  const unsaid = await startPtx({ respond: json(sample('contacts.create.response')) });
  expect(await unsaid.client.isAddressLookupAvailable()).toBeUndefined();
});

test('a mandate goes out as in the sample, a draft, and comes back without plans', async () => {
  const ptx = await startPtx({ respond: json(sample('mandates.create.response')) });
  const { comments, ...answered } = mandate;
  expect(await ptx.client.createMandate({ contactId: '52', mandate })).toEqual({
    ...answered,
    id: '101',
    contactId: '52',
    status: 'DRAFT',
    createdAt: '2019-08-24T14:15:22.000Z',
    updatedAt: '2019-08-24T14:15:22.000Z',
    restrictedDate: '2019-08-24',
    plans: [],
    asRead: sample('mandates.create.response'),
  });
  const { created, ...documented } = sample('mandates.create.request') as Json;
  expect([typeof created, comments]).toEqual(['string', documented.comments]);
  expect(ptx.asked()).toEqual([documented]);
  expect(ptx.calls()[0]).toMatchObject({ method: 'POST', url: `${API}/ddm/contacts/52/mandates` });
});

test.each([
  ['reference', { reference: 'lower case' }],
  ['reference', { reference: 'LONGER THAN EIGHTEEN' }],
  ['sortCode', { sortCode: '20-00-00' }],
  ['accountNumber', { accountNumber: '4222222' }],
  ['reference', { reference: '-LEADING' }],
])('a mandate with a wrong %s is Invalid, and nothing is sent', async (field, wrong) => {
  const ptx = await startPtx();
  const creating = ptx.client.createMandate({ contactId: '52', mandate: { ...mandate, ...wrong } });
  await expect(creating).rejects.toMatchObject({ name: 'Invalid', message: expect.stringContaining(field) });
  await expect(creating).rejects.not.toThrow(Object.values(wrong)[0]);
  expect(ptx.received).toEqual([]);
});

test('a mandate is read with its plans, and listed for its contact', async () => {
  const ptx = await startPtx({ respond: json(sample('mandates.get.response')) });
  const read = await ptx.client.getMandate(asked);
  expect(read).toMatchObject({ id: '101', contactId: '52', status: 'ACTIVE', validationStatus: 'string' });
  expect(read.plans.map(({ id, kind }) => [id, kind])).toEqual([
    ['109', 'WeeklyPaymentPlan'],
    ['104', 'MonthlyPaymentPlan'],
    ['106', 'MonthlyPickPaymentPlan'],
    ['101', 'YearlyPaymentPlan'],
  ]);
  const list = await startPtx({ respond: json(sample('mandates.list.response')) });
  expect(await list.client.listMandates({ contactId: '52' })).toMatchObject([{ id: '101', plans: { length: 4 } }]);
  expect(ptx.calls()[0]).toMatchObject({ method: 'GET', url: ofMandate });
  expect(list.calls()[0]).toMatchObject({ method: 'GET', url: `${API}/ddm/contacts/52/mandates` });
});

test.each(['id', 'payerId', 'profileId', 'reference', 'sortCode', 'accountNumber', 'status'])(
  'a mandate without %s is none',
  async (field) => {
    const { [field]: _, ...rest } = sample('mandates.get.response') as Json;
    const ptx = await startPtx({ respond: json(rest) });
    await expect(ptx.client.getMandate(asked)).rejects.toMatchObject({ name: 'ContractBroken', path: field });
  },
);

test('a created mandate whose answer cannot be read may be there: it is looked up, not made again', async () => {
  const ptx = await startPtx({ respond: json({}) });
  const creating = ptx.client.createMandate({ contactId: '52', mandate });
  await expect(creating).rejects.toMatchObject({ name: 'OutcomeUnknown', path: 'id' });
});

test('a mandate is written back as it was read, its plans bare and with their kind', async () => {
  const ptx = await startPtx({ respond: json(sample('mandates.get.response')) });
  const read = await ptx.client.getMandate(asked);
  await ptx.client.updateMandate({ contactId: '52', mandate: read });
  const written = ptx.calls()[1];
  expect(written).toMatchObject({ method: 'PUT', url: ofMandate });
  const documented = sample('mandates.update.request') as { paymentPlans: Record<string, Json>[] };
  const bare = documented.paymentPlans.flatMap((keyed) =>
    Object.entries(keyed).map(([kind, plan]) => ({ '@type': kind, ...plan })),
  );
  const sent = JSON.parse(written?.text ?? '');
  expect(sent).toEqual({ ...documented, paymentPlans: bare });
  expect(sent.paymentPlans.map((plan: object) => Object.keys(plan)[0])).toEqual(bare.map(() => '@type'));
});

test('a change of a mandate keeps what PTX has more, and an old reference of others is left alone', async () => {
  const asRead = { ...(sample('mandates.create.response') as Json), reference: 'ref1234', channel: 'WEB' };
  const ptx = await startPtx({ respond: json(asRead) });
  const read = await ptx.client.getMandate(asked);
  await ptx.client.updateMandate({ contactId: '52', mandate: { ...read, sortCode: '300000' } });
  const { lastUpdated, restrictedDate, ...kept } = asRead as Json;
  expect([typeof lastUpdated, typeof restrictedDate]).toEqual(['string', 'string']);
  expect(JSON.parse(ptx.calls()[1]?.text ?? '')).toEqual({ ...kept, sortCode: '300000' });
  const other = ptx.client.updateMandate({ contactId: '52', mandate: { ...read, reference: 'ref99' } });
  await expect(other).rejects.toMatchObject({ name: 'Invalid' });
});

test('a status is set by its word, CANCELLED also where the document writes CANCEL', async () => {
  for (const answer of [json(sample('mandates.get.response')), text('', 204), json(null)]) {
    const ptx = await startPtx({ respond: answer });
    const set = await ptx.client.setMandateStatus({ ...asked, status: 'CANCELLED' });
    expect([undefined, '101']).toContain(set?.id);
    expect(ptx.calls()[0]).toMatchObject({ method: 'POST', url: `${ofMandate}/status/CANCELLED`, text: '' });
  }
});

test('a status that PTX refuses is Invalid with its status, one without an answer unknown', async () => {
  for (const [status, name] of [
    [409, 'Invalid'],
    [404, 'Invalid'],
    [500, 'OutcomeUnknown'],
  ] as const) {
    const ptx = await startPtx({ respond: json({ message: 'no' }, status) });
    const setting = ptx.client.setMandateStatus({ ...asked, status: 'ACTIVE' });
    await expect(setting).rejects.toMatchObject({ name, status, operation: 'mandates.setStatus' });
  }
});

test('a mandate is deleted, whatever the answer is', async () => {
  const ptx = await startPtx({ respond: text('', 204) });
  expect(await ptx.client.deleteMandate(asked)).toBeUndefined();
  expect(ptx.calls()[0]).toMatchObject({ method: 'DELETE', url: ofMandate, text: '' });
});

test('a one-off goes out as in the sample, its amount exact and its day a day of London', async () => {
  const ptx = await startPtx({ respond: json(sample('mandates.createOneOff.request')) });
  const documented = sample('mandates.createOneOff.request') as Json;
  const oneOff = { amountMinor: 45_50, dueDate: '2019-08-24', comments: documented.comments as string };
  expect(await ptx.client.createOneOff({ ...asked, ...oneOff })).toEqual({ amountMinor: 45_50, dueDate: '2019-08-24' });
  await ptx.client.createOneOff({ ...asked, ...oneOff, amountMinor: 1, type: 'REFUND' });
  expect(ptx.asked()).toEqual([
    { ...documented, dueDate: '2019-08-24T00:00:00Z' },
    { ...documented, dueDate: '2019-08-24T00:00:00Z', amount: '0.01', paymentType: 'REFUND' },
  ]);
  expect(ptx.calls()[0]).toMatchObject({ method: 'POST', url: `${ofMandate}/transaction` });
  const silent = await startPtx({ respond: text('') });
  expect(await silent.client.createOneOff({ ...asked, ...oneOff })).toEqual({});
});

test('an instruction to the bank is sent by its code', async () => {
  const ptx = await startPtx({ respond: text('') });
  await ptx.client.addAuddisInstruction({ ...asked, code: '0N' });
  expect(ptx.asked()).toEqual([sample('mandates.addAuddisInstruction.request')]);
  expect(ptx.calls()[0]).toMatchObject({ method: 'POST', url: `${ofMandate}/auddis` });
  await expect(ptx.client.addAuddisInstruction({ ...asked, code: '17' })).rejects.toMatchObject({ name: 'Invalid' });
});

test('the owner of an account is asked about before there is a mandate, and PTX’s own word comes back', async () => {
  const ask = async (answer: unknown, more: { mandateId?: string } = {}) => {
    const ptx = await startPtx({ respond: json(answer) });
    return { ptx, check: await ptx.client.verifyAccountOwner({ contactId: '52', mandate, ...more }) };
  };
  const { ptx, check } = await ask(sample('mandates.get.response'));
  expect(check).toEqual({ validationStatus: 'string' });
  const { created: _, ...documented } = sample('mandates.create.request') as Json;
  expect(ptx.asked()).toEqual([documented]);
  expect(ptx.calls()[0]).toMatchObject({ method: 'POST', url: `${API}/ddm/contacts/52/mandates/verify` });
  expect((await ask({ validationStatus: 'CLOSE_MATCH' }, { mandateId: '101' })).check.validationStatus).toBe(
    'CLOSE_MATCH',
  );
  expect((await ask({ id: 101 })).check).toEqual({});
});

test.each<[string, (ptx: PtxClient) => Promise<unknown>, readonly string[]]>([
  ['a contact', (ptx) => ptx.createContact(contact), ['Jan', 'Example', 'payer@', '01632960000', 'EXAMPLE STREET']],
  ['a mandate', (ptx) => ptx.createMandate({ contactId: '52', mandate }), ['200000', '42222222', 'JAN']],
])('an error about %s tells nothing of the payer', async (_, ask, secrets) => {
  const ptx = await startPtx({
    respond: (response, request) => json({ message: `refused: ${request.text}` }, 400)(response, request),
  });
  const error = await ask(ptx.client).catch((caught: Error) => caught);
  expect(error).toMatchObject({ name: 'Invalid', status: 400 });
  for (const secret of secrets) expect(String(error)).not.toContain(secret);
});
