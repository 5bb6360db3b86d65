import { toWholeSeconds } from '../answer-fields.js';

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
  return `${toWholeSeconds(instant, round)}Z`;
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
