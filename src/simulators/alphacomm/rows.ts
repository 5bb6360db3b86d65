import { isCalendarDay } from '../shared/times.js';
import { parseCents } from './pay-links.js';
import type { FindScript } from './scripts.js';

/** A record as handed in, by row or by line of a file. */
export interface Row {
  reference: string;
  script: string;
  personFamilyName?: string | null;
  toMailAddress?: string | null;
  toPhoneNumbers?: string[] | null;
  invoiceDate?: string | null;
  invoiceDueDate?: string | null;
  invoiceReference?: string | null;
  invoiceCurrency?: string | null;
  invoiceAmount?: string | null;
  invoiceNumber?: string | null;
  personBirthDay?: string | null;
}

export interface RecordMessage {
  context: string;
  message: string;
  level: 'error';
}

const MAIL_ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const PHONE_NUMBER = /^\+?\d{8,15}$/;
const DAYS = ['invoiceDate', 'invoiceDueDate', 'personBirthDay'] as const;

/**
 * Why a record cannot become a job; empty when it can. Which fields a script requires is not documented: here the
 * amount, the currency, and the address of the script's own channel.
 */
export function checkRow(row: Row, findScript: FindScript): RecordMessage[] {
  const messages: RecordMessage[] = [];
  const fault = (context: string, message: string): void => void messages.push({ context, message, level: 'error' });

  const script = findScript(row.script);
  if (row.reference.trim() === '') fault('reference', 'A reference is required.');
  if (script === undefined) fault('script', 'No script has this number.');
  if (parseCents(row.invoiceAmount) === undefined)
    fault('invoiceAmount', 'An amount in cents, digits only, is required.');
  if (!/^[A-Z]{3}$/.test(row.invoiceCurrency ?? '')) fault('invoiceCurrency', 'A currency such as EUR is required.');

  if (script?.kind === 'mail') {
    if (!row.toMailAddress) fault('toMailAddress', 'A mail address is required for this script.');
    else if (!MAIL_ADDRESS.test(row.toMailAddress)) fault('toMailAddress', 'This is not a mail address.');
  }
  if (script?.kind === 'sms' || script?.kind === 'voice') {
    const numbers = row.toPhoneNumbers ?? [];
    if (numbers.length === 0) fault('toPhoneNumbers', 'A phone number is required for this script.');
    else if (!numbers.every((number) => PHONE_NUMBER.test(number))) {
      fault('toPhoneNumbers', 'A phone number has 8 to 15 digits, with + and country code in front.');
    }
  }
  for (const day of DAYS) {
    const value = row[day];
    if (value && !isCalendarDay(value)) fault(day, 'A date is written YYYY-MM-DD.');
  }
  return messages;
}
