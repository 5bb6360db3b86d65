import { setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import { eMandateActivities } from './emandate-activities.js';
import type { SweepInput, SweepState } from './messages.js';

/** One look at which e-Mandates have changed at CollectMAXX since the last one, whose result says how far that came. */
export async function sweepEMandates({ httpTimeoutMs }: SweepInput = {}): Promise<SweepState> {
  const { sweepEMandates: sweep } = eMandateActivities(httpTimeoutMs);
  const last = workflowInfo().lastResult as SweepState | undefined;
  const state = await sweep(last ?? null);
  setCurrentDetails(
    `${state.read} e-Mandates read, ${state.delivered} delivered; watermark ${state.watermark ?? 'none yet'}`,
  );
  return state;
}
