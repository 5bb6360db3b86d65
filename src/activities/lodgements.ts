import type { PtxClient } from '../vendors/ptx/client.js';
import type { Lodgement } from '../workflows/messages.js';
import type { Settling } from './ensure.js';
import { ensureShown, type TriedBefore } from './ensure-shown.js';
import { refused } from './failures.js';
import { type AtPtx, createMandateReader, isLodgement, toLodgement } from './mandate-readings.js';

export interface LodgementDeps {
  ptx: PtxClient;
  settling: Settling;
}

export interface LodgementRequest extends AtPtx, TriedBefore {
  /** Ids of the rows of all instructions that were known before. */
  known: string[];
}

const LODGES = '0N';

/** Instructions to the payer's bank. Source: PTX API, "Mandates", AUDDIS instruction. */
export function createLodgementActivities({ ptx, settling }: LodgementDeps) {
  const { mandateOf, historyOf } = createMandateReader(ptx);

  return {
    /**
     * Lodges the mandate anew, once: not where the history has a 0N beside the `known` ones, whoever made it. Clocks say
     * nothing: PTX's is not ours. Only a mandate that is active or suspended is lodged. Safe to repeat with the same request.
     */
    async ensureLodgement({ known, before, ...at }: LodgementRequest): Promise<Lodgement> {
      const { shown } = await ensureShown({
        what: 'the instruction to the bank',
        settling,
        before,
        find: async () => {
          const row = (await historyOf(at)).find(
            (each) =>
              isLodgement(each) && each.code === LODGES && each.status !== 'DELETED' && !known.includes(each.id),
          );
          return row && toLodgement(row);
        },
        act: async () => {
          const { status } = await mandateOf(at);
          if (status !== 'ACTIVE' && status !== 'SUSPENDED') {
            throw refused(`mandate ${at.mandateId} is ${status} at PTX: only one in force is lodged with the bank`);
          }
          return ptx.addAuddisInstruction({ ...at, code: LODGES });
        },
      });
      return shown;
    },
  };
}
