import { PtxRefusal } from '../answers.js';
import { type Body, digits, pence, refuseFormulas } from '../checks.js';
import { parseDay } from '../times.js';
import type { MandateEntry, MandateStatus } from './model.js';

/** What a body says of a mandate, besides its status. */
export type MandateFields = Pick<
  MandateEntry,
  'payerId' | 'profileId' | 'reference' | 'altReference' | 'sortCode' | 'accountNumber' | 'accountName' | 'comments'
>;

const REFERENCE = /^[A-Z0-9&\-./ ]{1,18}$/;
const NAME_LENGTH = 18;
const STATUSES: readonly MandateStatus[] = ['ACTIVE', 'SUSPENDED', 'CANCELLED', 'DELETED', 'DRAFT'];

function optional(body: Body, name: string): string | undefined {
  const value = body[name] ?? '';
  if (typeof value !== 'string') throw new PtxRefusal(400, `${name} must be a string`, name);
  return value === '' ? undefined : value;
}

function wholeNumber(body: Body, name: string): number {
  if (!/^\d{1,15}$/.test(String(body[name]))) throw new PtxRefusal(400, `${name} must be a whole number`, name);
  return Number(body[name]);
}

/** Throws `PtxRefusal` unless it is a reference that Bacs takes. */
export function checkReference(value: unknown): string {
  if (typeof value !== 'string' || !REFERENCE.test(value) || value.trim() === '') {
    throw new PtxRefusal(400, 'reference must have 1 to 18 characters from A-Z 0-9 & - . / and space', 'reference');
  }
  return value;
}

/**
 * Reads and checks a mandate of a contact. The account's name is cut at 18 characters, as stored ones are.
 * Throws `PtxRefusal`. Source: PTX API, "Create a mandate", "Update a mandate".
 */
export function readMandate(body: Body, contactId: number, needsName: boolean): MandateFields {
  refuseFormulas(body);
  const payerId = wholeNumber(body, 'payerId');
  if (payerId !== contactId) throw new PtxRefusal(400, `payerId is not the contact ${contactId}`, 'payerId');
  const accountName = optional(body, 'accountName') ?? '';
  if (needsName && accountName.trim() === '') throw new PtxRefusal(400, 'accountName is mandatory', 'accountName');
  return {
    payerId,
    profileId: wholeNumber(body, 'profileId'),
    reference: checkReference(body.reference),
    altReference: optional(body, 'altReference'),
    sortCode: digits(body, 'sortCode', 6),
    accountNumber: digits(body, 'accountNumber', 8),
    accountName: accountName.slice(0, NAME_LENGTH),
    comments: optional(body, 'comments'),
  };
}

/** The list writes CANCELLED, the example CANCEL: both are understood. Throws `PtxRefusal`. */
export function readStatus(value: unknown): MandateStatus {
  const status = value === 'CANCEL' ? 'CANCELLED' : STATUSES.find((known) => known === value);
  if (status === undefined) throw new PtxRefusal(400, `status must be one of ${STATUSES.join()}`, 'status');
  return status;
}

/** A one-off transaction as it is asked for; `AUDDIS` is an instruction without money. */
export interface OneOffAsked {
  type: 'DEBIT' | 'REFUND' | 'AUDDIS';
  amountMinor: number;
  day: string;
  comments: string;
}

/** Throws `PtxRefusal`. Source: PTX API, "Create a one-off transaction". */
export function readOneOff(body: Body): OneOffAsked {
  refuseFormulas(body);
  const type = (['DEBIT', 'REFUND', 'AUDDIS'] as const).find((known) => known === body.paymentType);
  if (type === undefined) throw new PtxRefusal(400, 'paymentType must be DEBIT, REFUND or AUDDIS', 'paymentType');
  const amountMinor = pence(body.amount);
  if ((type === 'AUDDIS') !== (amountMinor === 0)) {
    throw new PtxRefusal(400, `amount does not suit the type ${type}`, 'amount');
  }
  const day = parseDay(body.dueDate);
  if (day === undefined) throw new PtxRefusal(400, 'dueDate is not a date', 'dueDate');
  const comments = optional(body, 'comments')?.trim() ?? '';
  if (comments === '') throw new PtxRefusal(400, 'comments is mandatory', 'comments');
  return { type, amountMinor, day, comments };
}
