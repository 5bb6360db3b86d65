/**
 * Rules that spoil requests and webhooks: `createFaults<Operation, SharedFaultKind, Event>()`. `createVendorAnswer` asks
 * `takeVendor`; whoever emits a webhook asks `takeWebhook` before the effect and passes the answer to `webhooks.emit`.
 */
import type { Delivery, RequestFaultRule, SharedWebhookFaultRule } from './control-types.js';

const HOUR_MS = 3_600_000;

interface Armed<Rule> {
  rule: Rule;
  skip: number;
  times: number;
}

/** Generic over the vendor's operations, its kinds of faults and its webhook events (`never` where it sends none). */
export interface SharedFaults<Operation extends string, Kind extends string, Event extends string> {
  add(rule: RequestFaultRule<Operation, Kind> | SharedWebhookFaultRule<Event>): void;
  clear(): void;
  /** The fault that strikes this request, used up by asking. */
  takeVendor(
    operation: Operation | 'other',
    references: readonly string[],
  ): RequestFaultRule<Operation, Kind> | undefined;
  /** The fault that strikes this webhook, used up by asking. Ask before the effect: a forged one must not happen. */
  takeWebhook(event: Event, reference: string | undefined): Delivery | undefined;
}

function take<Rule>(armed: Armed<Rule>[], matches: (rule: Rule) => boolean): Rule | undefined {
  for (const [index, candidate] of armed.entries()) {
    if (!matches(candidate.rule)) continue;
    if (candidate.skip > 0) {
      candidate.skip -= 1;
      continue;
    }
    candidate.times -= 1;
    if (candidate.times <= 0) armed.splice(index, 1);
    return candidate.rule;
  }
  return undefined;
}

function toDelivery({ kind, byMs = HOUR_MS }: SharedWebhookFaultRule<string>): Delivery {
  if (kind === 'doubled') return { mode: 'twice' };
  if (kind === 'late') return { mode: 'late', byMs };
  return { mode: kind };
}

/** Rules that spoil requests and webhooks. The first rule added that matches strikes, and each counts on its own. */
export function createFaults<Operation extends string, Kind extends string, Event extends string>(): SharedFaults<
  Operation,
  Kind,
  Event
> {
  const vendor: Armed<RequestFaultRule<Operation, Kind>>[] = [];
  const webhooks: Armed<SharedWebhookFaultRule<Event>>[] = [];

  return {
    add(rule) {
      const counts = { skip: rule.skip ?? 0, times: rule.times ?? 1 };
      if ('webhook' in rule) webhooks.push({ rule, ...counts });
      else vendor.push({ rule, ...counts });
    },
    clear() {
      vendor.length = 0;
      webhooks.length = 0;
    },
    takeVendor(operation, references) {
      if (vendor.length === 0) return undefined;
      return take(
        vendor,
        (rule) =>
          (rule.operation === '*' || rule.operation === operation) &&
          (rule.reference === undefined || references.includes(rule.reference)),
      );
    },
    takeWebhook(event, reference) {
      const rule = take(
        webhooks,
        (candidate) =>
          (candidate.webhook === '*' || candidate.webhook === event) &&
          (candidate.reference === undefined || candidate.reference === reference),
      );
      return rule === undefined ? undefined : toDelivery(rule);
    },
  };
}
