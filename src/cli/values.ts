import { InvalidArgumentError } from 'commander';
import { durationForm, parseDuration } from '../domain/duration.js';
import { parseAmount } from '../domain/money.js';

// Readers of option values. Commander puts their messages behind the option's name and value.

/** A business duration in milliseconds, above nought. */
export function durationValue(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined || ms === 0) throw new InvalidArgumentError(capital(durationForm));
  return ms;
}

/** An amount above nought, in minor units. */
export function amountValue(text: string): number {
  const minor = parseAmount(text);
  if (minor === undefined || minor === 0)
    throw new InvalidArgumentError('Write an amount above 0 with two decimals, like 12.50');
  return minor;
}

/** How often: a whole number above nought. */
export function countValue(text: string): number {
  const count = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (count === 0) throw new InvalidArgumentError('Write a whole number from 1 to 9999');
  return count;
}

export function currencyValue(text: string): string {
  if (!/^[A-Z]{3}$/.test(text)) throw new InvalidArgumentError('Write three capitals, like EUR');
  return text;
}

/** A day, `YYYY-MM-DD`. */
export function dayValue(text: string): string {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(text) : undefined;
  if (at === undefined || Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== text) {
    throw new InvalidArgumentError('Write a day as YYYY-MM-DD');
  }
  return text;
}

/** Who or why: any words. */
export function wordsValue(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('Say it in words, not empty');
  return text;
}

export function portValue(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535) throw new InvalidArgumentError('Write a port from 1 to 65535');
  return port;
}

/** Origins of pages, as browsers send them: scheme, host and port, several separated by commas. */
export function originsValue(text: string): string[] {
  return text.split(',').map((origin) => {
    const written = origin.trim();
    if (!/^https?:\/\//.test(written) || !URL.canParse(written) || new URL(written).origin !== written) {
      throw new InvalidArgumentError('Write scheme, host and port, like http://localhost:8233');
    }
    return written;
  });
}

/** A number above nought. */
export function speedValue(text: string): number {
  const speed = /^\d{1,9}(\.\d{1,6})?$/.test(text) ? Number(text) : 0;
  if (speed <= 0) throw new InvalidArgumentError('Write a number above 0: so many times as fast as real time');
  return speed;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
