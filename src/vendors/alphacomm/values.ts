import { toUtc, toWholeSeconds } from '../answer-fields.js';

/** Cents as the string of digits that the vendor takes: 15497 becomes `"15497"`. Throws `RangeError` for anything else. */
export function toDigits(minor: number): string {
  if (!Number.isSafeInteger(minor) || minor < 0) throw new RangeError('an amount must be whole cents, not below 0');
  return String(minor);
}

/** Cents from a number or a string of digits, exactly; undefined for what is neither, is negative or has a fraction. */
export function fromCents(value: unknown): number | undefined {
  const minor = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value;
  return typeof minor === 'number' && Number.isSafeInteger(minor) && minor >= 0 ? minor + 0 : undefined;
}

const LARGEST_INT = 2 ** 31 - 1;

/** A script's number as the GraphQL `Int` that `stopCalling` takes. Throws `RangeError` for what is no such number. */
export function toScriptId(script: string): number {
  const id = Number(script);
  if (!/^\d+$/.test(script) || id > LARGEST_INT) throw new RangeError('a script must be a number for stopCalling');
  return id;
}

/** An instant in the one form that the page prints, `Y-m-d\TH:i:sP`. Throws `RangeError` for what is no instant. */
export function toVendorInstant(instant: string, round: 'down' | 'up' = 'down'): string {
  return `${toWholeSeconds(instant, round)}+00:00`;
}

/** A calendar date as the instant that the vendor wants for it: midnight UTC, still the same day in the Netherlands. */
export function dayToVendorInstant(day: string): string {
  const utc = toUtc(`${day}T00:00:00Z`);
  if (utc === undefined || !utc.startsWith(day)) throw new RangeError('a date must be YYYY-MM-DD');
  return `${day}T00:00:00+00:00`;
}
