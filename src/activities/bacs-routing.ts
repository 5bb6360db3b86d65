import { mandateReports } from '../domain/direct-debit/reports.js';
import { mandateSpellings } from '../domain/direct-debit/spellings.js';
import { type ReportRecord, readBacsReport } from '../vendors/ptx/bacs-reports.js';
import type { BacsMessage } from '../vendors/ptx/client.js';
import { createLimit } from '../vendors/ptx/limit.js';
import type { EventDelivery, EventParking } from '../workflows/messages.js';

/** What became of a message's records. */
export interface Routed {
  routed: number;
  parked: number;
}

/** Hands a message on to whom it concerns, before it is marked as downloaded. Must be safe to repeat, and throw if it fails. */
export type BacsMessageRouter = (message: BacsMessage, xml: string, signal: AbortSignal) => Promise<Routed>;

/** What is read of a report: beside the mandates' own, returned credits, since they may be a mandate's refund. */
const ROUTED_TYPES = [...mandateReports, 'ARUCS'];
/** Signals to Temporal that are under way at once. */
const AT_ONCE = 8;
const LONGEST_TYPE = 40;
/** After so many the cause is none of the records', and the rest waits for the next run. */
const MOST_FAILURES = 20;

/** What a router is told where PTX gives nothing of a report that can be read. */
export const NOTHING = '';

/** A type of report as it is compared. */
export const foldedType = (reportType: string): string => reportType.trim().toUpperCase();

/** By type of report: tells each record to its mandate, and parks what finds none. */
export function createBacsRouters({
  delivery,
  parking,
}: {
  delivery: EventDelivery;
  parking: EventParking;
}): Readonly<Record<string, BacsMessageRouter>> {
  return Object.fromEntries(ROUTED_TYPES.map((type) => [type, (...told) => route(type, ...told)]));

  async function route(type: string, message: BacsMessage, xml: string, signal: AbortSignal) {
    const { reportId, name, reportType = '' } = message;
    if (xml === NOTHING) {
      await park(wholeReport(reportId, type), 'PTX gives no XML of the report: look for it there');
      return { routed: 0, parked: 1 };
    }
    if (foldedType(reportType) !== type) {
      // A test, or a new layout, perhaps: nothing is done because of it, and it is not lost.
      const shown = JSON.stringify(reportType.slice(0, LONGEST_TYPE));
      await park(wholeReport(reportId, type), `the report is of type ${shown}: look at bacs-messages/${reportId}.xml`);
      return { routed: 0, parked: 1 };
    }
    const reading = readBacsReport(reportId, type, xml);
    if ('whole' in reading) {
      // An acceptance says that all is well: nobody has to look at it.
      if (reading.uncoded && isFileAcceptance(type, name)) return { routed: 0, parked: 0 };
      await park(wholeReport(reportId, type), `the report ${reading.whole}: look at bacs-messages/${reportId}.xml`);
      return { routed: 0, parked: 1 };
    }
    const coded = isFileAcceptance(type, name) ? reading.records.filter(({ code }) => code !== null) : reading.records;
    return tellAll(coded, signal);
  }

  /** Records of one mandate one after the other, as the report has them; what fails holds up no other mandate. */
  async function tellAll(records: readonly ReportRecord[], signal: AbortSignal): Promise<Routed> {
    const counts: Routed = { routed: 0, parked: 0 };
    const failures: string[] = [];
    const limit = createLimit(AT_ONCE);
    const tellInTurn = async (ofOne: readonly ReportRecord[]) => {
      for (const record of ofOne) {
        if (signal.aborted || failures.length >= MOST_FAILURES) return;
        try {
          counts[await tell(record)] += 1;
        } catch (error) {
          failures.push(`record ${record.eventId}: ${error instanceof Error ? error.message : String(error)}`);
          return;
        }
      }
    };
    await Promise.all(inGroups(records).map((ofOne) => limit(() => tellInTurn(ofOne))));
    signal.throwIfAborted();
    const [first] = failures;
    if (first) throw new Error(failures.length === 1 ? first : `${first}; and ${failures.length - 1} more`);
    return counts;
  }

  async function tell(record: ReportRecord): Promise<keyof Routed> {
    if (record.code === null) {
      await park(record, 'the record has no reason code');
      return 'parked';
    }
    const told = await delivery.deliver({ kind: 'bacs', ...record }, record.reference);
    if (told.to === 'case') return 'routed';
    await park(record, told.reason);
    return 'parked';
  }

  async function park(record: ReportRecord, reason: string): Promise<void> {
    const { report, reference } = record;
    // Lists show it: what cannot be a reference may be anything.
    const carried = reference !== null && mandateSpellings(reference).length > 0 ? reference : null;
    await parking.park('ptx', { name: report, event: { kind: 'bacs', ...record }, reference: carried }, reason);
  }
}

/** What may concern one mandate together, in the order of the report. */
function inGroups(records: readonly ReportRecord[]): ReportRecord[][] {
  const groups = new Map<string, ReportRecord[]>();
  for (const record of records) {
    const key = record.reference?.toUpperCase() ?? record.eventId;
    const group = groups.get(key);
    if (group) group.push(record);
    else groups.set(key, [record]);
  }
  return [...groups.values()];
}

/** Files of instructions are accepted (7003) under the type of those that come back (7002). */
function isFileAcceptance(type: string, name = ''): boolean {
  return type === 'AUDDIS' && /\b7003\b|file acceptance/i.test(name);
}

function wholeReport(reportId: string, report: string): ReportRecord {
  return {
    eventId: `${reportId}-0`,
    report,
    code: null,
    reference: null,
    transactionCode: null,
    amountMinor: null,
    originalDate: null,
    effectiveDate: null,
    newAccountHash: null,
  };
}
