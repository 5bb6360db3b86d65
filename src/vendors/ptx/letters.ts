import { z } from 'zod';
import { filled } from '../answer-fields.js';
import { VendorError } from '../errors.js';
import { anyAnswer, id, moment, optionalDay, optionalId, optionalText, pence, text } from './answer-fields.js';
import type { Ask } from './ask.js';
import { ddmEntities, ddmFields } from './ddm-entities.js';
import type { Letter, LetterReport } from './ddm-types.js';
import { findIn, POLL_URL } from './file-answers.js';
import { type Criterion, whereId, whereOneOf, whereText } from './query.js';
import type { RowReader } from './rows.js';
import { toId } from './values.js';

/** Source: PTX API, "Correspondence", CommunicationDTO. */
const letterSchema = z
  .object({
    id,
    trigger: z.string(),
    status: z.string(),
    type: text,
    mandateId: optionalId,
    contactId: optionalId,
    profileId: optionalId,
    reference: text,
    altReference: optionalText,
    created: moment,
    amount: pence.nullish(),
    dueDate: optionalDay,
    comments: optionalText,
  })
  .transform(
    ({ type, created, amount, ...letter }): Letter => ({
      ...filled({ ...letter, amountMinor: amount ?? undefined }),
      channel: type,
      createdAt: created,
    }),
  );

/** The document lost the line with the address to poll; its last number is the report's. */
const reportSchema = z.unknown().transform((answer, context): LetterReport => {
  const pollUrl = findIn(answer, POLL_URL, (value) => (typeof value === 'string' && value !== '' ? value : undefined));
  const path = pollUrl?.replace(/[?#].*$/, '').replace(/^[a-z]+:\/\/[^/]+/i, '') ?? '';
  const reportId = path.split('/').findLast((part) => /^\d{1,19}$/.test(part));
  const own = reportId ?? id.safeParse((answer as { id?: unknown } | null | undefined)?.id).data;
  if (own !== undefined) return filled({ reportId: own, pollUrl });
  context.addIssue({ code: 'custom', path: ['pollURL'], message: 'the answer names no report' });
  return z.NEVER;
});

/** A PDF; anything else with a good status says that it is not there yet. */
const pdfSchema = z
  .instanceof(Uint8Array)
  .transform((bytes) => (new TextDecoder('latin1').decode(bytes.subarray(0, 5)) === '%PDF-' ? bytes : undefined));

/** What may stand for "not yet": the document does not say. */
const NOT_YET = [404, 409, 425];

const byId = (letter: { id: string }): string => letter.id;

/** The letters that PTX writes to payers. Source: PTX API, "Correspondence". */
export function createLetterOperations(ask: Ask, rows: RowReader) {
  const search = (
    operation: 'correspondence.queryAll' | 'correspondence.queryBySubject' | 'correspondence.queryByProfileIdAndStatus',
    criteria: () => Criterion[],
    signal: AbortSignal | undefined,
  ): Promise<Letter[]> =>
    rows.all({
      operation,
      query: () => ({ ...ddmEntities.letters, criteria: criteria() }),
      row: letterSchema,
      idOf: byId,
      signal,
    });
  const ofLetter = (letterId: string) => ({ params: { letterId: toId('letterId', letterId) } });

  return {
    /** Has PTX make the report of a letter, to be downloaded when it is ready. Safe to repeat: one report more, no letter. */
    generateLetterReport({ letterId }: { letterId: string }, signal?: AbortSignal): Promise<LetterReport> {
      return ask({
        operation: 'correspondence.generateReport',
        kind: 'read',
        request: () => ofLetter(letterId),
        schema: reportSchema,
        signal,
      });
    },

    /**
     * The PDF of a report, from where PTX said that it would be; undefined as long as it is not there: ask again after a
     * while, and not for ever. A read.
     */
    async downloadLetterReport(
      { reportId, pollUrl }: LetterReport,
      signal?: AbortSignal,
    ): Promise<Uint8Array | undefined> {
      try {
        return await ask({
          operation: 'correspondence.downloadReport',
          kind: 'read',
          request: () => ({ params: { reportId: toId('reportId', reportId) }, ...filled({ address: pollUrl }) }),
          answer: 'bytes',
          schema: pdfSchema,
          signal,
        });
      } catch (error) {
        if (error instanceof VendorError && NOT_YET.includes(error.status ?? 0)) return undefined;
        throw error;
      }
    },

    /** Keeps a letter from going out. Safe to repeat; one that has gone is gone, so read it back. */
    suppressLetter({ letterId }: { letterId: string }, signal?: AbortSignal): Promise<void> {
      return ask({
        operation: 'correspondence.suppress',
        kind: 'repeatable-effect',
        request: () => ofLetter(letterId),
        answer: 'text',
        schema: anyAnswer,
        signal,
      });
    },

    /** All letters. A read. */
    queryLetters(signal?: AbortSignal): Promise<Letter[]> {
      return search('correspondence.queryAll', () => [], signal);
    },

    /** The letters of a subject, such as `CANCEL_MANDATE`. A read. */
    queryLettersBySubject({ trigger }: { trigger: string }, signal?: AbortSignal): Promise<Letter[]> {
      const criteria = () => [whereText(ddmFields.letterTrigger, '=', trigger)];
      return search('correspondence.queryBySubject', criteria, signal);
    },

    /** The letters of a collection profile that are in one of these statuses, such as `CREATED`. A read. */
    queryLettersByProfileAndStatus(
      { profileId, statuses }: { profileId: string; statuses: readonly string[] },
      signal?: AbortSignal,
    ): Promise<Letter[]> {
      const criteria = () => [
        whereId(ddmFields.letterProfileId, profileId),
        whereOneOf(ddmFields.letterStatus, statuses),
      ];
      return search('correspondence.queryByProfileIdAndStatus', criteria, signal);
    },
  };
}
