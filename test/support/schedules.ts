import type { Client } from '@temporalio/client';
import type { IncassoClient } from '../../src/client/index.js';
import { until } from './until.js';

/** Lets a schedule run now; the id of its workflow. */
export async function runSchedule(
  { client, incasso }: { client: Client; incasso: IncassoClient },
  id: string,
): Promise<string> {
  const schedule = client.schedule.getHandle(id);
  const before = (await schedule.describe()).info.numActionsTaken;
  await incasso.schedules.run(id);
  return until('the run', async () => {
    const { info } = await schedule.describe();
    return info.numActionsTaken > before && info.recentActions.at(-1)?.action.workflow.workflowId;
  });
}
