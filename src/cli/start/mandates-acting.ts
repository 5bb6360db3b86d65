import { setTimeout as delay } from 'node:timers/promises';
import type { MandateRequest, Mandates, MandateView, Resolution } from '../../client/index.js';
import { calendarOf } from '../../domain/calendar/bacs-calendar.js';
import { latestCalendarVersion } from '../../domain/calendar/holidays.js';
import { londonTime } from '../../domain/calendar/london.js';
import { formatMinor } from '../../domain/money.js';
import type { PtxControlClient } from '../../simulators/ptx/control-client.js';
import type { DemoMandate } from './mandates-input.js';
import type { MandatePlay, When } from './mandates-plays.js';
import { planned, representation, type Scene } from './mandates-scene.js';

/** Where the plays take place. */
export interface PlayPlace {
  mandates: Mandates;
  ptx: PtxControlClient;
  /** What banks have reported is fetched now. */
  hearBanks(): Promise<void>;
  look(): Promise<Scene>;
  /** A mandate as it was last seen. */
  seen(reference: string): MandateView | undefined;
  /** Hears, in a line, of each thing that has happened. */
  tell(text: string): void;
  /** Ends all waiting: then `playMandate` throws its reason. */
  signal: AbortSignal;
}

const LOOK_EVERY_MS = 100;
/** How long a person goes on trying what the mandate refuses, or nobody answers, on a busy machine. */
const INSISTS_FOR_MS = 30_000;
/** From the day on which a person asks for a one-off to that of its collection: three are notice, the rest is for a busy machine. */
const ONE_OFF_IN_DAYS = 15;
const MOST_LOOKS = 3;
/** The key of what a plan has collected, and no re-presentation. */
const PLANNED = /^plan:[\d-]+$/;
const PERSON = 'ann';

/**
 * Plays what happens to one mandate, each thing when its time has come: by what PTX and the mandate show, not by the hour, so
 * that it comes right also where the mandate lags behind. Throws when a person's word is refused for good.
 */
export async function playMandate({ input, plays }: DemoMandate, place: PlayPlace): Promise<void> {
  const { reference } = input;
  for (;;) {
    const view = await seenAs(place, reference, (each) => each.stage !== 'draft' && !isInDoubt(each));
    if (!isAsking(view)) break;
    // The machine was so busy that the days of the plan have passed: it begins a period later.
    await answer('happened', reference, place);
  }
  let sinceMs = (await place.look()).nowMs;
  for (const play of plays) {
    await happen(play, input, { ...place, sinceMs });
    sinceMs = (await place.look()).nowMs;
  }
}

/** `sinceMs`: when the play before was over, in business time. */
type Playing = PlayPlace & { sinceMs: number };

async function happen(play: MandatePlay, input: MandateRequest, at: Playing): Promise<void> {
  const { reference } = input;
  const say = (what: string) => at.tell(`${reference}: ${what}`);
  const { mandates } = at;
  switch (play.do) {
    case 'take-back': {
      const { report, code, collection, again } = play;
      const row = await until(at, (scene) => {
        const original = planned(scene, reference)[collection - 1];
        const taken = original && again > 0 ? representation(scene, original, again) : original;
        // A mandate that lags behind a month finds no day left to present it on, and asks.
        return taken ?? (again > 0 && isAsking(at.seen(reference)) ? 'given up' : undefined);
      });
      if (row === 'given up') return;
      if (report === 'ARUDD') await at.ptx.returnCollection({ rowId: row.id, code });
      else await at.ptx.claimCollection({ rowId: row.id, code });
      say(
        `the bank reports ${report} ${code} for the collection of ${formatMinor(row.amountMinor)} on ${row.paymentDay}`,
      );
      return at.hearBanks();
    }
    case 'advise': {
      const { report, code } = play;
      const mandate = await moment(at, play.when, (scene) => {
        const found = scene.mandates.find((one) => one.reference === reference);
        return found && { value: found, collections: planned(scene, reference).length };
      });
      const isMoved = report === 'ADDACS' && code === '3';
      await at.ptx.advise({ type: report, code, mandateId: mandate.id, ...(isMoved && otherAccount(mandate)) });
      say(`the bank reports ${report} ${code}`);
      return at.hearBanks();
    }
    case 'suspend':
      await personsMoment(at, play.when, reference);
      await insist(at, reference, {
        say: () => mandates.suspend(reference, { by: PERSON, why: 'the member is abroad' }),
        isSo: ({ stage }) => stage === 'suspended',
      });
      return say(`suspended by ${PERSON}`);
    case 'reactivate':
      await personsMoment(at, play.when, reference);
      await insist(at, reference, {
        say: () => mandates.reactivate(reference, { by: PERSON, why: 'agreed with the payer' }),
        isSo: ({ stage }) => stage === 'active',
      });
      return say(`reactivated by ${PERSON}`);
    case 'change': {
      const amount = gbp(play.amountMinor);
      await personsMoment(at, play.when, reference);
      await insist(at, reference, {
        say: () => mandates.changePlan(reference, { amount, by: PERSON, why: 'new fee' }),
        isSo: ({ plan }) => plan?.amount.minor === amount.minor,
      });
      return say(`plan changed to ${formatMinor(amount.minor)} by ${PERSON}`);
    }
    case 'collect': {
      const key = `EXTRA-${play.amountMinor}`;
      await personsMoment(at, play.when, reference);
      await insist(at, reference, {
        say: async () => {
          const date = dayIn((await at.look()).nowMs, ONE_OFF_IN_DAYS);
          const why = 'an event, announced by letter';
          await mandates.collectOneOff(reference, { key, amount: gbp(play.amountMinor), date, by: PERSON, why });
        },
        isSo: ({ collections }) => collections.some((one) => one.key === key),
      });
      return say(`one collection of ${formatMinor(play.amountMinor)} ordered by ${PERSON}`);
    }
    case 'answer':
      return answer(play.as, reference, at);
  }
}

const gbp = (minor: number) => ({ minor, currency: 'GBP' });

/** Waits for the moment of a play, as far as who looks for it can see. */
function moment<T>(at: Playing, when: When, look: (scene: Scene) => { value: T; collections: number } | undefined) {
  return until(at, (scene) => {
    const seen = look(scene);
    if (!seen) return undefined;
    const hasCome = 'afterMs' in when ? scene.nowMs >= at.sinceMs + when.afterMs : seen.collections >= when.collections;
    return hasCome ? seen.value : undefined;
  });
}

/** A person goes by what the mandate shows, not by what PTX has. */
function personsMoment(at: Playing, when: When, reference: string): Promise<MandateView> {
  return moment(at, when, () => {
    const view = at.seen(reference);
    const cleared = view?.collections.filter(({ key, state }) => PLANNED.test(key) && state === 'cleared') ?? [];
    return view && { value: view, collections: cleared.length };
  });
}

async function until<T>({ look, signal }: PlayPlace, find: (scene: Scene) => T | undefined): Promise<T> {
  for (;;) {
    signal.throwIfAborted();
    const found = find(await look());
    if (found !== undefined) return found;
    await delay(LOOK_EVERY_MS, undefined, { signal });
  }
}

/** What PTX showed a mandate that lags behind can be out of date when it is judged: a person has it looked at again. */
const isInDoubt = ({ reason, stage }: MandateView): boolean =>
  stage === 'needs-attention' && reason?.startsWith('PTX shows ') === true;

/** Whether it waits with anything else. */
const isAsking = (view: MandateView | undefined): boolean => view?.stage === 'needs-attention' && !isInDoubt(view);

/** A person answers what the mandate waits with, as soon as it does. */
async function answer(as: Resolution['as'], reference: string, at: PlayPlace): Promise<void> {
  const asked = await seenAs(at, reference, isAsking);
  await resolve(as, asked, at);
}

/** Has a mandate look again that doubts what PTX shows; what it still doubts then is left to be seen. Throws as `playMandate`. */
export async function lookAfterMandate(reference: string, at: PlayPlace): Promise<void> {
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    const asked = await seenAs(at, reference, isInDoubt);
    await resolve('retry', asked, at);
  }
}

async function resolve(as: Resolution['as'], { reference, reason }: MandateView, at: PlayPlace): Promise<void> {
  const isAnswered = (view: MandateView) => view.stage !== 'needs-attention' || view.reason !== reason;
  const why = as === 'retry' ? 'PTX may show it by now' : 'spoke with the payer';
  await insist(at, reference, {
    say: () => at.mandates.resolve(reference, { as, by: PERSON, why }),
    isSo: isAnswered,
  });
  at.tell(`${reference}: answered ${as} by ${PERSON}`);
  await seenAs(at, reference, isAnswered);
}

/** Waits until a mandate is seen as it should be. */
async function seenAs(
  { seen, signal }: PlayPlace,
  reference: string,
  isSo: (view: MandateView) => boolean,
): Promise<MandateView> {
  for (;;) {
    signal.throwIfAborted();
    const view = seen(reference);
    if (view && isSo(view)) return view;
    await delay(LOOK_EVERY_MS, undefined, { signal });
  }
}

/** Says something until it is so: what is refused now, because a report is just being acted on, is taken a moment later. */
async function insist(
  at: PlayPlace,
  reference: string,
  { say, isSo }: { say(): Promise<unknown>; isSo(view: MandateView): boolean },
): Promise<void> {
  for (const endMs = Date.now() + INSISTS_FOR_MS; ; ) {
    at.signal.throwIfAborted();
    try {
      await say();
      return;
    } catch (error) {
      if (!(error instanceof Error && ['RefusedError', 'NoWorkerError'].includes(error.name))) throw error;
      if (Date.now() > endMs) throw error;
      // What nobody answered may have been heard nevertheless.
      const view = await at.mandates.show(reference).catch(unlessBusy);
      if (view && isSo(view)) return;
      await delay(LOOK_EVERY_MS, undefined, { signal: at.signal });
    }
  }
}

function unlessBusy(error: unknown): undefined {
  if (error instanceof Error && error.name === 'NoWorkerError') return undefined;
  throw error;
}

/** Another invented account, at another invented bank. */
function otherAccount({ accountNumber }: { accountNumber: string }) {
  return { newSortCode: '000040', newAccountNumber: String(99_999_999 - Number(accountNumber)).padStart(8, '0') };
}

/** So many processing days from an instant on. */
function dayIn(nowMs: number, days: number): string {
  return calendarOf(latestCalendarVersion).addProcessingDays(londonTime(nowMs).date, days);
}
