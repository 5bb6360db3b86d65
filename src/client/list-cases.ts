import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import type { CaseStage, Outcome } from '../workflows/messages.js';
import { caseIdPrefix, nextActionAtAttribute, workflowTypes } from '../workflows/messages.js';
import { InvalidInputError, named } from './errors.js';
import { isOpen, outcomeOf, quoted, stageShown } from './runs.js';

/** A case as lists show it: as of its last change of stage. `nextActionAt` is an instant in UTC, or null. */
export interface ListedCase {
  reference: string;
  stage: string;
  outcome: Outcome | null;
  nextActionAt: string | null;
}

const TYPE = `WorkflowType = ${quoted(workflowTypes.collectRecord)}`;
const RUNNING = 'ExecutionStatus = "Running"';
// Ended from outside: only a person can say what becomes of the debt.
const BROKEN = 'ExecutionStatus IN ("Failed", "Terminated", "TimedOut", "Canceled")';
// A case that was reopened keeps its outcome until there is something for a person to see.
const ENDED = 'ExecutionStatus IN ("Running", "Completed")';
const BATCH = 100;

/** The runs that a stage is true of. */
const runsOf: Record<CaseStage, string> = {
  importing: RUNNING,
  'awaiting-payment': RUNNING,
  calling: RUNNING,
  held: RUNNING,
  'needs-attention': RUNNING,
  paid: ENDED,
  unpaid: ENDED,
  rejected: ENDED,
  cancelled: ENDED,
};

/** Lists the latest run of every case. A reopened case has older runs: of the closed ones, each has to prove itself. */
export async function* listCases(client: Client, stage?: string): AsyncIterable<ListedCase> {
  let closed: WorkflowExecutionInfo[] = [];
  try {
    for await (const run of client.workflow.list({ query: queryFor(stage), pageSize: BATCH })) {
      if (isOpen(run)) yield listed(run);
      else closed.push(run);
      if (closed.length < BATCH) continue;
      yield* (await latestOf(client, closed)).map(listed);
      closed = [];
    }
    yield* (await latestOf(client, closed)).map(listed);
  } catch (error) {
    throw named(error);
  }
}

function queryFor(stage: string | undefined): string {
  if (stage === undefined) return TYPE;
  if (!Object.hasOwn(runsOf, stage)) {
    throw new InvalidInputError([`stage: is none of ${Object.keys(runsOf).join(', ')}`]);
  }
  const inStage = `IncassoStage = ${quoted(stage)}`;
  const status = runsOf[stage as CaseStage];
  const wanted = `(${inStage} AND ${status})`;
  return `${TYPE} AND ${stage === 'needs-attention' ? `(${wanted} OR ${BROKEN})` : wanted}`;
}

async function latestOf(client: Client, runs: WorkflowExecutionInfo[]): Promise<WorkflowExecutionInfo[]> {
  if (runs.length === 0) return [];
  const ids = [...new Set(runs.map(({ workflowId }) => workflowId))];
  const latest = new Map<string, WorkflowExecutionInfo>();
  for await (const run of client.workflow.list({
    query: `${TYPE} AND WorkflowId IN (${ids.map(quoted).join(', ')})`,
  })) {
    const known = latest.get(run.workflowId);
    if (!known || run.startTime > known.startTime) latest.set(run.workflowId, run);
  }
  return runs.filter(({ workflowId, runId }) => latest.get(workflowId)?.runId === runId);
}

function listed(run: WorkflowExecutionInfo): ListedCase {
  const broken = !isOpen(run) && run.status.name !== 'COMPLETED';
  const stage = broken ? 'needs-attention' : (stageShown(run) ?? 'importing');
  const next = isOpen(run) ? run.typedSearchAttributes.get(nextActionAtAttribute) : undefined;
  return {
    reference: run.workflowId.slice(caseIdPrefix.length),
    stage,
    outcome: outcomeOf(stage),
    nextActionAt: next?.toISOString() ?? null,
  };
}
