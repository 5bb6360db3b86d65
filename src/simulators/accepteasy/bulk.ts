import { randomUUID } from 'node:crypto';
import type { Scheduler } from '../shared/scheduler.js';
import { ApiError, toErrorBody } from './api-error.js';
import { type Creation, type Queue, toCreationView } from './queue.js';
import { toNewBill } from './requests.js';
import type { Announcements } from './webhooks.js';

/** The ATID of a bill that does not exist, as the sample of a failed one shows it. */
const NO_ATID = '00000000-0000-0000-0000-000000000000';

interface BulkDeps {
  scheduler: Scheduler;
  queue: Queue;
  announcements: Announcements;
  creationAfterMs: number;
}

const textOf = (body: unknown, name: string): string | undefined => {
  const value = (body as Record<string, unknown> | null)?.[name];
  return typeof value === 'string' ? value : undefined;
};

const toFailure = (body: unknown, message: string) => ({
  ATID: NO_ATID,
  ...toErrorBody(message),
  STATUS: 'CreationFailed',
  PaymentReference: textOf(body, 'PaymentReference'),
  SRRID: textOf(body, 'SRRID'),
});

const toResult = (body: unknown, creation: Creation) =>
  creation.message === undefined ? toCreationView(creation) : toFailure(body, creation.message);

/** Many bills in one call: each is made or fails by itself, and one webhook tells of all. Source: outside, billBulk.md. */
export function createBulk({ scheduler, queue, announcements, creationAfterMs }: BulkDeps) {
  const bulks = new Map<string, { BulkId: string; STATUS: string; Bills?: unknown[] }>();

  function make(body: unknown): unknown {
    try {
      return toResult(body, queue.ofBulk(toNewBill(body)));
    } catch (error) {
      if (error instanceof ApiError) return toFailure(body, error.message);
      throw error;
    }
  }

  return {
    /** Queues the bills; what is wrong with one of them is told with its result. */
    add(bodies: unknown[]): { BulkId: string } {
      const BulkId = randomUUID();
      bulks.set(BulkId, { BulkId, STATUS: 'Processing' });
      scheduler.after(creationAfterMs, () => {
        const delivery = announcements.deliveryOf('ProcessingCompleted', undefined);
        const done = { Bills: bodies.map(make), BulkId, STATUS: 'ProcessingCompleted' };
        bulks.set(BulkId, done);
        announcements.tellBulk(BulkId, done, delivery);
      });
      return { BulkId };
    },

    /** Throws `ApiError` 404. */
    of(bulkId: string): object {
      const bulk = bulks.get(bulkId);
      if (bulk === undefined) throw new ApiError(404, `There is no bulk request ${bulkId}.`);
      return bulk;
    },
  };
}

export type Bulk = ReturnType<typeof createBulk>;
