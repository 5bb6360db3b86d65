import { toUtc } from '../alphacomm/values.js';

const DECIMAL = /^(\d+)(?:\.(\d+))?(?:e([+-]?\d{1,3}))?$/i;
/** A binary number gives back every decimal of 15 digits, and not every longer one. */
const FIRST_UNSURE_MINOR = 1e15;

/**
 * Cents from decimal euros, exactly: 12.99 is 1299. It moves the point in the number's text and never calculates with it.
 * Undefined for what is no amount, is negative, has a part of a cent, or is too large to have arrived exactly.
 */
export function fromEuros(value: unknown): number | undefined {
  const [, whole = '', fraction = '', exponent = '0'] = DECIMAL.exec(textOf(value)) ?? [];
  if (whole === '') return undefined;
  const digits = whole + fraction;
  const shift = 2 - fraction.length + Number(exponent);
  if (shift < 0 && /[^0]/.test(digits.slice(shift))) return undefined;
  const minor = Number((shift < 0 ? digits.slice(0, shift) : digits + '0'.repeat(shift)) || '0');
  return minor < FIRST_UNSURE_MINOR ? minor : undefined;
}

function textOf(value: unknown): string {
  return typeof value === 'number' || typeof value === 'string' ? String(value) : '';
}

/** Whether a number can go out as an amount: whole cents, not below 0. */
export function isCents(minor: number): boolean {
  return Number.isSafeInteger(minor) && minor >= 0;
}

/** An instant as the page prints it: UTC, whole seconds, `Z`. Throws `RangeError` for what is no instant. */
export function toVendorInstant(instant: string, round: 'down' | 'up' = 'down'): string {
  const utc = toUtc(instant);
  if (utc === undefined) throw new RangeError('an instant must be RFC 3339, as 2026-03-02T09:00:00Z');
  const seconds = Math[round === 'down' ? 'floor' : 'ceil'](Date.parse(utc) / 1000);
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
}

const DAY_MS = 86_400_000;

/** The calendar day of an instant in UTC, or one `days` later. Throws `RangeError` for what is no instant. */
export function toVendorDay(instant: string, days = 0): string {
  return new Date(Date.parse(toVendorInstant(instant)) + days * DAY_MS).toISOString().slice(0, 10);
}

const VENDOR_ID = /^[A-Za-z0-9-]{1,64}$/;

/** One of the vendor's ids as a part of a path. Throws `RangeError` for what would lead elsewhere. */
export function toPathId(name: string, id: string): string {
  if (!VENDOR_ID.test(id)) throw new RangeError(`${name} must be an id of the vendor: letters, digits and hyphens`);
  return id;
}

/** The fields that are there: the absent ones are left out, not undefined. */
export type Filled<T> = { [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined> } & {
  [K in keyof T as undefined extends T[K] ? never : K]: T[K];
};

/** Leaves out what is undefined. */
export function filled<T extends object>(fields: T): Filled<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Filled<T>;
}
