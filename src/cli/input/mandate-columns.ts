import {
  communications,
  formulaProblem,
  type MandateRequest,
  mostOccurrences,
  mostOf,
} from '../../client/prepare-mandate.js';
import { type Read, readAccountNumber, readSortCode } from '../../domain/bacs/account.js';
import { readAccountName } from '../../domain/bacs/texts.js';
import { planFrequencies } from '../../domain/direct-debit/plans.js';
import { checkMandateReference } from '../../domain/direct-debit/references.js';
import { amountCell, dateCell, emailCell, referenceCell, textCell } from './cells.js';
import { type Cell, type Column, optional, required, type ValuesOf } from './csv-columns.js';

/** What a file or a command line says of a mandate; the rest holds for all of them. */
export type MandateAsWritten = Omit<MandateRequest, 'profile' | 'verifyOwner' | 'updateContact' | 'clock'>;

/** A cell as PTX takes it: it refuses what a spreadsheet would reckon. */
function forPtx<T>(cell: Cell<T>): Cell<T> {
  return {
    ...cell,
    parse(text) {
      const fault = formulaProblem(text);
      return fault === undefined ? cell.parse(text) : { fault };
    },
  };
}

/** A person's value that stays as it is written, once a reader of the domain has found nothing wrong with it. */
function judged(form: string, read: (text: string) => Read<unknown>): Cell<string> {
  return {
    form,
    personal: true,
    parse(text) {
      const result = read(text);
      return 'value' in result ? { value: text } : { fault: result.problem };
    },
  };
}

/** One word of a list, whatever its capitals. */
function wordOf<W extends string>(known: readonly W[]): Cell<W> {
  const all = known.join(', ');
  return {
    form: `write one of ${all}`,
    parse(text) {
      const word = known.find((each) => each.toLowerCase() === text.trim().toLowerCase());
      return word === undefined ? { fault: `is none of ${all}, write one of them` } : { value: word };
    },
  };
}

const occurrencesCell: Cell<number> = {
  form: `write a number from 1 to ${mostOccurrences}`,
  parse(text) {
    const number = /^\d{1,4}$/.test(text.trim()) ? Number(text) : 0;
    return number > 0 ? { value: number } : { fault: `is not a number from 1 to ${mostOccurrences}` };
  },
};

const personText = (most: number) => forPtx(textCell(most, { personal: true }));

const emailColumn: Column<string | undefined, true> = {
  ...forPtx(emailCell),
  required: true,
  takesEmpty: true, // Only letters by mail need one.
  parse: (text) => (text.trim() === '' ? { value: undefined } : forPtx(emailCell).parse(text)),
};

const mandateReferenceCell: Cell<string> = {
  form: 'write 6 to 18 characters',
  parse(text) {
    const fault = checkMandateReference(text);
    return fault === undefined ? { value: text } : { fault };
  },
};

/** The columns of a mandates file; the options of `mandate create` are called the same. */
export const mandateColumns = {
  reference: required(mandateReferenceCell),
  contact_reference: required(forPtx(referenceCell)),
  title: required(personText(mostOf.title)),
  first_name: required(personText(mostOf.name)),
  last_name: required(personText(mostOf.name)),
  email: emailColumn,
  account_name: required(judged('write the name of the account', readAccountName)),
  sort_code: required(judged('write six digits like 20-00-00', readSortCode)),
  account_number: required(judged('write 8 digits', readAccountNumber)),
  amount: required(amountCell),
  frequency: required(wordOf(planFrequencies)),
  start_date: required(dateCell),
  communication: optional(wordOf(communications)),
  address_lines: optional(forPtx(textCell(mostOf.lines, { personal: true, lines: true }))),
  town: optional(personText(mostOf.place)),
  county: optional(personText(mostOf.place)),
  postcode: optional(personText(mostOf.postcode)),
  country: optional(personText(mostOf.place)),
  company_name: optional(personText(mostOf.company)),
  alt_reference: optional(personText(mostOf.altReference)),
  end_date: optional(dateCell),
  occurrences: optional(occurrencesCell),
};

/** On the command line a mandate can do without a plan. */
export const mandateOptions = {
  ...mandateColumns,
  email: optional(forPtx(emailCell)),
  amount: optional(amountCell),
  frequency: optional(wordOf(planFrequencies)),
  start_date: optional(dateCell),
};

/** The column of each field that the client judges. */
const COLUMN_OF: Readonly<Record<string, string>> = {
  'contact.reference': 'contact_reference',
  'contact.title': 'title',
  'contact.firstName': 'first_name',
  'contact.lastName': 'last_name',
  'contact.email': 'email',
  'contact.communication': 'communication',
  'contact.companyName': 'company_name',
  'contact.address.lines': 'address_lines',
  'contact.address.town': 'town',
  'contact.address.county': 'county',
  'contact.address.postcode': 'postcode',
  'contact.address.country': 'country',
  'account.accountName': 'account_name',
  'account.sortCode': 'sort_code',
  'account.accountNumber': 'account_number',
  'plan.amount.minor': 'amount',
  'plan.frequency': 'frequency',
  'plan.start': 'start_date',
  'plan.end': 'end_date',
  'plan.occurrences': 'occurrences',
  altReference: 'alt_reference',
};

/** What a field of the client's is called in a file. */
export const columnOf = (field: string): string => COLUMN_OF[field] ?? field;

/** The mandate that cells without a fault say. Without amount, frequency and start it has no plan. */
export function toMandate(values: ValuesOf<typeof mandateOptions>): MandateAsWritten {
  const { amount, frequency, start_date, end_date, occurrences } = values;
  const { email, communication, company_name, alt_reference } = values;
  const address = addressOf(values);
  return {
    reference: values.reference,
    contact: {
      reference: values.contact_reference,
      title: values.title,
      firstName: values.first_name,
      lastName: values.last_name,
      ...(email !== undefined && { email }),
      ...(communication !== undefined && { communication }),
      ...(company_name !== undefined && { companyName: company_name }),
      ...(address && { address }),
    },
    account: { sortCode: values.sort_code, accountNumber: values.account_number, accountName: values.account_name },
    ...(alt_reference !== undefined && { altReference: alt_reference }),
    ...(amount !== undefined &&
      frequency !== undefined &&
      start_date !== undefined && {
        plan: {
          amount: { minor: amount, currency: 'GBP' },
          frequency,
          start: start_date,
          ...(end_date !== undefined && { end: end_date }),
          ...(occurrences !== undefined && { occurrences }),
        },
      }),
  };
}

function addressOf(values: ValuesOf<typeof mandateOptions>): MandateRequest['contact']['address'] {
  const { address_lines: lines, town, county, postcode, country } = values;
  const parts = { lines, town, county, postcode, country };
  const given = Object.entries(parts).filter(([, part]) => part !== undefined);
  return given.length === 0 ? undefined : Object.fromEntries(given);
}
