import { calendarOf } from '../domain/calendar/bacs-calendar.js';
import { latestCalendarVersion } from '../domain/calendar/holidays.js';
import { calendarEndsSoon } from '../domain/calendar/payment-dates.js';
import { VendorError } from '../vendors/errors.js';
import type { PaymentProfile, PtxClient } from '../vendors/ptx/client.js';
import type { PtxCheck, PtxProfile } from '../workflows/messages.js';
import { toApplicationFailure } from './failures.js';
import { whileHeartbeating } from './heartbeats.js';

export interface PtxProfileDeps {
  ptx: PtxClient;
  /** `PTX_EMAIL`. */
  user: string;
  /** The second login, where there is one. */
  approver?: { user: string; ptx: PtxClient };
}

export function createPtxProfileActivities({ ptx, user, approver }: PtxProfileDeps) {
  const asked = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await whileHeartbeating(work);
    } catch (error) {
      throw toApplicationFailure(error);
    }
  };

  return {
    /** Logs in as each user, and says what stands in the way of a batch. A read. Source: PTX API, "Payment profiles". */
    checkPtx(): Promise<PtxCheck> {
      return asked(async () => {
        const profiles = (await ptx.queryPaymentProfiles()).map(toProfile);
        const problem = approver && (await problemOf(approver.ptx));
        const endsSoon = calendarEndsSoon(calendarOf(latestCalendarVersion), Date.now());
        const none = profiles.length === 0 ? ['the user may see no payment profile: give it one in PTX'] : [];
        return {
          user,
          approver: approver ? { user: approver.user, problem: problem ?? null } : null,
          profiles,
          warnings: [...none, ...(endsSoon === undefined ? [] : [endsSoon])],
        };
      });
    },

    /** The payment profiles; with `nameOrId` the one with that id, else those with exactly that name. A read. */
    findPtxProfiles({ nameOrId }: { nameOrId?: string }): Promise<PtxProfile[]> {
      return asked(async () => {
        if (nameOrId === undefined) return (await ptx.queryPaymentProfiles()).map(toProfile);
        if (/^\d+$/.test(nameOrId)) {
          const found = (await ptx.queryPaymentProfiles()).filter(({ id }) => id === nameOrId);
          if (found.length > 0) return found.map(toProfile);
        }
        const found = await ptx.findPaymentProfilesByName(nameOrId);
        return found.filter(({ name }) => name === nameOrId).map(toProfile);
      });
    },
  };
}

/** Why the second user cannot work, where that is for people to put right; an outage is no answer. */
async function problemOf(ptx: PtxClient): Promise<string | undefined> {
  try {
    await ptx.queryPaymentProfiles();
    return undefined;
  } catch (error) {
    if (error instanceof VendorError && (error.name === 'Unauthorized' || error.name === 'Invalid')) {
      return error.message;
    }
    throw error;
  }
}

function toProfile(profile: PaymentProfile): PtxProfile {
  const { id, name, status, connectionType, numberOfApprovals, dataEntryMethod, serviceType } = profile;
  const warnings: string[] = [];
  if (status !== undefined && status !== 'AP') warnings.push(`its status is ${status}, so PTX takes no batch for it`);
  if (!/^(in)?direct$/i.test(connectionType ?? '')) {
    warnings.push(`its connection type is ${connectionType ?? 'not told'}, neither DIRECT nor INDIRECT`);
  }
  if (dataEntryMethod !== undefined && dataEntryMethod !== 'MANUALENTRY') {
    warnings.push(`it is meant for ${dataEntryMethod}: PTX may refuse a batch of single payments`);
  }
  return {
    id,
    name,
    status: status ?? null,
    connectionType: connectionType ?? null,
    numberOfApprovals,
    dataEntryMethod: dataEntryMethod ?? null,
    serviceType: serviceType ?? null,
    warnings,
  };
}
