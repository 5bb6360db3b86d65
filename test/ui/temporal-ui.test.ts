import { expect, test } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { createIncassoClient } from '../../src/client/index.js';
import { startAlphacommSimulator } from '../../src/simulators/alphacomm/index.js';
import { startTemporalServer } from '../../src/temporal/embedded/index.js';
import { startWorker } from '../../src/workers/worker.js';
import { startBrowser } from '../support/browser.js';
import { debt } from '../support/inputs.js';
import { atEnd, quietRuntime, temporalBinary, workflowBundle } from '../support/servers.js';
import { until } from '../support/until.js';

test('the page of a case in the Temporal UI says what it waits for and what comes next', async () => {
  quietRuntime();
  const server = await startTemporalServer({ binary: temporalBinary(), ui: true });
  atEnd(() => server.stop());
  const connection = await Connection.connect({ address: server.address });
  atEnd(() => connection.close());
  const native = await NativeConnection.connect({ address: server.address });
  atEnd(() => native.close());
  const simulator = await startAlphacommSimulator({ apiKey: 'key-of-the-tests' });
  atEnd(() => simulator.close());
  const client = new Client({ connection });
  const worker = await startWorker({
    connection: native,
    client,
    namespace: 'default',
    taskQueuePrefix: 'ui',
    httpTimeoutMs: 2_000,
    importWindowMs: 2_000,
    alphacomm: { url: simulator.url, apiKey: 'key-of-the-tests' },
    workflowBundle: workflowBundle(),
  });
  atEnd(() => worker.stop());
  const { cases } = createIncassoClient({ client, taskQueue: 'ui' });
  await cases.start(debt('UI-1'));
  await until('the wait', async () => (await cases.show('UI-1')).stage === 'awaiting-payment');
  const { runId } = await client.workflow.getHandle('collect:UI-1').describe();

  const browser = await startBrowser();
  const page = await browser.newPage();
  const workflow = `${server.uiUrl}/namespaces/default/workflows/${encodeURIComponent('collect:UI-1')}/${runId}`;
  await page.goto(`${workflow}/user-metadata`, { waitUntil: 'domcontentloaded' });
  // The UI puts markdown into a frame of its own; the last one holds the current details.
  const details = page.frameLocator('iframe').last();
  await details.getByText('100.00 EUR owed of 100.00 EUR').waitFor();
  const text = await details.locator('body').textContent();
  expect(text).toContain('awaiting-payment');
  expect(text).toContain('Next: call by voice script 18301 at ');
  expect(text).not.toContain('example.com');

  await page.goto(`${workflow}/history`, { waitUntil: 'domcontentloaded' });
  await page.getByText('import the record').first().waitFor();
}, 120_000);
