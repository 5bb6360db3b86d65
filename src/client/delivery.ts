import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { type SignalDefinition, type Workflow, WorkflowNotFoundError } from '@temporalio/common';
import { type LinkReading, stageOf } from '../domain/case.js';
import { realDuration } from '../domain/clock.js';
import { rises } from '../domain/payments.js';
import {
  type CallReport,
  type CaseEvent,
  type ClosedCase,
  callReported,
  caseIdPrefix,
  caseWorkflowId,
  type Delivery,
  type EventDelivery,
  type PayLinkReport,
  payLinkRef,
  payLinkReported,
  referenceAttribute,
  reopenedForMs,
  stageAttribute,
  vendorRefsAttribute,
  workflowTypes,
} from '../workflows/messages.js';
import { closedCase, describe, isOpen, quoted } from './runs.js';
import { REFERENCE } from './validate.js';

/** Quoting is not enough: the keyword lists of some stores are searched by a language of their own. */
const LINK_ID = /^[A-Za-z0-9._-]{1,100}$/;

type KnownEvent = Exclude<CaseEvent, { kind: 'unknown' }>;

const NEW_MONEY_FOR_MS = 90 * 24 * 3_600_000;
/** A case may end or begin anew between two looks at it; more often than this it does not. */
const LOOKS = 5;

/**
 * Delivers vendors' events to their cases: the receiver, the sweeps and parked events all do it by this. Needs no
 * worker. Safe to repeat and to run at once: a case counts an event once, by its id. Throws when Temporal has not got it.
 */
export function createEventDelivery(client: Client, { taskQueue }: { taskQueue: string }): EventDelivery {
  /** Signals the case; undefined if there is none by this workflow id. */
  const signal = async (id: string, event: KnownEvent, reading?: LinkReading): Promise<Delivery | undefined> => {
    const done: Delivery = { to: 'case', reference: id.slice(caseIdPrefix.length) };
    for (let look = 0; look < LOOKS; look += 1) {
      try {
        await sendTo(client, id, event);
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
          reason: `its case ${done.reference} did not end by itself (${run.status.name.toLowerCase()})`,
        };
      }
      const closed = await closedCase(client, run);
      if (!matters(closed, run, event, reading)) return done;
      const reopenBy = lookedAt + reopenedForMs / 2;
      if (Date.now() > reopenBy) continue; // Too long ago: it may have been reopened, and be closed again.
      await client.withDeadline(reopenBy, () => reopen(client, taskQueue, run, closed, event));
      return done;
    }
    throw new Error(`case ${done.reference} ends and begins anew too fast to be told`);
  };

  return {
    async deliver(event, reference, reading) {
      if (event.kind === 'unknown') return { to: 'nobody', reason: 'an event of a kind that is not known here' };
      const named = reference !== null && REFERENCE.test(reference);
      const delivery = named ? await signal(caseWorkflowId(reference), event, reading) : undefined;
      if (delivery) return delivery;
      if (event.kind === 'paylink') {
        if (!LINK_ID.test(event.linkId)) return { to: 'nobody', reason: 'what it names cannot be the id of a PayLink' };
        const id = await findByLink(client, event.linkId);
        return (
          (id && (await signal(id, event, reading))) || {
            to: 'nobody',
            reason: `no case is known for PayLink ${event.linkId}`,
          }
        );
      }
      return { to: 'nobody', reason: named ? `no case has the reference ${reference}` : 'the call names no case' };
    },
  };
}

/** What a closed case has to hear of: a payment, a call. Not what it has counted, and not that somebody looked. */
function matters(
  closed: ClosedCase,
  run: WorkflowExecutionDescription,
  event: KnownEvent,
  reading?: LinkReading,
): boolean {
  const { input, state } = closed;
  if (state.seen.includes(event.eventId)) return false;
  if (event.kind === 'call') return true;
  if (!reading) return event.what !== 'visited';
  const closedForMs = Date.now() - (run.closeTime?.getTime() ?? 0);
  if (closedForMs > realDuration(NEW_MONEY_FOR_MS, input.clock)) return false;
  // A link of a script that the case never used is another debt's, though it has the same reference.
  if (reading.script !== undefined && !(reading.script in state.asked)) return false;
  return rises(state.links, state.asked, input.invoice.amount.minor, [reading]).some(({ riseMinor }) => riseMinor > 0);
}

async function findByLink(client: Client, linkId: string): Promise<string | undefined> {
  const query =
    `${vendorRefsAttribute.name} = ${quoted(payLinkRef(linkId))} ` +
    `AND WorkflowType = ${quoted(workflowTypes.collectRecord)}`;
  for await (const { workflowId } of client.workflow.list({ query, pageSize: 1 })) return workflowId;
  return undefined;
}

async function sendTo(client: Client, id: string, event: KnownEvent): Promise<void> {
  const handle = client.workflow.getHandle(id);
  if (event.kind === 'call') await handle.signal(callReported, report(event));
  else await handle.signal(payLinkReported, report(event));
}

/** Begins a closed case anew with all that it knew; where somebody else was faster, that run is told. */
async function reopen(
  client: Client,
  taskQueue: string,
  run: WorkflowExecutionDescription,
  closed: ClosedCase,
  event: KnownEvent,
): Promise<void> {
  const refs = closed.state.links.map(({ id }) => payLinkRef(id));
  const start = <Report>(signal: SignalDefinition<[Report]>, signalArgs: [Report]) =>
    client.workflow.signalWithStart<Workflow, [Report]>(workflowTypes.collectRecord, {
      workflowId: run.workflowId,
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      taskQueue,
      args: [closed.input, closed],
      signal,
      signalArgs,
      ...(run.memo ? { memo: run.memo } : {}),
      staticSummary: 'closed before, reopened by an event of the vendor',
      typedSearchAttributes: [
        { key: stageAttribute, value: stageOf(closed.state) },
        { key: referenceAttribute, value: closed.input.reference },
        ...(refs.length > 0 ? [{ key: vendorRefsAttribute, value: refs }] : []),
      ],
    });
  if (event.kind === 'call') await start<CallReport>(callReported, [report(event)]);
  else await start<PayLinkReport>(payLinkReported, [report(event)]);
}

function report<E extends KnownEvent>({ kind: _, ...fields }: E): Omit<E, 'kind'> {
  return fields;
}
