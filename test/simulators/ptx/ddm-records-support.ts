import type { PtxSimulatorOptions } from '../../../src/simulators/ptx/index.js';
import { type Answer, type PtxRig, startPtxRig } from './support.js';

/** The collection profile with notice of ten working days, and the first day that `ORIGIN` lets it collect on. */
export const PROFILE = 4826;
export const RESTRICTED_DAY = '2026-03-16';

export const contact = (more: object = {}) => ({
  title: 'MR',
  firstName: 'Test',
  lastName: 'Payer',
  email: 'payer@example.com',
  communicationPref: 'EMAIL',
  reference: 'PAYER-1',
  address: { lines: '1 High Street\nFlat 2', town: 'Westbury', county: '', code: 'AA1 1AA', country: 'UK' },
  ...more,
});

export const mandate = (more: object = {}) => ({
  profileId: PROFILE,
  reference: 'CASE-1001',
  sortCode: '200000',
  accountNumber: '42222223',
  accountName: 'TEST PAYER',
  status: 'DRAFT',
  ...more,
});

/** A monthly plan on the 20th, as a caller sends it: bare. */
export const plan = (more: object = {}) => ({
  '@type': 'MonthlyPaymentPlan',
  amountType: 0,
  regularAmount: '25.00',
  schedule: { numberOfOccurences: 0, startDate: '2026-03-20' },
  everyNthMonth: 1,
  monthDays: ['DAY20'],
  ...more,
});

export interface DdmRig extends PtxRig {
  createContact(more?: object): Promise<number>;
  /** Its path below the API. */
  createMandate(more?: object): Promise<string>;
  addPlan(path: string, more?: object): Promise<Answer>;
  setStatus(path: string, status: string): Promise<number>;
  statusOfMandate(path: string): Promise<string | undefined>;
  triggers(): Promise<string[]>;
}

/** The contact's id in a mandate's path. */
export const payerIn = (path: string): number => Number(path.split('/')[3]);

/** The id at the end of a path. */
export const idIn = (path: string): number => Number(path.split('/').at(-1));

async function ok(answer: Promise<Answer>): Promise<Answer['body']> {
  const { status, text, body } = await answer;
  if (status !== 200) throw new Error(`${status}: ${text}`);
  return body;
}

/** A simulator with what one needs of direct debits, its clock still. Closed after the test. */
export async function startDdmRig(options: Partial<PtxSimulatorOptions> = {}): Promise<DdmRig> {
  const rig = await startPtxRig(options);
  const createContact: DdmRig['createContact'] = async (more) =>
    Number((await ok(rig.call('POST', '/ddm/contacts', contact(more)))).id);
  return {
    ...rig,
    createContact,
    async createMandate(more) {
      const payerId = await createContact();
      const path = `/ddm/contacts/${payerId}/mandates`;
      return `${path}/${(await ok(rig.call('POST', path, mandate({ payerId, ...more })))).id}`;
    },
    addPlan: (path, more) => rig.call('POST', `${path}/payment-plans`, plan(more)),
    setStatus: async (path, status) => (await rig.call('POST', `${path}/status/${status}`)).status,
    statusOfMandate: async (path) => (await rig.control.mandates()).find(({ id }) => id === idIn(path))?.status,
    triggers: async () => (await rig.control.letters()).map(({ trigger }) => trigger),
  };
}
