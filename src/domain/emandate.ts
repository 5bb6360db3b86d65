import type { BusinessClock } from './clock.js';
import { type Dossier, type NextAction, nextActionOf, type TimelineEntry } from './dossier.js';

/** How a request for an e-Mandate can end. `rejected`: the vendor refused the request; no debtor can refuse one. */
export type EMandateOutcome = 'given' | 'given-up' | 'rejected' | 'cancelled';

export type EMandatePhase = 'creating' | 'awaiting';

export type EMandateStage = EMandatePhase | 'needs-attention' | EMandateOutcome;

/** `creation`: whether it was made cannot be told; `reading`: what became of it cannot be read. */
export type EMandateQuestion = 'creation' | 'reading';

/** What is kept of a request once it has ended: all but the name. */
export interface EMandateAsked {
  /** The mark at the vendor, and ours: one mandate for all time. */
  reference: string;
  /** Who the debtor is, in the words of the business. */
  debtorReference: string;
  /** `RCUR` recurring, `OOFF` one-off. */
  type: 'RCUR' | 'OOFF';
  /** What the debtor is shown as the reason. */
  reason: string;
  /** How long after it was made it may be given, in business time. */
  giveUpAfterMs: number;
  clock?: BusinessClock;
  /** The time limit of one vendor call, as the workers have it; 30 s when left out. */
  httpTimeoutMs?: number;
}

/** One e-Mandate to obtain. */
export interface ObtainEMandateInput extends EMandateAsked {
  personName: string;
}

/** An e-Mandate as CollectMAXX shows it: `status` is the vendor's word. Null where the vendor has not said it. */
export interface EMandateAtVendor {
  id: string;
  /** `new`, `pending`, `success`, or a word that is not documented yet. */
  status: string;
  /** Where the debtor gives it: the vendor tells nobody. */
  shortUrl: string | null;
  longUrl: string | null;
  createdAt: string | null;
  updatedAt: string | null;
}

export interface EMandateState extends Dossier<EMandateQuestion> {
  phase: EMandatePhase;
  outcome: EMandateOutcome | null;
  reason: string | null;
  mandate: EMandateAtVendor | null;
  /** The months, `2026-11`, in which the vendor can have made it: by them the sweep knows where to look. */
  months: string[];
}

/** An e-Mandate as programs read it (`incasso emandate show --json`). */
export interface EMandateView extends NextAction {
  reference: string;
  debtorReference: string;
  type: EMandateAsked['type'];
  stage: EMandateStage;
  outcome: EMandateOutcome | null;
  reason: string | null;
  mandate: EMandateAtVendor | null;
  timeline: TimelineEntry[];
}

/** The longest time that a mandate may be waited for: how far the sweep has to look back. */
export const longestEMandateWaitMs = 366 * 86_400_000;

/** What nobody who cancels may overlook. */
export const noWithdrawal = 'CollectMAXX withdraws no mandate: the debtor can still give it there';

export function openEMandateState(): EMandateState {
  return {
    phase: 'creating',
    outcome: null,
    reason: null,
    mandate: null,
    months: [],
    timeline: [],
    attentions: [],
    next: { what: 'make the e-Mandate', at: null },
  };
}

/** What is decided stands, even while a question about it is still being put away. */
export function eMandateStageOf({ outcome, attentions, phase }: EMandateState): EMandateStage {
  return outcome ?? (attentions.length > 0 ? 'needs-attention' : phase);
}

/** Whether the vendor shows that the debtor has given it. Source: CollectMAXX API, "E-Mandate", status codes. */
export function isGiven({ mandate }: EMandateState): boolean {
  return mandate?.status === 'success';
}

/** What is known after another reading: the vendor shows some fields only in some answers. */
export function learned(known: EMandateAtVendor | null, read: EMandateAtVendor): EMandateAtVendor {
  return {
    id: read.id,
    status: read.status,
    shortUrl: read.shortUrl ?? known?.shortUrl ?? null,
    longUrl: read.longUrl ?? known?.longUrl ?? null,
    createdAt: read.createdAt ?? known?.createdAt ?? null,
    updatedAt: read.updatedAt ?? known?.updatedAt ?? null,
  };
}

export function eMandateViewOf(
  { reference, debtorReference, type }: EMandateAsked,
  state: EMandateState,
): EMandateView {
  const { outcome, mandate, timeline } = state;
  return {
    reference,
    debtorReference,
    type,
    stage: eMandateStageOf(state),
    outcome,
    reason: outcome === null ? (state.attentions[0]?.text ?? null) : state.reason,
    mandate,
    ...nextActionOf(state, outcome === null),
    timeline,
  };
}
