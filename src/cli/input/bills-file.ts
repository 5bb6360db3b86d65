import { isDeepStrictEqual } from 'node:util';
import type { PlannedMessage } from '../../domain/bill.js';
import { amountCell, dateCell, emailCell, phonesCell, referenceCell, textCell } from './cells.js';
import { type Cell, optional, type Parsed, required } from './csv-columns.js';
import { type CsvRow, readCsvFile } from './csv-file.js';
import { nearest } from './nearest.js';

/** What one row of a bills file says about a bill. */
export interface BillRow {
  line: number;
  srrid: string;
  paymentReference: string;
  description: string;
  amountMinor: number;
  expiryDate: string;
  email?: string;
  phone?: string;
  communications?: PlannedMessage[];
  /** The columns that begin with `_`, by name; the product ignores them. */
  extra: Record<string, string>;
}

export interface BillsFile {
  rows: BillRow[];
  /** A line for each fault of the file; with one of them, nothing is to be started. */
  faults: string[];
}

const SRRID_LIMIT = 36;

/** A reference that the vendor takes as its key. */
const srridCell: Cell<string> = {
  form: `write letters, digits and . _ - / (at most ${SRRID_LIMIT})`,
  parse(text) {
    const parsed = referenceCell.parse(text);
    if ('fault' in parsed || parsed.value.length <= SRRID_LIMIT) return parsed;
    return { fault: `has ${parsed.value.length} characters, write at most ${SRRID_LIMIT}` };
  },
};

/** One number: the vendor has room for no more. */
const phoneCell: Cell<string> = {
  ...phonesCell,
  form: 'write one number like +31600000000',
  parse(text) {
    const parsed = phonesCell.parse(text);
    if ('fault' in parsed) return parsed;
    const [phone = '', ...more] = parsed.value;
    return more.length === 0 ? { value: phone } : { fault: 'has more than one number, write the best one' };
  },
};

/** The vendor's names of a message's fields, and ours. Source: Bills, "Sending of Bills through email, text or both". */
const FIELDS: Readonly<Record<string, keyof PlannedMessage>> = {
  Channel: 'channel',
  Template: 'template',
  ScheduledDate: 'scheduledAt',
  PaymentStatus: 'paymentStatus',
  MessageStatus: 'messageStatus',
};
const EXAMPLE = '[{"Channel":"Email","ScheduledDate":"2026-03-09T09:00:00Z","PaymentStatus":"Open"}]';

/** Messages in the vendor's own field names. */
const communicationsCell: Cell<PlannedMessage[]> = {
  form: `write JSON like ${EXAMPLE}`,
  personal: true, // Too long to be repeated in a fault.
  parse(text): Parsed<PlannedMessage[]> {
    const list = parseJson(text);
    if (!Array.isArray(list)) return { fault: `is not a JSON list, write it like ${EXAMPLE}` };
    const messages: PlannedMessage[] = [];
    for (const [place, entry] of list.entries()) {
      if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
        return { fault: `has an entry ${place + 1} that is not an object, write it like ${EXAMPLE}` };
      }
      const names = Object.keys(FIELDS);
      const odd = Object.keys(entry).find((name) => !names.includes(name));
      if (odd !== undefined) {
        return { fault: `has an unknown field in entry ${place + 1}, did you mean ${nearest(odd, names)}?` };
      }
      const wrong = Object.entries(entry).find(([, value]) => typeof value !== 'string');
      if (wrong !== undefined) return { fault: `has a ${wrong[0]} in entry ${place + 1} that is not a text` };
      if (!('Channel' in entry)) return { fault: `has no Channel in entry ${place + 1}, write Email or Text` };
      const fields = Object.entries(entry).map(([name, value]) => [FIELDS[name], value]);
      const message = Object.fromEntries(fields) as PlannedMessage; // Its values are texts, and `channel` is there.
      if (messages.some((other) => isDeepStrictEqual(other, message))) {
        return { fault: `has the same entry twice, take entry ${place + 1} out` };
      }
      messages.push(message);
    }
    return { value: messages };
  },
};

const columns = {
  srrid: required(srridCell),
  payment_reference: required(textCell(16)),
  description: required(textCell(32, { personal: true })),
  amount: required(amountCell),
  expiry_date: required(dateCell),
  email: optional(emailCell),
  phone: optional(phoneCell),
  communications: optional(communicationsCell),
};

/**
 * Reads and checks a file of bills: every row, before anything is done with one. `faults` are lines for the person who made
 * the file, `bills.csv:17 amount: …`, without personal data. Throws only what is not the file's fault.
 */
export async function readBillsFile(file: string): Promise<BillsFile> {
  const { rows, faults } = await readCsvFile(file, { columns, anyOf: [['email', 'phone']], unique: 'srrid' });
  return { rows: rows.map(toBillRow), faults };
}

function toBillRow({ line, values, extra }: CsvRow<typeof columns>): BillRow {
  const { srrid, payment_reference, description, amount, expiry_date, email, phone, communications } = values;
  return {
    line,
    srrid,
    paymentReference: payment_reference,
    description,
    amountMinor: amount,
    expiryDate: expiry_date,
    ...(email !== undefined && { email }),
    ...(phone !== undefined && { phone }),
    ...(communications !== undefined && { communications }),
    extra,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
