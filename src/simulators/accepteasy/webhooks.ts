import type { Delivery, WebhookTarget } from '../shared/control-types.js';
import type { Scheduler } from '../shared/scheduler.js';
import { createWebhooks, type SharedWebhooks, type Webhook, type WebhookLedger } from '../shared/webhooks.js';
import type { WebhookEventName } from './control-types.js';
import type { Faults, Ledger } from './parts.js';

const MINUTE_MS = 60_000;
const FIRST_REPEAT_MS = 15 * MINUTE_MS;
const LAST_REPEAT_MS = 6 * 24 * 60 * MINUTE_MS;
const REPEATS = 10;

/** When a refused event is repeated, counted from its first sending. Source: outside, webhooks.md; between the ends inferred. */
export const REPEAT_OFFSETS_MS: readonly number[] = Array.from({ length: REPEATS }, (_, index) =>
  Math.round(FIRST_REPEAT_MS * (LAST_REPEAT_MS / FIRST_REPEAT_MS) ** (index / (REPEATS - 1))),
);

/** What an event is about: the fields that tell records apart. */
export interface Subject {
  atid: string;
  srrid: string;
  paymentReference: string;
}

interface Letter {
  webhook: Webhook<WebhookEventName>;
  /** The ATID or BulkId, as the ledger names it. */
  about: string;
  sender: SharedWebhooks<WebhookEventName>;
  firstAt: number;
  repeats: number;
  /** Copies not yet answered: a doubled event has two. */
  open: number;
}

interface WebhookDeps {
  target: WebhookTarget | undefined;
  /** Whether refused events come again; in the account this has to be switched on. */
  repeats: boolean;
  scheduler: Scheduler;
  ledger: Ledger;
  faults: Faults;
}

/**
 * Tells events to the account's address, and those of payments to the bill's own where it has one. A refused event is
 * repeated at most ten times, the first after 15 minutes, the last after 6 days.
 */
export function createAnnouncements({ target, repeats, scheduler, ledger, faults }: WebhookDeps) {
  const letters = new Map<string, Letter>();
  const ownSenders = new Map<string, SharedWebhooks<WebhookEventName>>();
  let seq = 0;

  /** Hears how a delivery ended, by the letter's number. */
  const outcomes: WebhookLedger = {
    add(effect, { id = '', ...facts }) {
      const letter = letters.get(id);
      if (letter === undefined) return;
      ledger.add(effect, { ...facts, id: letter.about });
      letter.open -= 1;
      if (effect === 'webhook.refused' && repeats) repeat(letter);
      if (letter.open === 0) letters.delete(id);
    },
  };
  const account = createWebhooks<WebhookEventName>(target, scheduler, outcomes);
  const senders = () => [account, ...ownSenders.values()];

  function repeat(letter: Letter): void {
    const offsetMs = REPEAT_OFFSETS_MS[letter.repeats];
    if (offsetMs === undefined) return;
    letter.repeats += 1;
    letter.open += 1;
    scheduler.after(letter.firstAt + offsetMs - scheduler.now(), () => letter.sender.emit(letter.webhook, undefined));
  }

  /** The sender for a bill's own address, whose credentials stand in the address itself. */
  function senderFor(url: string | undefined): SharedWebhooks<WebhookEventName> {
    if (url === undefined) return account;
    const known = ownSenders.get(url);
    if (known !== undefined) return known;
    const sender = createWebhooks<WebhookEventName>({ url }, scheduler, outcomes);
    ownSenders.set(url, sender);
    return sender;
  }

  function post(
    event: WebhookEventName,
    about: string,
    key: string | undefined,
    body: object,
    delivery: Delivery | undefined,
    url?: string,
  ): void {
    seq += 1;
    const id = String(seq);
    const webhook = { event, id, key, lane: about, body };
    const sender = senderFor(url);
    const firstAt = scheduler.now() + (delivery?.mode === 'late' ? delivery.byMs : 0);
    letters.set(id, { webhook, about, sender, firstAt, repeats: 0, open: delivery?.mode === 'twice' ? 2 : 1 });
    sender.emit(webhook, delivery);
  }

  return {
    /** How the event is to be delivered: as told, else as a fault says. Ask before the effect. */
    deliveryOf: (event: WebhookEventName, srrid: string | undefined, told?: Delivery): Delivery | undefined =>
      told ?? faults.takeWebhook(event, srrid),

    /** Source: outside, webhooks.md. `message` is the error's. */
    tell(
      STATUS: Exclude<WebhookEventName, 'ProcessingCompleted'>,
      { atid, srrid, paymentReference }: Subject,
      { delivery, message, url }: { delivery: Delivery | undefined; message?: string; url?: string | undefined },
    ): void {
      const ERROR = message === undefined ? null : { Message: message };
      const body = { ATID: atid, ERROR, PaymentReference: paymentReference, SRRID: srrid, STATUS };
      post(STATUS, atid, srrid, body, delivery, url);
    },

    /** Tells that a bulk request is worked through, which has a body of its own. */
    tellBulk(bulkId: string, body: object, delivery: Delivery | undefined): void {
      post('ProcessingCompleted', bulkId, undefined, body, delivery);
    },

    setTarget: account.setTarget,
    pending: () => senders().reduce((sum, sender) => sum + sender.pending(), 0),
    async settled(): Promise<void> {
      await Promise.all(senders().map((sender) => sender.settled()));
    },
    close(): void {
      for (const sender of senders()) sender.close();
    },
  };
}

export type Announcements = ReturnType<typeof createAnnouncements>;
