import { type Client, type WorkflowExecutionInfo, WorkflowNotFoundError } from '@temporalio/client';
import {
  type ClosedMandate,
  dueRef,
  historyDiffers,
  type MandateWatch,
  mandateIdPrefix,
  mandateRef,
  mandateStatus,
  penceDueOn,
  referenceAttribute,
  vendorRefsAttribute,
  type WatchedMandate,
  workflowTypes,
} from '../workflows/messages.js';
import { ask } from './calls.js';
import { closedResult, describe, isOpen, quoted } from './runs.js';

/** Mandates of PTX that are asked for in one list: a query has its limit. */
const AT_ONCE = 50;
const PAGE = 500;

const MANDATES = `WorkflowType = ${quoted(workflowTypes.setUpMandate)}`;
/** A run that went on as another one is none. */
const LATEST = 'ExecutionStatus != "ContinuedAsNew"';
const REF = mandateRef('');

/** How the reconciliation reaches the mandates. */
export function createMandateWatch(client: Client): MandateWatch {
  return {
    async expecting(day) {
      const due = `${vendorRefsAttribute.name} = ${quoted(dueRef(day))}`;
      const query = `${MANDATES} AND ExecutionStatus = "Running" AND ${due}`;
      return watched(client, query, (run) => ({ ...toWatched(run), pence: penceDueOn(day, refsOf(run)) }));
    },

    async known(mandates) {
      const found = new Map<string, WatchedMandate>();
      for (let from = 0; from < mandates.length; from += AT_ONCE) {
        const part = mandates.slice(from, from + AT_ONCE);
        const ids = part.map(({ mandateId }) => mandateRef(mandateId));
        const references = part.map(({ reference }) => reference);
        const query = [
          `${vendorRefsAttribute.name} IN (${ids.map(quoted).join(', ')})`,
          `${referenceAttribute.name} IN (${references.map(quoted).join(', ')})`,
        ];
        const here = await watched(client, `${MANDATES} AND ${LATEST} AND (${query.join(' OR ')})`, toWatched);
        // An open one stands for its reference, and its own id says more than the reference, which others may use too.
        here.sort((a, b) => Number(a.isOpen) - Number(b.isOpen));
        const byReference = new Map(here.map((mandate) => [mandate.reference, mandate]));
        const byId = new Map(here.map((mandate) => [mandate.mandateId, mandate]));
        for (const { mandateId, reference } of part) {
          const mandate = byId.get(mandateId) ?? byReference.get(reference);
          if (mandate) found.set(mandateId, mandate);
        }
      }
      return found;
    },

    async now(workflowId) {
      const run = await describe(client, workflowId);
      if (!run) return undefined;
      if (isOpen(run)) {
        const { collections, mandateId, stage } = await ask(client, run, mandateStatus);
        return { isOpen: true, isNew: mandateId === null || stage === 'draft', collections };
      }
      const isWhole = run.status.name === 'COMPLETED';
      const collections = isWhole ? (await closedResult<ClosedMandate>(client, run)).state.collections : [];
      return { isOpen: false, isNew: false, collections };
    },

    async tell(workflowId, difference) {
      try {
        await client.workflow.getHandle(workflowId).signal(historyDiffers, difference);
        return true;
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return false; // Closed in the meantime.
        throw error;
      }
    },
  };
}

async function watched<Watched extends WatchedMandate>(
  client: Client,
  query: string,
  read: (run: WorkflowExecutionInfo) => Watched,
): Promise<Watched[]> {
  const found: Watched[] = [];
  for await (const run of client.workflow.list({ query, pageSize: PAGE })) found.push(read(run));
  return found;
}

const refsOf = ({ typedSearchAttributes }: WorkflowExecutionInfo): string[] =>
  typedSearchAttributes.get(vendorRefsAttribute) ?? [];

function toWatched(run: WorkflowExecutionInfo): WatchedMandate {
  const { workflowId } = run;
  return {
    workflowId,
    reference: workflowId.slice(mandateIdPrefix.length),
    mandateId:
      refsOf(run)
        .find((ref) => ref.startsWith(REF))
        ?.slice(REF.length) ?? null,
    isOpen: isOpen(run),
  };
}
