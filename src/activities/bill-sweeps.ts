import { Context } from '@temporalio/activity';
import { type BusinessClock, businessTime } from '../domain/clock.js';
import type { AccepteasyClient } from '../vendors/accepteasy/client.js';
import type { BillReport, BillSweepState, EventDelivery } from '../workflows/messages.js';
import { bounceKey } from './bill-readings.js';
import { toApplicationFailure } from './failures.js';
import { whileHeartbeating } from './heartbeats.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** The vendor's own advice is to ask once an hour, with periods that overlap. */
const OVERLAP_MS = HOUR_MS;
/** The first look of a day goes farther back: a payment can be confirmed days after its date. */
const DAILY_OVERLAP_MS = 3 * DAY_MS;
/** A bounce comes in up to 72 hours after the message. */
const BOUNCE_OVERLAP_MS = 3 * DAY_MS;
/** How far back the first sweep of all looks. */
const FIRST_MS = 31 * DAY_MS;
/** An event is some 50 bytes, and what a sweep leaves has to stay well below what the server keeps of one. */
const MOST_REMEMBERED = 5_000;

/** The net under the webhooks: what was paid and what came back, delivered as a webhook is. */
export function createBillSweepActivities({
  accepteasy,
  delivery,
}: {
  accepteasy: AccepteasyClient;
  delivery: EventDelivery;
}) {
  return {
    /**
     * One sweep. Safe to repeat: it delivers again what it delivered, and a bill answers an event by a reading. Source:
     * outside, docs/payment-status.md and documents/bounces.md.
     */
    async sweepBills({ last, clock }: { last: BillSweepState; clock?: BusinessClock }): Promise<BillSweepState> {
      try {
        return await whileHeartbeating(() => sweep(last, businessTime(Date.now(), clock)));
      } catch (error) {
        throw toApplicationFailure(error);
      }
    },
  };

  async function sweep(last: BillSweepState, nowMs: number): Promise<BillSweepState> {
    const { heartbeat, cancellationSignal } = Context.current();
    const to = new Date(nowMs).toISOString();
    const isFirstOfDay = last.watermark?.slice(0, 10) !== to.slice(0, 10);
    const from = (overlapMs: number) =>
      new Date(last.watermark === null ? nowMs - FIRST_MS : Date.parse(last.watermark) - overlapMs).toISOString();
    const known = new Set(last.recent);
    const recent: string[] = [];
    const next: BillSweepState = { watermark: to, recent, read: 0, delivered: 0 };

    const period = { from: from(isFirstOfDay ? DAILY_OVERLAP_MS : OVERLAP_MS), to };
    for (const { atid, srrid } of await accepteasy.findPayments(period, cancellationSignal)) {
      const event = `${atid}:Paid`;
      // The payments of days would make a long memory: what is told twice counts once all the same.
      if (!isFirstOfDay) recent.push(event);
      await tell(srrid, { what: 'paid', eventId: `sweep:${event}`, atid, at: to }, known.has(event));
    }
    const bounced = { from: from(BOUNCE_OVERLAP_MS), to };
    for (const { atid, srrid, bounce } of await accepteasy.findBounces(bounced, cancellationSignal)) {
      const event = `${atid}:${bounceKey(bounce)}`;
      recent.push(event);
      await tell(srrid, { what: 'bounced', eventId: `sweep:${event}`, atid, at: to }, known.has(event));
    }
    next.recent = recent.slice(-MOST_REMEMBERED);
    return next;

    async function tell(srrid: string, report: BillReport, isKnown: boolean): Promise<void> {
      next.read += 1;
      if (isKnown) return;
      const answer = await delivery.deliver({ kind: 'bill', ...report }, srrid);
      if (answer.to === 'case') next.delivered += 1;
      heartbeat();
    }
  }
}
