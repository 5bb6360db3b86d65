import { randomInt } from 'node:crypto';
import type { Scheduler } from '../shared/scheduler.js';
import { PtxRefusal } from './answers.js';
import { toReportXml } from './bacs-report-xml.js';
import type { BacsReportIds, NewBacsReport } from './control-types.js';
import type { Ledger } from './parts.js';
import { toLocalTime } from './times.js';

/** Titles by type, as the document's samples have them. */
const NAMES: Readonly<Record<string, string>> = {
  Arrival: 'REFT Arrival Report (2011)',
  Input: 'REFT Input Report (2013)',
  'Test Input': 'Test Input Report (2025)',
  ARUCS: 'ARUCS Report (1027)',
  ARUDD: 'ARUDD Report (1016)',
  Test: 'Generic Test Report',
  DDICA: 'DDICA',
  Withdrawal: 'Withdrawal Report (2014)',
  ADDACS: 'ADDACS (7001)',
  AUDDIS: 'AUDDIS Bank Returned DDI (7002)',
  AWACS: 'AWACS (7007)',
};
const TO_REVIEW = ['ARUDD', 'DDICA', 'ADDACS', 'AUDDIS'];
const SERVICES = ['BACSTel-IP', 'SECURE-IP'];
const SERVICE_USER_NUMBER = '100265';
const FIRST_REPORT = 8556;
const FIRST_LOG = 26_160;

/** A message as the queries show it. */
export interface ReportItem {
  readonly '@type': 'ReportViewItem';
  readonly id: string;
  readonly reportId: number;
  readonly type: string;
  readonly serviceUserNumber: string;
  readonly date: string;
  readonly name: string;
  read: boolean;
  readonly isFasterPayments: false;
  readonly documentId: number;
  readonly processed: 'BLANK' | 'REVIEW';
  downloaded: boolean;
}

interface Report {
  item: ReportItem;
  xml: string;
  serviceType: string;
}

/** Reports of Bacs and the banks, as PTX keeps them. Source: PTX API, "Bacs messages". */
export function createBacsMessages(scheduler: Scheduler, ledger: Ledger) {
  const items: ReportItem[] = [];
  const reports = new Map<string, Report>();
  const log: {
    '@type': 'BacsReportDdmLog';
    id: number;
    message: string;
    appliedTimestamp: string;
    reportId: number;
    reportType: string;
  }[] = [];

  function find(serviceType: string, reportId: string): Report {
    if (!SERVICES.includes(serviceType)) throw new PtxRefusal(400, `serviceType must be ${SERVICES.join(' or ')}`);
    const report = reports.get(reportId);
    if (report === undefined || report.serviceType !== serviceType) {
      throw new PtxRefusal(404, `There is no report ${reportId} of ${serviceType}`);
    }
    return report;
  }

  return {
    items: () => items,
    log: () => log,

    /** A report comes in. With records and no XML, the XML is made in the scheme's layout. */
    add({ type, name, xml, records = [], serviceType = 'BACSTel-IP' }: NewBacsReport): BacsReportIds {
      const reportId = FIRST_REPORT + items.length;
      const documentId = randomInt(1_000_000_000, 2_147_483_647);
      const item: ReportItem = {
        '@type': 'ReportViewItem',
        id: `BACS${reportId}`,
        reportId,
        type,
        serviceUserNumber: SERVICE_USER_NUMBER,
        date: `${toLocalTime(scheduler.now()).slice(0, 10)}T00:00:00.000`,
        name: name ?? NAMES[type] ?? type,
        read: false,
        isFasterPayments: false,
        documentId,
        processed: TO_REVIEW.includes(type) ? 'REVIEW' : 'BLANK',
        downloaded: false,
      };
      items.push(item);
      const day = item.date.slice(0, 10);
      reports.set(String(reportId), { item, serviceType, xml: xml ?? toReportXml({ type, reportId, day, records }) });
      for (const record of records) {
        const reference = String(record.ref ?? record.reference ?? '');
        log.push({
          '@type': 'BacsReportDdmLog',
          id: FIRST_LOG + log.length,
          message: `${item.name} (id: ${reportId.toLocaleString('en-GB')}):Instruction not found by SUN: "${SERVICE_USER_NUMBER}", reference: "${reference}".`,
          appliedTimestamp: toLocalTime(scheduler.now()),
          reportId,
          reportType: type,
        });
      }
      return { reportId, documentId };
    },

    /** What is not downloaded yet. The sample of the answer holds placeholders, so its wrapping is taken from it alone. */
    listDownloadable() {
      const fields = [
        {
          fieldType: 'OBJECT',
          key: true,
          name: 'BacsMessage',
          description: 'Bacs message',
          symbol: 'com.bottomline.cpay.model.bacs.reports.ReportItem',
        },
      ];
      const waiting = items.filter(({ downloaded }) => !downloaded);
      return {
        fields,
        rows: waiting.map((item) => ({ rowValues: [{ values: [{ value: item, displayValue: item.name }] }] })),
      };
    },

    /** The report's XML. Changes nothing: whether an export marks it as downloaded is not documented. Throws `PtxRefusal`. */
    export(serviceType: string, reportId: string, format: string): string {
      if (format !== '0') throw new PtxRefusal(400, 'reportFormat must be 0', 'reportFormat');
      return find(serviceType, reportId).xml;
    },

    /** Safe to repeat. Throws `PtxRefusal`. */
    setRead(serviceType: string, reportId: string, readStatus: string): void {
      if (readStatus !== '0' && readStatus !== '1')
        throw new PtxRefusal(400, 'readStatus must be 0 or 1', 'readStatus');
      const { item } = find(serviceType, reportId);
      const isRead = readStatus === '1';
      if (isRead && !item.read) ledger.add('message.read', { reference: item.id, id: reportId, detail: item.type });
      item.read = isRead;
    },

    /** Safe to repeat. Throws `PtxRefusal`. */
    markDownloaded(serviceType: string, reportId: string, documentId: string): void {
      const { item } = find(serviceType, reportId);
      if (String(item.documentId) !== documentId) {
        throw new PtxRefusal(404, `Report ${reportId} has no document ${documentId}`, 'documentId');
      }
      if (!item.downloaded) ledger.add('message.downloaded', { reference: item.id, id: reportId, detail: item.type });
      item.downloaded = true;
    },
  };
}

export type BacsMessages = ReturnType<typeof createBacsMessages>;
