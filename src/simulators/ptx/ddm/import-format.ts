import { PtxRefusal } from '../answers.js';
import { type Body, pence } from '../checks.js';
import { cellsOf } from '../file-format.js';
import { parseDay } from '../times.js';

/*
 * The files of a DDM import. The page shows no layout, only what comes of a line, so both are a reading of ours, in CSV:
 *
 * ONE_OFF_PAYMENTFILE has no header: the log of the page's sample has one refused as a line ("Could not parse amount: Amount.").
 *   mandate reference, amount in pounds, due date, comments
 *
 * PAYER_FILE has a header, for it has many columns, most of which can be left out. Their names are those of the API's fields:
 *   contactReference, title, firstName, lastName, email, communicationPref, companyName, phone,
 *   lines, town, county, code, country,
 *   reference, altReference, sortCode, accountNumber, accountName, comments,
 *   plan (WeeklyPaymentPlan, MonthlyPaymentPlan …; none where empty), regularAmount, firstAmount, lastAmount,
 *   startDate, endDate, numberOfOccurences, everyNthWeek, everyNthMonth, weekDays, monthDays, monthOfYear (lists divided by
 *   spaces), sequence, weekDaySequence
 */

/** A line with its number from 1, the header counted. */
export interface ImportLine {
  lineNo: number;
  cells: readonly string[];
}

export function readLines(contents: Buffer): ImportLine[] {
  const text = contents.toString('utf8').replace(/^\uFEFF/, '');
  return text.split(/\r?\n/).flatMap((source, index) => {
    return source.trim() === '' ? [] : [{ lineNo: index + 1, cells: cellsOf(source) }];
  });
}

export interface OneOffLine {
  reference: string;
  amountMinor: number;
  day: string;
  comments: string;
}

/** Throws `PtxRefusal`, in the words of the page's sample where it has any. */
export function readOneOffLine([reference = '', amount = '', due = '', comments = '']: readonly string[]): OneOffLine {
  let amountMinor = 0;
  try {
    amountMinor = pence(amount);
  } catch {
    throw new PtxRefusal(400, `Could not parse amount: ${amount}.`, 'amount');
  }
  if (amountMinor === 0) throw new PtxRefusal(400, `Could not parse amount: ${amount}.`, 'amount');
  const day = parseDay(due);
  if (day === undefined) throw new PtxRefusal(400, `Could not parse due date: ${due}.`, 'dueDate');
  return { reference, amountMinor, day, comments };
}

/** The bodies that the API would be sent for a line of payers. */
export interface PayerLine {
  contactReference: string | undefined;
  contact: Body;
  mandate: Body;
  plan: Body | undefined;
}

const LISTS = ['weekDays', 'monthDays', 'monthOfYear'];
const COUNTS = ['everyNthWeek', 'everyNthMonth', 'numberOfOccurences'];
const PLAN_FIELDS = [
  'regularAmount',
  'firstAmount',
  'lastAmount',
  'everyNthWeek',
  'everyNthMonth',
  ...LISTS,
  'sequence',
  'weekDaySequence',
];

/** Reads lines of payers by the names in the header. A cell that is empty is left out. */
export function payerReader(header: readonly string[]) {
  return (cells: readonly string[]): PayerLine => {
    const given = new Map(
      header.map((name, index) => [name, cells[index] ?? '']).filter(([, cell]) => cell !== '') as [string, string][],
    );
    const fieldOf = (name: string): unknown => {
      const cell = given.get(name);
      if (cell === undefined) return undefined;
      if (LISTS.includes(name)) return cell.split(/\s+/);
      return COUNTS.includes(name) ? Number(cell) : cell;
    };
    const some = (...names: string[]): Record<string, unknown> =>
      Object.fromEntries(names.filter((name) => given.has(name)).map((name) => [name, fieldOf(name)]));
    const all = (...names: string[]): Record<string, string> =>
      Object.fromEntries(names.map((name) => [name, given.get(name) ?? '']));

    const addressFields = ['lines', 'town', 'county', 'code', 'country'];
    const hasAddress = addressFields.some((name) => given.has(name));
    return {
      contactReference: given.get('contactReference'),
      contact: {
        ...all('title', 'firstName', 'lastName', 'email'),
        ...some('communicationPref', 'companyName', 'phone'),
        ...(given.has('contactReference') ? { reference: given.get('contactReference') } : {}),
        ...(hasAddress ? { address: all(...addressFields) } : {}),
      },
      mandate: some('reference', 'altReference', 'sortCode', 'accountNumber', 'accountName', 'comments'),
      plan: given.has('plan')
        ? {
            '@type': given.get('plan'),
            ...some(...PLAN_FIELDS),
            schedule: some('startDate', 'endDate', 'numberOfOccurences'),
          }
        : undefined,
    };
  };
}
