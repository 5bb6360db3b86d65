import type { Ledger } from '../parts.js';
import type { DiaryParts } from './diary.js';
import type { AdviceRecord } from './diary-requests.js';
import type { LetterTrigger } from './letters.js';
import type { MandateEntry, MandateStatus } from './model.js';
import { type Consequence, consequenceOf } from './reports.js';
import type { Store } from './store.js';

interface AppliedDeps {
  ledger: Ledger;
  store: Store;
  diary: DiaryParts;
}

interface Move {
  from: readonly MandateStatus[];
  to: MandateStatus;
  letter: LetterTrigger;
  follow(mandate: MandateEntry): void;
}

/** PTX applies what a bank reports to its own mandates; the payer gets the letter of the change. */
export function createApplied({ ledger, store, diary: { diary, rows, cease, followPlan } }: AppliedDeps) {
  const moves: Readonly<Record<'cancel' | 'suspend' | 'reactivate', Move>> = {
    cancel: { from: ['ACTIVE', 'SUSPENDED'], to: 'CANCELLED', letter: 'CANCEL_MANDATE', follow: cease },
    suspend: { from: ['ACTIVE'], to: 'SUSPENDED', letter: 'SUSPEND_MANDATE', follow: diary.suspended },
    reactivate: {
      from: ['SUSPENDED', 'CANCELLED'],
      to: 'ACTIVE',
      letter: 'REACTIVATE_MANDATE',
      follow: ({ id }) => followPlan(id), // The bank has its instruction again: no 0N.
    },
  };

  function changeDetails(mandate: MandateEntry, { newSortCode, newAccountNumber, relodge }: AdviceRecord): boolean {
    const sortCode = newSortCode ?? mandate.sortCode;
    const accountNumber = newAccountNumber ?? mandate.accountNumber;
    const isNews = sortCode !== mandate.sortCode || accountNumber !== mandate.accountNumber;
    if (isNews) {
      store.mandates.change(mandate, { sortCode, accountNumber });
      store.letters.write(mandate, 'CHANGE_MANDATE');
    }
    if (relodge === true) rows.addInstruction(mandate, '0N');
    if (isNews) rows.readdress(mandate);
    return isNews;
  }

  function act(consequence: Consequence, mandate: MandateEntry, advice: AdviceRecord): boolean {
    if (consequence === 'nothing') return false;
    if (consequence === 'details') return mandate.status !== 'DELETED' && changeDetails(mandate, advice);
    const { from, to, letter, follow } = moves[consequence];
    if (!from.includes(mandate.status)) return false;
    // What was cancelled at the bank by us is not there to be reinstated.
    if (mandate.status === 'CANCELLED' && rows.lodging(mandate.id) === undefined) return false;
    store.mandates.change(mandate, { status: to });
    store.letters.write(mandate, letter);
    follow(mandate);
    return true;
  }

  /** Safe to repeat: what is so already changes nothing. */
  return (type: string, mandate: MandateEntry, advice: AdviceRecord): void => {
    const { code } = advice;
    const consequence = consequenceOf(type, code);
    const lodging = type === 'AUDDIS' && consequence === 'cancel' ? rows.lodging(mandate.id) : undefined;
    if (lodging !== undefined) store.rows.change(lodging, { status: 'FAILURE' });
    if (!act(consequence, mandate, advice) && lodging === undefined) return;
    const detail = `${type} ${code}: ${consequence}`;
    ledger.add('report.applied', { reference: mandate.reference, id: String(mandate.id), detail });
  };
}

export type Applied = ReturnType<typeof createApplied>;
