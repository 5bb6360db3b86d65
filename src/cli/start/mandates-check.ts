import type { MandateView } from '../../client/index.js';
import { formatMinor } from '../../domain/money.js';
import type { PtxLedgerEntry } from '../../simulators/ptx/control-types.js';
import type { LedgerCheck } from './ledger-check.js';
import type { DemoMandate } from './mandates-input.js';
import { isDebit, type PtxTruth, presentedAgain } from './mandates-scene.js';

/** A year in pence: what was taken and not given back, what came back, how much of that was presented again, what is owed. */
export interface YearOfMandates {
  collected: number;
  cameBack: number;
  again: number;
  owed: number;
}

/** The Bacs code of what PTX presents again by itself. */
const PRESENTED_BY_PTX = '18';
const isAgain = (key: string): boolean => /\/r\d+$/.test(key);
const sum = (amounts: readonly number[]): number => amounts.reduce((total, minor) => total + minor, 0);

/** PTX's own balance, without what falls due after the year. */
export function yearAtPtx({ balance, history }: PtxTruth, lastDay: string): YearOfMandates {
  const debits = history.filter(isDebit);
  const later = sum(debits.filter(({ paymentDay }) => paymentDay > lastDay).map(({ amountMinor }) => amountMinor));
  const again = debits.filter(
    (row) => row.paymentDay <= lastDay && (row.code === PRESENTED_BY_PTX || presentedAgain(row)),
  );
  const cameBack = balance.returnedMinor + balance.claimedMinor;
  const presented = sum(again.map(({ amountMinor }) => amountMinor));
  return {
    collected: balance.collectedMinor + balance.pendingMinor - later,
    cameBack,
    again: presented,
    // Each re-presentation has either brought the money or come back itself.
    owed: cameBack - presented,
  };
}

/** The same, as the mandates know it. */
export function yearOfViews(views: Iterable<MandateView>, lastDay: string): YearOfMandates {
  const all = [...views];
  const collections = all.flatMap((view) => view.collections).filter(({ dueDate }) => dueDate <= lastDay);
  const amountOf = (...states: string[]) => {
    return sum(collections.map(({ amount, state }) => (states.includes(state) ? amount.minor : 0)));
  };
  const isDecided = (state: string) => state === 'cleared' || state === 'returned';
  const again = collections.filter(({ key, state }) => isAgain(key) && isDecided(state));
  return {
    collected: amountOf('cleared'),
    cameBack: amountOf('returned'),
    again: sum(again.map(({ amount }) => amount.minor)),
    owed: sum(all.map(({ owed }) => owed.minor)),
  };
}

/**
 * Holds what happened at PTX against what the mandates know: each set up once, one letter per activation, every one-off
 * ordered once, a new bank given the instruction once, nothing after the end, and each pound in the same place.
 */
export function checkMandates(
  truth: PtxTruth,
  views: ReadonlyMap<string, MandateView>,
  { demo, lastDay }: { demo: readonly DemoMandate[]; lastDay: string },
): LedgerCheck {
  const faults: string[] = [];
  for (const { input, plays } of demo) {
    const { reference } = input;
    const own = truth.ledger.filter((entry) => entry.reference === reference);
    const times = (effect: PtxLedgerEntry['effect'], begins = '') =>
      own.filter((entry) => entry.effect === effect && (entry.detail ?? '').startsWith(begins)).length;
    const once = (what: string, happened: number, asked: number) => {
      if (happened !== asked) faults.push(`${reference}: ${happened} x ${what}, asked for ${asked}`);
    };
    const moved = plays.filter((play) => play.do === 'advise' && play.report === 'ADDACS' && play.code === '3').length;
    const ordered = plays.filter((play) => play.do === 'collect').length;
    const { collections = [] } = views.get(reference) ?? {};
    once('mandate made', times('mandate.created'), 1);
    once('plan made', times('plan.created'), 1);
    once('activated', times('mandate.activated'), 1);
    once('letter of the activation', times('letter.created', 'NEW_MANDATE'), 1);
    once('instruction lodged', times('auddis.created', '0N'), 1 + moved);
    const again = collections.filter(({ key }) => isAgain(key));
    const byPtx = again.filter(({ code }) => code === PRESENTED_BY_PTX).length;
    once('one-off', times('one-off.created'), ordered + again.length - byPtx);
    once('re-presentation by PTX', times('collection.represented'), byPtx);
    const end = own.find(({ effect, detail = '' }) => {
      return effect === 'mandate.cancelled' || (effect === 'report.applied' && detail.endsWith(': cancel'));
    });
    const after = end && own.find(({ seq, effect }) => seq > end.seq && MONEY.includes(effect));
    if (after) faults.push(`${reference}: ${after.effect} after it was cancelled`);
  }
  const atPtx = yearAtPtx(truth, lastDay);
  faults.push(...differences(atPtx, yearOfViews(views.values(), lastDay)));
  return { counts: countsOf(truth, atPtx, lastDay), faults };
}

const MONEY: readonly PtxLedgerEntry['effect'][] = [
  'one-off.created',
  'collection.created',
  'collection.collected',
  'collection.represented',
];

const WORDS: Readonly<Record<keyof YearOfMandates, string>> = {
  collected: 'collected',
  cameBack: 'came back',
  again: 'presented again',
  owed: 'owed',
};

/** All differences in one line, or no line. */
function differences(atPtx: YearOfMandates, ours: YearOfMandates): string[] {
  const found = (Object.keys(WORDS) as (keyof YearOfMandates)[])
    .filter((what) => atPtx[what] !== ours[what])
    .map((what) => `${WORDS[what]}: ${formatMinor(atPtx[what])} at PTX, ${formatMinor(ours[what])} by the mandates`);
  return found.length === 0 ? [] : [found.join('; ')];
}

function countsOf(
  { history }: PtxTruth,
  { collected, cameBack, again, owed }: YearOfMandates,
  lastDay: string,
): string {
  const debits = history.filter((row) => isDebit(row) && row.paymentDay <= lastDay);
  return [
    `${debits.length} collections, ${formatMinor(collected)} collected`,
    `${formatMinor(cameBack)} came back`,
    `${formatMinor(again)} presented again`,
    `${formatMinor(owed)} owed`,
  ].join(', ');
}
