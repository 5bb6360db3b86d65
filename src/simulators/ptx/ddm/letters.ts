import type { Scheduler } from '../../shared/scheduler.js';
import { PtxRefusal } from '../answers.js';
import type { Calendar } from '../calendar.js';
import type { Ledger } from '../parts.js';
import { londonDay } from '../times.js';
import { morningOf } from './agenda.js';
import type { ContactEntry, LetterEntry, MandateEntry } from './model.js';
import { createIndex, createShelf } from './shelf.js';

const FIRST_LETTER = 31_806_257;

/** `NEW_MANDATE_WITH_PLAN` is the simulator's word: the document shows only its counterpart without a plan. */
export type LetterTrigger =
  | 'NEW_MANDATE_NO_PLAN'
  | 'NEW_MANDATE_WITH_PLAN'
  | 'CHANGE_MANDATE'
  | 'CANCEL_MANDATE'
  | 'SUSPEND_MANDATE'
  | 'REACTIVATE_MANDATE'
  | 'ONE_OFF_PAYMENT'
  | 'REFUND_PAYMENT';

/** Only ONE_OFF_PAYMENT and REFUND_PAYMENT have an amount, a due day and comments. */
export interface LetterFacts {
  amountMinor?: number;
  dueDay?: string;
  comments?: string;
}

interface LetterDeps {
  scheduler: Scheduler;
  ledger: Ledger;
  calendar: Calendar;
  contactOf(mandate: MandateEntry): ContactEntry | undefined;
  mandateOf(letter: LetterEntry): MandateEntry | undefined;
  /** Simulated milliseconds from the writing of a letter to its leaving; the next processing day at 07:00 when left out. */
  goAfterMs?: number | undefined;
}

/** Letters and e-mails to payers. Source: PTX API, "Correspondence". */
export function createLetters({ scheduler, ledger, calendar, contactOf, mandateOf, goAfterMs }: LetterDeps) {
  const shelf = createShelf<LetterEntry>(FIRST_LETTER);
  const byMandate = createIndex<LetterEntry>();

  const untilNextMorning = (now: number): number => morningOf(calendar.nextAfter(londonDay(now))) - now;

  function note(effect: 'letter.created' | 'letter.sent' | 'letter.suppressed', letter: LetterEntry): void {
    const reference = mandateOf(letter)?.reference;
    ledger.add(effect, { reference, id: String(letter.id), amountMinor: letter.amountMinor, detail: letter.trigger });
  }

  /** Safe to repeat: what is suppressed or gone stays so. */
  function send(letter: LetterEntry): void {
    if (letter.status !== 'CREATED') return;
    letter.status = letter.channel === 'EMAIL' ? 'EMAILED' : 'PRINTED';
    note('letter.sent', letter);
  }

  return {
    all: shelf.all,
    find: shelf.find,
    ofMandate: (mandateId: number): readonly LetterEntry[] => byMandate.of(mandateId),

    /** Writes a letter about a mandate to its contact; it leaves by itself later. Not safe to repeat. */
    write(mandate: MandateEntry, trigger: LetterTrigger, facts: LetterFacts = {}): LetterEntry {
      const now = scheduler.now();
      const letter = shelf.create({
        mandateId: mandate.id,
        contactId: mandate.payerId,
        profileId: mandate.profileId,
        channel: contactOf(mandate)?.communicationPref ?? 'LOCAL_PRINT',
        trigger,
        status: 'CREATED',
        createdMs: now,
        amountMinor: facts.amountMinor,
        dueDay: facts.dueDay,
        comments: facts.comments,
        showsMandate: shelf.all().length % 2 === 0,
      });
      byMandate.add(mandate.id, letter);
      note('letter.created', letter);
      scheduler.after(goAfterMs ?? untilNextMorning(now), () => send(letter));
      return letter;
    },

    /** Stops a letter that has not left yet. Throws `PtxRefusal`: 404 for one that is unknown, 409 for any other. */
    suppress(id: unknown): LetterEntry & { suppressedMs: number } {
      const letter = shelf.find(id);
      if (letter === undefined) throw new PtxRefusal(404, `There is no communication ${String(id)}`, 'id');
      if (letter.status !== 'CREATED') {
        throw new PtxRefusal(409, `Communication ${letter.id} is ${letter.status}: it cannot be suppressed`, 'status');
      }
      letter.status = 'SUPPRESSED';
      note('letter.suppressed', letter);
      return { ...letter, suppressedMs: scheduler.now() };
    },

    /** All that wait leave now. Gives how many did. */
    sendAll(): number {
      const waiting = shelf.all().filter(({ status }) => status === 'CREATED');
      for (const letter of waiting) send(letter);
      return waiting.length;
    },
  };
}

export type Letters = ReturnType<typeof createLetters>;
