import { Context } from '@temporalio/activity';
import { monthsBetween, type TimeWindow } from '../domain/windows.js';
import type { AlphacommClient, PayLink } from '../vendors/alphacomm/client.js';
import type { EventDelivery, SweepState } from '../workflows/messages.js';
import { toApplicationFailure } from './failures.js';
import { toReading } from './link-readings.js';
import { MARK_FORMS } from './pay-links.js';
import { sweepWindows } from './window-sweep.js';

/** The net under the webhooks: links that are `partially_paid` are always read, `paid` ones by window of creation. */
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
      const { heartbeat, cancellationSignal: signal } = Context.current();
      try {
        return await sweepWindows(
          last,
          {
            search: (query) => alphacomm.searchPayLinks(query, signal),
            underWay: { status: 'partially_paid' },
            ended: 'paid',
            months: () => monthsInUse(signal),
            sign: ({ amountPaidMinor }) => amountPaidMinor ?? 0,
            deliver,
          },
          heartbeat,
        );
      } catch (error) {
        throw toApplicationFailure(error);
      }
    },
  };

  async function deliver(link: PayLink, stamp: string): Promise<boolean> {
    const key = keyOf(link);
    if (key === undefined) return false;
    const event = {
      kind: 'paylink',
      what: 'changed',
      eventId: `sweep:${link.id}:${stamp}`,
      linkId: link.id,
      at: link.updatedAt ?? '',
    } as const;
    return (await delivery.deliver(event, key, toReading(link))).to === 'case';
  }

  async function monthsInUse(signal: AbortSignal): Promise<TimeWindow[]> {
    const edge = async (order: 'ASCENDING' | 'DESCENDING') => {
      const page = await alphacomm.searchPayLinks({ status: 'paid', order, offset: 0, limit: 1 }, signal);
      return page.items[0]?.createdAt;
    };
    const [oldest, newest] = [await edge('ASCENDING'), await edge('DESCENDING')];
    return oldest === undefined || newest === undefined ? [] : monthsBetween(Date.parse(oldest), Date.parse(newest));
  }
}

function keyOf({ attributes }: PayLink): string | undefined {
  return [...MARK_FORMS, 'reference'].map((id) => attributes[id]).find((value) => value !== undefined && value !== '');
}
