import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { Client, type Connection } from '@temporalio/client';
import { type OperatorConnection, registerSearchAttributes } from '../../src/temporal/search-attributes.js';
import {
  referenceAttribute,
  searchAttributeKeys,
  stageAttribute,
  vendorRefsAttribute,
} from '../../src/workflows/messages.js';
import { startRealServer, timeSkipping } from '../support/servers.js';
import { until } from '../support/until.js';

const names = searchAttributeKeys.map(({ name }) => name).sort();

test('any number of processes register at once, and a case can use the names at once', async () => {
  const { env } = await startRealServer();
  const namespace = await newNamespace(env.connection);
  await Promise.all(Array.from({ length: 8 }, () => registerSearchAttributes(env.connection, namespace)));
  expect(await registered(env.connection, namespace)).toEqual(names);

  const { workflow } = new Client({ connection: env.connection, namespace });
  const typedSearchAttributes = [{ key: referenceAttribute, value: 'R-1' }];
  await workflow.start('anything', { taskQueue: 'none', workflowId: 'collect:R-1', typedSearchAttributes });
  const query = `IncassoReference = 'R-1'`;
  expect(await until('the case is listed', async () => (await workflow.count(query)).count === 1)).toBe(true);
});

test('a worker registers through its own connection, and a second time changes nothing', async () => {
  const { env } = await startRealServer();
  const namespace = await newNamespace(env.connection);
  await registerSearchAttributes(env.nativeConnection, namespace);
  await registerSearchAttributes(env.nativeConnection, namespace);
  expect(await registered(env.connection, namespace)).toEqual(names);
});

test('the time-skipping server, which cannot list them, knows the names too', async () => {
  const env = await timeSkipping();
  await registerSearchAttributes(env.connection, 'default');
  const typedSearchAttributes = [{ key: vendorRefsAttribute, value: ['paylink:1'] }];
  const handle = await env.client.workflow.start('anything', {
    taskQueue: 'none',
    workflowId: 'a',
    typedSearchAttributes,
  });
  expect((await handle.describe()).typedSearchAttributes.get(vendorRefsAttribute)).toEqual(['paylink:1']);
});

test('a name that exists with another type is an error, since the server would keep the old type silently', async () => {
  const { env } = await startRealServer();
  const namespace = await newNamespace(env.connection);
  await env.connection.operatorService.addSearchAttributes({
    namespace,
    searchAttributes: { [stageAttribute.name]: 1 },
  });
  await expect(registerSearchAttributes(env.connection, namespace)).rejects.toThrow(
    `search attribute IncassoStage of namespace ${namespace} has another type than KEYWORD`,
  );
});

test('where adding is forbidden, the error prints the commands for what is missing', async () => {
  const present = { IncassoStage: 2, IncassoReference: 2 };
  await expect(registerSearchAttributes(forbiddingServer(present), 'prod')).rejects.toThrow(
    [
      'not allowed to register search attributes in namespace prod; let somebody who is run:',
      'temporal operator search-attribute create --namespace prod --name IncassoVendorRefs --type KeywordList',
      'temporal operator search-attribute create --namespace prod --name IncassoNextActionAt --type Datetime',
    ].join('\n'),
  );
});

test('where adding is forbidden and nothing is missing, all is well', async () => {
  const present = { IncassoStage: 2, IncassoReference: 2, IncassoVendorRefs: 7, IncassoNextActionAt: 6, Other: 1 };
  await registerSearchAttributes(forbiddingServer(present), 'prod');
});

async function newNamespace(connection: Connection): Promise<string> {
  const namespace = `n-${randomUUID()}`;
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
  });
  return until('the namespace is there', () =>
    registered(connection, namespace).then(
      () => namespace,
      () => false,
    ),
  );
}

async function registered(connection: Connection, namespace: string): Promise<string[]> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  return Object.keys(customAttributes)
    .filter((name) => name.startsWith('Incasso'))
    .sort();
}

/** A server of somebody else: Temporal's answers, since no development server has rights to refuse. */
function forbiddingServer(customAttributes: Record<string, number>): OperatorConnection {
  const refusal = Object.assign(new Error('7 PERMISSION_DENIED'), { code: 7, details: 'no', metadata: {} });
  const operatorService = {
    listSearchAttributes: async () => ({ customAttributes }),
    addSearchAttributes: () => Promise.reject(refusal),
  };
  return { operatorService, workflowService: {} } as unknown as OperatorConnection;
}
