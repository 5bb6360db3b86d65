import type { Client } from '@temporalio/client';
import { mandateViewOf } from '../domain/direct-debit/mandate.js';
import { checkMandateReference } from '../domain/direct-debit/references.js';
import { formatMoney } from '../domain/money.js';
import {
  type AddPlan,
  addPlan,
  type ChangePlan,
  type ClosedMandate,
  type CollectOneOff,
  cancelMandate,
  changePlan,
  collectOneOff,
  type MandateAcknowledgement,
  type MandateStage,
  type MandateView,
  mandateIdPrefix,
  mandateStatus,
  type Resolution,
  reactivateMandate,
  resolveMandate,
  type Said,
  type SetUpMandateInput,
  suppressCorrespondence,
  suspendMandate,
  workflowTypes,
} from '../workflows/messages.js';
import type { Workers } from './calls.js';
import { canonicalJson, sha256 } from './content-hash.js';
import { createEntity, type Kind, type Listed } from './entity.js';
import { InvalidInputError } from './errors.js';
import { type MandateRequest, mandateFaultLine, type PreparedMandate, prepareMandate } from './prepare-mandate.js';
import { stageShown } from './runs.js';

/** A mandate as lists show it: as of its last change of stage. `nextActionAt` is an instant in UTC, or null. */
export interface ListedMandate extends Listed {
  outcome: 'cancelled' | null;
}

export interface StartedMandate {
  reference: string;
  /** False: it was started before, with the same content. */
  started: boolean;
  /** Where it stands, as of its last change of stage. */
  stage: string;
  /** What was changed in a value, `account.accountName: …`. */
  warnings: string[];
}

/** Direct Debit mandates at PTX. Every method throws `TemporalUnreachableError` when the server is away. */
export interface Mandates {
  /**
   * Starts to set up a mandate; needs no worker. Safe to repeat: a reference that stands for the same content already gives
   * `started: false`, whatever has become of it. Throws `InvalidInputError` with every fault at once, and
   * `ReferenceTakenError`; nothing is started then.
   */
  setUp(mandate: MandateRequest): Promise<StartedMandate>;
  /** Shows a mandate. Needs a worker while it is open (`NoWorkerError` within 10 s). Throws `UnknownReferenceError`. */
  show(reference: string): Promise<MandateView>;
  /** Lists mandates, the newest first, without asking a worker. What has just changed can be missing for a moment. */
  list(options?: { stage?: string }): AsyncIterable<ListedMandate>;
  /**
   * Waits until the workflow has ended: three months after the last collection of a cancelled mandate has cleared. Throws
   * `UnknownReferenceError`.
   */
  result(reference: string): Promise<MandateView>;
  // What people say: each throws `RefusedError` with the mandate's reason, `UnknownReferenceError`, and `NoWorkerError`.
  /** Adds a plan; refused while one is live, since PTX keeps one, and where it starts before the earliest day. */
  addPlan(reference: string, payload: AddPlan): Promise<MandateAcknowledgement>;
  /**
   * Changes the live plan: what is left out stays; an end takes the place of a number of collections, and the other way
   * round.
   */
  changePlan(reference: string, payload: ChangePlan): Promise<MandateAcknowledgement>;
  /** Nothing more is collected until it is reactivated. */
  suspend(reference: string, payload: Said): Promise<MandateAcknowledgement>;
  /** Ends a suspension. */
  reactivate(reference: string, payload: Said): Promise<MandateAcknowledgement>;
  /** Ends the mandate, at PTX and so at the bank: nothing can be collected on it ever again. */
  cancel(reference: string, payload: Said): Promise<MandateAcknowledgement>;
  /** Collects once, on that day. Safe to repeat: the same `key` is collected once. */
  collectOneOff(reference: string, payload: CollectOneOff): Promise<MandateAcknowledgement>;
  /** Keeps back all letters about it that have not gone yet. */
  suppressCorrespondence(reference: string, payload: Said): Promise<MandateAcknowledgement>;
  /** Answers the question that the mandate waits with in `needs-attention`. */
  resolve(reference: string, payload: Resolution): Promise<MandateAcknowledgement>;
}

export interface MandatesOptions extends Workers {
  httpTimeoutMs?: number;
  /** Working days from the lodging of an instruction to the first collection (`INCASSO_LODGEMENT_DAYS`); else 5. */
  lodgementDays?: number;
}

const DEFAULT_LODGEMENT_DAYS = 5;

const mandateKind: Kind<ClosedMandate, MandateView> = {
  noun: { one: 'mandate', many: 'mandates', name: 'reference' },
  workflowType: workflowTypes.setUpMandate,
  idPrefix: mandateIdPrefix,
  isReference: (text) => checkMandateReference(text) === undefined,
  query: mandateStatus,
  viewOf: ({ input, state }) => mandateViewOf(input, state),
  firstStage: 'draft',
  stages: {
    draft: 'open',
    active: 'open',
    suspended: 'open',
    dormant: 'open',
    'needs-attention': 'open',
    // An outcome while it is still open: for three months more the run takes what banks report.
    cancelled: 'outcome',
  } satisfies Record<MandateStage, 'open' | 'outcome'>,
};

export function createMandates(
  client: Client,
  { httpTimeoutMs, lodgementDays = DEFAULT_LODGEMENT_DAYS, ...workers }: MandatesOptions,
): Mandates {
  const { start, show, result, list, say } = createEntity(client, workers, mandateKind);
  return {
    async setUp(asked) {
      const { mandate: prepared, faults, warnings } = prepareMandate(asked);
      if (!prepared) throw new InvalidInputError(faults.map(mandateFaultLine));
      const { input, contentHash } = prepared;
      const { reference } = input;
      const started: SetUpMandateInput = {
        ...input,
        lodgementDays,
        ...(httpTimeoutMs === undefined ? {} : { httpTimeoutMs }),
      };
      const begun = await start(reference, { args: [started], contentHash, summary: summaryOf(prepared) });
      const stage = begun.started ? mandateKind.firstStage : (stageShown(begun.run) ?? mandateKind.firstStage);
      return { reference, started: begun.started, stage, warnings: warnings.map(mandateFaultLine) };
    },
    show,
    result,
    list: ({ stage } = {}) => list(stage) as AsyncIterable<ListedMandate>, // Only its own outcome is marked so.
    addPlan: (reference, payload) => say(reference, addPlan, payload),
    changePlan: (reference, payload) => say(reference, changePlan, payload),
    suspend: (reference, payload) => say(reference, suspendMandate, payload),
    reactivate: (reference, payload) => say(reference, reactivateMandate, payload),
    cancel: (reference, payload) => say(reference, cancelMandate, payload),
    // The whole payload counts: the server would answer another collection under the same id with the first one's answer.
    collectOneOff: (reference, payload) => say(reference, collectOneOff, payload, sha256(canonicalJson(payload))),
    suppressCorrespondence: (reference, payload) => say(reference, suppressCorrespondence, payload),
    resolve: (reference, payload) => say(reference, resolveMandate, payload),
  };
}

function summaryOf({ input: { plan } }: PreparedMandate): string {
  return plan === null ? 'without a plan' : `${formatMoney(plan.amount)} ${plan.frequency} from ${plan.start}`;
}
