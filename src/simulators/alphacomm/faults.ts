import type {
  Delivery,
  FaultRule,
  VendorFaultRule,
  VendorOperation,
  WebhookEventName,
  WebhookFaultRule,
} from './control-types.js';

const HOUR_MS = 3_600_000;

interface Armed<Rule> {
  rule: Rule;
  skip: number;
  times: number;
}

export interface Faults {
  add(rule: FaultRule): void;
  clear(): void;
  /** The fault that strikes this request, used up by asking. */
  takeVendor(operation: VendorOperation | 'other', references: readonly string[]): VendorFaultRule | undefined;
  /** The fault that strikes this webhook, used up by asking. Ask before the effect: a forged one must not happen. */
  takeWebhook(event: WebhookEventName, reference: string | undefined): Delivery | undefined;
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

function toDelivery({ kind, byMs = HOUR_MS }: WebhookFaultRule): Delivery {
  if (kind === 'doubled') return { mode: 'twice' };
  if (kind === 'late') return { mode: 'late', byMs };
  return { mode: kind };
}

/** Rules that spoil requests and webhooks. The first rule added that matches strikes, and each counts on its own. */
export function createFaults(): Faults {
  const vendor: Armed<VendorFaultRule>[] = [];
  const webhooks: Armed<WebhookFaultRule>[] = [];

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
