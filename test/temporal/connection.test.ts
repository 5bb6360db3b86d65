import { randomBytes, randomUUID } from 'node:crypto';
import { afterEach, expect, test } from '@jest/globals';
import { connectClient, connectWorker, TemporalUnreachableError } from '../../src/temporal/connection.js';
import { anyFreePort } from '../../src/temporal/embedded/ports.js';
import { startRealServer } from '../support/servers.js';

const before = { ...process.env };
afterEach(() => {
  process.env = { ...before };
});

test.each([
  ['client', connectClient],
  ['worker', connectWorker],
])('a %s that finds no server says so within seconds, and what to do', async (_, connect) => {
  const address = `127.0.0.1:${await anyFreePort()}`;
  process.env.TEMPORAL_ADDRESS = address;
  const since = Date.now();
  const error = await connect({}).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(TemporalUnreachableError);
  expect(String(error)).toBe(
    `TemporalUnreachableError: Temporal at ${address} cannot be reached: start it or set TEMPORAL_ADDRESS`,
  );
  expect(Date.now() - since).toBeLessThan(7000);
});

test('the environment says which server and namespace', async () => {
  const { server } = await startRealServer();
  process.env.TEMPORAL_ADDRESS = server.address;
  process.env.TEMPORAL_NAMESPACE = 'elsewhere';
  for (const connected of [await connectClient(), await connectWorker()]) {
    expect(connected.namespace).toBe('elsewhere');
    await connected.close();
  }
});

test('an embedded server is reached whatever the environment says, without its TLS and its API key', async () => {
  const { server } = await startRealServer();
  Object.assign(process.env, {
    TEMPORAL_ADDRESS: 'production.example:7233',
    TEMPORAL_API_KEY: 'x',
    TEMPORAL_TLS: 'true',
  });
  const overrides = { address: server.address };
  for (const connected of [await connectClient({ overrides }), await connectWorker({ overrides })]) {
    expect(connected.namespace).toBe('default');
    await connected.close();
  }
});

test('with a payload key the server never sees a debtor in the clear', async () => {
  const { server } = await startRealServer();
  const payloadKey = randomBytes(32).toString('base64');
  const { client, connection, close } = await connectClient({ payloadKey, overrides: { address: server.address } });
  const workflowId = randomUUID();
  const memo = { iban: 'NL91ABNA0417164300' };
  await client.workflow.start('anything', { taskQueue: 'none', workflowId, args: [{ name: 'J. Jansen' }], memo });
  const handle = client.workflow.getHandle(workflowId);
  const stored = await connection.workflowService.getWorkflowExecutionHistory({
    namespace: 'default',
    execution: { workflowId },
  });
  const started = stored.history?.events?.[0]?.workflowExecutionStartedEventAttributes;
  const payloads = [...(started?.input?.payloads ?? []), ...Object.values(started?.memo?.fields ?? {})];
  expect(payloads).toHaveLength(2);
  for (const { data } of payloads) expect(Buffer.from(data ?? []).toString('latin1')).not.toMatch(/Jansen|ABNA/);
  expect((await handle.describe()).memo).toEqual(memo);
  await close();
});
