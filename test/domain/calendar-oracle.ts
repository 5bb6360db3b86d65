import { addDays, format, isWeekend } from 'date-fns';
import Holidays from 'date-holidays';

/** The second source: the bank holidays of England and Wales on weekdays, computed by another project. */
export function holidaysOf(year: number): string[] {
  return new Holidays('GB', 'ENG')
    .getHolidays(year)
    .filter(({ type }) => type === 'public' || type === 'bank')
    .map(({ date }) => date.slice(0, 10))
    .filter((date) => !isWeekend(new Date(`${date}T12:00`)));
}

/** Every day of the years, the last included, by no code of ours. */
export function daysOf(firstYear: number, lastYear: number): string[] {
  const days: string[] = [];
  for (let day = new Date(firstYear, 0, 1, 12); day.getFullYear() <= lastYear; day = addDays(day, 1)) {
    days.push(format(day, 'yyyy-MM-dd'));
  }
  return days;
}

/** The days of these years on which Bacs works. */
export function openDaysOf(firstYear: number, lastYear: number): string[] {
  const days = daysOf(firstYear, lastYear);
  const closed = new Set([...new Set(days.map((date) => Number(date.slice(0, 4))))].flatMap(holidaysOf));
  return days.filter((date) => !isWeekend(new Date(`${date}T12:00`)) && !closed.has(date));
}
