import { setCurrentDetails } from '@temporalio/workflow';
import type { WatchBacsMessagesInput, WatchBacsMessagesResult } from './messages.js';
import { ptxActivities } from './ptx-activities.js';

/** Fetches the Bacs messages that nobody has downloaded yet. What fails is left to the next run, and does not hold up the rest. */
export async function watchBacsMessages({
  serviceType = 'BACSTel-IP',
  httpTimeoutMs,
}: WatchBacsMessagesInput = {}): Promise<WatchBacsMessagesResult> {
  const { fetchBacsMessages } = ptxActivities(httpTimeoutMs);
  const result = await fetchBacsMessages({ serviceType });
  const { found, kept, failed, failures } = result;
  const why = failures.map(({ reportId, reason }) => `- ${reportId}: ${reason}`);
  setCurrentDetails([`${found} messages found, ${kept} kept, ${failed} failed`, ...why].join('\n\n'));
  return result;
}
