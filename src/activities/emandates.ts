import { ApplicationFailure, Context } from '@temporalio/activity';
import { type EMandateAtVendor, longestEMandateWaitMs } from '../domain/emandate.js';
import { monthsBetween, type TimeWindow } from '../domain/windows.js';
import type { AlphacommClient, Mandate, NewMandate } from '../vendors/alphacomm/client.js';
import { allPages } from '../vendors/alphacomm/pages.js';
import { VendorError } from '../vendors/errors.js';
import type { EMandateDelivery, SweepState } from '../workflows/messages.js';
import { ensureOnce } from './ensure.js';
import { refused, toApplicationFailure } from './failures.js';
import { whileHeartbeating } from './heartbeats.js';
import { bounds, firstSweep, sweepWindows } from './window-sweep.js';

/** How far the vendor's clock may be behind ours. */
const SKEW_MS = 60_000;
/** A month longer than anybody waits, since a month is looked at as a whole. */
const LOOK_BACK_MS = longestEMandateWaitMs + 31 * 86_400_000;

export interface EMandateRequest {
  mandate: NewMandate;
  /** When it was first tried, by the business clock: what is older is not ours. */
  since: string;
  /** `make`: nothing was tried before. `look`: it was made, and is only looked for; `look-nameless`: also without a name. */
  how: 'make' | 'look-then-make' | 'look' | 'look-nameless';
}

/** The failure's name where a mandate may be ours, and the vendor does not show whose it is. */
export type NamelessEMandate = 'Nameless';

/** The mandate, or in the vendor's words why there is none. */
export type ShownEMandate = { mandate: EMandateAtVendor; refused: null } | { mandate: null; refused: string };

export interface EMandateDeps {
  alphacomm: AlphacommClient;
  httpTimeoutMs: number;
  delivery: EMandateDelivery;
}

export function createEMandateActivities({ alphacomm, httpTimeoutMs, delivery }: EMandateDeps) {
  return {
    /**
     * Has a mandate made, one for each debtor and reference. Safe to repeat: where an earlier try may have made it, it is
     * looked for among those made since, and another is asked for only when two readings, a settling time apart, show none.
     * A reference is unique per debtor alone, so the name is compared; one without a name fails this as `Nameless`, for a
     * person to say whose it is.
     * The vendor refuses a second one: after an unclear try that means that it may be there, so where the list does not
     * show it this fails, and a person looks. Source: CollectMAXX API, "E-Mandate".
     */
    ensureEMandate({ mandate, since, how }: EMandateRequest): Promise<ShownEMandate> {
      const { info, sleep } = Context.current();
      const first = how === 'make' && info.attempt === 1;
      const find = () => findOurs(alphacomm, { mandate, since, how });
      return ensureOnce({
        what: 'the e-Mandate',
        settling: { answeredMs: httpTimeoutMs, cutOffMs: httpTimeoutMs },
        // Before the first try there is nothing of ours to find, and another debtor's may have the same reference.
        find: async () => (first ? undefined : await find()),
        act: async () => {
          if (how === 'look' || how === 'look-nameless') {
            throw refused(
              `CollectMAXX shows no mandate with reference ${mandate.reference} and the debtor's name that was made since ${since}`,
            );
          }
          try {
            return toShown(await alphacomm.createMandate(mandate));
          } catch (error) {
            if (!(error instanceof VendorError && error.name === 'Invalid')) throw error;
            if (first) return { mandate: null, refused: error.message };
            const landed = await find();
            if (landed !== undefined) return landed;
            await sleep(httpTimeoutMs);
            const shown = await find();
            if (shown !== undefined) return shown;
            throw refused(`${error.message}: an earlier try may have made it, and the list does not show it`);
          }
        },
      });
    },

    /** The mandate as the vendor shows it. Safe to repeat. Source: CollectMAXX API, "E-Mandate", find. */
    async readEMandate({ id }: { id: string }): Promise<EMandateAtVendor> {
      return whileHeartbeating(async () => {
        try {
          const mandate = await alphacomm.findMandate(id);
          if (!mandate) throw refused(`CollectMAXX shows no mandate with the id ${id}`);
          return atVendor(mandate);
        } catch (error) {
          throw toApplicationFailure(error);
        }
      });
    },

    /**
     * One sweep over the mandates that somebody waits for, or has given up. Nobody waits longer than a year, so it asks
     * Temporal which of the vendor's last months have one, and the vendor about those alone: what all others cost is nothing.
     * Safe to repeat: it delivers again what it delivered, and a workflow reads only what it does not know.
     */
    async sweepEMandates(last: SweepState | null): Promise<SweepState> {
      const { cancellationSignal: signal } = Context.current();
      return whileHeartbeating(async () => {
        try {
          const months = await awaitedMonths(signal);
          const [oldest] = months;
          if (!oldest) return { ...(last ?? firstSweep), months: {}, days: {}, read: 0, delivered: 0 };
          const { createdAfter } = bounds(oldest);
          return await sweepWindows(last, {
            search: (query) => alphacomm.searchMandates(query, signal),
            underWay: { status: 'pending', createdAfter },
            ended: 'success',
            months: async () => months,
            sign: ({ status }) => status,
            deliver: ({ id, status, reference }) => delivery.deliver({ mandateId: id, status }, reference),
          });
        } catch (error) {
          throw toApplicationFailure(error);
        }
      });
    },
  };

  /** Oldest first. */
  async function awaitedMonths(signal: AbortSignal): Promise<TimeWindow[]> {
    const newest = await alphacomm.searchMandates({ order: 'DESCENDING', offset: 0, limit: 1 }, signal);
    const newestMs = Date.parse(newest.items[0]?.createdAt ?? '');
    if (Number.isNaN(newestMs)) return [];
    const awaited: TimeWindow[] = [];
    for (const month of monthsBetween(newestMs - LOOK_BACK_MS, newestMs)) {
      if (await delivery.isAwaited(month.id)) awaited.push(month);
    }
    return awaited;
  }
}

/**
 * The mandate of ours, among all that were made since the first try: by its reference and the debtor's name. Throws where
 * the vendor's list cannot tell.
 */
async function findOurs(
  alphacomm: AlphacommClient,
  { mandate: { reference, personName }, since, how }: EMandateRequest,
): Promise<ShownEMandate | undefined> {
  const createdAfter = new Date(Date.parse(since) - SKEW_MS).toISOString();
  const made = await allPages('mandates', (page) =>
    alphacomm.searchMandates({ ...page, createdAfter, order: 'ASCENDING', names: true }),
  );
  const alike = made.filter((mandate) => mandate.reference === reference);
  const named = alike.filter((mandate) => comparable(mandate.personName) === comparable(personName));
  const nameless = alike.filter((mandate) => comparable(mandate.personName) === '');
  const [ours, another] = named.length > 0 ? named : nameless;
  if (another)
    throw refused(`CollectMAXX shows several mandates with reference ${reference} that were made since ${since}`);
  if (ours) {
    if (named.length > 0 || how === 'look-nameless') return toShown(ours);
    throw ApplicationFailure.create({
      type: 'Nameless' satisfies NamelessEMandate,
      message: `CollectMAXX does not show whose mandate ${ours.id} with reference ${reference} is: happened if it is this debtor's, not-happened if it is another's`,
      nonRetryable: true,
    });
  }
  const silent = made.find((mandate) => mandate.reference === undefined);
  if (silent) throw refused(`CollectMAXX does not show which reference mandate ${silent.id} has, made since ${since}`);
  return undefined;
}

/** A name as it is compared: the vendor may write blanks and capitals in its own way. */
const comparable = (name = '') => name.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();

const toShown = (mandate: Mandate): ShownEMandate => ({ mandate: atVendor(mandate), refused: null });

function atVendor({ id, status, shortUrl, longUrl, createdAt, updatedAt }: Mandate): EMandateAtVendor {
  return {
    id,
    status,
    shortUrl: shortUrl ?? null,
    longUrl: longUrl ?? null,
    createdAt: createdAt ?? null,
    updatedAt: updatedAt ?? null,
  };
}
