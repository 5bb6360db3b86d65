import { createMandateActivities, type MandateActivities } from '../../src/activities/mandates.js';
import { createPtxControlClient, type PtxControlClient } from '../../src/simulators/ptx/control-client.js';
import { type PtxSimulatorOptions, startPtxSimulator } from '../../src/simulators/ptx/index.js';
import { createPtxClient, type PtxClient } from '../../src/vendors/ptx/client.js';
import { createPtxSession } from '../../src/vendors/ptx/session.js';
import type { ContactDetails, PlanTerms } from '../../src/workflows/messages.js';
import { attempted } from './attempts.js';
import { PTX_USER } from './ptx-flow.js';
import { atEnd } from './servers.js';

/** A collection profile that the simulator knows. */
export const PROFILE = '4826';

/** Short, so that a lost answer costs little; longer than the simulator takes when many ask at once. */
export const httpTimeoutMs = 900;

export interface AtPtxForTests {
  /** Of the same user, more patient. */
  ptx: PtxClient;
  control: PtxControlClient;
  activities: MandateActivities;
}

/** A simulator and the activities at it, until the file's last test. */
export async function startMandateEffects(options: Partial<PtxSimulatorOptions> = {}): Promise<AtPtxForTests> {
  const simulator = await startPtxSimulator({ users: [PTX_USER], ...options });
  atEnd(() => simulator.close());
  const { url } = simulator;
  const timeoutMs = 20_000;
  const session = createPtxSession({ url, credentials: PTX_USER, timeoutMs });
  const ptx = createPtxClient({ url, session, timeoutMs: httpTimeoutMs });
  const settling = { answeredMs: 50, cutOffMs: httpTimeoutMs };
  return {
    ptx: createPtxClient({ url, session, timeoutMs }),
    control: createPtxControlClient(simulator.controlUrl),
    activities: createMandateActivities({ ptx, settling }),
  };
}

export const aContact = (reference: string, otherwise: Partial<ContactDetails> = {}): ContactDetails => ({
  reference: `C-${reference}`,
  title: 'Ms',
  firstName: 'Ada',
  lastName: 'Example',
  email: 'ada@example.com',
  communication: 'EMAIL',
  companyName: null,
  phone: null,
  address: { lines: '1 Example Street', town: 'Exampleton', county: '', postcode: 'EX1 1EX', country: 'UK' },
  ...otherwise,
});

export const ACCOUNT = { sortCode: '200000', accountNumber: '42222222', accountName: 'ADA EXAMPLE' };

/** Far enough ahead for every notice. */
export const aPlan = (otherwise: Partial<PlanTerms> = {}): PlanTerms => ({
  amount: { minor: 25_50, currency: 'GBP' },
  frequency: 'monthly',
  start: dayAhead(60),
  end: null,
  occurrences: null,
  ...otherwise,
});

export function dayAhead(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

/** A mandate in DRAFT with its contact. */
export async function aDraft({ activities }: AtPtxForTests, reference: string) {
  const { contactId } = await attempted(activities.ensureContact, { contact: aContact(reference), update: false });
  const request = { contactId, profileId: PROFILE, reference, account: ACCOUNT, altReference: null };
  const { mandate } = await attempted(activities.ensureMandate, request);
  return { contactId, mandateId: mandate.mandateId };
}

/** One that is ACTIVE, without a plan. */
export async function anActiveMandate(at: AtPtxForTests, reference: string) {
  const ids = await aDraft(at, reference);
  await attempted(at.activities.setMandateStatus, { ...ids, status: 'ACTIVE', from: ['DRAFT'] });
  return ids;
}
