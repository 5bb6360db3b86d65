import { z } from 'zod';
import { submissionSchema } from './answers.js';
import type { Ask } from './ask.js';
import { entities, fields } from './entities.js';
import { whereBetween, whereOneOf } from './query.js';
import type { RowReader } from './rows.js';
import type { Submission, SubmissionQuery } from './types.js';
import { toId } from './values.js';

const UNAVAILABLE = /^\s*"?report is unavailable\.?"?\s*$/i;

/** A page, or the sentence that there is none, both with status 200. */
const reportSchema = z
  .string()
  .regex(/\S/, 'the report is empty')
  .transform((html) => (UNAVAILABLE.test(html) ? undefined : { html }));

/** Reading what became of batches. Source: PTX API, "Payment batches" and "Submission summary reports". */
export function createSubmissionOperations(ask: Ask, rows: RowReader) {
  function query(
    operation: 'batches.query' | 'batches.queryRejectedBetweenDates',
    { paymentDate, status }: SubmissionQuery,
    signal?: AbortSignal,
  ): Promise<Submission[]> {
    return rows.all({
      operation,
      query: () => ({
        ...entities.submissions,
        criteria: [
          ...(status ? [whereOneOf(fields.submissionStatus, status)] : []),
          ...(paymentDate ? [whereBetween(fields.submissionPaymentDate, paymentDate.from, paymentDate.to)] : []),
        ],
      }),
      row: submissionSchema,
      idOf: ({ id }) => id,
      signal,
    });
  }

  return {
    /** The submissions of these days and status codes, from all pages. A read. */
    querySubmissions(asked: SubmissionQuery, signal?: AbortSignal): Promise<Submission[]> {
      return query('batches.query', asked, signal);
    },

    /** The rejected ones of these payment dates, the one submission query that the document shows. A read. */
    queryRejectedSubmissions({ from, to }: { from: string; to: string }, signal?: AbortSignal): Promise<Submission[]> {
      return query('batches.queryRejectedBetweenDates', { paymentDate: { from, to }, status: ['RJ'] }, signal);
    },

    /** One submission, found among those of its payment date, since PTX reads none by its id. A read. */
    async getSubmission(
      submissionId: string,
      paymentDate: string,
      signal?: AbortSignal,
    ): Promise<Submission | undefined> {
      const found = await query('batches.query', { paymentDate: { from: paymentDate, to: paymentDate } }, signal);
      return found.find(({ id }) => id === submissionId);
    },

    /** The summary that Bacs made of a submission, undefined while there is none. A read. */
    getSubmissionReport(submissionId: string, signal?: AbortSignal): Promise<{ html: string } | undefined> {
      return ask({
        operation: 'submissionReports.get',
        kind: 'read',
        method: 'GET',
        request: () => ({ params: { submissionId: toId('submissionId', submissionId) } }),
        answer: 'text',
        schema: reportSchema,
        signal,
      });
    },
  };
}
