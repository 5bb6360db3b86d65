import { afterEach, expect, test } from '@jest/globals';
import { createPtxControlClient } from '../../../src/simulators/ptx/control-client.js';
import { startPtxSimulator } from '../../../src/simulators/ptx/index.js';
import { createPtxClient, type NewPlan } from '../../../src/vendors/ptx/client.js';
import { createPtxSession } from '../../../src/vendors/ptx/session.js';
import { credentials } from './ptx-server.js';

const PROFILE = '4826';

const open: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function startPtx() {
  const { url, controlUrl, close } = await startPtxSimulator({
    users: [{ ...credentials, name: 'Alex Example' }],
    clock: { origin: '2026-03-02T09:00:00Z', speed: 0 },
  });
  open.push(close);
  const session = createPtxSession({ url, credentials, timeoutMs: 5_000 });
  const client = createPtxClient({ url, session, timeoutMs: 5_000 });
  return { client, control: createPtxControlClient(controlUrl) };
}

const contact = {
  reference: 'PAYER-1',
  title: 'MX',
  firstName: 'Jan',
  lastName: 'Example',
  email: 'payer@example.com',
  communication: 'POST',
  address: { lines: '1 Example Street', town: 'Exampletown', county: '', postcode: 'AB1 2CD', country: 'UK' },
};
const account = { sortCode: '200000', accountNumber: '55555555', accountName: 'JAN EXAMPLE' };
const newMandate = { profileId: PROFILE, reference: 'REF-1', altReference: 'crm:1', ...account };
const plans: NewPlan[] = [
  { kind: 'WeeklyPaymentPlan', amountMinor: 10_05, start: '2026-05-04', every: 2, weekDays: ['MONDAY'] },
  {
    kind: 'MonthlyPaymentPlan',
    amountMinor: 20_10,
    start: '2026-05-05',
    every: 3,
    monthDays: ['DAY5'],
    occurrences: 8,
  },
  {
    ...{ kind: 'MonthlyPickPaymentPlan', amountMinor: 30, start: '2026-05-01', end: '2027-05-31', every: 1 },
    ...{ sequence: 'FIRST', weekDaySequence: 'WORKING_DAY' },
  },
  { kind: 'YearlyPaymentPlan', amountMinor: 40_99, start: '2026-06-10', months: ['JUNE'], monthDays: ['DAY10'] },
];

async function startMandate() {
  const { client, control } = await startPtx();
  const { id: contactId } = await client.createContact(contact);
  const { id: mandateId } = await client.createMandate({ contactId, mandate: newMandate });
  return { client, control, contactId, mandateId, of: { contactId, mandateId } };
}

test('the collection profiles are listed, and one is found by its name', async () => {
  const { client } = await startPtx();
  const all = await client.queryCollectionProfiles();
  const [first] = all;
  expect(first).toMatchObject({ id: PROFILE, oneOffNoticePeriod: 10, mandateNoticePeriod: 10 });
  expect(await client.queryCollectionProfilesByName({ name: first?.name ?? '' })).toEqual([first]);
});

test('a contact is made, found, changed whole and read back', async () => {
  const { client } = await startPtx();
  const made = await client.createContact(contact);
  expect(made).toMatchObject({ ...contact, type: 'PERSON' });
  const [found] = await client.queryContactsByReference({ reference: 'PAYER-1' });
  expect(found).toMatchObject({ ...contact, id: made.id, status: 'ACTIVE' });
  expect(await client.queryContactsByLastName({ lastName: 'ampl' })).toHaveLength(1);
  const whole = await client.getContact({ contactId: made.id });
  await client.updateContact({ contactId: made.id, contact: { ...whole, email: 'other@example.com' } });
  expect(await client.listContacts()).toMatchObject([{ ...contact, id: made.id, email: 'other@example.com' }]);
  expect(await client.isAddressLookupAvailable()).toBe(true);
  expect(await client.lookUpAddress({ postcode: 'AB1 2CD' })).toMatchObject([{ postcode: 'AB1 2CD' }]);
});

test('a mandate goes from draft to active with its plan, and collects what it is asked to', async () => {
  const { client, mandateId, of } = await startMandate();
  expect(await client.getMandate(of)).toMatchObject({ ...newMandate, status: 'DRAFT', plans: [] });
  const [, monthly] = plans;
  if (!monthly) throw new Error('there is no plan');
  await client.validatePaymentPlan({ ...of, plan: monthly });
  expect(await client.listPaymentPlans(of)).toEqual([]);
  const plan = await client.createPaymentPlan({ ...of, plan: monthly });
  await client.setMandateStatus({ ...of, status: 'ACTIVE' });
  expect(await client.getMandate(of)).toMatchObject({ status: 'ACTIVE', plans: [{ id: plan.id }] });
  expect(await client.queryMandatesByReference({ reference: 'REF-' })).toMatchObject([
    { ...newMandate, id: mandateId, status: 'ACTIVE', planIds: [plan.id] },
  ]);
  const oneOff = { amountMinor: 45_51, dueDate: '2026-06-01', comments: 'Payment [KEY-1]' };
  await client.createOneOff({ ...of, ...oneOff });
  await client.addAuddisInstruction({ ...of, code: '0N' });
  const history = await client.queryHistoryByMandate({ mandateId });
  expect(history.find(({ paymentType }) => paymentType === 'ONE_OFF')).toMatchObject({
    ...{ amountMinor: 45_51, paymentDate: '2026-06-01', comments: 'Payment [KEY-1]', status: 'PENDING' },
    ...{ reference: 'REF-1', altReference: 'crm:1', createdAt: expect.stringMatching(/^2026-03-02T09:00:0/) },
  });
  expect(history.filter(({ code }) => code === '0N')).toHaveLength(2);
  expect(await client.queryHistoryBetween({ from: '2026-06-01', to: '2026-06-01' })).toHaveLength(1);
});

test.each(plans)('a $kind is shown as it was asked for, changed and taken away', async (plan) => {
  const { client, of } = await startMandate();
  const { id: planId } = await client.createPaymentPlan({ ...of, plan });
  const made = await client.getPaymentPlan({ ...of, planId });
  expect(made).toMatchObject({ ...plan, status: 'ACTIVE' });
  expect(await client.listPaymentPlans(of)).toMatchObject([{ id: planId, kind: plan.kind }]);
  await client.updatePaymentPlan({ ...of, plan: { ...made, amountMinor: 77_77 } });
  expect(await client.getPaymentPlan({ ...of, planId })).toMatchObject({ ...plan, amountMinor: 77_77 });
  await client.setPaymentPlanStatus({ ...of, planId, status: 'SUSPENDED' });
  expect((await client.getPaymentPlan({ ...of, planId })).status).toBe('SUSPENDED');
  await client.deletePaymentPlan({ ...of, planId });
  expect(await client.listPaymentPlans(of)).toEqual([]);
});

test('a plan changes its kind', async () => {
  const { client, of } = await startMandate();
  const [weekly, , , yearly] = plans;
  if (!weekly || !yearly) throw new Error('there is no plan');
  const { id, asRead } = await client.createPaymentPlan({ ...of, plan: weekly });
  await client.updatePaymentPlan({ ...of, plan: { ...yearly, id, asRead } });
  expect(await client.listPaymentPlans(of)).toMatchObject([{ ...yearly, id }]);
});

test('a mandate is changed as a whole, and found by what it is', async () => {
  const { client, contactId, mandateId, of } = await startMandate();
  const read = await client.getMandate(of);
  await client.updateMandate({ contactId, mandate: { ...read, accountName: 'J EXAMPLE', comments: 'moved' } });
  expect(await client.listMandates({ contactId })).toMatchObject([{ id: mandateId, accountName: 'J EXAMPLE' }]);
  await client.setMandateStatus({ ...of, status: 'ACTIVE' });
  await client.setMandateStatus({ ...of, status: 'CANCELLED' });
  const days = { from: '2026-03-01', to: '2026-03-03' };
  const searches = [
    client.queryMandatesByContact({ contactId }),
    client.queryMandatesNotDeleted(),
    client.queryMandatesByContactNotDeleted({ contactId }),
    client.queryMandatesCancelledOrSuspended(),
    client.queryMandatesByProfile({ profileId: PROFILE }),
    client.queryMandatesCancelledOrSuspendedBetween(days),
  ];
  for (const found of await Promise.all(searches))
    expect(found).toMatchObject([{ id: mandateId, status: 'CANCELLED' }]);
});

test('a deleted mandate is gone but for the searches', async () => {
  const { client, contactId, of } = await startMandate();
  await client.deleteMandate(of);
  await expect(client.getMandate(of)).rejects.toMatchObject({ name: 'Invalid', status: 404 });
  expect(await client.queryMandatesByContact({ contactId })).toMatchObject([{ status: 'DELETED' }]);
  expect(await client.queryMandatesByContactNotDeleted({ contactId })).toEqual([]);
});

test('the owner of an account is asked about, before there is a mandate', async () => {
  const { client } = await startPtx();
  const { id: contactId } = await client.createContact(contact);
  expect(await client.verifyAccountOwner({ contactId, mandate: newMandate })).toEqual({ validationStatus: 'YES' });
  expect(await client.queryMandatesByContact({ contactId })).toEqual([]);
});

test('a letter is found, read when it is ready, and kept from going out', async () => {
  const { client, contactId, of } = await startMandate();
  await client.setMandateStatus({ ...of, status: 'ACTIVE' });
  const [letter] = await client.queryLettersByProfileAndStatus({ profileId: PROFILE, statuses: ['CREATED'] });
  expect(letter).toMatchObject({ trigger: expect.stringMatching(/^NEW_MANDATE/), contactId, reference: 'REF-1' });
  const letterId = letter?.id ?? '';
  expect(await client.queryLettersBySubject({ trigger: letter?.trigger ?? '' })).toEqual([letter]);
  const report = await client.generateLetterReport({ letterId });
  let bytes: Uint8Array | undefined;
  for (let asked = 0; asked < 5 && bytes === undefined; asked += 1) bytes = await client.downloadLetterReport(report);
  expect(Buffer.from(bytes ?? []).toString()).toContain(letterId);
  await client.suppressLetter({ letterId });
  expect(await client.queryLettersByProfileAndStatus({ profileId: PROFILE, statuses: ['CREATED'] })).toEqual([]);
  expect((await client.queryLetters()).map(({ id }) => id)).toEqual([letterId]);
});

test('a template is made, changed and deleted', async () => {
  const { client } = await startPtx();
  const template = { kind: 'WeeklyPlanTemplate', name: 'Fortnightly', every: 2, weekDays: ['FRIDAY'] } as const;
  const made = await client.createPlanTemplate({ ...template, weekDays: ['FRIDAY'], amountMinor: 5_05 });
  const { id: templateId } = made;
  await client.updatePlanTemplate({ template: { ...made, amountMinor: 6_06 } });
  expect(await client.getPlanTemplate({ templateId })).toMatchObject({ ...template, amountMinor: 6_06 });
  expect(await client.listPlanTemplates()).toMatchObject([{ id: templateId }]);
  await client.deletePlanTemplate({ templateId });
  expect(await client.listPlanTemplates()).toEqual([]);
});

test('a file is handed in, found by its name, and says what became of its lines', async () => {
  const { client, control, of } = await startMandate();
  await client.setMandateStatus({ ...of, status: 'ACTIVE' });
  const content = Buffer.from('REF-1,45.50,2026-06-01,Payment [A]\nREF-9,1.00,2026-06-01,Payment [B]\n');
  const { fileId } = await client.importOneOffCollections({ profileId: PROFILE, fileName: 'KEY-1.csv', content });
  const days = { from: '2026-03-01', to: '2026-03-03' };
  const [file] = await client.queryDdmFiles({ type: 'ONE_OFF_PAYMENTFILE', ...days });
  expect(file).toMatchObject({ id: fileId, name: 'KEY-1.csv', profileId: PROFILE, type: 'ONE_OFF_PAYMENTFILE' });
  await control.advance(60_000);
  expect(await client.getDdmFile({ fileId })).toMatchObject({ id: fileId, recordsProcessed: 2, recordsImported: 1 });
  const lines = await client.queryDdmFileLog({ fileId });
  expect(lines).toMatchObject([{ fileId, lineNumber: 2, status: 'ERROR', mandateReference: 'REF-9' }]);
  expect(await client.queryDdmFiles({ type: 'PAYER_FILE', ...days })).toEqual([]);
});
