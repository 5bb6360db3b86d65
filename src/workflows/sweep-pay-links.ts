import { setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import type { SweepInput, SweepState } from './messages.js';
import { collectMaxxActivities } from './vendor-activities.js';

const FIRST: SweepState = { watermark: null, months: {}, days: {}, recent: {}, read: 0, delivered: 0 };

/** One look at what has changed at CollectMAXX since the last one, whose result says how far that came. */
export async function sweepPayLinks({ httpTimeoutMs }: SweepInput = {}): Promise<SweepState> {
  const { sweepPayLinks: sweep } = collectMaxxActivities(httpTimeoutMs);
  const last = (workflowInfo().lastResult as SweepState | undefined) ?? FIRST;
  const state = await sweep(last);
  setCurrentDetails(
    `${state.read} PayLinks read, ${state.delivered} delivered; watermark ${state.watermark ?? 'none yet'}`,
  );
  return state;
}
