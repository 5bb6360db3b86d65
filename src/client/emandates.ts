import { type Client, type WorkflowExecutionDescription, WorkflowNotFoundError } from '@temporalio/client';
import { z } from 'zod';
import type { BusinessClock } from '../domain/clock.js';
import { durationForm, formatDuration } from '../domain/duration.js';
import { type EMandateOutcome, type EMandateStage, eMandateViewOf, longestEMandateWaitMs } from '../domain/emandate.js';
import {
  type ClosedEMandate,
  cancelEMandate,
  type EMandateAcknowledgement,
  type EMandateDelivery,
  type EMandateReport,
  type EMandateView,
  eMandateIdPrefix,
  eMandateMonthRef,
  eMandateRef,
  eMandateReported,
  eMandateStatus,
  eMandateWorkflowId,
  type ObtainEMandateInput,
  type Resolution,
  resolveEMandate,
  type Said,
  stageAttribute,
  vendorRefsAttribute,
  workflowTypes,
} from '../workflows/messages.js';
import type { Workers } from './calls.js';
import { canonicalJson, sha256 } from './content-hash.js';
import { createEntity, type Kind, type Listed } from './entity.js';
import { InvalidInputError } from './errors.js';
import { createParking } from './parking.js';
import { describe, endOf, isOpen, quoted } from './runs.js';
import { REFERENCE, text } from './validate.js';

/** An e-Mandate as it is asked for. */
export interface EMandateRequest {
  /** Its name for all time, as references of cases are written: the mark at the vendor, too. */
  reference: string;
  /** Who the debtor is, in the words of the business; at most 100 characters. */
  debtorReference: string;
  /** The debtor's name, as the page shows it on which the mandate is given. */
  personName: string;
  /** `RCUR` recurring, `OOFF` one-off, which the vendor does not document. */
  type: 'RCUR' | 'OOFF';
  /** What the debtor is shown as the reason. */
  reason: string;
  /** How long it may be given, in whole seconds of business time, written in milliseconds; 30 days when left out. */
  giveUpAfterMs?: number;
  clock?: BusinessClock;
}

/** An e-Mandate as lists show it: as of its last change of stage. `nextActionAt` is an instant in UTC, or null. */
export interface ListedEMandate extends Listed {
  outcome: EMandateOutcome | null;
}

/** E-Mandates of CollectMAXX. Every method throws `TemporalUnreachableError` when the server is away. */
export interface EMandates {
  /**
   * Starts to obtain an e-Mandate; needs no worker. Safe to repeat: a reference that stands for the same content gives
   * `started: false`, whatever has become of it. The vendor tells the debtor nothing: hand him the address that `show` has.
   * Throws `InvalidInputError` with every fault at once, and `ReferenceTakenError`; nothing is started then.
   */
  request(mandate: EMandateRequest): Promise<{ reference: string; started: boolean }>;
  /** Shows one. Needs a worker while it is open (`NoWorkerError` within 10 s). Throws `UnknownReferenceError`. */
  show(reference: string): Promise<EMandateView>;
  /** Lists them, the newest first, without asking a worker. What has just changed can be missing for a moment. */
  list(options?: { stage?: string }): AsyncIterable<ListedEMandate>;
  /** Waits until it is given, given up, rejected or cancelled, however long that takes. Throws `UnknownReferenceError`. */
  result(reference: string): Promise<EMandateView>;
  // What people say: each throws `RefusedError` with its reason, `UnknownReferenceError`, and `NoWorkerError`.
  /** Stops the waiting. The vendor has no withdrawal: the debtor can still give the mandate there. */
  cancel(reference: string, payload: Said): Promise<EMandateAcknowledgement>;
  /** Answers the question that it waits with in `needs-attention`. */
  resolve(reference: string, payload: Resolution): Promise<EMandateAcknowledgement>;
}

const DEFAULT_WAIT_MS = 30 * 86_400_000;
/** Quoting is not enough: the keyword lists of some stores are searched by a language of their own. */
const MANDATE_ID = /^[A-Za-z0-9._-]{1,100}$/;

const eMandateKind: Kind<ClosedEMandate, EMandateView> = {
  noun: { one: 'e-Mandate', many: 'e-Mandates', name: 'reference' },
  workflowType: workflowTypes.obtainEMandate,
  idPrefix: eMandateIdPrefix,
  isReference: (reference) => REFERENCE.test(reference),
  query: eMandateStatus,
  viewOf: ({ input, state }) => eMandateViewOf(input, state),
  firstStage: 'creating',
  stages: {
    creating: 'open',
    awaiting: 'open',
    'needs-attention': 'open',
    given: 'outcome',
    'given-up': 'outcome',
    rejected: 'outcome',
    cancelled: 'outcome',
  } satisfies Record<EMandateStage, 'open' | 'outcome'>,
};

const requestSchema = z.object({
  reference: z
    .string('is not a text')
    .regex(REFERENCE, 'write letters, digits and . _ - / with spaces only inside, at most 100 characters'),
  debtorReference: text(100),
  personName: text(200),
  type: z.enum(['RCUR', 'OOFF'], 'is neither RCUR nor OOFF'),
  reason: text(200),
  giveUpAfterMs: z
    .int('is not a whole number of milliseconds')
    .max(longestEMandateWaitMs, 'is longer than 366 days')
    .refine((ms) => ms > 0 && ms % 1_000 === 0, `is not a number of whole seconds above 0, ${durationForm}`),
});

export function createEMandates(
  client: Client,
  { httpTimeoutMs, ...workers }: Workers & { httpTimeoutMs?: number },
): EMandates {
  const { start, show, say, result, list } = createEntity(client, workers, eMandateKind);
  return {
    async request({ clock, ...rest }) {
      const asked = { giveUpAfterMs: DEFAULT_WAIT_MS, ...rest };
      const { data, error } = requestSchema.safeParse(asked);
      if (!data) throw new InvalidInputError(error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`));
      const input: ObtainEMandateInput = {
        ...data,
        ...(clock === undefined ? {} : { clock }),
        ...(httpTimeoutMs === undefined ? {} : { httpTimeoutMs }),
      };
      const { reference, type, giveUpAfterMs } = data;
      const summary = `${type} e-Mandate, given up after ${formatDuration(giveUpAfterMs)}`;
      const { started } = await start(reference, { args: [input], contentHash: sha256(canonicalJson(data)), summary });
      return { reference, started };
    },
    show,
    result,
    list: ({ stage } = {}) => list(stage) as AsyncIterable<ListedEMandate>, // Only its own outcomes are marked so.
    cancel: (reference, payload) => say(reference, cancelEMandate, payload),
    resolve: (reference, payload) => say(reference, resolveEMandate, payload),
  };
}

const GIVEN_UP: EMandateStage = 'given-up';
/** Ends after which there is nothing to hear: it was given, or none was made. */
const HEARD: readonly string[] = ['given', 'rejected'] satisfies EMandateStage[];
const WAITED_FOR = `(ExecutionStatus = "Running" OR ${stageAttribute.name} = ${quoted(GIVEN_UP)})`;

/**
 * How the sweep reaches the workflows that wait for e-Mandates. Needs no worker. A debtor can still give his mandate after
 * nobody waits for it, and a workflow that has ended stays so: that he did is parked for a person, once. So the month of
 * one that was given up counts as awaited, for as long as the sweep looks back.
 */
export function createEMandateDelivery(client: Client): EMandateDelivery {
  const withRef = (ref: string) =>
    `WorkflowType = ${quoted(workflowTypes.obtainEMandate)} AND ${vendorRefsAttribute.name} = ${quoted(ref)}`;

  const workflowIdOf = async (mandateId: string): Promise<string | undefined> => {
    if (!MANDATE_ID.test(mandateId)) return undefined;
    const found = client.workflow.list({ query: withRef(eMandateRef(mandateId)), pageSize: 1 });
    for await (const { workflowId } of found) return workflowId;
    return undefined;
  };

  /** On the queue of its workflow. Throws when Temporal has not got it: the sweep tells it again then. */
  const park = async (run: WorkflowExecutionDescription, mandateId: string): Promise<void> => {
    const { workflowId, taskQueue } = run;
    const reference = workflowId.slice(eMandateIdPrefix.length);
    const event = { kind: 'unknown', eventId: `emandate-${mandateId}-success` } as const;
    await createParking(client, { taskQueue }).park(
      'alphacomm',
      { name: 'e-Mandate success', event, reference },
      `CollectMAXX shows that mandate ${mandateId} was given, and e-Mandate ${reference} is closed (${endOf(run)})`,
    );
  };

  return {
    async isAwaited(month) {
      return (await client.workflow.count(`${withRef(eMandateMonthRef(month))} AND ${WAITED_FOR}`)).count > 0;
    },

    async deliver(report, reference) {
      const named = reference !== undefined && REFERENCE.test(reference);
      const workflowId = named ? eMandateWorkflowId(reference) : await workflowIdOf(report.mandateId);
      if (workflowId === undefined) return false;
      try {
        await client.workflow.getHandle(workflowId).signal(eMandateReported, report);
        return true;
      } catch (error) {
        if (!(error instanceof WorkflowNotFoundError)) throw error; // Closed, or never ours.
      }
      const run = await describe(client, workflowId);
      if (run && isUnheard(run, report)) await park(run, report.mandateId);
      return false;
    },
  };
}

/**
 * Whether a closed one has missed that its mandate was given. Another debtor's may have the same reference; which one is
 * its own is not known where it ended before the vendor had named any: that is for the person, too.
 */
function isUnheard(run: WorkflowExecutionDescription, { mandateId, status }: EMandateReport): boolean {
  if (isOpen(run) || status !== 'success' || HEARD.includes(endOf(run))) return false;
  const refs = run.typedSearchAttributes.get(vendorRefsAttribute) ?? [];
  return refs.length === 0 || refs.includes(eMandateRef(mandateId));
}
