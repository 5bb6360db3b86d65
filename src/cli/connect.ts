import { createIncassoClient, type IncassoClient, type IncassoOptions } from '../client/index.js';
import { readConfig } from '../config.js';
import { connectClient, type TemporalClient } from '../temporal/connection.js';
import { clientVariables } from './help.js';

export interface Connected extends IncassoClient {
  temporal: TemporalClient;
}

/**
 * Connects for the time of one command. With `starts` the client knows the workers' limits, which new work carries; `more` is
 * what only some of it carries.
 */
export async function withIncasso<T>(
  run: (incasso: Connected) => Promise<T>,
  { starts = false, ...more }: { starts?: boolean } & Pick<IncassoOptions, 'lodgementDays'> = {},
): Promise<T> {
  const config = readConfig(clientVariables);
  const limits = starts ? { httpTimeoutMs: readConfig(['INCASSO_HTTP_TIMEOUT']).INCASSO_HTTP_TIMEOUT } : {};
  const payloadKey = config.INCASSO_PAYLOAD_KEY;
  const temporal = await connectClient(payloadKey === undefined ? {} : { payloadKey });
  try {
    const taskQueue = config.INCASSO_TASK_QUEUE_PREFIX;
    return await run({ ...createIncassoClient({ client: temporal.client, taskQueue, ...limits, ...more }), temporal });
  } finally {
    await temporal.close();
  }
}
