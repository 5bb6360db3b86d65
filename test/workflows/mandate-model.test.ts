import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { MandateView } from '../../src/client/index.js';
import { startMandateLives } from '../support/mandate-flow.js';
import { checkEnd, checkLaws } from '../support/mandate-laws.js';
import { type Birth, births, type Move, moves } from '../support/mandate-moves.js';
import { createWorld, ServerStuck, type World } from '../support/mandate-world.js';

// Lives of mandates by chance: commands, days, reports, faults, and people in PTX. After each of them laws are looked at.
// A seed that was found elsewhere, and more lives: MANDATE_SEED, MANDATE_LIVES.

const SEED = Number(process.env.MANDATE_SEED ?? 20_260_302);
const LIVES = Number(process.env.MANDATE_LIVES ?? 16);
const MOST_ANSWERS = 30;
const WITHIN_MS = 60_000 + LIVES * 20_000;

let lives: Awaited<ReturnType<typeof startMandateLives>>;
const begin = async () => {
  lives = await startMandateLives({ httpTimeoutMs: 300, settleMs: 10, answerWithinMs: 5_000 });
};
beforeAll(begin);

/** Nothing is known of a life that its server has given up. */
const STUCK = 'stuck';

/** What has come up in all lives: laws that are never tried prove nothing. */
const seen = new Map<string, number>();
const count = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1);
let number = 0;

async function live(birth: Birth, happening: readonly Move[]): Promise<void> {
  number += 1;
  const world = await createWorld(lives, { ...birth, reference: `LIFE${String(number).padStart(6, '0')}` });
  try {
    await checkLaws(world, await world.settled());
    for (const move of happening) await checkLaws(world, await world.happen(move));
    await end(world);
  } catch (error) {
    if (error instanceof ServerStuck) {
      count(STUCK);
      return begin(); // Such a server does nothing any more.
    }
    const view = await world.show().catch(() => undefined);
    const lines = view?.timeline.map(({ at, what }) => `${at} ${what}`) ?? [];
    const told = [...world.book.log, '---', ...lines, '---', JSON.stringify(view?.collections)].join('\n');
    throw new Error(`${error instanceof Error ? error.message : error}\n${JSON.stringify(birth)}\n${told}`, {
      cause: error,
    });
  }
  for (const { effect } of await world.control.ledger({ reference: world.reference })) count(effect);
  count((await world.show()).stage);
}

/** All is answered, and everything has time to clear. What is cancelled closes. */
async function end(world: World): Promise<void> {
  await world.control.clearFaults();
  await answered(world);
  for (let day = 0; day < 16; day += 4) await world.happen({ do: 'days', count: 4 });
  await answered(world);
  await world.happen({ do: 'look' });
  const view = await answered(world);
  await checkLaws(world, view);
  await checkEnd(world, view);
  if (view.stage !== 'cancelled') return;
  for (let days = 0; days < 120 && (await world.isOpen()); days += 15) await world.happen({ do: 'days', count: 15 });
  await answered(world);
  expect([await world.isOpen(), (await world.show()).stage]).toEqual([false, 'cancelled']);
}

/** Answers whatever a person is asked, and does in PTX what it asks for. No question may come back for ever. */
async function answered(world: World): Promise<MandateView> {
  let view = await world.settled();
  for (let answers = 0; view.stage === 'needs-attention'; answers += 1) {
    if (answers > MOST_ANSWERS) throw new Error(`a question that no answer ends: ${view.reason}`);
    if (view.reason?.includes('cancel it there')) await world.happen({ do: 'person', status: 'CANCELLED' });
    if (view.reason?.endsWith('cancel the mandate')) await world.happen({ do: 'cancel' });
    const as = answers % 3 === 0 ? 'retry' : answers % 3 === 1 ? 'happened' : 'not-happened';
    if ((await world.settled()).stage === 'needs-attention') view = await world.happen({ do: 'resolve', as });
    else view = await world.settled();
  }
  return view;
}

test(
  `the laws of a mandate hold in ${LIVES} lives (seed ${SEED})`,
  async () => {
    await fc.assert(
      fc.asyncProperty(births, moves, (birth, happening) => live(birth, happening)),
      {
        seed: SEED,
        numRuns: LIVES,
        endOnFailure: process.env.MANDATE_SHRINK === undefined,
      },
    );
    expect(seen.get(STUCK) ?? 0).toBeLessThan(LIVES / 2);
  },
  WITHIN_MS,
);

afterAll(() => {
  if (process.env.MANDATE_LIVES) process.stderr.write(`${JSON.stringify(Object.fromEntries(seen))}\n`);
});
