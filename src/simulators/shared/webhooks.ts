/**
 * The sender of events: `createWebhooks<Event>(options.webhook, scheduler, ledger)`. A ledger that has `WebhookEffect` among its
 * effects notes how each delivery ended; close it with the simulator.
 */
import { setMaxListeners } from 'node:events';
import type { Delivery, WebhookEffect, WebhookTarget } from './control-types.js';
import type { LedgerFacts } from './ledger.js';
import { postJson } from './post-json.js';
import type { Scheduler } from './scheduler.js';

/** An event to tell. `key` is the case it belongs to, for the ledger; those of one `lane` are delivered in their order. */
export interface Webhook<Event extends string> {
  event: Event;
  id: string;
  key: string | undefined;
  lane: string;
  body: unknown;
}

interface Letter extends Omit<Webhook<string>, 'body'> {
  text: string;
}

/** Where the sender writes down how a delivery ended: every ledger that has `WebhookEffect` among its effects. */
export interface WebhookLedger {
  add(effect: WebhookEffect, facts: LedgerFacts): void;
}

/** Generic over the vendor's names of events. */
export interface SharedWebhooks<Event extends string> {
  /** Tells an event once, or as `delivery` says. Nothing is sent again when it is refused: no retry is documented. */
  emit(webhook: Webhook<Event>, delivery: Delivery | undefined): void;
  setTarget(target: WebhookTarget | undefined): void;
  /** Deliveries under way. Held and late ones do not count. */
  pending(): number;
  /** Resolves when the deliveries under way now are answered. */
  settled(): Promise<void>;
  close(): void;
}

/** Sends events to the configured address: those of one lane one by one; different lanes at once. */
export function createWebhooks<Event extends string>(
  first: WebhookTarget | undefined,
  scheduler: Scheduler,
  ledger: WebhookLedger,
): SharedWebhooks<Event> {
  const closing = new AbortController();
  setMaxListeners(0, closing.signal); // Every delivery under way listens to it.
  const lastOfLane = new Map<string, Promise<void>>();
  const underWay = new Set<Promise<void>>();
  const held: Letter[] = [];
  let target = first;

  async function deliver({ event, id, key, text }: Letter): Promise<void> {
    if (closing.signal.aborted) return;
    if (target === undefined) {
      ledger.add('webhook.lost', { reference: key, id, detail: `${event}: no address is set` });
      return;
    }
    try {
      const status = await postJson(target, text, closing.signal);
      const effect = status >= 200 && status < 300 ? 'webhook.delivered' : 'webhook.refused';
      ledger.add(effect, { reference: key, id, detail: `${event}: ${status}` });
    } catch (error) {
      if (closing.signal.aborted) return;
      const why = error instanceof Error ? error.message : 'no answer';
      ledger.add('webhook.refused', { reference: key, id, detail: `${event}: ${why}` });
    }
    for (const letter of held.splice(0)) send(letter);
  }

  function send(letter: Letter): void {
    const { lane } = letter;
    const sent = (lastOfLane.get(lane) ?? Promise.resolve()).then(() => deliver(letter));
    lastOfLane.set(lane, sent);
    underWay.add(sent);
    void sent.finally(() => {
      underWay.delete(sent);
      if (lastOfLane.get(lane) === sent) lastOfLane.delete(lane);
    });
  }

  return {
    emit({ body, ...facts }, delivery) {
      const letter = { ...facts, text: JSON.stringify(body) };
      switch (delivery?.mode) {
        case 'lost':
          ledger.add('webhook.lost', { reference: facts.key, id: facts.id, detail: facts.event });
          return;
        case 'late':
          scheduler.after(delivery.byMs, () => send(letter));
          return;
        case 'swapped':
          held.push(letter);
          return;
        case 'twice':
          send(letter);
          send(letter);
          return;
        default:
          send(letter);
      }
    },
    setTarget(next) {
      target = next;
    },
    pending: () => underWay.size,
    async settled() {
      await Promise.all(underWay);
    },
    close() {
      closing.abort();
      held.length = 0;
    },
  };
}
