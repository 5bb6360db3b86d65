import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { createDataConverter } from '../../src/temporal/data-converter.js';
import { startTemporalServer } from '../../src/temporal/embedded/index.js';
import { startCodecServer } from '../../src/workers/codec-server.js';
import { startBrowser } from '../support/browser.js';
import { createLog } from '../support/fixtures.js';
import { atEnd, temporalBinary } from '../support/servers.js';
import { until } from '../support/until.js';

test('the Temporal UI shows a name by the codec server, and not without it', async () => {
  const server = await startTemporalServer({ binary: temporalBinary(), ui: true });
  atEnd(() => server.stop());
  const connection = await Connection.connect({ address: server.address });
  atEnd(() => connection.close());
  const payloadKey = randomBytes(32).toString('base64');
  const uiOrigins = [new URL(server.uiUrl ?? '').origin];
  const codec = await startCodecServer({
    payloadKey,
    host: '127.0.0.1',
    port: 0,
    uiOrigins,
    logger: createLog().logger,
  });
  atEnd(() => codec.close());
  const client = new Client({ connection, dataConverter: createDataConverter(payloadKey) });
  const handle = await client.workflow.start('nobody', {
    workflowId: 'ui-1',
    taskQueue: 'nobody',
    args: ['J. Jansen'],
  });

  const browser = await startBrowser();
  const page = await browser.newPage();
  const history = `${server.uiUrl}/namespaces/default/workflows/ui-1/${handle.firstExecutionRunId}/history`;
  await page.goto(history, { waitUntil: 'domcontentloaded' });
  // Its editor cuts texts into pieces, so the page is read whole.
  const shown = (text: string) =>
    until(`the page shows ${text}`, async () => {
      const all = await page.locator('body').textContent();
      return all?.includes(text) && all;
    });
  expect(await shown('encryption-key-id')).not.toContain('Jansen');
  // As its dialog for a codec server keeps it.
  const settings = { endpoint: JSON.stringify(codec.url), overrideRemoteCodecConfiguration: 'true' };
  for (const [name, value] of Object.entries(settings)) {
    await page.evaluate(`localStorage.setItem('${name}', ${JSON.stringify(value)})`);
  }
  await page.goto(history, { waitUntil: 'domcontentloaded' });
  expect(await shown('J. Jansen')).not.toContain('encryption-key-id');
}, 120_000);
