import { CancellationScope, condition, setHandler } from '@temporalio/workflow';
import type { TriedBefore } from '../activities/ensure-shown.js';
import { calendarOf } from '../domain/calendar/bacs-calendar.js';
import { CalendarError } from '../domain/calendar/dates.js';
import { londonTime } from '../domain/calendar/london.js';
import { consequenceOf } from '../domain/direct-debit/consequences.js';
import { type CollectionDateCheck, checkPlanStart } from '../domain/direct-debit/earliest.js';
import { earliestOf } from '../domain/direct-debit/earliest-day.js';
import {
  type Letter,
  type MandateAsked,
  type MandateState,
  mandateStageOf,
  mandateViewOf,
  openMandateState,
  type SetUpMandateInput,
} from '../domain/direct-debit/mandate.js';
import { type PlanChange, termsAfter } from '../domain/direct-debit/plan-changes.js';
import type { PlanAtPtx } from '../domain/direct-debit/plans.js';
import { nextDue } from '../domain/direct-debit/schedule.js';
import type { Said } from '../domain/dossier.js';
import { formatMoney } from '../domain/money.js';
import { openDossier, type Shown } from './dossier.js';
import * as check from './mandate-validators.js';
import type { AddPlan, ChangePlan, CollectOneOff, ReportedRecord } from './messages.js';
import * as messages from './messages.js';

/** How long whoever says something waits for what it leads to; after that he looks for himself. */
const ANSWER_WITHIN_MS = 4_000;

type Asked =
  | ({ what: 'addPlan' } & AddPlan)
  | ({ what: 'changePlan' } & ChangePlan)
  | ({ what: 'collectOneOff' } & CollectOneOff)
  | ({ what: 'suspend' | 'reactivate' | 'cancel' | 'suppressCorrespondence' } & Said);

/** What a person has asked for, and how far it has come. */
export type Command = Asked & {
  isBegun: boolean;
  /** It is done at PTX, but not read back yet. */
  isCarriedOut: boolean;
  /** How many reports had been acted on when it was asked for. */
  reportsKnown: number;
};

/** The open file of one mandate: what is known, what people and banks said, and how it is shown. Handlers only record. */
export type MandateFile = ReturnType<typeof openMandateFile>;

export function openMandateFile(input: SetUpMandateInput | MandateAsked, carried?: MandateState) {
  const state = carried ?? openMandateState();
  const { reference, clock } = input;
  const calendar = calendarOf(input.calendar);
  const dossier = openDossier({ reference, state, clock, shown: () => shown(input, state) });
  const file = {
    ...dossier,
    input,
    state,
    calendar,
    /** What people asked for and is not done yet, the oldest first. */
    commands: [] as Command[],
    /** What banks have reported and is not acted on yet. */
    reports: [] as ReportedRecord[],
    /** Something at PTX is to be read again. */
    stale: false,
    /** PTX was asked for a contact: from then on something may be there. */
    asking: false,
    /** Reports that stand in the timeline already, though what follows from them is not done. */
    noted: new Set<string>(),
    /** What became of steps that are to be tried again, where that is not known. */
    tried: new Map<string, NonNullable<TriedBefore['before']>>(),

    today: () => londonTime(dossier.now()).date,
    waiting: (what: Command['what']) => file.commands.some((command) => command.what === what),
    cancelling: () => file.waiting('cancel'),
    /** Somebody ends it before it has begun: a person, or a bank. */
    ending: () =>
      file.cancelling() ||
      file.reports.some(({ report, code }) => ['cancel', 'stop-everything'].includes(consequenceOf(report, code).act)),
    done(command: Command) {
      file.commands = file.commands.filter((one) => one !== command);
    },
    acted({ eventId, report, code }: ReportedRecord) {
      file.reports = file.reports.filter((one) => one.eventId !== eventId);
      state.reports.push({ eventId, report, code });
    },
    takeInPlan({ plan, warnings }: { plan: PlanAtPtx; warnings: string[] }, asked: string) {
      state.plan = plan;
      const moved = plan.start === asked || plan.start === null ? '' : `, which PTX moved from ${asked}`;
      file.note(`plan ${plan.frequency ?? plan.kind} of ${formatMoney(plan.amount)} from ${plan.start}${moved}`);
      for (const warning of warnings) file.note(warning);
    },
    /** Whether a change of the plan comes in time: a due date before the earliest day was announced as it was. */
    checkChange(change: PlanChange): CollectionDateCheck {
      const { amount, frequency, start } = change;
      const isAnother = [amount, frequency, start].some((value) => value !== undefined);
      const after = state.plan && isAnother ? termsAfter(state.plan, change) : undefined;
      const due = after && (start ?? nextDue(after, file.today()));
      const check = due === undefined ? ({ ok: true } as const) : checkPlanStart(due, file.earliest('plan'));
      if (check.ok || start !== undefined) return check;
      const { wouldDo } = check;
      const problem = `the plan's next due date, ${due}, is announced already: say start, its due date from ${wouldDo} on`;
      return { ok: false, problem, wouldDo };
    },
    /** Where the calendar's data have ended, no day would do: the check says so, and the workflow goes on. */
    dated(check: () => CollectionDateCheck): CollectionDateCheck | { ok: false; problem: string; wouldDo?: never } {
      try {
        return check();
      } catch (error) {
        if (!(error instanceof CalendarError)) throw error;
        return { ok: false, problem: error.message };
      }
    },
    earliest: (what: 'plan' | 'one-off') => earliestOf(state, { calendar, today: file.today(), what, input }),

    /** The one-off of that key, ordered or about to be. One that was given up before PTX had it leaves its key free. */
    oneOffOf(key: string): { amountMinor: number; date: string } | undefined {
      const queued = file.commands.find((command) => command.what === 'collectOneOff' && command.key === key);
      if (queued?.what === 'collectOneOff') return { amountMinor: queued.amount.minor, date: queued.date };
      const isStopped = state.collections.some(
        (one) => one.key === key && one.state === 'stopped' && one.rowId === null,
      );
      return isStopped ? undefined : state.ordered[key];
    },

    /** Takes over a letter. */
    seeLetter(letter: Letter) {
      const index = state.letters.findIndex(({ id }) => id === letter.id);
      if (index < 0) {
        state.letters.push(letter);
        file.note(`letter ${letter.trigger} (${letter.id})`);
      } else state.letters[index] = letter;
    },
  };

  const order = async (asked: Asked): Promise<messages.MandateAcknowledgement> => {
    const command = { ...asked, isBegun: false, isCarriedOut: false, reportsKnown: state.reports.length };
    file.commands.push(command);
    file.note(wordsOf(command), command);
    const questions = state.attentions.length;
    const isAnswered = () =>
      !file.commands.includes(command) || state.attentions.length > questions || state.phase === 'cancelled';
    // An answer is due also where the workflow is cancelled meanwhile.
    await CancellationScope.nonCancellable(() => condition(isAnswered, ANSWER_WITHIN_MS));
    return { stage: mandateStageOf(state), reason: mandateViewOf(input, state).reason };
  };
  // Whoever has to wait for it can look for it: a late answer is no failure.
  setHandler(messages.addPlan, (said) => order({ what: 'addPlan', ...said }), {
    validator: (said) => check.addPlan(file, said),
  });
  setHandler(messages.changePlan, (said) => order({ what: 'changePlan', ...said }), {
    validator: (said) => check.changePlan(file, said),
  });
  setHandler(messages.suspendMandate, (said) => order({ what: 'suspend', ...said }), {
    validator: (said) => check.suspend(file, said),
  });
  setHandler(messages.reactivateMandate, (said) => order({ what: 'reactivate', ...said }), {
    validator: (said) => check.reactivate(file, said),
  });
  setHandler(messages.cancelMandate, (said) => order({ what: 'cancel', ...said }), {
    validator: (said) => check.cancel(file, said),
  });
  setHandler(
    messages.collectOneOff,
    async (said) => {
      // The same key once more is the same collection.
      if (!file.oneOffOf(said.key)) return order({ what: 'collectOneOff', ...said });
      return { stage: mandateStageOf(state), reason: mandateViewOf(input, state).reason };
    },
    { validator: (said) => check.collectOneOff(file, said) },
  );
  setHandler(messages.suppressCorrespondence, (said) => order({ what: 'suppressCorrespondence', ...said }), {
    validator: (said) => check.suppressCorrespondence(file, said),
  });
  setHandler(
    messages.resolveMandate,
    (said) => {
      file.answer(said);
      if (said.as === 'retry') file.stale = true;
      file.show();
      return { stage: mandateStageOf(state), reason: mandateViewOf(input, state).reason };
    },
    { validator: (said) => check.resolve(file, said) },
  );
  setHandler(messages.bacsReported, (record) => {
    const { eventId } = record;
    // A signal cannot be refused. A record counts once, however often it is delivered.
    const known = [...state.reports, ...file.reports].some((taken) => taken.eventId === eventId);
    if (typeof eventId === 'string' && !known) file.reports.push(record);
  });
  setHandler(messages.historyDiffers, () => {
    file.stale = true;
  });
  setHandler(messages.mandateStatus, () => mandateViewOf(input, state));
  return file;
}

/** What a person asked for, without anything personal. */
function wordsOf(command: Command): string {
  switch (command.what) {
    case 'collectOneOff':
      return `collect ${command.key} on ${command.date}`;
    case 'addPlan':
      return `add a ${command.plan.frequency} plan from ${command.plan.start}`;
    case 'changePlan':
      return 'change the plan';
    case 'suppressCorrespondence':
      return 'suppress the letters';
    default:
      return command.what;
  }
}

function shown(input: MandateAsked, state: MandateState): Shown {
  const { stage, nextAction, nextActionAt, plan, collections, reason } = mandateViewOf(input, state);
  const due = collections.filter(({ state: now }) => now === 'expected' || now === 'submitted');
  return {
    stage,
    nextActionAt,
    refs: [...(state.mandateId === null ? [] : [messages.mandateRef(state.mandateId)]), ...messages.dueRefs(due)],
    details: [
      `**${stage}**${state.statusAtPtx === null ? '' : `: PTX shows ${state.statusAtPtx}`}`,
      plan === null ? 'No live plan' : `Plan: ${plan.frequency ?? plan.kind} from ${plan.start}`,
      reason !== null && state.reasonBy !== 'person' ? `Reason: ${reason}` : '',
      nextAction ? `Next: ${nextAction}${nextActionAt ? ` at ${nextActionAt}` : ''}` : '',
    ],
  };
}
