import type { BillFile } from './bill-file.js';
import { caseWorkflowId, type PaidElsewhere } from './messages.js';
import { tell } from './tell.js';
import { failureOf, parkedEventActivities } from './vendor-activities.js';

/**
 * Tells the case of the same debt what the bill has brought in: its calls stop, and it imports nothing more. Each payment
 * once; ends when the case has it, or a person takes care of it.
 */
export async function tellCase(file: BillFile): Promise<void> {
  const { state, untold } = file;
  const { caseReference, httpTimeoutMs } = file.input;
  if (caseReference === undefined) return;
  const { assignParkedEvent } = parkedEventActivities('accepteasy', httpTimeoutMs);
  while (untold[0] !== undefined) {
    const [id] = untold;
    const payment = state.payments.find((booked) => booked.id === id);
    if (payment) {
      const event: PaidElsewhere = { eventId: `bill:${id}`, source: 'bill', amount: payment.amount, at: payment.at };
      const deliver = () => assignParkedEvent({ event: { kind: 'paid-by-bill', ...event }, reference: caseReference });
      let trouble = `no case has the reference ${caseReference}`;
      try {
        if ((await tell(caseWorkflowId(caseReference), event, deliver)) === 'case') trouble = '';
        else file.note(trouble);
      } catch (error) {
        const { name, message } = failureOf(error);
        trouble = `case ${caseReference} was not told: ${name}: ${message}`;
      }
      if (trouble !== '' && (await file.ask('effect', `${trouble}: stop its calls by hand`)) === 'retry') continue;
      if (trouble === '') file.note(`case ${caseReference} was told of the payment`);
    }
    untold.shift();
  }
}
