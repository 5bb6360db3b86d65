import type { PtxHistoryRow, PtxPlan } from '../../../src/simulators/ptx/ddm/control-types.js';
import type { PtxSimulatorOptions } from '../../../src/simulators/ptx/index.js';
import { sample } from '../../vendors/ptx/samples.js';
import { type Answer, type PtxRig, startPtxRig } from './support.js';

/** The profile that presents nothing again, and the one that does: twice, after three days. */
export const PLAIN = 4826;
export const PRESENTING = 5761;

export const DAY = 86_400_000;

export const CONTACT = {
  title: 'Ms',
  firstName: 'Example',
  lastName: 'Payer',
  email: 'payer@example.com',
  communicationPref: 'EMAIL',
};

const words = (day: string): object => ({ '@type': 'MonthlyPaymentPlan', everyNthMonth: 1, monthDays: [day] });

/** A plan that collects £12.50 on one day of every month from its start on. */
export const monthlyPlan = (startDate: string, more: object = {}, schedule: object = {}): object => ({
  ...words(`DAY${Number(startDate.slice(8))}`),
  amountType: 0,
  regularAmount: '12.50',
  schedule: { startDate, ...schedule },
  ...more,
});

export interface MandateRig extends PtxRig {
  /** A mandate of a new contact, ACTIVE unless said otherwise. */
  mandate(more?: object): Promise<Mandate>;
  /** Jumps to 08:00 UTC of a day: 07:00 in London has passed. */
  goTo(day: string): Promise<void>;
  /** `code status paymentDay pence`, by payment day; the AUDDIS rows left out. */
  collections(): Promise<string[]>;
  /** The same of the instructions to the banks. */
  instructions(): Promise<string[]>;
  rowOf(day: string): Promise<PtxHistoryRow>;
}

export interface Mandate {
  id: number;
  reference: string;
  path: string;
  plan(body: object): Promise<PtxPlan>;
  set(status: string): Promise<Answer>;
  oneOff(amount: string, dueDate: string, more?: object): Promise<Answer>;
  read(): Promise<{ status: string; sortCode: string; accountNumber: string }>;
}

const byPaymentDay = (a: PtxHistoryRow, b: PtxHistoryRow) => a.paymentDay.localeCompare(b.paymentDay) || a.id - b.id;

function ok(answer: Answer): Answer {
  if (answer.status >= 300) throw new Error(`answered with ${answer.status}: ${answer.text}`);
  return answer;
}

/** A simulator whose clock stands at 2 March 2026, 09:00, unless told, with mandates at hand. */
export async function startMandateRig(options: Partial<PtxSimulatorOptions> = {}): Promise<MandateRig> {
  const rig = await startPtxRig(options);
  const { control } = rig;
  let made = 0;

  async function mandate(more: object = {}): Promise<Mandate> {
    made += 1;
    const reference = `CASE-0000${made}`;
    const contactId = Number(ok(await rig.call('POST', '/ddm/contacts', { ...CONTACT, reference })).body.id);
    const body = {
      payerId: contactId,
      profileId: PLAIN,
      reference,
      sortCode: '200000',
      accountNumber: '42222223',
      accountName: 'EXAMPLE PAYER',
      status: 'ACTIVE',
      ...more,
    };
    const id = Number(ok(await rig.call('POST', `/ddm/contacts/${contactId}/mandates`, body)).body.id);
    const path = `/ddm/contacts/${contactId}/mandates/${id}`;
    return {
      id,
      reference,
      path,
      async plan(asked) {
        ok(await rig.call('POST', `${path}/payment-plans`, asked));
        const plan = (await control.plans()).findLast(({ mandateId }) => mandateId === id);
        if (plan === undefined) throw new Error('there is no plan');
        return plan;
      },
      set: async (status) => ok(await rig.call('POST', `${path}/status/${status}`)),
      oneOff: (amount, dueDate, given) =>
        rig.call('POST', `${path}/transaction`, { amount, dueDate, comments: 'A fee', paymentType: 'DEBIT', ...given }),
      async read() {
        const found = (await control.mandates()).find((each) => each.id === id);
        if (found === undefined) throw new Error('there is no mandate');
        return found;
      },
    };
  }

  const told = async (isMeant: (row: PtxHistoryRow) => boolean): Promise<string[]> =>
    (await control.history())
      .filter(isMeant)
      .sort(byPaymentDay)
      .map(({ code, status, paymentDay, amountMinor }) => `${code} ${status} ${paymentDay} ${amountMinor}`);

  return {
    ...rig,
    mandate,
    async goTo(day) {
      const { now } = await control.clock();
      const ms = Date.parse(`${day}T08:00:00Z`) - Date.parse(now);
      if (ms < 0) throw new Error(`${day} is over`);
      await control.advance(ms);
    },
    collections: () => told(({ paymentType }) => paymentType !== 'AUDDIS'),
    instructions: () => told(({ paymentType }) => paymentType === 'AUDDIS'),
    async rowOf(day) {
      const row = (await control.history()).findLast(
        ({ paymentDay, paymentType }) => paymentDay === day && paymentType !== 'AUDDIS',
      );
      if (row === undefined) throw new Error(`there is no row of ${day}`);
      return row;
    },
  };
}

interface Query {
  criteria?: { searchCriteria: { field?: { name: string }; queryValue?: unknown; queryValues?: unknown }[] };
}

/** The document's own query, with other values by the names of its fields. */
export function queryOf(operation: string, values: Readonly<Record<string, readonly unknown[]>>): Query {
  const query = structuredClone(sample(`${operation}.request`)) as Query;
  for (const parameter of query.criteria?.searchCriteria ?? []) {
    const given = values[parameter.field?.name ?? ''];
    if (given === undefined) continue;
    delete parameter.queryValue;
    parameter.queryValues = given.map(($value) => ({ '@type': 'string', $value }));
  }
  return query;
}
