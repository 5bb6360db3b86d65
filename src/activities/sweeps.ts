import { Context } from '@temporalio/activity';
import { daysOf, monthsBetween, type TimeWindow } from '../domain/windows.js';
import type { AlphacommClient, PayLink } from '../vendors/alphacomm/client.js';
import type { EventDelivery, SweepState } from '../workflows/messages.js';
import { toApplicationFailure } from './failures.js';
import { toReading } from './link-readings.js';
import { MARK_FORMS } from './pay-links.js';

const PAGE = 100;
/** How far behind the watermark links are looked at again: changes that were under way while the last sweep read. */
const OVERLAP_MS = 5 * 60_000;
const SECOND_MS = 1_000;

/**
 * The net under the webhooks. CollectMAXX neither filters nor orders by `updatedOn`, so a sweep compares, per window of
 * creation time, how many links are `paid`, and reads the windows whose total has changed; links that are
 * `partially_paid` it always reads. What was updated after the watermark is delivered as a webhook is.
 */
export function createSweepActivities({
  alphacomm,
  delivery,
}: {
  alphacomm: AlphacommClient;
  delivery: EventDelivery;
}) {
  return {
    /** One sweep. Safe to repeat: it delivers again what it delivered, and a case counts an event once. */
    async sweepPayLinks(last: SweepState): Promise<SweepState> {
      const { heartbeat, cancellationSignal } = Context.current();
      try {
        return await sweep(last, heartbeat, cancellationSignal);
      } catch (error) {
        throw toApplicationFailure(error);
      }
    },
  };

  async function sweep(last: SweepState, heartbeat: () => void, signal: AbortSignal): Promise<SweepState> {
    const next: SweepState = { watermark: last.watermark, months: {}, days: {}, recent: {}, read: 0, delivered: 0 };
    const startedAtMs = Date.now();
    const sinceMs = overlapStart(last);

    // A link that becomes paid while this runs leaves the first list and enters the second, never the other way.
    await readAll({ status: 'partially_paid' });
    for (const month of await monthsInUse()) {
      next.months[month.id] = await totalPaid(month);
      const changed = next.months[month.id] !== last.months[month.id];
      for (const day of daysOf(month)) {
        const known = last.days[day.id] ?? 0;
        next.days[day.id] = changed ? await totalPaid(day) : known;
        if (next.days[day.id] !== known) await readAll({ status: 'paid', ...bounds(day) });
      }
    }
    next.days = Object.fromEntries(Object.entries(next.days).filter(([, total]) => total > 0));
    // What this sweep did not read may be read by the next one: the last one's memory goes on, as far as it is needed.
    next.tookMs = Date.now() - startedAtMs;
    const keptMs = overlapStart(next);
    const delivered = Object.entries({ ...last.recent, ...next.recent });
    next.recent = Object.fromEntries(
      delivered.filter(([, stamp]) => Date.parse(stamp.split('/', 1)[0] ?? '') > keptMs),
    );
    return next;

    async function readAll(query: { status: string; createdAfter?: string; createdBefore?: string }): Promise<void> {
      // Links that leave the list while it is paged move the rest up: read until a whole pass saw one total.
      for (let pass = 0; pass < 3; pass += 1) {
        const totals = new Set<number>();
        for (let offset = 0; ; offset += PAGE) {
          const page = await alphacomm.searchPayLinks({ ...query, order: 'ASCENDING', offset, limit: PAGE }, signal);
          heartbeat();
          totals.add(page.total);
          for (const link of page.items) await look(link);
          if (page.items.length === 0 || offset + PAGE >= page.total) break;
        }
        if (totals.size === 1) return;
      }
    }

    async function look(link: PayLink): Promise<void> {
      next.read += 1;
      const updatedAt = link.updatedAt ?? '';
      const updatedMs = Date.parse(updatedAt);
      if (!(updatedMs <= Date.parse(next.watermark ?? '')))
        next.watermark = updatedAt === '' ? next.watermark : updatedAt;
      if (updatedMs <= sinceMs) return;
      const seen = next.recent[link.id] ?? last.recent[link.id];
      // The vendor's times have whole seconds: two payments can share one.
      const stamp = `${updatedAt}/${link.amountPaidMinor ?? 0}`;
      next.recent[link.id] = stamp;
      if (seen === stamp) return;
      const key = keyOf(link);
      if (key === undefined) return;
      const event = {
        kind: 'paylink',
        what: 'changed',
        eventId: `sweep:${link.id}:${stamp}`,
        linkId: link.id,
        at: updatedAt,
      } as const;
      const answer = await delivery.deliver(event, key, toReading(link));
      if (answer.to === 'case') next.delivered += 1;
      heartbeat();
    }

    async function monthsInUse(): Promise<TimeWindow[]> {
      const edge = async (order: 'ASCENDING' | 'DESCENDING') => {
        const page = await alphacomm.searchPayLinks({ status: 'paid', order, offset: 0, limit: 1 }, signal);
        return page.items[0]?.createdAt;
      };
      const [oldest, newest] = [await edge('ASCENDING'), await edge('DESCENDING')];
      return oldest === undefined || newest === undefined ? [] : monthsBetween(Date.parse(oldest), Date.parse(newest));
    }

    async function totalPaid(window: TimeWindow): Promise<number> {
      const page = await alphacomm.searchPayLinks({ status: 'paid', ...bounds(window), offset: 0, limit: 1 }, signal);
      heartbeat();
      return page.total;
    }
  }
}

/**
 * What was updated until then needs no second look. A link can change right after a sweep has passed it by, and the same
 * sweep can end with a far newer one: so the overlap grows by the time that the sweep took.
 */
function overlapStart({ watermark, tookMs = 0 }: SweepState): number {
  return watermark === null ? Number.NEGATIVE_INFINITY : Date.parse(watermark) - OVERLAP_MS - tookMs;
}

/** The vendor's bounds exclude themselves, as far as is known: a second more on the old side loses nothing. */
function bounds({ fromAt, toAt }: TimeWindow) {
  return { createdAfter: new Date(Date.parse(fromAt) - SECOND_MS).toISOString(), createdBefore: toAt };
}

function keyOf({ attributes }: PayLink): string | undefined {
  return [...MARK_FORMS, 'reference'].map((id) => attributes[id]).find((value) => value !== undefined && value !== '');
}
