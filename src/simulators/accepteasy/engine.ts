import { createQuiet } from '../shared/control-routes.js';
import type { ClockSetting, WebhookTarget } from '../shared/control-types.js';
import { createLedger } from '../shared/ledger.js';
import { createScheduler } from '../shared/scheduler.js';
import { createActs } from './acts.js';
import { createBills } from './bills.js';
import { createBulk } from './bulk.js';
import type { Act, ActResult, BillPlay, BillTruth, CommunicationTruth, Forgery } from './control-types.js';
import { createMandates } from './mandates.js';
import { createMessages } from './messages.js';
import { createBillFaults, type Ledger } from './parts.js';
import { createPlays } from './plays.js';
import { createQueue, toBillTruth } from './queue.js';
import { createSearches } from './searches.js';
import { createStore } from './store.js';
import { createAnnouncements } from './webhooks.js';

interface EngineOptions {
  clock?: ClockSetting | undefined;
  webhook?: (WebhookTarget & { repeats?: boolean | undefined }) | undefined;
  creation?: { afterMs?: number | undefined; usedSrrid?: 'at-once' | 'in-the-queue' | undefined } | undefined;
}

/** A few seconds. Source: Bills, "Creating a large amount of bills". */
const CREATION_AFTER_MS = 3000;

/** All parts of the vendor wired together, without HTTP in front. */
export function createEngine({ clock, webhook, creation = {} }: EngineOptions) {
  const { afterMs: creationAfterMs = CREATION_AFTER_MS, usedSrrid = 'at-once' } = creation;
  const scheduler = createScheduler(clock);
  const ledger: Ledger = createLedger(scheduler);
  const faults = createBillFaults();
  const store = createStore(scheduler);
  const plays = createPlays();
  const webhooks = createAnnouncements({
    target: webhook,
    repeats: webhook?.repeats ?? true,
    scheduler,
    ledger,
    faults,
  });
  const common = { scheduler, ledger, store, plays, announcements: webhooks };
  const messages = createMessages(common);
  const acts = createActs(common);
  const bills = createBills({ ...common, messages, acts });
  const queue = createQueue({ ...common, bills, creationAfterMs, usedSrrid });

  return {
    scheduler,
    ledger,
    faults,
    store,
    webhooks,
    messages,
    bills,
    queue,
    bulk: createBulk({ scheduler, queue, announcements: webhooks, creationAfterMs }),
    mandates: createMandates({ ...common, messages, acts }),
    searches: createSearches(store),
    ...createQuiet({ scheduler, webhooks }),

    /** Throws `Refusal`. */
    act: (act: Act): ActResult => scheduler.instant(() => acts.perform(act)),

    plan(told: readonly BillPlay[]): void {
      const srrids = plays.set(told);
      scheduler.instant(() => {
        for (const record of store.all()) if (plays.follows(record.srrid, srrids)) acts.begin(record);
      });
    },

    /** Throws `Refusal` 404. */
    forge: (forgery: Forgery): void => scheduler.instant(() => acts.forge(forgery)),

    billTruths: (srrid: string | undefined): BillTruth[] =>
      [...queue.all()]
        .filter((candidate) => srrid === undefined || candidate.srrid === srrid)
        .map((candidate) => toBillTruth(candidate, store)),

    communicationTruths: (srrid: string | undefined): CommunicationTruth[] =>
      [...store.communications.values()]
        .filter(({ record }) => srrid === undefined || record.srrid === srrid)
        .map(({ id, record, channel, template, scheduledAt, status, bounce }) => ({
          id,
          atid: record.atid,
          srrid: record.srrid,
          channel,
          ...(template === undefined ? {} : { template }),
          scheduledAt: new Date(scheduledAt).toISOString(),
          status,
          ...(bounce === undefined ? {} : { bouncedAt: new Date(bounce.receivedAt).toISOString() }),
        })),

    close(): void {
      scheduler.close();
      webhooks.close();
    },
  };
}

export type Engine = ReturnType<typeof createEngine>;
