import { z } from 'zod';
import type { Ask, PtxRequest } from './ask.js';
import { entities, fields } from './entities.js';
import { downloadableSchemaOf, messageSchemaOf, reportLogSchema, xmlSchema } from './message-answers.js';
import type { PtxOperation } from './paths.js';
import { whereId, whereIs } from './query.js';
import type { RowReader } from './rows.js';
import type { BacsMessage, ReportLogLine, ServiceType } from './types.js';
import { toId } from './values.js';

/** Where nothing else is known; the other network is for Faster Payments. */
const messageSchema = messageSchemaOf('BACSTel-IP');

/** The reports that Bacs sends. Source: PTX API, "Bacs messages". */
export function createMessageOperations(ask: Ask, rows: RowReader) {
  function mark(
    operation: PtxOperation,
    method: 'PUT' | undefined,
    request: () => PtxRequest,
    signal?: AbortSignal,
  ): Promise<void> {
    return ask({
      operation,
      kind: 'repeatable-effect',
      ...(method && { method }),
      request,
      answer: 'text',
      schema: z.string().transform(() => undefined),
      signal,
    });
  }

  return {
    /**
     * The messages of a network that wait to be downloaded; PTX has them here for collection profiles with file import
     * only, while the queries have all. A read.
     */
    listDownloadableMessages(serviceType: string, signal?: AbortSignal): Promise<BacsMessage[]> {
      return ask({
        operation: 'bacsMessages.listDownloadable',
        kind: 'read',
        method: 'GET',
        request: () => ({ params: { serviceType: toServiceType(serviceType) } }),
        schema: downloadableSchemaOf(serviceType),
        signal,
      });
    },

    /** One report as Bacs wrote it, in XML for format `0`, the only one that is shown. A read; it marks nothing for sure. */
    exportMessage(
      { serviceType, reportId, reportFormat }: { serviceType: string; reportId: string; reportFormat: string },
      signal?: AbortSignal,
    ): Promise<string> {
      return ask({
        operation: 'bacsMessages.export',
        kind: 'read',
        method: 'GET',
        request: () => ({
          params: { ...toReport(serviceType, reportId), reportFormat: toId('reportFormat', reportFormat) },
          contentType: 'text/html',
        }),
        answer: 'bytes',
        schema: xmlSchema,
        signal,
      });
    },

    /** Marks a message as read, or as not read. Safe to repeat. */
    setMessageRead(
      { serviceType, reportId, read }: { serviceType: string; reportId: string; read: boolean },
      signal?: AbortSignal,
    ): Promise<void> {
      const request = () => ({ params: { ...toReport(serviceType, reportId), readStatus: read ? '1' : '0' } });
      return mark('bacsMessages.setReadStatus', 'PUT', request, signal);
    },

    /** Marks a message as downloaded, whether it was or not: it is not offered again. Safe to repeat. */
    markMessageDownloaded(
      { serviceType, reportId, documentId }: { serviceType: string; reportId: string; documentId: string },
      signal?: AbortSignal,
    ): Promise<void> {
      const request = () => ({
        params: { ...toReport(serviceType, reportId), documentId: toId('documentId', documentId) },
        contentType: '*/*',
      });
      return mark('bacsMessages.markDownloaded', undefined, request, signal);
    },

    /** All messages. A read. */
    queryMessages(signal?: AbortSignal): Promise<BacsMessage[]> {
      return rows.all({
        operation: 'bacsMessages.queryAll',
        query: () => entities.allMessages,
        row: messageSchema,
        idOf: ({ reportId }) => reportId,
        signal,
      });
    },

    /** The messages that nobody has downloaded yet. A read. */
    queryMessagesNotDownloaded(signal?: AbortSignal): Promise<BacsMessage[]> {
      return rows.all({
        operation: 'bacsMessages.queryNotDownloaded',
        query: () => ({ ...entities.messages, criteria: [whereIs(fields.messageDownloaded, false)] }),
        row: messageSchema,
        idOf: ({ reportId }) => reportId,
        signal,
      });
    },

    /** What PTX itself did with the lines of a report. A read. */
    queryMessageInstructionDetail({ reportId }: { reportId: string }, signal?: AbortSignal): Promise<ReportLogLine[]> {
      return rows.all({
        operation: 'bacsMessages.queryInstructionDetailByReportId',
        query: () => ({ ...entities.reportLog, criteria: [whereId(fields.logReportId, reportId)] }),
        row: reportLogSchema,
        idOf: ({ id }) => id,
        signal,
      });
    },
  };
}

const SERVICE_TYPES: readonly string[] = ['BACSTel-IP', 'SECURE-IP'] satisfies ServiceType[];

/** Profiles write these words in capitals, which the paths do not take. */
function toServiceType(serviceType: string): string {
  if (!SERVICE_TYPES.includes(serviceType)) throw new RangeError(`serviceType must be ${SERVICE_TYPES.join(' or ')}`);
  return serviceType;
}

function toReport(serviceType: string, reportId: string) {
  return { serviceType: toServiceType(serviceType), reportId: toId('reportId', reportId) };
}
