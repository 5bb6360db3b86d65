import { ActivityFailure, isCancellation, proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { PtxLeaseActivities, PtxLeaseInput } from './messages.js';

/** A holder that was silent for so long is asked again; nobody else is. */
const SILENT_FOR = '5s';
/** And where it does not take that in time, it is gone. */
const GONE_AFTER = '3s';

/**
 * Stands for the right to be logged in as one PTX user, for as long as it runs: its holder heartbeats, and a holder that
 * is gone loses it within ten seconds. Only an outage of the server itself, or a short one of the way to it, is survived.
 */
export async function ptxLease({ taskQueue }: PtxLeaseInput): Promise<void> {
  setCurrentDetails('One worker is logged in to PTX as this user.');
  const { holdPtxLease } = proxyActivities<PtxLeaseActivities>({
    taskQueue,
    startToCloseTimeout: '3650d',
    heartbeatTimeout: SILENT_FOR,
    scheduleToStartTimeout: GONE_AFTER,
    retry: { initialInterval: '100ms', backoffCoefficient: 1 },
    summary: 'hold the PTX user',
  });
  try {
    await holdPtxLease();
  } catch (error) {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
  }
}
