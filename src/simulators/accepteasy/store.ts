import { randomBytes } from 'node:crypto';
import type { Scheduler } from '../shared/scheduler.js';
import { ApiError } from './api-error.js';
import type { Bill, Communication, VendorRecord } from './records.js';

/** `r` and the time to the millisecond, as the service's own SRRIDs look. Source: Bills, the answer to the first call. */
const toServiceSrrid = (atMs: number): string => `r${new Date(atMs).toISOString().replace(/\D/g, '').slice(2)}`;

/** All records that exist, and who holds which SRRID: queued ones hold theirs too. */
export function createStore(scheduler: Scheduler) {
  const byAtid = new Map<string, VendorRecord>();
  const bySrrid = new Map<string, VendorRecord>();
  const byReference = new Map<string, Bill[]>();
  const communications = new Map<string, Communication>();
  const claims = new Map<string, number>();
  let lastServiceAt = 0;

  const usedSrrid = (srrid: string) => new ApiError(400, `SRRID ${srrid} is already used by another record.`);

  function refuseUsed(srrid: string): void {
    if (bySrrid.has(srrid)) throw usedSrrid(srrid);
  }

  return {
    add(record: VendorRecord): void {
      byAtid.set(record.atid, record);
      bySrrid.set(record.srrid, record);
      if (record.kind === 'mandate') return;
      const alike = byReference.get(record.paymentReference);
      if (alike === undefined) byReference.set(record.paymentReference, [record]);
      else alike.push(record);
    },
    all: (): IterableIterator<VendorRecord> => byAtid.values(),
    bySrrid: (srrid: string): VendorRecord | undefined => bySrrid.get(srrid),
    byAtid: (atid: string): VendorRecord | undefined => byAtid.get(atid),
    byReference: (reference: string): readonly Bill[] => byReference.get(reference) ?? [],

    /** Throws `ApiError` 404, also for a bill that waits in the queue or failed. */
    billOf(atid: string): Bill {
      const record = byAtid.get(atid);
      if (record?.kind !== 'bill') throw new ApiError(404, `There is no bill ${atid}.`);
      return record;
    },

    communications,
    /** Throws `ApiError` 404. */
    communicationOf(id: string): Communication {
      const communication = communications.get(id);
      if (communication === undefined) throw new ApiError(404, `There is no communication ${id}.`);
      return communication;
    },

    /** Throws `ApiError` 400 that names the SRRID when a record has it. */
    refuseUsed,
    /** Throws as `refuseUsed` does, also when a queued bill has asked for it. */
    refuseTaken(srrid: string): void {
      refuseUsed(srrid);
      if (claims.has(srrid)) throw usedSrrid(srrid);
    },
    /** A queued bill asks for an SRRID; `release` when its turn has come. */
    claim: (srrid: string): void => void claims.set(srrid, (claims.get(srrid) ?? 0) + 1),
    release(srrid: string): void {
      const left = (claims.get(srrid) ?? 0) - 1;
      if (left > 0) claims.set(srrid, left);
      else claims.delete(srrid);
    },

    /** An SRRID of the service's own, never given twice. */
    newSrrid(): string {
      lastServiceAt = Math.max(lastServiceAt + 1, scheduler.now());
      return toServiceSrrid(lastServiceAt);
    },
    newShortUrl: (): string => `http://trx.ae/${randomBytes(16).toString('base64url')}`,
  };
}

export type Store = ReturnType<typeof createStore>;
