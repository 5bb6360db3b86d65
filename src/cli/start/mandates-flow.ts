import { setMaxListeners } from 'node:events';
import type { Mandates } from '../../client/index.js';
import { calendarOf } from '../../domain/calendar/bacs-calendar.js';
import { addDays } from '../../domain/calendar/dates.js';
import { latestCalendarVersion } from '../../domain/calendar/holidays.js';
import { londonTime } from '../../domain/calendar/london.js';
import { businessTime } from '../../domain/clock.js';
import { clearsOn } from '../../domain/direct-debit/clearing.js';
import type { EmbeddedStack } from '../../workers/embedded-stack.js';
import type { Io } from '../context.js';
import { faultLines } from '../exit-codes.js';
import { printLine } from '../print.js';
import { startRows } from '../rows/start.js';
import { createDisplay } from './display.js';
import type { Flow } from './flow.js';
import { lookAfterMandate, type PlayPlace, playMandate } from './mandates-acting.js';
import { checkMandates } from './mandates-check.js';
import { type DemoMandate, demoMandatesFile, mandatesOnClock, readDemoMandates } from './mandates-input.js';
import { createScenes, truthOf } from './mandates-scene.js';
import { howItWent, isDecided, type WatchedMandate, watchableMandates, yearLine } from './mandates-year.js';
import { printSummary } from './summary.js';
import { watchToEnd } from './watch.js';

// Six days in a second: what a mandate does on a day takes about a tenth of one, and many have the same day.
const SPEED = 6 * 86_400;
const YEAR_DAYS = 365;
/** How long what the year has begun may take to end, in real time: the machine may be busy. */
const PATIENCE_MS = 20_000;

/** The stack, as far as this flow needs it. */
export type MandatesStack = Pick<EmbeddedStack, 'incasso' | 'ptxControl' | 'clock' | 'hearBanks'> &
  Partial<Pick<EmbeddedStack, 'temporal'>>;

export interface MandatesFlow extends Flow {
  play(stack: MandatesStack, io: Pick<Io, 'out' | 'err'>, signal: AbortSignal): Promise<boolean>;
}

/**
 * The example's mandates, and a year of their collections, as their plays say: returned, presented again, claimed back,
 * suspended, cancelled, moved to another bank. `days`: how long they are watched, from the first collection on.
 */
export async function mandatesFlow({ file = demoMandatesFile, days = YEAR_DAYS } = {}): Promise<MandatesFlow> {
  const demo = await readDemoMandates(file);
  // References are for all time: on a server that is not ours an earlier demo may have used them. Bacs carries few characters.
  const tag = `-${Math.floor(Date.now() / 1000).toString(36)}`.toUpperCase();
  const mandatesOf = ({ clock, temporal }: MandatesStack) => mandatesOnClock(demo, clock, temporal ? '' : tag);
  const firstDay = demo.map(({ input }) => input.plan.start).reduce((a, b) => (a < b ? a : b));
  const lastDay = addDays(firstDay, days - 1);
  const clearedOn = clearsOn(calendarOf(latestCalendarVersion), lastDay);

  return {
    speed: SPEED,
    sweeps: { vendors: ['ptx'], everyMs: 2_000 },

    hints(stack) {
      const address = stack.temporal ? `TEMPORAL_ADDRESS=${stack.temporal.address} ` : '';
      const [first] = mandatesOf(stack);
      return [`${address}incasso mandate list`, `${address}incasso mandate show ${first?.input.reference ?? ''}`];
    },

    async play(stack, io, signal) {
      const { clock, hearBanks, incasso, ptxControl: ptx } = stack;
      const { mandates } = incasso;
      const ours = mandatesOf(stack);
      if (!(await setUpAll(ours, mandates, io))) return false;

      const display = createDisplay<WatchedMandate>(io.out, clock, { more: yearLine });
      display.tell(`${ours.length} mandates, and their collections from ${firstDay} to ${lastDay}`);
      const yearOver = new AbortController();
      let seen: ReadonlyMap<string, WatchedMandate> = new Map();
      const played = playAll(ours, {
        ...{ mandates, ptx, hearBanks, tell: display.tell, look: createScenes(ptx, clock) },
        seen: (reference) => seen.get(reference),
        signal: AbortSignal.any([signal, yearOver.signal]),
      });

      const expected = new Map(ours.map(({ input, expected }) => [input.reference, expected]));
      const isEnded = (view: WatchedMandate) => isDecided(view, lastDay) && view.stage === expected.get(view.reference);
      let overSince: number | undefined;
      const views = await watchToEnd(watchableMandates(mandates), {
        ...{ expected, signal },
        onLook(all, changed) {
          seen = all;
          display.show(all, changed);
        },
        isOver(all) {
          if (londonTime(businessTime(Date.now(), clock)).date <= clearedOn) return false;
          overSince ??= Date.now();
          const isAllEnded = all.size === ours.length && [...all.values()].every(isEnded) && played.isOver();
          return isAllEnded || Date.now() - overSince > PATIENCE_MS;
        },
      });
      yearOver.abort();
      const unplayed = await played.faults;
      const { counts, faults } = checkMandates(await truthOf(ptx), views, { demo: ours, lastDay });
      const ledgers = new Map([['the ledger of PTX', { counts, faults: [...unplayed, ...faults] }]]);
      return printSummary(io.out, { views, expected, noun: 'mandates', how: howItWent, ledgers });
    },
  };
}

/** Starts all of them, and says why where one is refused. */
async function setUpAll(ours: readonly DemoMandate[], mandates: Mandates, { err }: Pick<Io, 'err'>): Promise<boolean> {
  const started = await startRows(
    ours.map(({ input }) => input),
    { referenceOf: ({ reference }) => reference, start: (mandate) => mandates.setUp(mandate) },
    () => undefined,
  );
  const refused = started.filter(({ result }) => result === 'refused');
  for (const { reference, reason } of refused) printLine(err, `${reference}: ${reason}`);
  return refused.length === 0;
}

/** Has everything happen that their plays say. `faults` has a line for each mandate whose plays have not all happened in time. */
function playAll(ours: readonly DemoMandate[], place: PlayPlace) {
  setMaxListeners(0, place.signal); // Every mandate waits by it.
  let playing = ours.length;
  const plays = ours.map(async (mandate): Promise<string[]> => {
    const { reference } = mandate.input;
    // Ends with the year; what it leaves undone shows itself.
    lookAfterMandate(reference, place).catch(() => undefined);
    try {
      await playMandate(mandate, place);
      return [];
    } catch (error) {
      const why = place.signal.aborted ? 'not all of its plays have happened' : faultLines(error).join('; ');
      return [`${reference}: ${why}`];
    } finally {
      playing -= 1;
    }
  });
  return { isOver: () => playing === 0, faults: Promise.all(plays).then((faults) => faults.flat()) };
}
