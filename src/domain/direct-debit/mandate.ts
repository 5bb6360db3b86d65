import type { BusinessClock } from '../clock.js';
import { type Dossier, type NextAction, nextActionOf, type TimelineEntry } from '../dossier.js';
import type { Money } from '../money.js';
import { type Collection, type CollectionView, collectionViewOf, owedMinor } from './collections.js';
import type { PlanAtPtx, PlanTerms } from './plans.js';

/** PTX's own words for a mandate; another one is kept as it came. */
export type MandateStatusAtPtx = 'DRAFT' | 'ACTIVE' | 'SUSPENDED' | 'CANCELLED' | 'DELETED' | (string & {});

export type MandateStage = 'draft' | 'active' | 'suspended' | 'dormant' | 'cancelled' | 'needs-attention';

/** Who pays: the contact at PTX. The five address fields are all sent, empty where they are not known. */
export interface ContactDetails {
  reference: string;
  title: string;
  firstName: string;
  lastName: string;
  email: string;
  communication: 'EMAIL' | 'POST' | 'LOCAL_PRINT' | 'SERVICE_PRINT';
  companyName: string | null;
  phone: string | null;
  address: { lines: string; town: string; county: string; postcode: string; country: string } | null;
}

/** The account that is collected from: six and eight digits. */
export interface PayerAccount {
  sortCode: string;
  accountNumber: string;
  accountName: string;
}

/** One mandate to set up, and to live on as its entity. */
export interface SetUpMandateInput {
  /** The Direct Debit reference: the mark at PTX, and ours, for all time. */
  reference: string;
  /** Name or id of the collection profile at PTX. */
  profile: string;
  contact: ContactDetails;
  account: PayerAccount;
  altReference: string | null;
  /** Null: set up without a plan. */
  plan: PlanTerms | null;
  /** Ask PTX whether the account is the payer's; "no" waits for a person. */
  verifyOwner: boolean;
  /** Overwrite what PTX has of the contact where it differs; otherwise a difference is reported. */
  updateContact: boolean;
  /** `INCASSO_LODGEMENT_DAYS`: working days from the lodging of the instruction to the first collection. */
  lodgementDays: number;
  /** Version of the bank calendar. */
  calendar: string;
  clock?: BusinessClock;
  httpTimeoutMs?: number;
}

/** What of the input is kept when it has ended: nothing personal. */
export type MandateAsked = Omit<SetUpMandateInput, 'contact' | 'account'>;

/** What decides about collections, as the collection profile has it at PTX. */
export interface CollectionProfile {
  id: string;
  name: string;
  /** Working days between the notice and the first collection of a plan, and of a one-off. */
  mandateNoticePeriod: number;
  oneOffNoticePeriod: number;
  /** How often PTX presents a returned collection again by itself, and after how many days. */
  representationRetries: number;
  representationDelay: number;
}

/** A letter of PTX about the mandate. */
export interface Letter {
  id: string;
  /** `NEW_MANDATE_NO_PLAN`, `CHANGE_MANDATE`, `CANCEL_MANDATE` … */
  trigger: string;
  /** `CREATED`, `EMAILED`, `PRINTED`, or a word that is not documented. */
  status: string;
  channel: string;
  created: string;
}

/** An instruction to the payer's bank: `0N` lodges, `0C` cancels. */
export interface Lodgement {
  rowId: string;
  code: string;
  status: string;
  paymentDate: string;
  created: string;
}

/** A report of the bank that was taken in. Counts once, by its event id, `<reportId>-<n>`. */
export interface TakenReport {
  eventId: string;
  report: string;
  code: string | null;
}

/**
 * What a mandate waits with for a person. `step`: a step failed, and is tried again after the answer; `owner`: whether the
 * account is the payer's; `plan`: the plan's start is too early. The others only wait to be seen: `report`: what a bank
 * reported; `letters`: one has gone that should not have; `difference`: PTX does not do what is expected; `overdue`: it
 * has not done so yet, and the question is taken back when it has.
 */
export type MandateQuestion = 'step' | 'owner' | 'plan' | 'report' | 'letters' | 'difference' | 'overdue';

export interface MandateState extends Dossier<MandateQuestion> {
  /** What holds beside open questions. */
  phase: Exclude<MandateStage, 'needs-attention'>;
  reason: string | null;
  /** Whose words the reason is: a person's can hold anything, and stand on no page. */
  reasonBy: 'bank' | 'person' | null;
  mandateId: string | null;
  contactId: string | null;
  profile: CollectionProfile | null;
  /** PTX's own words, as last read. */
  statusAtPtx: MandateStatusAtPtx | null;
  restrictedDate: string | null;
  plan: PlanAtPtx | null;
  collections: Collection[];
  /** One-offs that people ordered, by their keys. */
  ordered: Record<string, { amountMinor: number; date: string }>;
  lodgements: Lodgement[];
  /** The account as PTX last showed it, as a SHA-256, and how many lodgements were known when it became that one. */
  accountHash: string | null;
  lodgedBefore: number;
  letters: Letter[];
  reports: TakenReport[];
  /** Names of the contact's fields in which PTX has something else. */
  contactDiffers: string[];
  /** Whether a report suspended it, and not a person: only then a report may reactivate it. */
  suspendedByReport: boolean;
  /** Days, `YYYY-MM-DD`. */
  activatedOn: string | null;
  cancelledOn: string | null;
  dormancyWarned: boolean;
}

/** A mandate as programs read it (`incasso mandate show --json`). */
export interface MandateView extends NextAction {
  reference: string;
  stage: MandateStage;
  /** Begins with `<report> <code>` where a report caused it. */
  reason: string | null;
  mandateId: string | null;
  contactId: string | null;
  plan: {
    id: string;
    kind: string;
    amount: Money;
    frequency: string | null;
    start: string | null;
    end: string | null;
  } | null;
  collections: CollectionView[];
  letters: Letter[];
  owed: Money;
  timeline: TimelineEntry[];
}

export function openMandateState(): MandateState {
  return {
    phase: 'draft',
    reason: null,
    reasonBy: null,
    mandateId: null,
    contactId: null,
    profile: null,
    statusAtPtx: null,
    restrictedDate: null,
    plan: null,
    collections: [],
    ordered: {},
    lodgements: [],
    accountHash: null,
    lodgedBefore: 0,
    letters: [],
    reports: [],
    contactDiffers: [],
    suspendedByReport: false,
    activatedOn: null,
    cancelledOn: null,
    dormancyWarned: false,
    timeline: [],
    attentions: [],
    next: { what: 'set the mandate up', at: null },
  };
}

/** What waits for a person comes first, also where the mandate is cancelled: commands are refused by what is behind it. */
export function mandateStageOf({ attentions, phase }: MandateState): MandateStage {
  return attentions.length > 0 ? 'needs-attention' : phase;
}

export function mandateViewOf({ reference }: Pick<MandateAsked, 'reference'>, state: MandateState): MandateView {
  const { attentions, collections, contactId, letters, mandateId, plan, timeline } = state;
  return {
    reference,
    stage: mandateStageOf(state),
    reason: attentions[0]?.text ?? state.reason,
    mandateId,
    contactId,
    plan: plan && {
      id: plan.id,
      kind: plan.kind,
      amount: plan.amount,
      frequency: plan.frequency,
      start: plan.start,
      end: plan.end,
    },
    collections: collections.map(collectionViewOf),
    letters,
    owed: { minor: owedMinor(collections), currency: 'GBP' },
    ...nextActionOf(state, true),
    timeline,
  };
}
