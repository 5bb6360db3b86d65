import { z } from 'zod';
import { filled, instant } from '../answer-fields.js';
import type { ImportBatch, ImportRecord, Mandate, PayLink } from './types.js';
import { fromCents } from './values.js';

// Statuses are open words, unknown fields are dropped, and PHP writes `[]` for an object without members.

const listOf = <Item extends z.ZodType>(item: Item) =>
  z
    .array(item)
    .nullish()
    .transform((items) => items ?? []);

const word = z.string().min(1);
const optionalText = z
  .string()
  .nullish()
  .transform((text) => text ?? undefined);
/** An id of digits or letters; a number is taken only while it is exact. */
const id = z.union([word, z.int().transform(String)]);

const cents = z
  .union([z.number(), z.string()])
  .nullish()
  .transform((value, context) => {
    if (value === null || value === undefined) return undefined;
    const minor = fromCents(value);
    if (minor === undefined) context.addIssue({ code: 'custom', message: 'not a whole number of cents' });
    return minor;
  });

const attributeValue = z.union([z.string(), z.number().transform(String)]).nullish();
const attributes = z
  .union([z.array(z.object({ id, value: attributeValue })), z.record(z.string(), attributeValue)])
  .nullish()
  .transform((given): Record<string, string> => {
    const pairs = Array.isArray(given) ? given.map((each) => [each.id, each.value]) : Object.entries(given ?? {});
    return Object.fromEntries(pairs.filter(([, value]) => value !== null && value !== undefined));
  });

const anyText = z.string().nullish();
const anyId = z.union([word, z.int()]).nullish();

// Without a transform for each: a thousand come at once, and those take five times as long as all the rest.
const recordFields = z.object({
  reference: anyId,
  scriptId: anyId,
  status: word,
  messages: z.array(z.object({ context: anyText, message: anyText, level: anyText })).nullish(),
});

function toRecord({ reference, scriptId, status, messages }: z.output<typeof recordFields>): ImportRecord {
  return {
    reference: String(reference ?? ''),
    script: String(scriptId ?? ''),
    status,
    messages: (messages ?? []).map(({ context, message, level }) => ({
      ...filled({ context: context ?? undefined, level: level ?? undefined }),
      message: message ?? '',
    })),
  };
}

const batch = z
  .object({ name: id, action: optionalText, status: word, records: z.array(recordFields).nullish() })
  .transform(({ records, ...fields }): ImportBatch => ({ ...filled(fields), records: (records ?? []).map(toRecord) }));

const payLinkFields = z.object({
  id: word,
  attributes,
  amountPaid: cents,
  shortUrl: optionalText,
  longUrl: optionalText,
  createdOn: instant,
  updatedOn: instant,
});

function toPayLink(fields: z.output<typeof payLinkFields> & { status: string }): PayLink {
  const { amountPaid, createdOn, updatedOn, shortUrl, longUrl, ...rest } = fields;
  return {
    ...rest,
    amountPaidMinor: amountPaid,
    ...filled({ shortUrl, longUrl, createdAt: createdOn, updatedAt: updatedOn }),
  };
}

const payLink = payLinkFields.extend({ status: word }).transform(toPayLink);

const mandateFields = z.object({
  id: word,
  personName: optionalText,
  reference: optionalText,
  type: optionalText,
  shortUrl: optionalText,
  longUrl: optionalText,
  createdOn: instant,
  updatedOn: instant,
});

function toMandate({ createdOn, updatedOn, ...rest }: z.output<typeof mandateFields> & { status: string }): Mandate {
  return filled({ ...rest, createdAt: createdOn, updatedAt: updatedOn });
}

const mandate = mandateFields.extend({ status: word }).transform(toMandate);

const count = z.union([
  z.int().min(0),
  z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number),
]);
const optionalCount = count.nullish().transform((value) => value ?? undefined);
const pagination = z.object({ offset: optionalCount, limit: optionalCount, total: count });

const paged = <Item extends z.ZodType>(item: Item) => z.object({ items: listOf(item), pagination });
const listed = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: listOf(item) }).transform(({ items }) => items);

const under = <Service extends string, Field extends string, Answer extends z.ZodType>(
  service: Service,
  field: Field,
  answer: Answer,
) => {
  const inner = z.object({ [field]: answer } as Record<Field, Answer>);
  const outer = z.object({ [service]: inner } as Record<Service, typeof inner>);
  return z.object({ data: outer }).transform(({ data }) => {
    const found = data as Record<string, Record<string, z.output<Answer>>>;
    return found[service]?.[field] as z.output<Answer>;
  });
};

/** Answers of both forms of `addRecords`. Source: CollectMAXX API, "Import". */
export const addedRecordsSchema = under('import', 'addRecords', batch);
/** Source: CollectMAXX API, "Import", search batches. */
export const batchPageSchema = under('import', 'batches', paged(batch));
/** A link that was just made is `ready`, which its answer does not say. Source: CollectMAXX API, "PayLink". */
export const createdPayLinkSchema = under(
  'payLink',
  'create',
  payLinkFields
    .extend({ status: optionalText })
    .transform((made) => toPayLink({ ...made, status: made.status ?? 'ready' })),
);
/** Source: CollectMAXX API, "PayLink", find. */
export const payLinkListSchema = under('payLink', 'payLinks', listed(payLink));
/** Source: CollectMAXX API, "PayLink", search. */
export const payLinkPageSchema = under('payLink', 'payLinks', paged(payLink));
/** A mandate that was just made is `new`, which its answer does not say. Source: CollectMAXX API, "E-Mandate". */
export const createdMandateSchema = under(
  'mandate',
  'create',
  mandateFields
    .extend({ status: optionalText })
    .transform((made) => toMandate({ ...made, status: made.status ?? 'new' })),
);
/** Source: CollectMAXX API, "E-Mandate", find. */
export const mandateListSchema = under('mandate', 'mandates', listed(mandate));
/** Source: CollectMAXX API, "E-Mandate", search. */
export const mandatePageSchema = under('mandate', 'mandates', paged(mandate));
/** `done`; no other word is documented. Source: CollectMAXX API, "Voice". */
export const stoppedCallingSchema = under('voice', 'stopCalling', word);
