import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { MandateAsked, MandateStage, MandateState, MandateView } from '../../domain/direct-debit/mandate.js';
import type { PlanTerms } from '../../domain/direct-debit/plans.js';
import type { ReportedRecord } from '../../domain/direct-debit/reports.js';
import type { Said } from '../../domain/dossier.js';
import type { Money } from '../../domain/money.js';
import type { Resolution } from '../messages.js';

// The contract of `setUpMandate`, the entity of a mandate, and of what reports to it.

export type { CollectionRow, CollectionState, CollectionView } from '../../domain/direct-debit/collections.js';
export type {
  CollectionProfile,
  ContactDetails,
  Letter,
  Lodgement,
  MandateAsked,
  MandateStage,
  MandateView,
  PayerAccount,
  SetUpMandateInput,
} from '../../domain/direct-debit/mandate.js';
export type { PlanAtPtx, PlanFrequency, PlanTerms } from '../../domain/direct-debit/plans.js';
export type { ReportedRecord } from '../../domain/direct-debit/reports.js';

export const mandateIdPrefix = 'mandate:';
/** The workflow of a mandate: one for all time, since a Direct Debit reference is lodged once. */
export const mandateWorkflowId = (reference: string): string => `${mandateIdPrefix}${reference}`;

/** How a mandate of PTX is written in `IncassoVendorRefs`. */
export const mandateRef = (mandateId: string): string => `mandate:${mandateId}`;
/** How a day on which a collection is expected is written there: by it the reconciliation finds who expects one. */
export const dueRef = (day: string): string => `due:${day}`;

/** For each day on which something is expected, that day, and the day with every amount in pence: `due:2026-04-01/1250+1250`. */
export function dueRefs(due: readonly { dueDate: string; amount: Money }[]): string[] {
  return [...new Set(due.map(({ dueDate }) => dueDate))].flatMap((day) => {
    const pence = due.filter(({ dueDate }) => dueDate === day).map(({ amount }) => amount.minor);
    return [dueRef(day), `${dueRef(day)}/${pence.sort((a, b) => a - b).join('+')}`];
  });
}

/** What is expected on a day, in pence, as refs have it; null where they do not say. */
export function penceDueOn(day: string, refs: readonly string[]): number[] | null {
  const start = `${dueRef(day)}/`;
  const pence = refs.find((ref) => ref.startsWith(start))?.slice(start.length);
  return pence === undefined ? null : pence.split('+').map(Number);
}

/** Memo of a mandate: the SHA-256 of what was asked for, by which "the same again" is told from "something else". */
export interface MandateMemo {
  contentHash: string;
}

/** What a bank has reported. A fact: it is never refused, also by a mandate that is cancelled. */
export const bacsReported = defineSignal<[ReportedRecord]>('bacsReported');

/** PTX's history and what the mandate expects differ: it reads its own history. `day`: the payment date of the difference. */
export interface HistoryDiffers {
  eventId: string;
  day: string;
}
export const historyDiffers = defineSignal<[HistoryDiffers]>('historyDiffers');

// --- what people say (answers wanted: updates) ---

export interface AddPlan extends Said {
  plan: PlanTerms;
}
/** Changes the live plan: what is left out stays. `start` is the next due date that the change holds for. */
export interface ChangePlan extends Said {
  amount?: Money;
  frequency?: PlanTerms['frequency'];
  start?: string;
  end?: string | null;
  occurrences?: number | null;
}
/** The same `key` is collected once; letters, digits and `. _ -`, at most 30. */
export interface CollectOneOff extends Said {
  key: string;
  amount: Money;
  /** `YYYY-MM-DD`: when the payer's account is debited. */
  date: string;
}
/** What a person reads back at once; `reason` says what still stands in the way, if anything does. */
export interface MandateAcknowledgement {
  stage: MandateStage;
  reason: string | null;
}
export const addPlan = defineUpdate<MandateAcknowledgement, [AddPlan]>('addPlan');
export const changePlan = defineUpdate<MandateAcknowledgement, [ChangePlan]>('changePlan');
export const suspendMandate = defineUpdate<MandateAcknowledgement, [Said]>('suspend');
export const reactivateMandate = defineUpdate<MandateAcknowledgement, [Said]>('reactivate');
export const cancelMandate = defineUpdate<MandateAcknowledgement, [Said]>('cancel');
export const collectOneOff = defineUpdate<MandateAcknowledgement, [CollectOneOff]>('collectOneOff');
export const suppressCorrespondence = defineUpdate<MandateAcknowledgement, [Said]>('suppressCorrespondence');
export const resolveMandate = defineUpdate<MandateAcknowledgement, [Resolution]>('resolve');
export const mandateStatus = defineQuery<MandateView>('mandateStatus');

/** A mandate that has ended, as its workflow returns it: without name and account. */
export interface ClosedMandate {
  input: MandateAsked;
  state: MandateState;
}
