import type { Client } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import type { IncassoClient } from '../../src/client/index.js';
import * as messages from '../../src/workflows/messages.js';
import { runSchedule } from './schedules.js';

/** `COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION` of Temporal's API. */
const COMPLETE_WORKFLOW = 4;

/** Lets the schedule run now, and says what came of it. */
export async function watchBacsMessages(flow: {
  client: Client;
  incasso: IncassoClient;
}): Promise<messages.WatchBacsMessagesResult> {
  const workflowId = await runSchedule(flow, messages.bacsMessagesScheduleId);
  return flow.client.workflow.getHandle<() => Promise<messages.WatchBacsMessagesResult>>(workflowId).result();
}

/** Mandates that no worker serves: they keep what they are told in their histories, and end only by `end`. */
export function unservedMandates(client: Client) {
  const queueOf = (reference: string) => `unserved-${process.pid}-${reference}`;
  const handleOf = (reference: string) => client.workflow.getHandle(messages.mandateWorkflowId(reference));
  return {
    open: (reference: string) =>
      client.workflow.start(messages.workflowTypes.setUpMandate, {
        workflowId: messages.mandateWorkflowId(reference),
        taskQueue: queueOf(reference),
      }),

    /** What it was told, in that order. */
    async told(reference: string): Promise<messages.ReportedRecord[]> {
      const { events } = await handleOf(reference).fetchHistory();
      return (events ?? []).flatMap(({ workflowExecutionSignaledEventAttributes: signaled }) => {
        const [payload] = signaled?.input?.payloads ?? [];
        if (signaled?.signalName !== messages.bacsReported.name || !payload) return [];
        return [defaultPayloadConverter.fromPayload<messages.ReportedRecord>(payload)];
      });
    },

    /** Ends it as its workflow would, having taken these reports in. */
    async end(reference: string, eventIds: readonly string[]): Promise<void> {
      const common = { namespace: 'default', identity: 'the test' };
      const taskQueue = { name: queueOf(reference) };
      const { taskToken } = await client.withDeadline(Date.now() + 20_000, () =>
        client.workflowService.pollWorkflowTaskQueue({ ...common, taskQueue }),
      );
      const reports = eventIds.map((eventId) => ({ eventId, report: 'ARUDD', code: '0' }));
      const result = { payloads: [defaultPayloadConverter.toPayload({ input: { reference }, state: { reports } })] };
      const command = { commandType: COMPLETE_WORKFLOW, completeWorkflowExecutionCommandAttributes: { result } };
      await client.workflowService.respondWorkflowTaskCompleted({ ...common, taskToken, commands: [command] });
    },
  };
}
