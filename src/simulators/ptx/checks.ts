import { PtxRefusal } from './answers.js';

/** Bacs codes by the index that the API calls `transactionType`: 0, 2 and 7 are documented, the others the vendor's list order. */
export const CODES: Readonly<Record<string, string>> = {
  '0': '99',
  '2': '01',
  '3': '17',
  '4': '18',
  '5': '19',
  '6': '0C',
  '7': '0N',
  '8': '0S',
};

export const isCredit = (code: string): boolean => code === '99';
/** Direct debit instructions carry no money. */
export const isInstructionOfDebit = (code: string): boolean => ['0C', '0N', '0S'].includes(code);

const LEGAL = /^[A-Za-z0-9.&/ -]*$/;
const LONGEST = 18;
const LARGEST_MINOR = 2_000_000_000;

export type Body = Readonly<Record<string, unknown>>;

/** What is paid to or taken from whom: the part of an instruction that Bacs sees. Amounts in pence. */
export interface PaymentFields {
  code: string;
  sortCode: string;
  accountNumber: string;
  reference: string;
  name: string;
  text: string;
  amountMinor: number;
}

export function asBody(body: unknown): Body {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Body;
  throw new PtxRefusal(400, 'The body must be a JSON object');
}

/** Throws `PtxRefusal` for a string that begins as a formula would. Source: PTX API, "Making further API calls". */
export function refuseFormulas(value: unknown, name = 'body'): void {
  if (typeof value === 'string') {
    if (/^[=+\-@]/.test(value)) throw new PtxRefusal(400, `${name} must not begin with = + - or @`, name);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, field] of Object.entries(value)) refuseFormulas(field, key);
  }
}

function text(body: Body, name: string, isNeeded: boolean): string {
  const value = body[name] ?? '';
  if (typeof value !== 'string') throw new PtxRefusal(400, `${name} must be a string`, name);
  if (value.trim() === '' && isNeeded) throw new PtxRefusal(400, `${name} is mandatory`, name);
  if (!LEGAL.test(value)) throw new PtxRefusal(400, `${name} has characters that Bacs does not know`, name);
  if (value.length > LONGEST) throw new PtxRefusal(400, `${name} is longer than ${LONGEST}`, name);
  return value;
}

/** Throws `PtxRefusal` unless the field holds so many digits in a string. */
export function digits(body: Body, name: string, length: number): string {
  const value = body[name];
  if (typeof value === 'string' && new RegExp(`^\\d{${length}}$`).test(value)) return value;
  throw new PtxRefusal(400, `${name} must have ${length} digits`, name);
}

/** Pence of pounds with at most two decimals, in a string or a number. Throws `PtxRefusal`. */
export function pence(value: unknown, name = 'amount'): number {
  const found = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(
    typeof value === 'number' ? String(value) : typeof value === 'string' ? value : '',
  );
  if (found === null) throw new PtxRefusal(400, `${name} must be pounds with two decimals`, name);
  const minor = Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0'));
  if (minor > LARGEST_MINOR) throw new PtxRefusal(400, `${name} is above 20,000,000.00`, name);
  return minor;
}

function amount(value: unknown, code: string): number {
  const minor = pence(value);
  if (isInstructionOfDebit(code) !== (minor === 0))
    throw new PtxRefusal(400, `amount does not suit the code ${code}`, 'amount');
  return minor;
}

/** Reads and checks an instruction's own fields. Throws `PtxRefusal`. Source: PTX API, "Create an instruction". */
export function readPayment(body: Body): PaymentFields {
  refuseFormulas(body);
  const code = CODES[String(body.transactionType)];
  if (code === undefined) throw new PtxRefusal(400, 'transactionType is unknown', 'transactionType');
  const isDebit = !isCredit(code);
  return {
    code,
    sortCode: digits(body, 'sortCode', 6),
    accountNumber: digits(body, 'accountNumber', 8),
    reference: text(body, 'reference', isDebit),
    name: text(body, 'name', isDebit),
    text: text(body, 'text', true),
    amountMinor: amount(body.amount, code),
  };
}

/** The same for a line of a file or a person's entry, with the Bacs code and the amount in pence. Throws `PtxRefusal`. */
export function checkPayment(fields: PaymentFields): PaymentFields {
  const transactionType = Object.keys(CODES).find((index) => CODES[index] === fields.code);
  return readPayment({ ...fields, transactionType, amount: (fields.amountMinor / 100).toFixed(2) });
}

export type Warnings = Readonly<Record<string, readonly string[]>>;

/** What PTX doubts without refusing it. The simulator's directory lacks sort codes of six equal digits from 3 on. */
export function warningsOf(
  { sortCode, accountNumber }: PaymentFields,
  dateFault: string | undefined,
): Warnings | undefined {
  const warnings: Record<string, string[]> = {};
  if (/^([3-9])\1{5}$/.test(sortCode)) warnings.sortCode = ['Sort code has not been found in the sort code directory'];
  else if (/^(\d)\1{7}$/.test(accountNumber)) {
    const message = `Account number ${accountNumber} does not have a valid checksum for sort code ${sortCode}`;
    warnings.accountNumber = [message];
  }
  if (dateFault !== undefined) warnings.paymentDate = ['Please enter valid value of Payment Date'];
  return Object.keys(warnings).length === 0 ? undefined : warnings;
}
