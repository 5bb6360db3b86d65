import { takeImportTurn } from '../../src/client/import-turn.js';
import { type ImportRequest, prepareImport } from '../../src/client/prepare-import.js';
import { importWorkflowId, workflowTypes } from '../../src/workflows/messages.js';
import type { Flow } from './flow.js';

/** Leaves an import as a command does that is interrupted before its first page is handed in; answers with its id. */
export async function interruptedImport({ client, taskQueue }: Flow, request: ImportRequest): Promise<string> {
  const { input, contentHash } = prepareImport(request);
  if (input.collect) await takeImportTurn(client, taskQueue, input.id);
  await client.workflow.start(workflowTypes.importRecords, {
    workflowId: importWorkflowId(input.id),
    taskQueue,
    args: [input],
    memo: { contentHash },
  });
  return input.id;
}
