import type { Client, WorkflowExecutionDescription, WorkflowExecutionInfo } from '@temporalio/client';
import type { Workflow } from '@temporalio/common';
import { WorkflowNotFoundError } from '@temporalio/common';
import { mandateSpellings } from '../domain/direct-debit/spellings.js';
import { billWorkflowId, caseWorkflowId, mandateWorkflowId, stageAttribute } from '../workflows/messages.js';
import { type Noun, RefusedError } from './errors.js';
import { REFERENCE, SRRID } from './validate.js';

/** A run, as it is listed or described. */
export type Run = Pick<WorkflowExecutionInfo, 'workflowId' | 'runId' | 'status' | 'memo' | 'typedSearchAttributes'>;

/** How people speak of cases. */
export const caseNoun: Noun = { one: 'case', many: 'cases', name: 'reference' };

/** How people speak of bills. */
export const billNoun: Noun = { one: 'bill', many: 'bills', name: 'SRRID' };

/** How people speak of mandates. */
export const mandateNoun: Noun = { one: 'mandate', many: 'mandates', name: 'reference' };

/** The latest run of a case, or undefined if no case has this reference. Needs no worker. */
export async function findCase(client: Client, reference: string): Promise<WorkflowExecutionDescription | undefined> {
  // What cannot be a reference is not asked for: it may come from outside, of any length.
  return REFERENCE.test(reference) ? describe(client, caseWorkflowId(reference)) : undefined;
}

/** The latest run of a bill, or undefined if none has this SRRID. Needs no worker. */
export async function findBill(client: Client, srrid: string): Promise<WorkflowExecutionDescription | undefined> {
  return SRRID.test(srrid) ? describe(client, billWorkflowId(srrid)) : undefined;
}

/** The latest run of a mandate, or undefined if none has this reference, in capitals or not. Needs no worker. */
export async function findMandate(
  client: Client,
  reference: string,
): Promise<WorkflowExecutionDescription | undefined> {
  for (const each of mandateSpellings(reference)) {
    const run = await describe(client, mandateWorkflowId(each));
    if (run) return run;
  }
  return undefined;
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

/** What a completed run has left, as its workflow returned it. Needs no worker. */
export async function closedResult<Closed>(client: Client, { workflowId, runId }: Run): Promise<Closed> {
  const handle = client.workflow.getHandle<Workflow>(workflowId, runId, { followRuns: false });
  return (await handle.result()) as Closed; // The workflow's type says no more than that it returns something.
}

/** The stage that the run shows in lists. */
export function stageShown({ typedSearchAttributes }: Run): string | undefined {
  return typedSearchAttributes.get(stageAttribute);
}

/** How a run that is not open has ended, as a word for people. */
export function endOf(run: Run): string {
  return (run.status.name === 'COMPLETED' ? stageShown(run) : undefined) ?? run.status.name.toLowerCase();
}

/** The answer to whoever tells a closed run something. */
export function closedError({ one }: Noun, reference: string, run: Run): RefusedError {
  return new RefusedError(`${one} ${reference} is closed (${endOf(run)})`);
}

/** A text as it stands in a visibility query. */
export function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}
