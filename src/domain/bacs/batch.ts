import type { BusinessClock } from '../clock.js';
import { type Dossier, type NextAction, nextActionOf } from '../dossier.js';
import type { Money } from '../money.js';

/** How a batch can end. `approved` is the end for direct submitters: their batch is signed and sent outside the API. */
export type BatchOutcome = 'committed' | 'approved' | 'rejected';

export type BatchPhase = 'preparing' | 'awaiting-approval';

export type BatchStage = BatchPhase | 'needs-attention' | BatchOutcome;

/** What all pages of a batch come to, so that nothing begins before all rows are there. Amounts in pence. */
export interface BatchManifest {
  count: number;
  debitMinor: number;
  creditMinor: number;
  /** The SHA-256 of each page's rows, in hex. */
  pages: { count: number; hash: string }[];
}

/** One Bacs batch to submit. `key` is the mark that it carries at PTX; it is used once and for all. */
export interface SubmitBacsBatchInput {
  key: string;
  /** Id of the payment profile at PTX, digits. */
  profileId: string;
  /** The entry day, `YYYY-MM-DD`. */
  paymentDate: string;
  /** Who submits: he cannot approve. */
  submittedBy: string;
  /** Rows come by `addPage`; or the batch is at PTX already, brought there by a file. */
  from: { manifest: BatchManifest } | { submissionId: string; batchId: string };
  /** Version of the bank calendar, so that newer data change no history. */
  calendar: string;
  /** The last input of a day, `HH:MM` in London. */
  cutOff: string;
  /** What was changed in rows before they were sent, for those who approve; at most 100 lines. */
  warnings?: string[];
  clock?: BusinessClock;
  /** The time limit of one vendor call, as the workers have it; 30 s when left out. */
  httpTimeoutMs?: number;
}

/** `hash` is what was approved: the SHA-256 of the batch as PTX shows it. */
export interface Approval {
  by: string;
  at: string;
  hash: string;
}

/** A payment as approvers see it. */
export interface BatchItem {
  code: string;
  sortCode: string;
  accountNumber: string;
  name: string;
  reference: string;
  amount: Money;
}

/** What PTX shows of a batch that is entered: what people approve. */
export interface BatchReview {
  hash: string;
  count: number;
  debitMinor: number;
  creditMinor: number;
  first: BatchItem[];
  largest: BatchItem[];
}

/** Warnings, the first hundred word for word and the rest counted by kind. */
export interface WarningSummary {
  lines: string[];
  more: Record<string, number>;
}

/** What decides at PTX about the batches of a payment profile. */
export interface ProfileFacts {
  id: string;
  name: string;
  indirect: boolean;
  approvals: number;
  text: string;
}

/** What a batch asks people about. `step`: a step at PTX that failed; `date`: it is too late; `content`: PTX shows other payments. */
export type BatchQuestion = 'step' | 'date' | 'content' | 'approval-at-ptx';

/** All that a batch knows, without its rows: those live at PTX once they are there. */
export interface BatchState extends Dossier<BatchQuestion> {
  phase: BatchPhase;
  outcome: BatchOutcome | null;
  reason: string | null;
  profile: ProfileFacts | null;
  submissionId: string | null;
  batchId: string | null;
  /** What is to be paid: of the manifest, or of PTX for a batch that came by a file. */
  count: number;
  debitMinor: number;
  creditMinor: number;
  review: BatchReview | null;
  approvals: Approval[];
  /** At most 100 of PTX, and the rest by kind. */
  warnings: WarningSummary;
  /** The name under which the submission report was kept. */
  report: string | null;
}

/** A batch as programs read it (`incasso batch show --json`). Amounts in GBP. */
export interface BatchView extends NextAction {
  key: string;
  stage: BatchStage;
  outcome: BatchOutcome | null;
  reason: string | null;
  profile: { id: string; name: string | null };
  paymentDate: string;
  submittedBy: string;
  hash: string | null;
  count: number;
  total: { debit: Money; credit: Money };
  batchId: string | null;
  submissionId: string | null;
  approvals: Approval[];
  /** How many different people have to approve; null until the profile was read. */
  approvalsNeeded: number | null;
  warnings: string[];
  first: BatchItem[];
  largest: BatchItem[];
  report: string | null;
  timeline: BatchState['timeline'];
}

export const gbp = (minor: number): Money => ({ minor, currency: 'GBP' });

export function openBatchState({ from }: SubmitBacsBatchInput): BatchState {
  const manifest = 'manifest' in from ? from.manifest : { count: 0, debitMinor: 0, creditMinor: 0 };
  const { count, debitMinor, creditMinor } = manifest;
  return {
    phase: 'preparing',
    outcome: null,
    reason: null,
    profile: null,
    submissionId: 'submissionId' in from ? from.submissionId : null,
    batchId: 'batchId' in from ? from.batchId : null,
    count,
    debitMinor,
    creditMinor,
    review: null,
    approvals: [],
    warnings: { lines: [], more: {} },
    report: null,
    timeline: [],
    attentions: [],
    next: { what: 'take in all rows', at: null },
  };
}

export function batchStageOf({ attentions, outcome, phase }: BatchState): BatchStage {
  if (attentions.length > 0) return 'needs-attention';
  return outcome ?? phase;
}

/** The same person is the same, however the name is written: in other capitals, with other spaces, in another Unicode form. */
export function samePerson(one: string, other: string): boolean {
  return plainName(one) === plainName(other);
}

function plainName(name: string): string {
  return name.normalize('NFKC').replace(/\p{C}/gu, '').replace(/\s+/gu, ' ').trim().toLowerCase();
}

function warningLines({ lines, more }: WarningSummary): string[] {
  return [...lines, ...Object.entries(more).map(([kind, count]) => `${count} more of the kind ${kind}`)];
}

export function batchViewOf(input: SubmitBacsBatchInput, state: BatchState): BatchView {
  const { outcome, profile, review, attentions } = state;
  const stage = batchStageOf(state);
  return {
    key: input.key,
    stage,
    outcome: stage === 'needs-attention' ? null : outcome,
    reason: attentions[0]?.text ?? state.reason,
    profile: { id: input.profileId, name: profile?.name ?? null },
    paymentDate: input.paymentDate,
    submittedBy: input.submittedBy,
    hash: review?.hash ?? null,
    count: state.count,
    total: { debit: gbp(state.debitMinor), credit: gbp(state.creditMinor) },
    batchId: state.batchId,
    submissionId: state.submissionId,
    approvals: state.approvals,
    approvalsNeeded: profile?.approvals ?? null,
    warnings: [...(input.warnings ?? []), ...warningLines(state.warnings)],
    first: review?.first ?? [],
    largest: review?.largest ?? [],
    report: state.report,
    ...nextActionOf(state, outcome === null || attentions.length > 0 || state.next.what !== 'nothing'),
    timeline: state.timeline,
  };
}
