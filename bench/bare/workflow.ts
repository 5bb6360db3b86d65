import { condition, defineSignal, proxyActivities, setHandler } from '@temporalio/workflow';
import type { BareRecord, createBareActivities } from './activities.js';

const paid = defineSignal('paid');

const { importRecord, readPayLink } = proxyActivities<ReturnType<typeof createBareActivities>>({
  taskQueue: 'bare-activities',
  startToCloseTimeout: '40s',
});

/** What anybody would write first: import, wait for the webhook, read. Nothing is looked up, shown, or done by a person. */
export async function bare(record: BareRecord): Promise<string> {
  let told = false;
  setHandler(paid, () => {
    told = true;
  });
  await importRecord(record);
  if (!(await condition(() => told, '14 days'))) return 'unpaid';
  return readPayLink(record.reference);
}
