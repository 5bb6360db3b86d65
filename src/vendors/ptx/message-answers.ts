import { z } from 'zod';
import { filled } from '../answer-fields.js';
import { flag, id, optionalDay, optionalFlag, optionalId, optionalText, text } from './answer-fields.js';
import type { BacsMessage, ReportLogLine } from './types.js';

/**
 * A message; no row says which network it came by, but Secure-IP alone carries Faster Payments. For all others the network is
 * taken to be the given one. Source: PTX API, "Bacs messages", ReportViewItem.
 */
export const messageSchemaOf = (network: string) =>
  z
    .object({
      reportId: id,
      documentId: id,
      serviceType: optionalText,
      type: optionalText,
      name: optionalText,
      serviceUserNumber: z.union([z.string(), z.int().transform((sun) => String(sun).padStart(6, '0'))]).nullish(),
      date: optionalDay,
      processed: optionalText,
      downloaded: flag,
      read: flag,
      isFasterPayments: optionalFlag,
    })
    .transform(
      ({ type, serviceType, serviceUserNumber, isFasterPayments, ...fields }): BacsMessage => ({
        ...filled({ reportType: type, serviceUserNumber: serviceUserNumber ?? undefined }),
        ...filled(fields),
        serviceType: serviceType ?? (isFasterPayments ? 'SECURE-IP' : network),
      }),
    );

const cell = z.object({ value: z.unknown() });
const resultRow = z.object({ values: z.array(z.object({ resultValues: z.array(cell) })) });
/** The form of the list's own sample, with placeholders for values. */
const listRow = z.object({ rowValues: z.array(z.object({ values: z.array(cell) })) });

/**
 * The messages of a network. The list comes in one of two envelopes, and counts itself or not. What is no object with members
 * is no message: the sample shows an empty one. Source: PTX API, "Bacs messages", list of messages that can be downloaded.
 */
export const downloadableSchemaOf = (network: string) =>
  z
    .object({ rows: z.array(z.union([resultRow, listRow])) })
    .transform(({ rows }) =>
      rows
        .flatMap((row) =>
          'rowValues' in row
            ? row.rowValues.flatMap(({ values }) => values)
            : row.values.flatMap(({ resultValues }) => resultValues),
        )
        .map(({ value }) => value)
        .filter(isMessage),
    )
    .pipe(z.array(messageSchemaOf(network)))
    .transform((messages) => messages.filter(({ serviceType }) => serviceType === network));

function isMessage(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0 && !('$value' in value);
}

/** Source: PTX API, "Bacs messages", BacsReportDdmLog. */
export const reportLogSchema = z
  .object({
    id,
    reportId: optionalId,
    reportType: optionalText,
    message: text,
    appliedTimestamp: optionalText,
  })
  .transform(({ appliedTimestamp, ...fields }): ReportLogLine => filled({ ...fields, appliedText: appliedTimestamp }));

const DECLARED = /^<\?xml[^>]*encoding=["']([\w.:-]+)["']/i;

/** The text of an XML document in the encoding that it declares; anything else is no report, and must not pass for one. */
export const xmlSchema = z.instanceof(Uint8Array).transform((bytes, context) => {
  const xml = decode(bytes).trim();
  if (xml.startsWith('<')) return xml;
  context.addIssue({ code: 'custom', message: 'not an XML document' });
  return z.NEVER;
});

function decode(bytes: Uint8Array): string {
  const utf8 = new TextDecoder().decode(bytes);
  const declared = DECLARED.exec(utf8)?.[1];
  if (declared === undefined || /^utf-?8$/i.test(declared)) return utf8;
  try {
    return new TextDecoder(declared).decode(bytes);
  } catch {
    return utf8; // An encoding that nobody knows.
  }
}
