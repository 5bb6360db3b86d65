import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Said } from '../../domain/dossier.js';
import type { EMandateAsked, EMandateStage, EMandateState, EMandateView } from '../../domain/emandate.js';
import type { Resolution } from '../messages.js';

// The contract of `obtainEMandate` and of the sweep that tells it what has changed.

export type {
  EMandateAsked,
  EMandateAtVendor,
  EMandateOutcome,
  EMandateStage,
  EMandateView,
  ObtainEMandateInput,
} from '../../domain/emandate.js';

export const eMandateIdPrefix = 'emandate:';
/** The workflow of an e-Mandate: one for all time, since the id is the first barrier against a second mandate. */
export const eMandateWorkflowId = (reference: string): string => `${eMandateIdPrefix}${reference}`;

/** How an e-Mandate is written in `IncassoVendorRefs`. */
export const eMandateRef = (mandateId: string): string => `emandate:${mandateId}`;
/** How the month in which the vendor made it, `2026-11`, is written there: the sweep looks where something is open. */
export const eMandateMonthRef = (month: string): string => `emandate-month:${month}`;

/** Memo of an e-Mandate: the SHA-256 of what was asked for, by which "the same again" is told from "something else". */
export interface EMandateMemo {
  contentHash: string;
}

/** What the sweep has seen of a mandate: a hint to read it, never proof. */
export interface EMandateReport {
  mandateId: string;
  status: string;
}
export const eMandateReported = defineSignal<[EMandateReport]>('eMandateReported');

/** What a person reads back at once; `reason` says what is still to be known about it. */
export interface EMandateAcknowledgement {
  stage: EMandateStage;
  reason: string | null;
}
/** Stops the waiting. The vendor has no withdrawal. */
export const cancelEMandate = defineUpdate<EMandateAcknowledgement, [Said]>('cancel');
export const resolveEMandate = defineUpdate<EMandateAcknowledgement, [Resolution]>('resolve');
export const eMandateStatus = defineQuery<EMandateView>('eMandateStatus');

/** An e-Mandate that has ended, as its workflow returns it: without the name. */
export interface ClosedEMandate {
  input: EMandateAsked;
  state: EMandateState;
}

export const eMandateSweepScheduleId = 'sweep-emandates';

/** How the sweep reaches those who wait. */
export interface EMandateDelivery {
  /** Whether anybody waits for a mandate that the vendor made in that month, or has given one up that may still come. */
  isAwaited(month: string): Promise<boolean>;
  /**
   * Tells whoever waits for the mandate: by its reference, or by its id where the vendor does not show the reference.
   * A success of one that is closed without it is parked, once. False if neither. Safe to repeat. Throws when Temporal has not got it.
   */
  deliver(report: EMandateReport, reference: string | undefined): Promise<boolean>;
}
