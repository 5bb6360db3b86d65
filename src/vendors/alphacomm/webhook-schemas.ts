import { z } from 'zod';

// Unknown fields are dropped and words are open: the vendor says that the content may still change.

const id = z.string().min(1);
const optionalText = z
  .string()
  .nullish()
  .transform((text) => text ?? undefined);
/** Empty means none, as for PayLinks that were made by the API. */
const optionalKey = z
  .union([z.string(), z.int().transform(String)])
  .nullish()
  .transform((key) => (key?.trim() ? key : undefined));
/** PHP writes `[]` for an object without members. */
const orEmptyList = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === null || (Array.isArray(value) && value.length === 0) ? {} : value), schema);

/** One step of a call; what is not as documented is left out, since only result nodes are read. */
const step = z
  .object({
    nodeType: z.string().optional().catch(undefined),
    type: z.string().optional().catch(undefined),
    order: z.number().optional().catch(undefined),
    data: z.object({ result: z.string() }).optional().catch(undefined),
  })
  .transform(({ data, ...fields }) => ({ ...fields, result: data?.result }));

const events = z.preprocess(
  // PHP writes a list whose numbers have gaps as an object, and none perhaps as null.
  (value) => (typeof value === 'object' || value === undefined ? Object.values(value ?? {}) : value),
  z.array(step.catch({ result: undefined })),
);

/** The steps of a call, as far as they are read. */
export type CallEvents = z.output<typeof events>;

/** The frame of the newer events. Source: CollectMAXX API, "Webhook events". */
export const envelopeSchema = z.object({
  id,
  event: z.string().min(1),
  service: optionalText,
  serviceId: optionalKey,
  reference: optionalKey,
  datetime: optionalText,
  data: z.unknown().optional(),
});

/** `data` of `VoiceCallCompleted`. Source: CollectMAXX API, "Webhook events", Voice. */
export const envelopeVoiceSchema = orEmptyList(z.object({ direction: optionalText, status: optionalText, events }));

/** A call in the form of voice webhook V1, and of the older one. Source: CollectMAXX API, "Voice webhook V1". */
export const callSchema = z.object({
  id,
  attributes: orEmptyList(z.object({ reference: optionalKey, script: optionalKey, job: optionalKey })),
  direction: optionalText,
  status: id,
  host: optionalText,
  events,
  createdOn: optionalText,
  updatedOn: optionalText,
  answeredOn: optionalText,
});
