import { beforeAll, describe, expect, test } from '@jest/globals';
import type { PtxFaultRule } from '../../src/simulators/ptx/control-types.js';
import { attempted } from '../support/attempts.js';
import { faultKinds } from '../support/fault-kinds.js';
import {
  ACCOUNT,
  type AtPtxForTests,
  aContact,
  aPlan,
  dayAhead,
  httpTimeoutMs,
  PROFILE,
  startMandateEffects,
} from '../support/mandate-effects.js';

// Every way in which a call can go wrong, at every call of a mandate's life that has an effect. PTX's ledger must show each
// effect once.

const KINDS = [
  ...faultKinds.map((kind) => ({ name: kind, kind, delayMs: httpTimeoutMs / 2 })),
  { name: 'unauthorized', kind: 'unauthorized', delayMs: 0 },
  // The request lands after its caller has left, while the next attempt is looking for it.
  { name: 'LATE', kind: 'slow', delayMs: httpTimeoutMs * 1.25 },
] as const;

let at: AtPtxForTests;
const lives = new Map<string, Promise<Record<string, number>>>();

beforeAll(async () => {
  at = await startMandateEffects();
  for (const each of KINDS) {
    const life = lived(`F ${each.name.toUpperCase()}`, each);
    life.catch(() => undefined); // Its own test tells.
    lives.set(each.name, life);
  }
});

/** Leads a mandate through its life, each call struck once, and gives how often PTX did what. */
async function lived(reference: string, { kind, delayMs }: (typeof KINDS)[number]): Promise<Record<string, number>> {
  const { activities, control } = at;
  const contact = aContact(reference);
  const meant: string[] = [];
  const strike = (operation: PtxFaultRule['operation'], named = reference) => {
    meant.push(operation);
    return control.addFault({ operation, kind, delayMs, reference: named, retryAfterSeconds: 1 });
  };

  await strike('ptx.contacts.create', contact.reference);
  const { contactId } = await attempted(activities.ensureContact, { contact, update: false });
  await strike('ptx.contacts.update', contact.reference);
  const moved = { ...contact, lastName: 'Moved' };
  expect(await attempted(activities.ensureContact, { contact: moved, update: true })).toMatchObject({ differs: [] });

  await strike('ptx.mandates.create');
  const wanted = { contactId, profileId: PROFILE, reference, account: ACCOUNT, altReference: null };
  const { mandate } = await attempted(activities.ensureMandate, wanted);
  const ids = { contactId, mandateId: mandate.mandateId };

  await strike('ptx.paymentPlans.validate');
  await strike('ptx.paymentPlans.create');
  const { plan } = await attempted(activities.ensurePlan, { ...ids, profileId: PROFILE, plan: aPlan() });
  await strike('ptx.mandates.setStatus');
  await attempted(activities.setMandateStatus, { ...ids, status: 'ACTIVE', from: ['DRAFT'] });

  await strike('ptx.paymentPlans.update');
  const changed = aPlan({ amount: { minor: 30_00, currency: 'GBP' } });
  expect(await attempted(activities.changePlan, { ...ids, planId: plan.id, plan: changed })).toMatchObject({
    plan: { amount: { minor: 30_00 } },
    warnings: [],
  });

  await strike('ptx.mandates.createOneOff');
  const oneOff = { ...ids, key: 'ONE', amountMinor: 12_00, date: dayAhead(40), words: 'Deposit' };
  expect(await attempted(activities.ensureOneOff, oneOff)).toMatchObject({ key: 'ONE', amountMinor: 12_00 });
  await strike('ptx.mandates.addAuddisInstruction');
  const { lodgements } = await attempted(activities.readMandate, { ...ids, letters: false });
  const known = lodgements.map(({ rowId }) => rowId);
  expect(await attempted(activities.ensureLodgement, { ...ids, known })).toMatchObject({ code: '0N' });

  await strike('ptx.correspondence.suppress');
  await attempted(activities.suppressLetters, { ...ids, profileId: PROFILE, reference });

  const isOwn = (entry: { reference?: string }) => [reference, contact.reference].includes(entry.reference ?? '');
  const struck = (await control.calls()).filter((call) => isOwn(call) && call.answered === kind);
  expect(struck.map(({ operation }) => operation)).toEqual(meant);
  const own = (await control.ledger()).filter(isOwn);
  const counts: Record<string, number> = {};
  for (const { effect } of own) counts[effect] = (counts[effect] ?? 0) + 1;
  return counts;
}

describe('each effect of a mandate’s life happens once, and nobody has to help', () => {
  test.each(KINDS.map(({ name }) => name))('%s', async (name) => {
    expect(await lives.get(name)).toEqual({
      'contact.created': 1,
      'contact.updated': 1,
      'mandate.created': 1,
      'plan.created': 1,
      'mandate.activated': 1,
      'plan.updated': 1,
      'one-off.created': 1,
      'auddis.created': 2, // That of the activation, and the one that was asked for.
      'letter.created': 3, // Of the activation, of the change, of the one-off.
      'letter.suppressed': 3,
    });
  });
});
