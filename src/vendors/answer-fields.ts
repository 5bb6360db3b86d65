import { z } from 'zod';

// What the answers of all vendors are read with.

type Filled<T> = { [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined> } & {
  [K in keyof T as undefined extends T[K] ? never : K]: T[K];
};

/** Leaves out what is undefined, so that absent fields are absent. */
export function filled<T extends object>(fields: T): Filled<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Filled<T>;
}

const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

/** Any RFC 3339 instant in UTC, `2019-02-05T09:57:14.000Z`; undefined when it is none. */
export function toUtc(instant: unknown): string | undefined {
  if (typeof instant !== 'string' || !RFC_3339.test(instant)) return undefined;
  const atMs = Date.parse(instant);
  return Number.isNaN(atMs) ? undefined : new Date(atMs).toISOString();
}

/** An instant in UTC that may be missing; anything else does not fit. */
export const instant = z
  .string()
  .nullish()
  .transform((value, context) => {
    if (value === null || value === undefined) return undefined;
    const utc = toUtc(value);
    if (utc === undefined) context.addIssue({ code: 'custom', message: 'not an RFC 3339 instant' });
    return utc;
  });

const SECOND_MS = 1000;

/** An instant in whole UTC seconds, `2026-03-02T09:00:00`, for a vendor's own zone behind it. Throws `RangeError` for what is none. */
export function toWholeSeconds(at: string, round: 'down' | 'up' = 'down'): string {
  const utc = toUtc(at);
  if (utc === undefined) throw new RangeError('an instant must be RFC 3339, as 2026-03-02T09:00:00Z');
  const seconds = Math[round === 'down' ? 'floor' : 'ceil'](Date.parse(utc) / SECOND_MS);
  return new Date(seconds * SECOND_MS).toISOString().slice(0, 19);
}
