import { expect, test } from '@jest/globals';
import { businessTime, realDuration } from '../../src/domain/clock.js';
import { daysOf, monthsBetween } from '../../src/domain/windows.js';

test('the months between two instants touch each other and leave nothing out', () => {
  const months = monthsBetween(Date.parse('2025-11-30T23:59:59Z'), Date.parse('2026-02-01T00:00:00Z'));
  expect(months.map(({ id }) => id)).toEqual(['2025-11', '2025-12', '2026-01', '2026-02']);
  for (const [index, month] of months.entries()) expect(months[index + 1]?.fromAt ?? month.toAt).toBe(month.toAt);
});

test('a month has its days, in a leap year too', () => {
  const [february] = monthsBetween(Date.parse('2028-02-10T00:00:00Z'), Date.parse('2028-02-11T00:00:00Z'));
  const days = february ? daysOf(february) : [];
  expect(days).toHaveLength(29);
  expect(days.at(-1)).toEqual({
    id: '2028-02-29',
    fromAt: '2028-02-29T00:00:00.000Z',
    toAt: '2028-03-01T00:00:00.000Z',
  });
});

test('business time is real time without a clock, and runs from its origin at its speed with one', () => {
  const clock = { since: '2026-11-21T10:00:00Z', origin: '2026-03-02T09:00:00Z', speed: 86_400 };
  expect(businessTime(1_000)).toBe(1_000);
  expect(businessTime(Date.parse('2026-11-21T10:00:02Z'), clock)).toBe(Date.parse('2026-03-04T09:00:00Z'));
  expect(realDuration(14 * 86_400_000, clock)).toBe(14_000);
  expect(realDuration(5_000)).toBe(5_000);
});
