import { setCurrentDetails } from '@temporalio/workflow';
import type { WatchBacsMessagesInput, WatchBacsMessagesResult } from './messages.js';
import { ptxActivities } from './ptx-activities.js';

/** Fetches the Bacs messages that nobody has downloaded yet, and tells mandates what they report. What fails is left to the next run, and does not hold up the rest. */
export async function watchBacsMessages({
  serviceType = 'BACSTel-IP',
  httpTimeoutMs,
  clock,
}: WatchBacsMessagesInput = {}): Promise<WatchBacsMessagesResult> {
  const { fetchBacsMessages } = ptxActivities(httpTimeoutMs);
  const result = await fetchBacsMessages({ serviceType, ...(clock === undefined ? {} : { clock }) });
  // A worker of an older version answers without the last three.
  const { found, kept, failed, failures, routed = 0, parked = 0, warnings = [] } = result;
  const counts = `${found} messages found, ${kept} kept, ${failed} failed; ${routed} records routed, ${parked} parked`;
  const why = failures.map(({ reportId, reason }) => `- ${reportId}: ${reason}`);
  setCurrentDetails([counts, ...warnings.map((warning) => `- ${warning}`), ...why].join('\n\n'));
  return result;
}
