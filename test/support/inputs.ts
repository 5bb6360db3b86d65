import type { CollectRecordInput, PlanStep } from '../../src/domain/case.js';

const DAY = 86_400_000;

/** One message, two weeks of waiting, then one voice round of two days: the usual plan. */
export const message = (waitMs = 14 * DAY): PlanStep => ({ channel: 'message', script: '1001', waitMs });
export const voice = (waitMs = 2 * DAY): PlanStep => ({ channel: 'voice', script: '18301', waitMs });

/** A debt of 100.00 EUR of somebody who has a mail address and a phone. */
export function debt(reference: string, more: Partial<CollectRecordInput> = {}): CollectRecordInput {
  return {
    reference,
    debtor: { name: 'Example', email: 'debtor@example.com', phones: ['+31600000000'] },
    invoice: {
      number: `N-${reference}`,
      description: 'Example',
      amount: { minor: 100_00, currency: 'EUR' },
      date: '2026-01-15',
      dueDate: '2026-02-15',
    },
    plan: { payLink: { from: 'script' }, steps: [message(), voice()] },
    ...more,
  };
}
