import { setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import { billActivities } from './bill-activities.js';
import type { BillSweepState, SweepBillsInput } from './messages.js';

const FIRST: BillSweepState = { watermark: null, recent: [], read: 0, delivered: 0 };

/** One look at what was paid and what came back at AcceptEasy since the last one, whose result says how far that came. */
export async function sweepBills({ httpTimeoutMs, clock }: SweepBillsInput = {}): Promise<BillSweepState> {
  const { sweepBills: sweep } = billActivities(httpTimeoutMs);
  const last = (workflowInfo().lastResult as BillSweepState | undefined) ?? FIRST;
  const state = await sweep({ last, ...(clock === undefined ? {} : { clock }) });
  setCurrentDetails(
    `${state.read} payments and bounces read, ${state.delivered} delivered; watermark ${state.watermark ?? 'none yet'}`,
  );
  return state;
}
