import { daysOf, type TimeWindow } from '../domain/windows.js';
import type { Page, SearchQuery } from '../vendors/alphacomm/types.js';
import type { SweepState } from '../workflows/messages.js';

const PAGE = 100;
/** How far behind the watermark things are looked at again: changes that were under way while the last sweep read. */
const OVERLAP_MS = 5 * 60_000;
const SECOND_MS = 1_000;
/** Nothing was swept before. */
export const firstSweep: SweepState = { watermark: null, months: {}, days: {}, recent: {}, read: 0, delivered: 0 };

/** Something that CollectMAXX lists by status and time of creation. */
interface Listed {
  id: string;
  updatedAt?: string;
}

/** What is swept. `search` lists a page of it, and is the only thing that calls the vendor. */
export interface Swept<T extends Listed> {
  search(query: SearchQuery): Promise<Page<T>>;
  /** What is always read, as few as it is; `createdAfter` bounds it. */
  underWay: { status: string; createdAfter?: string };
  /** The status that nothing leaves again: its totals tell which windows have changed. */
  ended: string;
  /** Where to look, asked for after `underWay` was read. */
  months(): Promise<TimeWindow[]>;
  /** What has changed beside the vendor's time, which has whole seconds only: two changes can share one. */
  sign(item: T): string | number;
  /** Hands on what has changed, under a name of its own; true if somebody waited for it. */
  deliver(item: T, stamp: string): Promise<boolean>;
}

/**
 * One sweep. CollectMAXX neither filters nor orders by `updatedOn`, so a sweep compares, per window of creation time, how
 * many are at their end, and reads the windows whose total has changed; those under way it always reads. What was updated
 * after the watermark is delivered. Safe to repeat: it delivers again what it delivered. `beat` follows every step.
 */
export async function sweepWindows<T extends Listed>(
  last: SweepState | null,
  { search, underWay, ended, months, sign, deliver }: Swept<T>,
  beat: () => void = () => undefined,
): Promise<SweepState> {
  const before = last ?? firstSweep;
  const next: SweepState = { ...firstSweep, watermark: before.watermark, months: {}, days: {}, recent: {} };
  const startedAtMs = Date.now();
  const sinceMs = overlapStart(before);

  // What ends while this runs leaves the first list and enters the second, never the other way.
  await readAll(underWay);
  for (const month of await months()) {
    const total = await totalOf(month);
    next.months[month.id] = total;
    const changed = total !== before.months[month.id];
    for (const day of daysOf(month)) {
      const known = before.days[day.id] ?? 0;
      const ofDay = changed ? await totalOf(day) : known;
      if (ofDay > 0) next.days[day.id] = ofDay;
      if (ofDay !== known) await readAll({ status: ended, ...bounds(day) });
    }
  }
  // What this sweep did not read may be read by the next one: the last one's memory goes on, as far as it is needed.
  next.tookMs = Date.now() - startedAtMs;
  const keptMs = overlapStart(next);
  const delivered = Object.entries({ ...before.recent, ...next.recent });
  next.recent = Object.fromEntries(delivered.filter(([, stamp]) => Date.parse(stamp.split('/', 1)[0] ?? '') > keptMs));
  return next;

  async function readAll(query: { status: string; createdAfter?: string; createdBefore?: string }): Promise<void> {
    // What leaves the list while it is paged moves the rest up: read until a whole pass saw one total.
    for (let pass = 0; pass < 3; pass += 1) {
      const totals = new Set<number>();
      for (let offset = 0; ; offset += PAGE) {
        const page = await search({ ...query, order: 'ASCENDING', offset, limit: PAGE });
        beat();
        totals.add(page.total);
        for (const item of page.items) await look(item);
        if (page.items.length === 0 || offset + PAGE >= page.total) break;
      }
      if (totals.size === 1) return;
    }
  }

  async function look(item: T): Promise<void> {
    next.read += 1;
    const updatedAt = item.updatedAt ?? '';
    const updatedMs = Date.parse(updatedAt);
    if (!(updatedMs <= Date.parse(next.watermark ?? ''))) {
      next.watermark = updatedAt === '' ? next.watermark : updatedAt;
    }
    if (updatedMs <= sinceMs) return;
    const seen = next.recent[item.id] ?? before.recent[item.id];
    const stamp = `${updatedAt}/${sign(item)}`;
    next.recent[item.id] = stamp;
    if (seen === stamp) return;
    if (await deliver(item, stamp)) next.delivered += 1;
    beat();
  }

  async function totalOf(window: TimeWindow): Promise<number> {
    const { total } = await search({ status: ended, ...bounds(window), offset: 0, limit: 1 });
    beat();
    return total;
  }
}

/**
 * What was updated until then needs no second look. Something can change right after a sweep has passed it by, and the same
 * sweep can end with a far newer one: so the overlap grows by the time that the sweep took.
 */
function overlapStart({ watermark, tookMs = 0 }: SweepState): number {
  return watermark === null ? Number.NEGATIVE_INFINITY : Date.parse(watermark) - OVERLAP_MS - tookMs;
}

/** The vendor's bounds exclude themselves, as far as is known: a second more on the old side loses nothing. */
export function bounds({ fromAt, toAt }: TimeWindow) {
  return { createdAfter: new Date(Date.parse(fromAt) - SECOND_MS).toISOString(), createdBefore: toAt };
}
