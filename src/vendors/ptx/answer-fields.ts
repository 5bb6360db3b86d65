import { z } from 'zod';
import type { AsRead } from './plan-types.js';
import { fromPounds, fromPtxDate, fromPtxInstant } from './values.js';

// PTX leaves fields out, writes null, and takes one field for a number here and a text there.

/** An id as a string of digits; a number is taken only while it is exact. One sample has a blank before it. */
export const id = z.union([
  z.int().min(0).transform(String),
  z
    .string()
    .trim()
    .regex(/^\d{1,19}$/),
]);

/** Words and texts that may be missing; an empty one is none. */
export const optionalText = z
  .string()
  .nullish()
  .transform((text) => text || undefined);

/** A text that is empty where it is missing. */
export const text = z
  .string()
  .nullish()
  .transform((given) => given ?? '');

/** An id that may be missing. */
export const optionalId = id.nullish().transform((given) => given ?? undefined);

/** A number of things. */
export const count = z.union([
  z.int().min(0),
  z
    .string()
    .trim()
    .regex(/^\d{1,15}$/)
    .transform(Number),
]);
/** A number of things that may be missing. */
export const optionalCount = count.nullish().transform((given) => given ?? undefined);
/** A number of things, none where it is missing. */
export const countOrNone = count.nullish().transform((given) => given ?? 0);

/** Yes or no; a sample has the typing error `"false+"`. */
export const flag = z.union([
  z.boolean(),
  z
    .string()
    .regex(/^(true|false)/i)
    .transform((word) => /^true/i.test(word)),
]);

/** Yes or no, or not said. */
export const optionalFlag = flag.nullish().transform((given) => given ?? undefined);

/** Pounds, as whole pence. */
export const pence = z.union([z.number(), z.string()]).transform((value, context) => {
  const minor = fromPounds(value);
  if (minor !== undefined) return minor;
  context.addIssue({ code: 'custom', message: 'not an amount in pounds and whole pence' });
  return z.NEVER;
});

/** A day in London, whatever the form. */
export const optionalDay = z
  .string()
  .nullish()
  .transform((given, context) => {
    if (given === null || given === undefined || given === '') return undefined;
    const day = fromPtxDate(given);
    if (day === undefined) context.addIssue({ code: 'custom', message: 'not a date' });
    return day;
  });

/** `warning` of an instruction, a list of texts by field. */
export const warningsByField = z
  .record(z.string(), z.union([z.array(z.string()), z.string()]))
  .nullish()
  .transform((fields) =>
    Object.entries(fields ?? {}).flatMap(([field, texts]) => [texts].flat().map((said) => `${field}: ${said}`)),
  );

/** A day in London. */
export const day = optionalDay.transform((given, context) => {
  if (given === undefined) context.addIssue({ code: 'custom', message: 'the date is missing' });
  return given ?? '';
});

/** An instant in UTC; what has no zone is London time. */
export const optionalMoment = z
  .string()
  .nullish()
  .transform((given, context) => {
    if (given === null || given === undefined || given === '') return undefined;
    const at = fromPtxInstant(given);
    if (at === undefined) context.addIssue({ code: 'custom', message: 'not an instant' });
    return at;
  });

/** An instant in UTC. */
export const moment = optionalMoment.transform((given, context) => {
  if (given === undefined) context.addIssue({ code: 'custom', message: 'the instant is missing' });
  return given ?? '';
});

/** Pounds as whole pence, where 0 and nothing are the same. */
export const optionalPence = pence.nullish().transform((given) => given || undefined);

/** A number of things, where 0 and nothing are the same. */
export const countAboveNone = optionalCount.transform((given) => given || undefined);

/** What the schema makes of an object, with the object itself as `asRead`. */
export function withAsRead<T extends object>(schema: z.ZodType<T>): z.ZodType<T & { asRead: AsRead }> {
  return z.unknown().transform((raw, context) => {
    const parsed = schema.safeParse(raw);
    if (parsed.success) return { ...parsed.data, asRead: raw as AsRead };
    for (const { path, message } of parsed.error.issues) context.addIssue({ code: 'custom', path, message });
    return z.NEVER;
  });
}

/** What PTX answered to a change, undefined where it cannot be read: what counts is what it shows afterwards. */
export function ifReadable<T>(schema: z.ZodType<T>): z.ZodType<T | undefined> {
  return z.unknown().transform((raw) => schema.safeParse(raw).data);
}

/** Any answer at all. */
export const anyAnswer = z.string().transform(() => undefined);
