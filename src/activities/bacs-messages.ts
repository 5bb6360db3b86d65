import { join } from 'node:path';
import { Context } from '@temporalio/activity';
import { calendarOf } from '../domain/calendar/bacs-calendar.js';
import { latestCalendarVersion } from '../domain/calendar/holidays.js';
import { londonTime } from '../domain/calendar/london.js';
import { type BusinessClock, businessTime } from '../domain/clock.js';
import { ACT_WITHIN_DAYS, isTooLate } from '../domain/direct-debit/lateness.js';
import { VendorError } from '../vendors/errors.js';
import type { BacsMessage, PtxClient, ServiceType } from '../vendors/ptx/client.js';
import type { BacsMessageList, WatchBacsMessagesResult } from '../workflows/messages.js';
import { type BacsMessageRouter, foldedType, NOTHING, type Routed } from './bacs-routing.js';
import { createBrokenReports } from './broken-reports.js';
import { toApplicationFailure } from './failures.js';
import { whileHeartbeating } from './heartbeats.js';
import { keepFile, keptNames } from './kept-files.js';

export interface BacsMessageDeps {
  ptx: PtxClient;
  /** `INCASSO_DATA_DIR`. */
  dataDir: string;
  /** By type of report (`ARUDD`), in capitals; the others are kept, and nothing more. */
  routers?: Readonly<Record<string, BacsMessageRouter>>;
}

export interface FetchBacsMessages {
  serviceType: ServiceType;
  /** For lateness alone. */
  clock?: BusinessClock;
}

const FORMAT = '0';
const END = '.xml';
const MOST_SHOWN = 20;
const MOST_MESSAGES = 1_000;

/** The reports that Bacs leaves at PTX. Source: PTX API, "Bacs messages". */
export function createBacsMessageActivities({ ptx, dataDir, routers = {} }: BacsMessageDeps) {
  const folder = join(dataDir, 'bacs-messages');
  const broken = createBrokenReports(folder);

  return {
    /**
     * Keeps every message that is not downloaded yet as `bacs-messages/<report id>.xml`, routes it, and only then marks it
     * as downloaded. Safe to repeat at any point: the file is written again, what is routed counts once, the mark too. A
     * message that fails is left as it is and counted, also one that does not come whole; where that one comes no better in
     * the next runs, it is taken as it came. One that is acted on too late is told; its date stops nothing.
     */
    async fetchBacsMessages({ serviceType, clock }: FetchBacsMessages): Promise<WatchBacsMessagesResult> {
      const { cancellationSignal: signal, log } = Context.current();
      const counts = { found: 0, kept: 0, failed: 0, routed: 0, parked: 0 };
      const result: WatchBacsMessagesResult = { ...counts, warnings: [], failures: [] };
      const warn = (reportId: string, warning: string) => {
        log.warn(warning, { reportId });
        if (result.warnings.length < MOST_SHOWN) result.warnings.push(warning);
      };
      try {
        await whileHeartbeating(async () => {
          const messages = await notDownloaded(serviceType, signal);
          result.found = messages.length;
          for (const message of messages) {
            const { reportId } = message;
            const warning = lateness(message, londonTime(businessTime(Date.now(), clock)).date);
            if (warning !== undefined) warn(reportId, warning);
            try {
              const { routed, parked, isBroken } = await take(message, signal);
              if (isBroken) warn(reportId, `report ${reportId} never came whole: what came is ${reportId}${END}`);
              result.kept += 1;
              result.routed += routed;
              result.parked += parked;
            } catch (error) {
              signal.throwIfAborted();
              if (concernsAll(error)) throw error;
              result.failed += 1;
              const reason = error instanceof Error ? error.message : String(error);
              if (result.failures.length < MOST_SHOWN) result.failures.push({ reportId, reason });
            }
          }
        });
        return result;
      } catch (error) {
        throw toApplicationFailure(error);
      }
    },

    /** What is kept, and what PTX still has to be downloaded, the newest first. A read. */
    async listBacsMessages(): Promise<BacsMessageList> {
      try {
        return await whileHeartbeating(async () => {
          const kept = new Set(await keptNames(folder, END));
          const known = await ptx.queryMessages();
          const atPtx = new Set(known.map(({ reportId }) => reportId));
          const gone = [...kept].filter((reportId) => !atPtx.has(reportId)).map(toGone);
          const listed = known
            .filter(({ reportId, downloaded }) => kept.has(reportId) || !downloaded)
            .map(({ reportId, reportType, name, date, serviceType, downloaded }) => ({
              reportId,
              type: reportType ?? null,
              name: name ?? null,
              date: date ?? null,
              serviceType,
              downloaded,
              kept: kept.has(reportId),
            }));
          const all = [...listed, ...gone].sort((a, b) => Number(b.reportId) - Number(a.reportId));
          return { messages: all.slice(0, MOST_MESSAGES), more: Math.max(0, all.length - MOST_MESSAGES) };
        });
      } catch (error) {
        throw toApplicationFailure(error);
      }
    },
  };

  async function take(message: BacsMessage, signal: AbortSignal): Promise<Routed & { isBroken: boolean }> {
    const { serviceType, reportId, documentId } = message;
    const runId = Context.current().info.workflowExecution?.runId ?? '';
    let xml: string;
    try {
      xml = await ptx.exportMessage({ serviceType, reportId, reportFormat: FORMAT }, signal);
    } catch (error) {
      // A person looks for it; it is not marked, since PTX may give it yet.
      const isRefused = error instanceof VendorError && isRefusal(error);
      if (isRefused && (await broken.isFinal(reportId, error.message, runId))) {
        await routerOf(message)?.(message, NOTHING, signal);
      }
      throw error;
    }
    const isBroken = !isWhole(xml);
    if (isBroken && !(await broken.isFinal(reportId, xml, runId))) {
      throw new Error('the export is not a whole XML document: the next run fetches it again');
    }
    await keepFile(join(folder, `${reportId}${END}`), xml);
    const routed = await routerOf(message)?.(message, xml, signal);
    await ptx.markMessageDownloaded({ serviceType, reportId, documentId }, signal);
    await broken.forget(reportId);
    return { ...(routed ?? { routed: 0, parked: 0 }), isBroken };
  }

  /** Of its type, however that is written; also of a type that only has that word in it: its router tells the two apart. */
  function routerOf({ reportType = '' }: BacsMessage): BacsMessageRouter | undefined {
    const written = foldedType(reportType);
    const types = Object.keys(routers);
    const type = types.find((each) => each === written) ?? types.find((each) => written.includes(each));
    return type === undefined ? undefined : routers[type];
  }

  /** A line for operators about a report that is acted on too late, or could not be until now. It says nothing personal. */
  function lateness(message: BacsMessage, today: string): string | undefined {
    const { reportId, reportType, date } = message;
    if (!routerOf(message) || date === undefined) return undefined;
    if (!isTooLate(calendarOf(latestCalendarVersion), date, today)) return undefined;
    return `report ${reportId} (${reportType}) of ${date} is late on ${today}: the scheme gives ${ACT_WITHIN_DAYS} working days to act on it`;
  }

  /** Two lists show them, neither for sure all of them: one is for some profiles only, and both may have another address. */
  async function notDownloaded(serviceType: ServiceType, signal: AbortSignal): Promise<BacsMessage[]> {
    const lists = [
      await settled(ptx.queryMessagesNotDownloaded(signal)),
      await settled(ptx.listDownloadableMessages(serviceType, signal)),
    ];
    const answered = lists.flatMap((list) => ('messages' in list ? [list.messages] : []));
    const [first] = lists;
    if (answered.length === 0 && first && 'refusal' in first) throw first.refusal;
    const byReport = new Map<string, BacsMessage>();
    for (const message of answered.flat()) if (!byReport.has(message.reportId)) byReport.set(message.reportId, message);
    return [...byReport.values()].filter((message) => message.serviceType === serviceType && !message.downloaded);
  }
}

/** Whether the element that begins a document also ends it: an export that was cut off on its way must not be marked. */
function isWhole(xml: string): boolean {
  const root = /<([^\s/>?!]+)/.exec(xml);
  if (!root) return false;
  let end = xml.trimEnd();
  while (end.endsWith('-->')) end = end.slice(0, Math.max(0, end.lastIndexOf('<!--'))).trimEnd();
  const isEmpty = end.endsWith('/>') && end.lastIndexOf('<') === root.index;
  return isEmpty || end.endsWith(`</${root[1]}>`);
}

/** A list that PTX does not have is no failure as long as the other one answers. */
async function settled(list: Promise<BacsMessage[]>): Promise<{ messages: BacsMessage[] } | { refusal: VendorError }> {
  try {
    return { messages: await list };
  } catch (error) {
    if (error instanceof VendorError && isRefusal(error)) return { refusal: error };
    throw error;
  }
}

/** PTX does not have it, or gives something else. */
const isRefusal = ({ name }: VendorError): boolean => name === 'Invalid' || name === 'ContractBroken';

/** What the next message would meet too. */
function concernsAll(error: unknown): boolean {
  return error instanceof VendorError && (error.name === 'RateLimited' || error.name === 'Unauthorized');
}

/** A report that PTX lists no more. */
function toGone(reportId: string) {
  return { reportId, type: null, name: null, date: null, serviceType: null, downloaded: true, kept: true };
}
