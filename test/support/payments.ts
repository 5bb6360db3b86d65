import type { BatchRequest } from '../../src/client/prepare-batch.js';
import { calendarOf } from '../../src/domain/calendar/bacs-calendar.js';
import { latestCalendarVersion } from '../../src/domain/calendar/holidays.js';
import { paymentDates } from '../../src/domain/calendar/payment-dates.js';

export const INDIRECT = '8308';
export const INDIRECT_SINGLE = '8310';
export const DIRECT = '6421';

/** Payments to invented accounts, the first of 1.01, each a penny more than the one before. */
export function payments(count: number): BatchRequest['instructions'] {
  return Array.from({ length: count }, (_, index) => ({
    sortCode: '200000',
    accountNumber: String(50_000_000 + index),
    accountName: `PAYEE ${index}`,
    reference: `REF-${String(index).padStart(6, '0')}`,
    amountMinor: 101 + index,
  }));
}

/** The day after the earliest one, so that no test depends on the hour. */
export function aPaymentDate(): string {
  const calendar = calendarOf(latestCalendarVersion);
  return calendar.addProcessingDays(paymentDates(calendar, Date.now(), '21:30').earliest, 1);
}

export function aBatch(key: string, more: Partial<BatchRequest> = {}): BatchRequest {
  return {
    key,
    profileId: INDIRECT_SINGLE,
    paymentDate: aPaymentDate(),
    submittedBy: 'sam',
    instructions: payments(3),
    ...more,
  };
}
