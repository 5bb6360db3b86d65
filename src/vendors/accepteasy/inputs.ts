import {
  communicationFaults,
  faultsOfBill,
  faultsOfBulk,
  faultsOfChanges,
  faultsOfCommunicationChanges,
  faultsOfMandate,
  refuse,
} from './limits.js';
import type { AmountScheme, BillChanges, BillSearch, NewBill, NewCommunication, NewMandate } from './types.js';
import { toVendorDay, toVendorInstant } from './values.js';

// The vendor's spelling of what goes out. Absent fields stay absent: JSON leaves out what is undefined.

/** Source: Bills, the body of `POST /v2/Bill`. Throws one `RangeError` that lists all faults. */
export function toBillInput(bill: NewBill) {
  refuse(faultsOfBill(bill));
  return {
    SRRID: bill.srrid,
    PaymentReference: bill.paymentReference,
    Description: bill.description,
    Amount: bill.amountMinor,
    ExpiryDate: toVendorInstant(bill.expiresAt),
    Address: toAddress(bill),
    Communication: toCommunications(bill.communications),
    RecordData: bill.recordData,
    AETemplateID: bill.templateId,
    CountdownDays: bill.countdownDays,
    AmountScheme: bill.amountScheme === undefined ? undefined : toAmountScheme(bill.amountScheme),
    CommunicationPlanId: bill.communicationPlanId,
    PartialPaymentPlanID: bill.partialPaymentPlanId,
    NotificationURLs: some({ PaidURL: bill.paidUrl }),
    Extras: some({ ReturnBannerOpenURL: bill.returnBannerOpenUrl, ReturnBannerPaidURL: bill.returnBannerPaidUrl }),
    Attachment: bill.attachment === undefined ? undefined : toAttachment(bill.attachment),
  };
}

/** Source: outside, documents/billBulk.md. Throws one `RangeError` that lists the faults of all bills. */
export function toBulkInput(bills: readonly NewBill[]) {
  refuse(faultsOfBulk(bills));
  return { Bills: bills.map(toBillInput) };
}

/** Source: outside, documents/billPatch.md. Throws `RangeError` where nothing would change. */
export function toBillChanges(changes: BillChanges) {
  refuse(faultsOfChanges(changes));
  return { Status: changes.status, Address: toAddress(changes) };
}

/** Source: outside, documents/mandate.md. Throws one `RangeError` that lists all faults. */
export function toMandateInput(mandate: NewMandate) {
  refuse(faultsOfMandate(mandate));
  return {
    SRRID: mandate.srrid,
    PaymentReference: mandate.paymentReference,
    Description: mandate.description,
    SequenceType: mandate.sequenceType,
    ToDate: mandate.validUntil === undefined ? undefined : toVendorInstant(mandate.validUntil),
    AmountType: mandate.amountType,
    MaximumAmount: mandate.maximumAmountMinor,
    CollectionAmount: mandate.collectionAmountMinor,
    FirstInstallment: mandate.firstInstallmentMinor,
    MandateReference: mandate.mandateReference,
    AETemplateID: mandate.templateId,
    Address: toAddress(mandate),
    Communication: toCommunications(mandate.communications),
  };
}

/** One message. Source: Bills, "Sending of Bills through email, text or both". Throws `RangeError` for a wrong one. */
export function toCommunicationInput(communication: NewCommunication) {
  refuse(communicationFaults([communication]));
  return toCommunicationChanges(communication);
}

/** The fields of a message that change; inferred, as the body is not documented. Throws `RangeError` for a wrong one. */
export function toCommunicationChanges(changes: Partial<NewCommunication>) {
  refuse(faultsOfCommunicationChanges(changes));
  return {
    Channel: changes.channel,
    PaymentStatus: changes.paymentStatus,
    MessageStatus: changes.messageStatus,
    MandateStatus: changes.mandateStatus,
    Template: changes.template,
    ScheduledDate: changes.scheduledAt === undefined ? undefined : toVendorInstant(changes.scheduledAt),
  };
}

/** Source: outside, documents/search.md. Throws `RangeError` for a page that is none. */
export function toBillQuery({ paymentReference, page, count }: BillSearch): string {
  const whole = [page, count].every((each) => each === undefined || (Number.isSafeInteger(each) && each >= 1));
  if (!whole) throw new RangeError('page and count must be whole numbers from 1');
  return toQuery({ paymentReference, page, count });
}

/** Whole seconds, the outer ones, so that rounding finds more, never less. Throws `RangeError` for a wrong bound. */
export function toPaymentQuery({ from, to, type }: { from: string; to: string; type: string }): string {
  return toQuery({ paymentDateFrom: toVendorInstant(from), paymentDateTo: toVendorInstant(to, 'up'), type });
}

/**
 * Days, the outer ones: whether the vendor's days begin in UTC or in Amsterdam, and whether the last one counts, is not
 * documented, so the day after the last is asked for too. Throws `RangeError` for a wrong bound.
 */
export function toBounceQuery({ from, to, type }: { from: string; to: string; type: string }): string {
  return toQuery({ type, bounceDateFrom: toVendorDay(from), bounceDateTo: toVendorDay(to, 1) });
}

function toQuery(fields: Record<string, string | number | undefined>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) query.set(name, String(value));
  return query.toString();
}

/** The vendor's sample has spaces in the number; what it does with them is not said. An empty address is none. */
function toAddress({ email, phoneNumber }: { email?: string; phoneNumber?: string }) {
  return some({ Email: email?.trim() || undefined, PhoneNumber: phoneNumber?.replace(/\s/g, '') || undefined });
}

function toCommunications(communications: readonly NewCommunication[] | undefined) {
  return communications === undefined || communications.length === 0
    ? undefined
    : communications.map(toCommunicationInput);
}

function toAmountScheme(scheme: AmountScheme) {
  if (scheme.kind === 'Range')
    return { Range: { MaximumAmount: scheme.maximumMinor, MinimumAmount: scheme.minimumMinor } };
  return { [scheme.kind]: scheme.options.map(({ amountMinor, label }) => ({ Amount: amountMinor, Label: label })) };
}

function toAttachment({ fileName, contents }: { fileName: string; contents: Uint8Array }) {
  const { buffer, byteOffset, byteLength } = contents;
  return { filename: fileName, binary: Buffer.from(buffer, byteOffset, byteLength).toString('base64') };
}

/** An object all of whose members are absent is absent itself. */
function some<T extends object>(fields: T): T | undefined {
  return Object.values(fields).some((value) => value !== undefined) ? fields : undefined;
}
