import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { type SearchAttributePair, WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  type ParkedEventInput,
  type ParkedMemo,
  type ParkedStage,
  parkedWorkflowId,
  referenceAttribute,
  stageAttribute,
  type VendorName,
  workflowTypes,
} from '../workflows/messages.js';
import type { IncomingEvent } from './routes.js';

const LISTED_WITHIN_MS = 2000;
const LOOK_EVERY_MS = 25;

export interface Parking {
  /** Keeps an event of no known case in a workflow of its own. Safe to repeat: an event is parked once. */
  park(vendor: VendorName, incoming: IncomingEvent, reason: string): Promise<string>;
  /** Waits until lists show the parked event, for at most 2 s; lists of Temporal are a little late. Never throws. */
  untilListed(workflowId: string): Promise<void>;
}

export function createParking(client: Client, { taskQueue }: { taskQueue: string }): Parking {
  return {
    async park(vendor, { name, event, reference }, reason) {
      const workflowId = parkedWorkflowId(vendor, event.eventId);
      const receivedAt = new Date().toISOString();
      const input: ParkedEventInput = { vendor, eventName: name, reference, receivedAt, event };
      const memo: ParkedMemo = { vendor, event: name, receivedAt, reference, reason };
      const attributes: SearchAttributePair[] = [{ key: stageAttribute, value: firstStage(input) }];
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

/** An event that carries no key can be settled by a person only. */
function firstStage({ event, reference }: ParkedEventInput): ParkedStage {
  const keyed = event.kind === 'paylink' || event.kind === 'bill' || (event.kind === 'call' && reference !== null);
  return keyed ? 'retrying' : 'needs-attention';
}
