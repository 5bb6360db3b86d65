import { expect, test } from '@jest/globals';
import { VendorError } from '../../../src/vendors/errors.js';
import type { PtxClient } from '../../../src/vendors/ptx/client.js';
import { json, type Respond } from '../../support/vendor-server.js';
import { startPtx } from './ptx-server.js';

// Of calls that carry nothing but ids nobody knows what PTX may repeat: its words go into histories and onto pages.
const CANARY = /quirinius|zwaardvis|canary\.example|20-73-17|207317|73194628/i;
const SAID =
  'Mandate 4711 of Quirinius Zwaardvis (QUIRINIUS ZWAARDVIS, q@canary.example, sort code 20-73-17, account 73194628) is in use';
const KEPT = /Mandate 4711 of …/;

const at = { contactId: '1', mandateId: '2' };
const plan = {
  kind: 'WeeklyPaymentPlan',
  amountMinor: 1_00,
  start: '2026-05-01',
  every: 1,
  weekDays: ['FRIDAY'],
} as const;
const CALLS: Record<string, (client: PtxClient) => Promise<unknown>> = {
  'the reading of a mandate': (client) => client.getMandate(at),
  'the status of a mandate': (client) => client.setMandateStatus({ ...at, status: 'SUSPENDED' }),
  'the plans of a mandate': (client) => client.listPaymentPlans(at),
  'a new plan': (client) => client.createPaymentPlan({ ...at, plan: { ...plan, weekDays: ['FRIDAY'] } }),
  'the validation of a plan': (client) =>
    client.validatePaymentPlan({ ...at, plan: { ...plan, weekDays: ['FRIDAY'] } }),
  'a one-off': (client) =>
    client.createOneOff({ ...at, amountMinor: 1_00, dueDate: '2026-05-01', comments: 'Deposit [K]' }),
  'an instruction to the bank': (client) => client.addAuddisInstruction({ ...at, code: '0N' }),
  'the history of a mandate': (client) => client.queryHistoryByMandate({ mandateId: '2' }),
  'the letters of a profile': (client) =>
    client.queryLettersByProfileAndStatus({ profileId: '3', statuses: ['CREATED'] }),
  'the suppression of a letter': (client) => client.suppressLetter({ letterId: '4' }),
  'a contact': (client) => client.getContact({ contactId: '1' }),
  'a report': (client) => client.exportMessage({ serviceType: 'BACSTel-IP', reportId: '5', reportFormat: '0' }),
};

async function failureAt(respond: Respond, call: (client: PtxClient) => Promise<unknown>): Promise<string> {
  const { client } = await startPtx({ respond });
  const error = await call(client).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof VendorError)) throw new Error(`no failure: ${String(error)}`);
  return error.message;
}

test.each(Object.keys(CALLS))('a refusal of %s names nobody, and says what is wrong', async (what) => {
  const message = await failureAt(json({ message: SAID }, 400), CALLS[what] as (client: PtxClient) => Promise<unknown>);
  expect(message).not.toMatch(CANARY);
  expect(message).toMatch(KEPT);
  expect(message).toContain('is in use');
});

test.each(['the reading of a mandate', 'the plans of a mandate', 'a contact'])(
  'an answer that does not fit the reading of %s is shown without anybody’s name',
  async (what) => {
    const person = { accountName: 'QUIRINIUS ZWAARDVIS', lastName: 'Zwaardvis', sortCode: '207317', said: SAID };
    const message = await failureAt(json([person]), CALLS[what] as (client: PtxClient) => Promise<unknown>);
    expect(message).toContain('the vendor wrote');
    expect(message).not.toMatch(CANARY);
  },
);
