import { readdirSync } from 'node:fs';
import { beforeAll, expect, test } from '@jest/globals';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import type { CollectRecordInput } from '../../src/domain/case.js';
import * as workflows from '../../src/workflows/index.js';
import { type HistoryPath, historiesFolder, historyPaths, isRecorded, readHistory } from '../support/histories.js';
import { workflowBundle } from '../support/servers.js';

type Recorded = ReturnType<typeof readHistory>;

/** Replays one after the other; what went wrong, by workflow id. */
async function replay(recorded: Recorded[]): Promise<Map<string, string | undefined>> {
  const outcomes = new Map<string, string | undefined>();
  const runs = Worker.runReplayHistories({ workflowBundle: workflowBundle() }, recorded);
  for await (const { workflowId, error } of runs) outcomes.set(workflowId, error && `${error.name}: ${error.message}`);
  return outcomes;
}

const started = ({ history }: Recorded) => history.events?.[0]?.workflowExecutionStartedEventAttributes;

/** The same history with another input. */
function withInput(path: HistoryPath, change: (input: CollectRecordInput) => CollectRecordInput): Recorded {
  const recorded = readHistory(path);
  const payload = started(recorded)?.input?.payloads?.[0];
  if (!payload?.data) throw new Error(`${path} has no input`);
  payload.data = Buffer.from(JSON.stringify(change(JSON.parse(Buffer.from(payload.data).toString()))));
  return recorded;
}

let outcomes: Awaited<ReturnType<typeof replay>>;
beforeAll(async () => {
  // Replays that have to fail are told of as warnings.
  const telemetryOptions = { logging: { filter: { core: 'ERROR', other: 'ERROR' } } } as const;
  Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions, shutdownSignals: [] });
  outcomes = await replay(historyPaths.filter(isRecorded).map(readHistory));
});

test('every path has its history, every history its path, and every workflow a path', () => {
  expect(readdirSync(historiesFolder).sort()).toEqual(historyPaths.map((path) => `${path}.json`).sort());
  const types = historyPaths.map((path) => started(readHistory(path))?.workflowType?.name);
  expect([...new Set(types)].sort()).toEqual(Object.keys(workflows).sort());
});

test.each(historyPaths)('%s goes on by the code of today', (path) => {
  const { workflowId } = readHistory(path);
  expect(outcomes.has(workflowId)).toBe(true);
  expect(outcomes.get(workflowId)).toBeUndefined();
});

test('a case that would do another thing first does not replay', async () => {
  const recorded = withInput('case-paid', (input) => ({
    ...input,
    plan: { ...input.plan, payLink: { from: 'api', waitMs: 1_000 } },
  }));
  expect((await replay([recorded])).get(recorded.workflowId)).toMatch(/^DeterminismViolationError: /);
});

test('a case that would do one thing more, or one less, does not replay', async () => {
  const fewer = withInput('case-unpaid-after-rounds', ({ plan, ...input }) => ({
    ...input,
    plan: { ...plan, steps: plan.steps.toSpliced(1, 1) },
  }));
  const more = withInput('case-hold-ended', ({ plan, ...input }) => ({
    ...input,
    plan: { ...plan, steps: [...plan.steps, ...plan.steps] },
  }));
  for (const recorded of [fewer, more]) {
    expect((await replay([recorded])).get(recorded.workflowId)).toMatch(/^DeterminismViolationError: /);
  }
});
