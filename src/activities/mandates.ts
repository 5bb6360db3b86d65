import { Context } from '@temporalio/activity';
import { VendorError } from '../vendors/errors.js';
import type { MandateRow, PtxClient } from '../vendors/ptx/client.js';
import type { PayerAccount } from '../workflows/messages.js';
import { createCollectionProfileActivities } from './collection-profiles.js';
import { createContactActivities } from './contacts.js';
import { ensureOnce, type Settling } from './ensure.js';
import { ensureShown, type TriedBefore } from './ensure-shown.js';
import { refused, toApplicationFailure } from './failures.js';
import { whileHeartbeating } from './heartbeats.js';
import { createLetterActivities } from './letters.js';
import { createLodgementActivities } from './lodgements.js';
import {
  type AtPtx,
  accountHashOf,
  createMandateReader,
  createMandateReadingActivities,
  type MandateAtPtx,
  type MandateReading,
  toMandateAtPtx,
} from './mandate-readings.js';
import { createOneOffActivities } from './one-offs.js';
import { createOwnerCheckActivities } from './owner-checks.js';
import { createPlanActivities } from './plans.js';

export interface MandateDeps {
  ptx: PtxClient;
  settling: Settling;
}

export interface NewMandateRequest extends TriedBefore {
  contactId: string;
  profileId: string;
  reference: string;
  account: PayerAccount;
  altReference: string | null;
}

/** A move of a mandate, from the statuses from which it may be made. */
export interface StatusRequest extends AtPtx {
  status: 'ACTIVE' | 'SUSPENDED' | 'CANCELLED';
  from: string[];
}

/** Everything that is done at PTX for a mandate. */
export type MandateActivities = ReturnType<typeof createMandateActivities>;

/** All of them, for the PTX queue. Each is safe to repeat, and does its effect once. */
export function createMandateActivities(deps: MandateDeps) {
  return {
    ...createCollectionProfileActivities(deps),
    ...createContactActivities(deps),
    ...createOwnerCheckActivities(deps),
    ...createMandateRecordActivities(deps),
    ...createMandateReadingActivities(deps),
    ...createPlanActivities(deps),
    ...createOneOffActivities(deps),
    ...createLodgementActivities(deps),
    ...createLetterActivities(deps),
  };
}

/** The mandate itself, and its status. Source: PTX API, "Mandates". */
function createMandateRecordActivities({ ptx, settling }: MandateDeps) {
  const { mandateOf, read } = createMandateReader(ptx);

  return {
    /**
     * Has the mandate at PTX once, by its reference, in DRAFT where it is new. One that is there is taken over while contact,
     * profile and account are the same; any other, and one that is cancelled or deleted, is refused. Safe to repeat.
     */
    async ensureMandate(request: NewMandateRequest): Promise<{ mandate: MandateAtPtx; created: boolean }> {
      const { contactId, profileId, reference, account, altReference, before } = request;
      const { shown, made } = await ensureShown({
        what: 'the mandate',
        settling,
        before,
        find: () => findMandate(ptx, request),
        act: () =>
          ptx.createMandate({
            contactId,
            mandate: {
              profileId,
              reference,
              ...account,
              ...(altReference === null ? {} : { altReference }),
              status: 'DRAFT',
            },
          }),
      });
      return { mandate: toMandateAtPtx(shown), created: made };
    },

    /**
     * Moves a mandate, once, and gives what PTX shows then. Nothing is sent where it is so already or where its status is none
     * of `from`. A conflict is no failure: the reading tells, with letters, since each move writes one. Safe to repeat.
     */
    async setMandateStatus({ status, from, ...at }: StatusRequest): Promise<MandateReading> {
      const readAll = () => read({ ...at, letters: true });
      const isDue = (mandate: MandateAtPtx) => mandate.status !== status && from.includes(mandate.status);
      await ensureOnce({
        what: `the move to ${status}`,
        settling,
        find: async () => (isDue(await mandateOf(at)) ? undefined : true),
        act: async () => {
          try {
            await ptx.setMandateStatus({ ...at, status });
          } catch (error) {
            if (!(error instanceof VendorError) || error.status !== 409) throw error;
          }
          return true;
        },
      });
      try {
        return await whileHeartbeating(async () => {
          const reading = await readAll();
          if (!isDue(reading.mandate)) return reading;
          await Context.current().sleep(settling.answeredMs);
          return readAll();
        });
      } catch (error) {
        throw toApplicationFailure(error);
      }
    },
  };
}

async function findMandate(ptx: PtxClient, request: NewMandateRequest): Promise<MandateRow | undefined> {
  const { reference, contactId, profileId, account } = request;
  const alike = await ptx.queryMandatesByReference({ reference }); // PTX looks for what contains it.
  const [found, ...others] = alike.filter((each) => each.reference.trim() === reference);
  if (!found) return undefined;
  if (others.length > 0) {
    const ids = [found, ...others].map(({ id, status }) => `${id} (${status})`);
    throw refused(
      `PTX has several mandates with this reference: ${ids.join(', ')}; look there, and take another reference`,
    );
  }
  if (/^(CANCELLED|DELETED)$/.test(found.status)) {
    throw refused(
      `mandate ${found.id} has this reference at PTX and is ${found.status}: a reference is lodged once, take another`,
    );
  }
  const differs = [
    ...(found.contactId === contactId ? [] : [`contact (${found.contactId})`]),
    ...(found.profileId === profileId ? [] : [`collection profile (${found.profileId})`]),
    ...(accountHashOf(found) === accountHashOf(account) ? [] : ['account']),
  ];
  if (differs.length === 0) return found;
  throw refused(
    `mandate ${found.id} has this reference at PTX with another ${differs.join(' and another ')}: take another one`,
  );
}
