import type { PtxClient } from '../vendors/ptx/client.js';
import type { Lodgement } from '../workflows/messages.js';
import type { Settling } from './ensure.js';
import { ensureShown } from './ensure-shown.js';
import { refused } from './failures.js';
import { type AtPtx, createMandateReader, isLodgement, toLodgement } from './mandate-readings.js';

export interface LodgementDeps {
  ptx: PtxClient;
  settling: Settling;
}

const LODGES = '0N';

/** Instructions to the payer's bank. Source: PTX API, "Mandates", AUDDIS instruction. */
export function createLodgementActivities({ ptx, settling }: LodgementDeps) {
  const { mandateOf, historyOf } = createMandateReader(ptx);

  return {
    /**
     * Lodges the mandate anew, once: not where the history has a 0N that was made at `since` or later, by whomever. Only a
     * mandate that is active or suspended is lodged. Safe to repeat.
     */
    async ensureLodgement({ since, ...at }: AtPtx & { since: string }): Promise<Lodgement> {
      const fromMs = Date.parse(since);
      const { shown } = await ensureShown({
        what: 'the instruction to the bank',
        settling,
        find: async () => {
          const rows = (await historyOf(at)).filter((row) => isLodgement(row) && row.code === LODGES);
          const row = rows.find(({ createdAt, status }) => Date.parse(createdAt) >= fromMs && status !== 'DELETED');
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
