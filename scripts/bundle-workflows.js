import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

/** The bundle of the workflows that a compiled file exports, as every worker runs it. */
export async function bundleWorkflows(workflowsPath) {
  const { code } = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
  return code;
}
