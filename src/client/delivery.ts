import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { type Workflow, WorkflowNotFoundError } from '@temporalio/common';
import type { LinkReading } from '../domain/case.js';
import {
  type Delivery,
  type EventDelivery,
  referenceAttribute,
  reopenedForMs,
  stageAttribute,
  vendorRefsAttribute,
} from '../workflows/messages.js';
import { asSignal, type Destination, destinationOf, type KnownEvent, vendorRefOf } from './destinations.js';
import { closedResult, describe, isOpen, quoted } from './runs.js';

/** A case may end or begin anew between two looks at it; more often than this it does not. */
const LOOKS = 5;

/**
 * Delivers vendors' events to their cases, bills and mandates: the receiver, the sweeps and parked events all do it by this. Needs no
 * worker. Safe to repeat and to run at once: each counts an event once, by its id. Throws when Temporal has not got it.
 */
export function createEventDelivery(client: Client, { taskQueue }: { taskQueue: string }): EventDelivery {
  /** Signals the case, the bill or the mandate; undefined if there is none by this workflow id. */
  const signal = async (id: string, event: KnownEvent, reading?: LinkReading): Promise<Delivery | undefined> => {
    const destination = destinationOf(event);
    const { noun, idPrefix } = destination;
    const done: Delivery = { to: 'case', reference: id.slice(idPrefix.length) };
    for (let look = 0; look < LOOKS; look += 1) {
      try {
        const handle = client.workflow.getHandle(id);
        await asSignal(event, (name, report) => handle.signal(name, report));
        return done;
      } catch (error) {
        if (!(error instanceof WorkflowNotFoundError)) throw error;
      }
      const lookedAt = Date.now();
      const run = await describe(client, id);
      if (!run) return undefined;
      if (isOpen(run)) continue; // Reopened by another event in the meantime.
      if (run.status.name !== 'COMPLETED') {
        return {
          to: 'nobody',
          reason: `its ${noun} ${done.reference} did not end by itself (${run.status.name.toLowerCase()})`,
        };
      }
      const closed = await closedResult<never>(client, run);
      if (!destination.matters(closed, run, event, reading)) return done;
      const { shown } = destination;
      if (!shown) return { to: 'nobody', reason: `its ${noun} ${done.reference} is closed` };
      const reopenBy = lookedAt + reopenedForMs / 2;
      if (Date.now() > reopenBy) continue; // Too long ago: it may have been reopened, and be closed again.
      await client.withDeadline(reopenBy, () =>
        reopen(client, taskQueue, run, { ...destination, shown }, closed, event),
      );
      return done;
    }
    throw new Error(`${noun} ${done.reference} ends and begins anew too fast to be told`);
  };

  return {
    async deliver(event, reference, reading) {
      if (event.kind === 'unknown') return { to: 'nobody', reason: 'an event of a kind that is not known here' };
      const { noun, idPrefix, referencesIn, workflowType } = destinationOf(event);
      const named = reference === null ? [] : referencesIn(reference);
      for (const each of named) {
        const delivery = await signal(`${idPrefix}${each}`, event, reading);
        if (delivery) return delivery;
      }
      const thing = vendorRefOf(event);
      if (thing) {
        if (thing.ref === undefined) {
          return { to: 'nobody', reason: `what it names cannot be the id of a ${thing.what}` };
        }
        const id = await findByRef(client, thing.ref, workflowType);
        const nobody: Delivery = { to: 'nobody', reason: `no case is known for ${thing.what}` };
        return (id && (await signal(id, event, reading))) || nobody;
      }
      return {
        to: 'nobody',
        reason: named.length > 0 ? `no ${noun} has the reference ${reference}` : `${nameOf(event)} names no ${noun}`,
      };
    },
  };
}

function nameOf(event: KnownEvent): string {
  return event.kind === 'bacs' ? `the record of ${event.report}` : `the ${event.kind}`;
}

async function findByRef(client: Client, ref: string, workflowType: string): Promise<string | undefined> {
  const query = `${vendorRefsAttribute.name} = ${quoted(ref)} AND WorkflowType = ${quoted(workflowType)}`;
  for await (const { workflowId } of client.workflow.list({ query, pageSize: 1 })) return workflowId;
  return undefined;
}

/** Begins a closed one anew with all that it knew; where somebody else was faster, that run is told. */
async function reopen<Closed extends { input: unknown }>(
  client: Client,
  taskQueue: string,
  run: WorkflowExecutionDescription,
  { shown, workflowType }: Required<Destination<Closed>>,
  closed: Closed,
  event: KnownEvent,
): Promise<void> {
  const { reference, stage, refs } = shown(closed);
  await asSignal(event, (signal, report) =>
    client.workflow.signalWithStart<Workflow, [typeof report]>(workflowType, {
      workflowId: run.workflowId,
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      taskQueue,
      args: [closed.input, closed],
      signal,
      signalArgs: [report],
      ...(run.memo ? { memo: run.memo } : {}),
      staticSummary: 'closed before, reopened by an event of the vendor',
      typedSearchAttributes: [
        { key: stageAttribute, value: stage },
        { key: referenceAttribute, value: reference },
        ...(refs.length > 0 ? [{ key: vendorRefsAttribute, value: refs }] : []),
      ],
    }),
  );
}
