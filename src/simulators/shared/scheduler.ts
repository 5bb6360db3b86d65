/**
 * The simulated clock: `createScheduler(options.clock)`. All that a vendor does later goes through `after`, all that a person does
 * at once through `instant`; `createVendorAnswer` and the shared control routes run what is due by themselves.
 */
import type { ClockSetting } from './control-types.js';
import { createTaskQueue } from './task-queue.js';

/**
 * Simulated time, for all that a vendor does by itself: `after` plans it, `instant` makes a request happen at one moment.
 * Times of effects, of rows and of events come from `now`, never from `Date`.
 */
export interface Scheduler {
  readonly speed: number;
  /** Simulated epoch milliseconds. Inside a task this is the instant at which it fell due, however late it runs. */
  now(): number;
  after(ms: number, run: () => void): void;
  /** Runs, in the order of their times, all tasks that are due. Ask for it before looking at any state. */
  runDue(): void;
  /** Runs what is due, then `run` with the clock held, so that all it does happens at one instant. Not for tasks. */
  instant<T>(run: () => T): T;
  /** Jumps simulated time ahead and runs what falls due on the way, each task at its own instant. */
  advance(ms: number): void;
  close(): void;
}

const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/**
 * One list of tasks over the simulated clock, with one timer for the next of them. Tasks are synchronous, and every
 * request runs what is due before it is looked at: so state is exact at any speed, although timers are coarse.
 */
export function createScheduler(setting: ClockSetting | undefined): Scheduler {
  const speed = setting?.speed ?? 1;
  const origin = setting === undefined ? Date.now() : Date.parse(setting.origin);
  if (Number.isNaN(origin)) throw new Error(`clock.origin: "${setting?.origin}" is not an RFC 3339 instant`);
  if (!(speed >= 0 && Number.isFinite(speed))) throw new Error(`clock.speed: ${speed} is not a number from 0 up`);

  const startedAt = performance.now();
  const tasks = createTaskQueue();
  let seq = 0;
  let skippedMs = 0;
  let frozenAt: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const wall = (): number => origin + skippedMs + Math.floor((performance.now() - startedAt) * speed);
  const now = (): number => frozenAt ?? wall();

  function runDue(): void {
    if (frozenAt !== undefined || closed) return;
    try {
      for (let next = tasks.peek(); next !== undefined && next.dueAt <= wall(); next = tasks.peek()) {
        tasks.take();
        frozenAt = next.dueAt;
        next.run();
        frozenAt = undefined;
      }
    } finally {
      frozenAt = undefined;
      arm();
    }
  }

  function arm(): void {
    clearTimeout(timer);
    const next = tasks.peek();
    if (next === undefined || closed) return;
    const waitMs = Math.max(0, next.dueAt - wall()) / speed; // NaN (0 / 0) is due, Infinity waits for `advance`.
    if (waitMs === Number.POSITIVE_INFINITY) return;
    timer = setTimeout(runDue, Math.min(Math.ceil(waitMs || 0), LONGEST_TIMEOUT_MS));
    timer.unref();
  }

  function instant<T>(run: () => T): T {
    runDue();
    frozenAt = wall();
    try {
      return run();
    } finally {
      frozenAt = undefined;
      arm();
    }
  }

  return {
    speed,
    now,
    runDue,
    instant,
    after(ms, run) {
      seq += 1;
      const task = { dueAt: now() + Math.max(0, ms), seq, run };
      tasks.add(task);
      if (frozenAt === undefined && tasks.peek() === task) arm();
    },
    advance(ms) {
      skippedMs += ms;
      runDue();
    },
    close() {
      closed = true;
      clearTimeout(timer);
      tasks.clear();
    },
  };
}
