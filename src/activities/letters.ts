import { Context } from '@temporalio/activity';
import { VendorError } from '../vendors/errors.js';
import type { PtxClient } from '../vendors/ptx/client.js';
import type { Letter } from '../workflows/messages.js';
import { toApplicationFailure } from './failures.js';
import { whileHeartbeating } from './heartbeats.js';
import { type AtPtx, createMandateReader, letterStatuses } from './mandate-readings.js';

export interface SuppressRequest extends AtPtx {
  profileId: string;
  reference: string;
  /** An instant in UTC: also what was written since then and has left counts as gone. */
  since?: string;
}

export interface SuppressedLetters {
  suppressed: Letter[];
  /** Those that were too late to stop. */
  gone: Letter[];
}

const [WAITING, ...LEFT] = letterStatuses;

/** Letters to payers. Source: PTX API, "Correspondence". */
export function createLetterActivities({ ptx }: { ptx: PtxClient }) {
  const { lettersOf } = createMandateReader(ptx);

  return {
    /**
     * Stops every letter of a mandate that has not left yet, and reads back: what PTX refused to stop has left meanwhile, or it
     * is a failure. Safe to repeat: suppressing twice is suppressing once.
     */
    async suppressLetters({ since, ...request }: SuppressRequest): Promise<SuppressedLetters> {
      const { info, heartbeat } = Context.current();
      // What earlier attempts have tried: it may have left since.
      const tried = new Map<string, Letter>(lettersIn(info.attempt > 1 ? info.heartbeatDetails : undefined));
      const refusals = new Map<string, VendorError>();
      const suppressAll = async (): Promise<SuppressedLetters> => {
        const waiting = await lettersOf(request, [WAITING]);
        for (const letter of waiting) tried.set(letter.id, letter);
        heartbeat([...tried.values()]);
        for (const { id } of waiting) await suppress(id, refusals);
        if (tried.size === 0 && since === undefined) return { suppressed: [], gone: [] };
        const now = await lettersOf(request, letterStatuses);
        const stuck = now.find(({ id, status }) => status === WAITING && refusals.has(id));
        if (stuck) throw refusals.get(stuck.id);
        const left = now.filter(({ status }) => LEFT.some((word) => word === status));
        const gone = left.filter(({ id, created }) => tried.has(id) || isSince(created, since));
        const goneIds = new Set(gone.map(({ id }) => id));
        return { suppressed: [...tried.values()].filter(({ id }) => !goneIds.has(id)), gone };
      };
      try {
        return await whileHeartbeating(suppressAll, () => [...tried.values()]);
      } catch (error) {
        heartbeat([...tried.values()]);
        throw toApplicationFailure(error);
      }
    },
  };

  /** One that PTX does not stop any more may have left: the reading afterwards tells. */
  async function suppress(letterId: string, refusals: Map<string, VendorError>): Promise<void> {
    try {
      await ptx.suppressLetter({ letterId });
    } catch (error) {
      if (!(error instanceof VendorError) || error.name !== 'Invalid') throw error;
      refusals.set(letterId, error);
    }
  }
}

const isSince = (instant: string, since: string | undefined): boolean =>
  since !== undefined && Date.parse(instant) >= Date.parse(since);

const lettersIn = (details: unknown): [string, Letter][] =>
  Array.isArray(details) ? (details as Letter[]).map((letter) => [letter.id, letter]) : [];
