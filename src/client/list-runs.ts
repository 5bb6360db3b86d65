import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { nextActionAtAttribute } from '../workflows/messages.js';
import { InvalidInputError, named } from './errors.js';
import { isOpen, quoted, stageShown } from './runs.js';

/** A run as lists show it: as of its last change of stage. `nextActionAt` is an instant in UTC, or null. */
export interface ListedRun {
  workflowId: string;
  stage: string;
  nextActionAt: string | null;
}

/** What there is to list. */
export interface Listing {
  workflowType: string;
  /** The stage of a run that has not shown one yet. */
  firstStage: string;
  /** Every stage: one that only an open run has, or one that stays when the run has closed. */
  stages: Readonly<Record<string, 'open' | 'outcome'>>;
}

/** Every listing has it: what was ended from outside waits for a person too, who can say what becomes of it. */
const NEEDS_ATTENTION = 'needs-attention';

const RUNNING = 'ExecutionStatus = "Running"';
const BROKEN = 'ExecutionStatus IN ("Failed", "Terminated", "TimedOut", "Canceled")';
// What was reopened, or is still at work after its outcome, keeps that until there is something for a person to see.
const ENDED = 'ExecutionStatus IN ("Running", "Completed")';
const PAGE = 100;

/**
 * Lists the latest run of every workflow of a type, the newest first; with `stage` only those in it. Needs no worker. An
 * id can have older runs: of the closed ones, each has to prove itself. Throws `InvalidInputError` for an unknown stage.
 */
export async function* listRuns(client: Client, listing: Listing, stage?: string): AsyncIterable<ListedRun> {
  let closed: WorkflowExecutionInfo[] = [];
  const shown = (run: WorkflowExecutionInfo) => listed(run, listing.firstStage);
  try {
    for await (const run of client.workflow.list({ query: queryFor(listing, stage), pageSize: PAGE })) {
      if (isOpen(run)) yield shown(run);
      else closed.push(run);
      if (closed.length < PAGE) continue;
      yield* (await latestOf(client, listing, closed)).map(shown);
      closed = [];
    }
    yield* (await latestOf(client, listing, closed)).map(shown);
  } catch (error) {
    throw named(error);
  }
}

const typeIs = ({ workflowType }: Listing): string => `WorkflowType = ${quoted(workflowType)}`;

function queryFor(listing: Listing, stage: string | undefined): string {
  const type = typeIs(listing);
  if (stage === undefined) return type;
  const { stages } = listing;
  if (!Object.hasOwn(stages, stage)) {
    throw new InvalidInputError([`stage: is none of ${Object.keys(stages).join(', ')}`]);
  }
  const wanted = `(IncassoStage = ${quoted(stage)} AND ${stages[stage] === 'open' ? RUNNING : ENDED})`;
  return `${type} AND ${stage === NEEDS_ATTENTION ? `(${wanted} OR ${BROKEN})` : wanted}`;
}

async function latestOf(
  client: Client,
  listing: Listing,
  runs: WorkflowExecutionInfo[],
): Promise<WorkflowExecutionInfo[]> {
  if (runs.length === 0) return [];
  const ids = [...new Set(runs.map(({ workflowId }) => workflowId))];
  const latest = new Map<string, WorkflowExecutionInfo>();
  const query = `${typeIs(listing)} AND WorkflowId IN (${ids.map(quoted).join(', ')})`;
  for await (const run of client.workflow.list({ query })) {
    const known = latest.get(run.workflowId);
    if (!known || run.startTime > known.startTime) latest.set(run.workflowId, run);
  }
  return runs.filter(({ workflowId, runId }) => latest.get(workflowId)?.runId === runId);
}

function listed(run: WorkflowExecutionInfo, firstStage: string): ListedRun {
  const broken = !isOpen(run) && run.status.name !== 'COMPLETED';
  const next = isOpen(run) ? run.typedSearchAttributes.get(nextActionAtAttribute) : undefined;
  return {
    workflowId: run.workflowId,
    stage: broken ? NEEDS_ATTENTION : (stageShown(run) ?? firstStage),
    nextActionAt: next?.toISOString() ?? null,
  };
}
