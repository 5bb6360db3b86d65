import type { Client, WorkflowExecutionDescription, WorkflowExecutionInfo } from '@temporalio/client';
import type { Workflow } from '@temporalio/common';
import { WorkflowNotFoundError } from '@temporalio/common';
import type { ClosedCase, Outcome } from '../workflows/messages.js';
import { caseWorkflowId, stageAttribute } from '../workflows/messages.js';
import { REFERENCE } from './validate.js';

/** A run, as it is listed or described. */
export type Run = Pick<WorkflowExecutionInfo, 'workflowId' | 'runId' | 'status' | 'memo' | 'typedSearchAttributes'>;

const outcomes: readonly string[] = ['paid', 'unpaid', 'rejected', 'cancelled'] satisfies Outcome[];

/** The latest run of a case, or undefined if no case has this reference. Needs no worker. */
export async function findCase(client: Client, reference: string): Promise<WorkflowExecutionDescription | undefined> {
  // What cannot be a reference is not asked for: it may come from outside, of any length.
  return REFERENCE.test(reference) ? describe(client, caseWorkflowId(reference)) : undefined;
}

/** The latest run of a workflow, or undefined if there is none. */
export async function describe(client: Client, id: string): Promise<WorkflowExecutionDescription | undefined> {
  try {
    return await client.workflow.getHandle(id).describe();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

/** Whether the run goes on. */
export function isOpen({ status }: Run): boolean {
  return status.name === 'RUNNING' || status.name === 'PAUSED';
}

/** What a completed run has left. Needs no worker. */
export async function closedCase(client: Client, { workflowId, runId }: Run): Promise<ClosedCase> {
  const handle = client.workflow.getHandle<Workflow>(workflowId, runId, { followRuns: false });
  return (await handle.result()) as ClosedCase; // As `collectRecord` returned it.
}

/** The stage that the run shows in lists. */
export function stageShown({ typedSearchAttributes }: Run): string | undefined {
  return typedSearchAttributes.get(stageAttribute);
}

/** The stage if it is an outcome, else null. */
export function outcomeOf(stage: string): Outcome | null {
  return outcomes.includes(stage) ? (stage as Outcome) : null;
}

/** A text as it stands in a visibility query. */
export function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}
