import { Context } from '@temporalio/activity';
import type { Debtor, Invoice, LinkReading, VendorMessage } from '../domain/case.js';
import { rises } from '../domain/payments.js';
import type { AlphacommClient, ImportRow } from '../vendors/alphacomm/client.js';
import { VendorError } from '../vendors/errors.js';
import { notYet, toApplicationFailure } from './failures.js';
import { whileHeartbeating } from './heartbeats.js';
import { type LinkAccount, type Look, readLinks } from './link-readings.js';

export interface ImportRequest {
  reference: string;
  script: string;
  debtor: Debtor;
  invoice: Invoice;
  /** What is still owed, in minor units of the invoice's currency. */
  owedMinor: number;
  /** The last look before the contact; absent only for the first contact, which has nothing to look at. */
  look?: Look & { account: LinkAccount };
}

/** `record` is null when the last look showed that all is paid: then nothing was imported. */
export interface ImportAnswer {
  links: LinkReading[];
  record: { status: string; messages: VendorMessage[]; askedMinor: number } | null;
}

export interface LookUpRequest {
  reference: string;
  script: string;
  /** When the outcome became unknown, in milliseconds since 1970. */
  sinceMs: number;
  /** An answer like 503 speaks against the effect, so only a write in flight must settle; a lost answer takes the window. */
  wait: 'settling-time' | 'import-window';
}

export interface RecordDeps {
  alphacomm: AlphacommClient;
  importWindowMs: number;
  httpTimeoutMs: number;
}

export function createRecordActivities({ alphacomm, importWindowMs, httpTimeoutMs }: RecordDeps) {
  return {
    /**
     * Imports one record into a script, which contacts the debtor, unless a last look shows that nothing is owed any
     * more. **Not safe to repeat by itself**: an `OutcomeUnknown` or a lost worker is answered by `lookUpImport` (message
     * scripts) or by the round's own rule (voice scripts). Source: CollectMAXX API, "Import", `addRecords`.
     */
    async importRecord(request: ImportRequest): Promise<ImportAnswer> {
      const { look } = request;
      let looking = look !== undefined;
      try {
        if (!look) return { links: [], record: await importOne(alphacomm, request, request.owedMinor) };
        return await whileHeartbeating(async () => {
          const links = await readLinks(alphacomm, look);
          looking = false;
          const { known, asked, ownMinor } = look.account;
          const come = rises(known, asked, ownMinor, links).reduce((sum, { riseMinor }) => sum + riseMinor, 0);
          const owedMinor = request.owedMinor - come;
          return { links, record: owedMinor > 0 ? await importOne(alphacomm, request, owedMinor) : null };
        });
      } catch (error) {
        throw toApplicationFailure(error, { effect: !looking });
      }
    },

    /**
     * Says whether a message script took the record whose import answer was lost: a PayLink of the reference and the
     * script proves it. "Absent" is answered only after the waiting time and at least two readings that agree.
     */
    async lookUpImport({ reference, script, sinceMs, wait }: LookUpRequest): Promise<LinkReading[]> {
      const windowMs = wait === 'import-window' ? importWindowMs : httpTimeoutMs;
      try {
        const links = await readLinks(alphacomm, { reference, scripts: [script], linkIds: [] });
        if (links.length > 0) return links;
      } catch (error) {
        throw toApplicationFailure(error);
      }
      const leftMs = sinceMs + windowMs - Date.now();
      const { info, heartbeat } = Context.current();
      const absent = 1 + (typeof info.heartbeatDetails === 'number' ? info.heartbeatDetails : 0);
      if (leftMs <= 0 && absent > 1) return [];
      heartbeat(absent); // The next attempt knows of this reading; one that failed does not count.
      throw notYet(
        'no PayLink of this record yet',
        Math.min(Math.max(leftMs, 500), Math.max(500, windowMs / 20), 60_000),
      );
    },
  };
}

async function importOne(
  alphacomm: AlphacommClient,
  { reference, script, debtor, invoice }: ImportRequest,
  owedMinor: number,
) {
  const row: ImportRow = {
    reference,
    script,
    ...(debtor.name === undefined ? {} : { personFamilyName: debtor.name }),
    ...(debtor.email === undefined ? {} : { toMailAddress: debtor.email }),
    ...(debtor.phones.length === 0 ? {} : { toPhoneNumbers: debtor.phones }),
    ...(debtor.birthDate === undefined ? {} : { personBirthDay: debtor.birthDate }),
    ...(invoice.date === undefined ? {} : { invoiceDate: invoice.date }),
    invoiceDueDate: invoice.dueDate,
    invoiceReference: invoice.number,
    invoiceNumber: invoice.number,
    invoiceCurrency: invoice.amount.currency,
    invoiceAmountMinor: owedMinor,
  };
  const { records } = await alphacomm.addRecords([row]);
  const record = records.find((answered) => answered.reference === reference);
  if (!record) {
    throw new VendorError(
      'OutcomeUnknown',
      { vendor: 'alphacomm', operation: 'addRecords' },
      'the answer names no record of this reference',
    );
  }
  return { status: record.status, messages: record.messages, askedMinor: owedMinor };
}
