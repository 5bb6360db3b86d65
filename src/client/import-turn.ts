import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import { importTurnId, importWorkflowId } from '../workflows/messages.js';
import { RefusedError, reachable } from './errors.js';
import { describe, isOpen, stageShown } from './runs.js';

/**
 * Takes the turn of the import that makes cases, of which there is one at a time: whether a reference has a case already
 * is looked up before its row is handed in, and it has one only after that. An import has the turn from when this answers
 * until it is closed, if it is there by then. Safe to repeat. Throws `RefusedError` while another has it.
 *
 * The turn is a workflow that is never run: its id is the one thing in Temporal that two cannot have at once, and, unlike
 * lists, it is never behind. That of an import which is closed, or was never begun, is put away by the next.
 */
export async function takeImportTurn(client: Client, taskQueue: string, id: string): Promise<void> {
  const isMine = () =>
    client.workflow.start('importTurn', {
      workflowId: importTurnId,
      workflowIdConflictPolicy: 'FAIL',
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      taskQueue,
      startDelay: NEVER,
      memo: { import: id },
      staticSummary: `import ${id} makes cases of its rows`,
    });
  for (;;) {
    try {
      await reachable(client, isMine);
      return;
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
    const turn = await reachable(client, () => describe(client, importTurnId));
    if (turn === undefined || !isOpen(turn)) continue;
    const other = String(turn.memo?.import);
    if (other === id) return;
    const run = await reachable(client, () => describe(client, importWorkflowId(other)));
    if (run && isOpen(run)) {
      throw new RefusedError(
        `import ${other} makes cases of its rows and is ${stageShown(run)}: run its command to the end, or answer what it ` +
          `asks, or end it by: incasso import cancel ${other} --by WHO --why WHY; then import these; nothing was handed in`,
      );
    }
    await reachable(client, () => putAway(client, turn.runId));
  }
}

const NEVER = '3650d';

async function putAway(client: Client, runId: string): Promise<void> {
  try {
    await client.workflow.getHandle(importTurnId, runId).terminate('its import is closed, or was never begun');
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error; // Somebody else was faster.
  }
}
