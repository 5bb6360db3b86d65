import type { KnownLink, LinkReading } from './case.js';

/** New money on one link: `settledMinor` is what the link has brought in all. */
export interface Rise {
  reading: LinkReading;
  askedMinor: number;
  settledMinor: number;
  riseMinor: number;
}

/**
 * What the readings show beyond what is booked, per link. The vendor's `amountPaid` is a running total, so reading
 * twice books once. `paid` settles at least the whole link, even where the vendor shows an `amountPaid` of 0.
 * @param asked what was asked by each script, in minor units; `ownMinor` what a link without a script asks for
 */
export function rises(
  known: readonly KnownLink[],
  asked: Readonly<Record<string, number>>,
  ownMinor: number,
  readings: readonly LinkReading[],
): Rise[] {
  return readings.map((reading) => {
    const link = known.find(({ id }) => id === reading.id);
    const askedMinor =
      link?.askedMinor ?? (reading.script === undefined ? ownMinor : (asked[reading.script] ?? ownMinor));
    const shownMinor = reading.amountPaidMinor ?? 0;
    const settledMinor = reading.status === 'paid' ? Math.max(shownMinor, askedMinor) : shownMinor;
    return { reading, askedMinor, settledMinor, riseMinor: Math.max(0, settledMinor - (link?.bookedMinor ?? 0)) };
  });
}
