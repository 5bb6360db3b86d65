import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { Worker } from '@temporalio/worker';
import { createIncassoClient } from '../../src/client/index.js';
import { startAlphacommSimulator } from '../../src/simulators/alphacomm/index.js';
import { createControlClient } from '../../src/simulators/control-client.js';
import { createPtxControlClient } from '../../src/simulators/ptx/control-client.js';
import { startPtxSimulator } from '../../src/simulators/ptx/index.js';
import { createDataConverter } from '../../src/temporal/data-converter.js';
import { run } from '../cli/support.js';
import type { History } from '../support/histories.js';
import { startIncasso } from '../support/incasso-process.js';
import { debt, message } from '../support/inputs.js';
import { aBatch, payments } from '../support/payments.js';
import { PTX_USER } from '../support/ptx-flow.js';
import { atEnd, startRealServer, workflowBundle } from '../support/servers.js';
import { until } from '../support/until.js';

// What may stand nowhere in clear. Each is put in where people and vendors would put it.
const DEBTOR = {
  name: 'Quirinius Zwaardvis',
  email: 'q.zwaardvis@canary.example',
  phones: ['+31687654321'],
  birthDate: '1961-07-23',
};
const PAYEE = { accountName: 'ZWAARDVIS HOLDING', accountNumber: '73194628' };
const SAID = { by: 'ann', why: 'Mevrouw Zwaardvis belde vanaf 0687654321' };
const CANARIES = /zwaardvis|quirinius|canary\.example|31687654321|0687654321|1961-07-23|73194628/gi;

const canariesIn = (text: string): string[] => [...new Set(text.match(CANARIES) ?? [])];
const latin = (bytes: Uint8Array | null | undefined): string => Buffer.from(bytes ?? []).toString('latin1');
const { DescribeWorkflowExecutionResponse, QueryWorkflowResponse } = temporal.api.workflowservice.v1;

const API_KEY = 'key-of-the-tests';
const DAY_MS = 86_400_000;

/** The product in processes of its own, over one case and one batch that meet every kind of answer. */
async function play(name: string, payloadKey: string | undefined) {
  const { env, server } = await startRealServer();
  const port = (from: number) => String(from + ((2 * process.pid) % 8_000) + (payloadKey === undefined ? 0 : 1));
  const credentials = { username: 'vendor', password: 'secret-of-the-tests' };
  const alphacomm = await startAlphacommSimulator({
    apiKey: API_KEY,
    webhook: { url: `http://127.0.0.1:${port(31_000)}/webhooks/alphacomm`, ...credentials },
  });
  atEnd(() => alphacomm.close());
  const ptx = await startPtxSimulator({ users: [PTX_USER] });
  atEnd(() => ptx.close());
  const debtors = createControlClient(alphacomm.controlUrl);
  const bank = createPtxControlClient(ptx.controlUrl);
  const variables = {
    TEMPORAL_ADDRESS: server.address,
    INCASSO_TASK_QUEUE_PREFIX: `canary-${process.pid}-${name}`,
    INCASSO_PAYLOAD_KEY: payloadKey ?? '',
    LOG_LEVEL: 'trace',
  };
  const worker = await startIncasso(['worker', '--vendors', 'alphacomm,ptx'], {
    ...variables,
    ALPHACOMM_URL: alphacomm.url,
    ALPHACOMM_API_KEY: API_KEY,
    PTX_URL: ptx.url,
    PTX_EMAIL: PTX_USER.email,
    PTX_PASSWORD: PTX_USER.password,
    PTX_SETTLE: '1s',
    INCASSO_HTTP_TIMEOUT: '2s',
    INCASSO_IMPORT_WINDOW: '3s',
    INCASSO_HEALTH_PORT: port(41_000),
  });
  const receiver = await startIncasso(['webhooks'], {
    ...variables,
    WEBHOOK_PORT: port(31_000),
    WEBHOOK_USERNAME: credentials.username,
    WEBHOOK_PASSWORD: credentials.password,
  });
  const client = new Client({ connection: env.connection, dataConverter: createDataConverter(payloadKey) });
  const taskQueue = variables.INCASSO_TASK_QUEUE_PREFIX;
  const { cases, batches } = createIncassoClient({ client, taskQueue, httpTimeoutMs: 2_000 });
  const reference = `CANARY-${name}`;
  const ids = { case: `collect:${reference}`, batch: `bacs-batch:${reference}` };

  const seen: string[] = [];
  let heartbeats = 0;
  /** What whoever may look into Temporal sees besides the history: memo, attributes, work under way, current details. */
  const look = async (workflowId: string) => {
    const { workflowService } = env.connection;
    const named = { namespace: 'default', execution: { workflowId } };
    const described = await workflowService.describeWorkflowExecution(named);
    const details = await workflowService.queryWorkflow({
      ...named,
      query: { queryType: '__temporal_workflow_metadata' },
    });
    seen.push(latin(DescribeWorkflowExecutionResponse.encode(described).finish()));
    seen.push(latin(QueryWorkflowResponse.encode(details).finish()));
    heartbeats += described.pendingActivities.filter(
      ({ heartbeatDetails }) => heartbeatDetails?.payloads?.length,
    ).length;
  };

  for (const kind of ['truncated', 'wrong-typed'] as const) await debtors.addFault({ operation: '*', kind, reference });
  await cases.start(debt(reference, { debtor: DEBTOR, plan: { payLink: { from: 'script' }, steps: [message()] } }));
  await until('the case waits for its money', async () => {
    await look(ids.case);
    const { stage } = await cases.show(reference);
    if (stage === 'needs-attention') await cases.resolve(reference, { as: 'retry', ...SAID });
    return stage === 'awaiting-payment';
  });
  await cases.hold(reference, { until: new Date(Date.now() + 3 * DAY_MS).toISOString().slice(0, 10), ...SAID });
  await look(ids.case);
  await cases.resume(reference, SAID);
  await debtors.tell({ reference, story: 'paid' });
  await cases.result(reference);

  const rows = payments(3).map((row, index) => (index === 1 ? { ...row, ...PAYEE } : row));
  const row = rows[1]?.reference;
  await bank.addFault({ operation: 'ptx.instructions.create', kind: 'slow', delayMs: 1_500, reference: row });
  await bank.addFault({ operation: 'ptx.instructions.create', kind: 'truncated', reference: row });
  for (const kind of ['truncated', 'wrong-typed'] as const) {
    await bank.addFault({ operation: 'ptx.instructions.queryByBatchId', kind });
  }
  await batches.submit(aBatch(reference, { instructions: rows }));
  const { hash } = await until('the batch awaits approval', async () => {
    await look(ids.batch);
    const view = await batches.show(reference);
    if (view.stage === 'needs-attention') await batches.resolve(reference, { as: 'retry', ...SAID });
    return view.stage === 'awaiting-approval' && view;
  });
  await batches.approve(reference, { by: 'ann', hash: hash ?? '' });
  await until('the batch is committed', async () => (await batches.show(reference)).stage === 'committed');
  await look(ids.batch);

  const histories = await Promise.all(
    Object.values(ids).map(async (workflowId) => ({
      workflowId,
      history: await env.client.workflow.getHandle(workflowId).fetchHistory(),
    })),
  );
  const metrics = await Promise.all(
    [port(31_000), port(41_000)].map(async (at) => (await fetch(`http://127.0.0.1:${at}/metrics`)).text()),
  );
  return { reference, variables, histories, seen, heartbeats, metrics, logs: [worker.errors(), receiver.errors()] };
}

type Played = Awaited<ReturnType<typeof play>>;

const whole = (history: History): string => latin(temporal.api.history.v1.History.encode(history).finish());

/** The summaries of all events, and the messages of all failures, as they are stored. */
function labels({ events }: History) {
  const summaries = (events ?? []).flatMap(({ userMetadata }) => userMetadata?.summary ?? []);
  const failures = (events ?? []).flatMap((event) => [
    event.activityTaskStartedEventAttributes?.lastFailure ?? [],
    event.activityTaskFailedEventAttributes?.failure ?? [],
  ]);
  return { summaries, messages: failures.flat().map(({ message: text }) => text ?? '') };
}

async function replay(played: Played, payloadKey: string | undefined): Promise<(string | undefined)[]> {
  const outcomes: (string | undefined)[] = [];
  const options = { workflowBundle: workflowBundle(), dataConverter: createDataConverter(payloadKey) };
  for await (const { error } of Worker.runReplayHistories(options, played.histories)) outcomes.push(error?.message);
  return outcomes;
}

function noneInProcesses(played: () => Played): void {
  test('the logs of worker and receiver hold nothing personal, however much they tell', () => {
    const { logs } = played();
    expect(logs[0]).toContain('"level":"debug"');
    expect(logs[1]).toContain('webhook received');
    expect(logs.map(canariesIn)).toEqual([[], []]);
  });

  test('the metrics of worker and receiver hold nothing personal', () => {
    const { metrics } = played();
    expect(metrics.map((text) => /^(temporal|incasso)_/m.test(text))).toEqual([true, true]);
    expect(metrics.map(canariesIn)).toEqual([[], []]);
  });
}

describe('with a key', () => {
  const key = randomBytes(32).toString('base64');
  const other = randomBytes(32).toString('base64');
  let played: Played;
  beforeAll(async () => {
    played = await play('KEY', key);
  }, 180_000);

  test('Temporal stores nothing personal in clear: not in histories, memos, summaries, heartbeats or current details', () => {
    expect(played.heartbeats).toBeGreaterThan(0);
    expect(played.histories.map(({ history }) => canariesIn(whole(history)))).toEqual([[], []]);
    expect(canariesIn(played.seen.join('\n'))).toEqual([]);
    const { summaries } = labels(played.histories[0]?.history ?? {});
    const encodings = summaries.map(({ metadata }) => latin(metadata?.encoding));
    expect([encodings.length > 3, [...new Set(encodings)]]).toEqual([true, ['binary/encrypted']]);
  });

  noneInProcesses(() => played);

  test('an encrypted history replays with its key, also when that is the old one behind a new one', async () => {
    expect(await replay(played, key)).toEqual([undefined, undefined]);
    expect(await replay(played, `${other},${key}`)).toEqual([undefined, undefined]);
  });

  test('who has not the key is told so in one line', async () => {
    const asked = (INCASSO_PAYLOAD_KEY: string) =>
      run(['case', played.reference], { ...played.variables, LOG_LEVEL: 'error', INCASSO_PAYLOAD_KEY });
    expect(await asked('')).toMatchObject({
      code: 1,
      faults: [expect.stringMatching(/set it to the keys of the work/)],
    });
    expect(await asked(other)).toMatchObject({ code: 1, faults: [expect.stringMatching(/add that key at its end$/)] });
    expect(await asked(`${other},${key}`)).toMatchObject({ code: 0, faults: [] });
  });
});

describe('without a key', () => {
  let played: Played;
  beforeAll(async () => {
    played = await play('PLAIN', undefined);
  }, 180_000);

  test('the canaries are in the histories: what is not found elsewhere was looked for', () => {
    expect(played.histories.map(({ history }) => canariesIn(whole(history)).length > 3)).toEqual([true, true]);
  });

  test('memos, search attributes, ids, heartbeats and current details hold nothing personal', () => {
    expect(played.heartbeats).toBeGreaterThan(0);
    expect(canariesIn(played.seen.join('\n'))).toEqual([]);
  });

  test('summaries and the messages of failures hold nothing personal, though vendors repeat what they were told', () => {
    const all = played.histories.map(({ history }) => labels(history));
    expect(all.every(({ summaries, messages }) => summaries.length > 3 && messages.length > 1)).toBe(true);
    const texts = all.flatMap(({ summaries, messages }) => [...summaries.map(({ data }) => latin(data)), ...messages]);
    expect(texts.join('\n')).toContain('the vendor wrote');
    expect(canariesIn(texts.join('\n'))).toEqual([]);
  });

  noneInProcesses(() => played);
});
