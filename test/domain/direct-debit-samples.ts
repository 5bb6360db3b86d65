import { calendarOf } from '../../src/domain/calendar/bacs-calendar.js';
import { latestCalendarVersion } from '../../src/domain/calendar/holidays.js';
import type { Collection, CollectionRow } from '../../src/domain/direct-debit/collections.js';

export const calendar = calendarOf(latestCalendarVersion);

/** 25.00 on the first of each month. */
export const PLAN = {
  ...({ frequency: 'monthly', start: '2026-09-01', end: null, occurrences: null } as const),
  amount: { minor: 25_00, currency: 'GBP' },
};

/** The December collection of that plan, expected. */
export const collection = (some: Partial<Collection> = {}): Collection => ({
  ...{ key: 'plan:2026-12-01', origin: 'plan', dueDate: '2026-12-01', state: 'expected' },
  ...{ amount: { minor: 25_00, currency: 'GBP' }, code: null, rowId: null, of: null, returnedBy: null, retryCount: 0 },
  ...some,
});

/** PTX's row of it. */
export const row = (some: Partial<CollectionRow> = {}): CollectionRow => ({
  ...{ rowId: '71', status: 'PENDING', paymentType: 'DIRECT_DEBIT', code: '17', paymentDate: '2026-12-01', key: null },
  ...{ amountMinor: 25_00, retryCount: 0, created: '2026-11-24T07:00:00Z' },
  ...some,
});

/** When the rows are looked at, without a live plan unless it is given. */
export const at = (today: string, plan: typeof PLAN | null = null) => ({ calendar, today, plan });

/** The same, come back. */
export const reported = collection({ state: 'returned', returnedBy: 'ARUDD 0', rowId: '71', code: '17' });
