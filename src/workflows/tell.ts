import { getExternalWorkflowHandle, isCancellation } from '@temporalio/workflow';
import type { Delivery, PaidElsewhere } from './messages.js';
import { paidElsewhere } from './messages.js';

/**
 * Tells another workflow of money, once: it counts the event by its id. One that is closed takes no signal: `deliver` hands
 * the event over as an event of a vendor is, which begins it anew, and says whether there is one at all.
 */
export async function tell(
  workflowId: string,
  event: PaidElsewhere,
  deliver: () => Promise<Delivery>,
): Promise<Delivery['to']> {
  try {
    await getExternalWorkflowHandle(workflowId).signal(paidElsewhere, event);
    return 'case';
  } catch (error) {
    if (isCancellation(error)) throw error;
    return (await deliver()).to;
  }
}
