import {
  type Client,
  ScheduleAlreadyRunning,
  type ScheduleDescription,
  ScheduleNotFoundError,
  type ScheduleOptions,
} from '@temporalio/client';
import { latestCalendarVersion } from '../domain/calendar/holidays.js';
import type { BusinessClock } from '../domain/clock.js';
import {
  bacsMessagesScheduleId,
  eMandateSweepScheduleId,
  type ReconcileCollectionsInput,
  reconcileScheduleId,
  type SweepBillsInput,
  type SweepInput,
  sweepBillsScheduleId,
  sweepScheduleId,
  type VendorName,
  type WatchBacsMessagesInput,
  workflowTypes,
} from '../workflows/messages.js';
import { canonicalJson } from './content-hash.js';
import { reachable, UnknownScheduleError } from './errors.js';

/** A schedule as people read it; instants are UTC, or null where there is none. */
export interface ScheduleView {
  id: string;
  everyMs: number;
  paused: boolean;
  lastRunAt: string | null;
  nextRunAt: string | null;
}

export interface AppliedSchedule {
  id: string;
  change: 'created' | 'updated' | 'unchanged';
}

/** What runs by itself now and then. Every method throws `TemporalUnreachableError` when the server is away. */
export interface Schedules {
  /**
   * Creates what is missing and updates what differs, of the schedules of these vendors: CollectMAXX when left out. Safe
   * to repeat; a paused schedule stays paused. Only the demo gives a `clock`.
   */
  apply(options: {
    everyMs: number;
    vendors?: readonly VendorName[];
    clock?: BusinessClock;
  }): Promise<AppliedSchedule[]>;
  /** The schedules that exist. */
  list(): Promise<ScheduleView[]>;
  /** Runs one now, or as soon as its present run has ended. Throws `UnknownScheduleError`. */
  run(id: string): Promise<void>;
}

/** One for each vendor that has to be asked now and then. */
const SCHEDULES = [
  { id: sweepScheduleId, vendor: 'alphacomm', workflowType: workflowTypes.sweepPayLinks },
  { id: sweepBillsScheduleId, vendor: 'accepteasy', workflowType: workflowTypes.sweepBills },
  { id: eMandateSweepScheduleId, vendor: 'alphacomm', workflowType: workflowTypes.sweepEMandates },
  { id: bacsMessagesScheduleId, vendor: 'ptx', workflowType: workflowTypes.watchBacsMessages },
  { id: reconcileScheduleId, vendor: 'ptx', workflowType: workflowTypes.reconcileCollections },
] as const satisfies { id: string; vendor: VendorName; workflowType: string }[];

/** Short, since the next sweep finds what a missed one would have found: its watermark stays behind. */
const CATCH_UP_MS = 60_000;

/** A schedule is a workflow of the server itself, which answers late when that is busy. */
const ANSWERS_WITHIN_MS = 9_000;

export function createSchedules(
  client: Client,
  { taskQueue, httpTimeoutMs }: { taskQueue: string; httpTimeoutMs?: number },
): Schedules {
  const call = <T>(work: () => Promise<T>) => reachable(client, work, ANSWERS_WITHIN_MS);

  async function applyOne(wanted: ScheduleOptions & Comparable): Promise<AppliedSchedule> {
    const { scheduleId: id, ...update } = wanted;
    try {
      await call(() => client.schedule.create(wanted));
      return { id, change: 'created' };
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    }
    const handle = client.schedule.getHandle(id);
    if (fingerprint(await call(() => handle.describe())) === fingerprint(wanted)) return { id, change: 'unchanged' };
    await call(() => handle.update(({ state }) => ({ ...update, state })));
    return { id, change: 'updated' };
  }

  return {
    async apply({ everyMs, vendors = ['alphacomm'], clock }) {
      const input: SweepInput & WatchBacsMessagesInput = httpTimeoutMs === undefined ? {} : { httpTimeoutMs };
      // Payments at AcceptEasy are asked for by periods of the vendor's own time, and reports of Bacs are late by it.
      const timed: SweepBillsInput & WatchBacsMessagesInput = clock === undefined ? input : { ...input, clock };
      // The days of collections are the bank's.
      const ofCollections: ReconcileCollectionsInput = { ...timed, calendar: latestCalendarVersion };
      const own: Readonly<Record<string, object>> = {
        [sweepBillsScheduleId]: timed,
        [bacsMessagesScheduleId]: timed,
        [reconcileScheduleId]: ofCollections,
      };
      const inputOf = (id: string) => own[id] ?? input;
      const applied: AppliedSchedule[] = [];
      for (const { id, vendor, workflowType } of SCHEDULES) {
        if (!vendors.includes(vendor)) continue;
        const wanted = {
          scheduleId: id,
          spec: { intervals: [{ every: everyMs }], timezone: 'UTC' },
          policies: { overlap: 'SKIP', catchupWindow: CATCH_UP_MS, pauseOnFailure: false },
          action: { type: 'startWorkflow', workflowType, workflowId: id, taskQueue, args: [inputOf(id)] },
        } satisfies ScheduleOptions;
        applied.push(await applyOne(wanted));
      }
      return applied;
    },

    async list() {
      const found: ScheduleView[] = [];
      for (const { id } of SCHEDULES) {
        const schedule = await call(() => describe(client, id));
        if (schedule) found.push(viewOf(schedule));
      }
      return found;
    },

    async run(id) {
      try {
        await call(() => client.schedule.getHandle(id).trigger('BUFFER_ONE'));
      } catch (error) {
        throw error instanceof ScheduleNotFoundError ? new UnknownScheduleError(id) : error;
      }
    },
  };
}

interface Comparable {
  spec: { intervals?: { every: unknown }[] | undefined; calendars?: unknown[] | undefined };
  policies: { overlap: string | undefined; catchupWindow: unknown };
  action: { workflowType: string; taskQueue: string; args?: readonly unknown[] | undefined };
}

/** What `apply` decides about, of a wish and of what there is. */
function fingerprint({ spec, policies, action: { workflowType, taskQueue, args } }: Comparable): string {
  return canonicalJson({
    every: spec.intervals?.map(({ every }) => every),
    calendars: spec.calendars?.length ?? 0,
    policies: [policies.overlap, policies.catchupWindow],
    action: { workflowType, taskQueue, args },
  });
}

async function describe(client: Client, id: string): Promise<ScheduleDescription | undefined> {
  try {
    return await client.schedule.getHandle(id).describe();
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return undefined;
    throw error;
  }
}

function viewOf({ scheduleId, spec, state, info }: ScheduleDescription): ScheduleView {
  return {
    id: scheduleId,
    everyMs: spec.intervals?.[0]?.every ?? 0,
    paused: state.paused,
    lastRunAt: info.recentActions.at(-1)?.takenAt.toISOString() ?? null,
    nextRunAt: state.paused ? null : (info.nextActionTimes[0]?.toISOString() ?? null),
  };
}
