/** An amount in whole minor units (cents, pence) of one currency. Amounts of two currencies are never added. */
export interface Money {
  minor: number;
  currency: string;
}

const DECIMAL_AMOUNT = /^(0|[1-9]\d{0,11})\.(\d{2})$/;

/** Reads `154.97` as 15497 minor units, exactly; undefined for anything but digits, a point and two decimals. */
export function parseAmount(text: string): number | undefined {
  const match = DECIMAL_AMOUNT.exec(text);
  return match ? Number(`${match[1]}${match[2]}`) : undefined;
}

/** Writes `154.97`: the inverse of `parseAmount`. */
export function formatMinor(minor: number): string {
  const digits = String(Math.abs(minor)).padStart(3, '0');
  return `${minor < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Writes `154.97 EUR`. */
export function formatMoney({ minor, currency }: Money): string {
  return `${formatMinor(minor)} ${currency}`;
}
