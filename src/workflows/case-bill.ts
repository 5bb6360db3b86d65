import { condition } from '@temporalio/workflow';
import type { Payment } from '../domain/case.js';
import type { CaseFile } from './case-file.js';
import { billWorkflowId, type PaidElsewhere } from './messages.js';
import { tell } from './tell.js';
import { failureOf, parkedEventActivities } from './vendor-activities.js';

/** Money of which the bill for the same debt has not heard; what it brought in itself it knows. */
function untold({ state, input }: CaseFile): Payment[] {
  if (input.billSrrid === undefined) return [];
  return state.payments.filter(({ id, source }) => source !== 'bill' && !state.told?.includes(id));
}

/** The bill has heard of all money, or a person takes care of it. */
export function hasTold(file: CaseFile): boolean {
  return untold(file).length === 0;
}

/** Beside the procedure, where the debt has a bill too: any money makes that ask for too much, so it is taken back. */
export async function watchBill(file: CaseFile, srrid: string): Promise<never> {
  const { state, input } = file;
  const { assignParkedEvent } = parkedEventActivities('alphacomm', input.httpTimeoutMs);
  for (;;) {
    await condition(() => !hasTold(file));
    const payment = untold(file)[0];
    if (!payment) continue;
    const { id, at, amount, source } = payment;
    const event: PaidElsewhere = { eventId: `${source}:${id}`, source, amount, at };
    const deliver = () => assignParkedEvent({ event: { kind: 'paid-by-case', ...event }, reference: srrid });
    let trouble = `no bill has the SRRID ${srrid}`;
    try {
      if ((await tell(billWorkflowId(srrid), event, deliver)) === 'case') trouble = '';
    } catch (error) {
      const { name, message } = failureOf(error);
      trouble = `bill ${srrid} was not told: ${name}: ${message}`;
    }
    if (trouble !== '' && (await file.ask('effect', `${trouble}: cancel it by hand`)) === 'retry') continue;
    if (trouble === '') file.note(`bill ${srrid} was told of the payment`);
    state.told = [...(state.told ?? []), id];
  }
}
