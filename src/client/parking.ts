import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { type SearchAttributePair, WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  type EventParking,
  isKeyed,
  type ParkedEventInput,
  type ParkedMemo,
  type ParkedStage,
  parkedWorkflowId,
  referenceAttribute,
  stageAttribute,
  workflowTypes,
} from '../workflows/messages.js';

const LISTED_WITHIN_MS = 2000;
const LOOK_EVERY_MS = 25;

export interface Parking extends EventParking {
  /** Waits until lists show the parked event, for at most 2 s; lists of Temporal are a little late. Never throws. */
  untilListed(workflowId: string): Promise<void>;
}

/** Parks events of no known case: the receiver and the reports of Bacs both do it by this. Needs no worker. */
export function createParking(client: Client, { taskQueue }: { taskQueue: string }): Parking {
  return {
    async park(vendor, { name, event, reference }, reason) {
      const workflowId = parkedWorkflowId(vendor, event.eventId);
      const receivedAt = new Date().toISOString();
      const input: ParkedEventInput = { vendor, eventName: name, reference, receivedAt, event };
      const memo: ParkedMemo = { vendor, event: name, receivedAt, reference, reason };
      const firstStage: ParkedStage = isKeyed(input) ? 'retrying' : 'needs-attention';
      const attributes: SearchAttributePair[] = [{ key: stageAttribute, value: firstStage }];
      if (reference !== null) attributes.push({ key: referenceAttribute, value: reference });
      try {
        await client.workflow.start(workflowTypes.parkedEvent, {
          workflowId,
          workflowIdConflictPolicy: 'USE_EXISTING',
          workflowIdReusePolicy: 'REJECT_DUPLICATE',
          taskQueue,
          args: [input],
          memo: { ...memo },
          staticSummary: `${vendor}: ${event.kind} event without a case`,
          typedSearchAttributes: attributes,
        });
      } catch (error) {
        // It was parked before, and settled: delivered, or put away by a person.
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      }
      return workflowId;
    },

    async untilListed(workflowId) {
      const end = Date.now() + LISTED_WITHIN_MS;
      try {
        await client.withDeadline(end, async () => {
          // The id is one of ours: it has no quotes in it.
          while (Date.now() < end) {
            const { count } = await client.workflow.count(`WorkflowId = "${workflowId}"`);
            if (count > 0) return;
            await delay(LOOK_EVERY_MS);
          }
        });
      } catch {
        // The event is safe already; a list that shows it a little later is no reason to have it delivered again.
      }
    },
  };
}
