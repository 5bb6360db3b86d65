import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { BillStage, BillView } from '../../domain/bill.js';
import type { BusinessClock } from '../../domain/clock.js';
import type { Said } from '../../domain/dossier.js';
import type { Money } from '../../domain/money.js';
import type { Hold, Resolution, SweepInput } from '../messages.js';

// The contract of `collectBill` and `sweepBills`, and of what a bill and a case for one debt tell each other.

export type {
  BillError,
  BillOutcome,
  BillStage,
  BillView,
  ClosedBill,
  CollectBillInput,
  PlannedMessage,
} from '../../domain/bill.js';

export const billIdPrefix = 'bill:';
/** The workflow of a bill: one for all time, since its SRRID is used once. */
export const billWorkflowId = (srrid: string): string => `${billIdPrefix}${srrid}`;

/** How a bill at AcceptEasy is written in `IncassoVendorRefs`. */
export const billRef = (atid: string): string => `bill:${atid}`;

/**
 * An event of a bill: a hint to read it, never proof of money. Events have no id of the vendor's, `eventId` is
 * `<ATID>:<STATUS>`, so that a second bounce has the name of the first: each costs a reading, and that tells them apart.
 */
export interface BillReport {
  eventId: string;
  what: 'created' | 'creation-failed' | 'paid' | 'bounced' | 'changed';
  atid: string;
  at: string;
}
export const billReported = defineSignal<[BillReport]>('billReported');

/** Money for the same debt that came in on another channel, read there. Counts once, by `eventId`. */
export interface PaidElsewhere {
  eventId: string;
  source: 'bill' | 'paylink' | 'recorded';
  amount: Money;
  at: string;
}
/** To a case: its bill was paid. To a bill: its case has money. */
export const paidElsewhere = defineSignal<[PaidElsewhere]>('paidElsewhere');

/** What a person reads back at once. */
export interface BillAcknowledgement {
  stage: BillStage;
  owed: Money;
}
export const holdBill = defineUpdate<BillAcknowledgement, [Hold]>('hold');
export const resumeBill = defineUpdate<BillAcknowledgement, [Said]>('resume');
export const cancelBill = defineUpdate<BillAcknowledgement, [Said]>('cancel');
export const resolveBill = defineUpdate<BillAcknowledgement, [Resolution]>('resolve');
export const billStatus = defineQuery<BillView>('billStatus');

export const sweepBillsScheduleId = 'sweep-bills';

export interface SweepBillsInput extends SweepInput {
  /** Only the demo sets it: the vendor is asked for a period of its own time. */
  clock?: BusinessClock;
}

/** What one sweep leaves for the next: it travels as the schedule's last result. */
export interface BillSweepState {
  /** Until when payments were asked for, in business time. */
  watermark: string | null;
  /** Events that the sweep found: the next one, which may find them again, does not tell them again. */
  recent: string[];
  read: number;
  delivered: number;
}
