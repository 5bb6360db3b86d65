import type { Bill, Communication, Mandate, VendorRecord } from './records.js';
import { toVendorTime } from './times.js';

/** Decimal euros, unlike the request's cents. A division rounds to the nearest number, and prints with two decimals. */
const toEuros = (minor: number): number => minor / 100;

const imageUrl = (atid: string, part: number): string =>
  `https://images.acceptemail.com/?id=${atid}&Culture=nl-NL&part=${part}`;

const links = ({ atid, shortUrl }: VendorRecord) => ({
  TransactionURL: `https://transaction.acceptemail.com/Landing?id=${atid}&detail=true`,
  ShortURL: shortUrl,
  Images: { ImageURL1: imageUrl(atid, 1), ImageURL2: imageUrl(atid, 2) },
});

/** A message as an answer lists it. Its form is nowhere shown: the fields of the request, the id and the status. */
export const toCommunicationView = (message: Communication) => ({
  CommunicationID: message.id,
  Channel: message.channel,
  Template: message.template,
  ScheduledDate: toVendorTime(message.scheduledAt),
  PaymentStatus: message.paymentStatus,
  MessageStatus: message.messageStatus,
  Status: message.status,
});

/** A bill as create, get and update answer it. Source: Bills, the answer to the first call. */
export const toBillView = (bill: Bill) => ({
  ATID: bill.atid,
  SRRID: bill.srrid,
  AETemplateID: bill.templateId,
  PaymentReference: bill.paymentReference,
  Amount: toEuros(bill.amountMinor),
  Description: bill.description,
  ExpiryDate: toVendorTime(bill.expiresAt),
  Status: bill.status,
  Address: { Email: bill.email, PhoneNumber: bill.phone },
  Communication: bill.communications.map(toCommunicationView),
  Links: links(bill),
  CreationDate: toVendorTime(bill.createdAt),
  PendingPaymentDate: bill.pendingAt === undefined ? undefined : toVendorTime(bill.pendingAt),
});

/** What happened on the bill's pages and in its mails. The name of the list is not documented. */
export const toEventViews = (bill: Bill) =>
  bill.events.map(({ type, at, status }) => ({ Type: type, DateTime: toVendorTime(at), Status: status }));

/** A record as the searches list it: without messages, and with an address that lacks what was not given. */
export const toFoundView = (record: VendorRecord) => ({
  AETemplateID: record.templateId,
  ATID: record.atid,
  Address: { Email: record.email || undefined, PhoneNumber: record.phone || undefined },
  Amount: toEuros(record.amountMinor),
  Description: record.description,
  PaymentReference: record.paymentReference,
  SRRID: record.srrid,
  Status: record.status,
  ExpiryDate: record.kind === 'bill' ? toVendorTime(record.expiresAt) : undefined,
  Links: links(record),
});

/** Source: outside, mandate.md. */
export const toMandateView = (mandate: Mandate) => ({
  ATID: mandate.atid,
  SRRID: mandate.srrid,
  AETemplateID: mandate.templateId,
  PaymentReference: mandate.paymentReference,
  Amount: toEuros(mandate.amountMinor),
  Description: mandate.description,
  Status: mandate.status,
  FirstInstallment: mandate.firstInstallmentMinor,
  Address: { Email: mandate.email || undefined, PhoneNumber: mandate.phone || undefined },
  Communication: mandate.communications.map(toCommunicationView),
  Links: links(mandate),
});
