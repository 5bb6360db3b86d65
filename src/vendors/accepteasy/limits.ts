import { toUtc } from '../answer-fields.js';
import type { AmountScheme, BillChanges, NewBill, NewCommunication, NewMandate } from './types.js';
import { isCents } from './values.js';

// Every fault of a request at once, by the vendor's names and without any of its values.

/** Stops a request that the vendor would refuse: throws one `RangeError` that lists all its faults. */
export function refuse(faults: readonly string[]): void {
  if (faults.length > 0) throw new RangeError(faults.join('; '));
}

const RECORD_VALUE_LIMIT = 500;

/** Names that a key of `RecordData` must not have. Source: outside, documents/sendingMessages.md. */
const OWN_NAMES = new Set(
  [
    ...['PaymentReference', 'Description', 'Amount', 'ExpiryDate', 'Address', 'Email', 'PhoneNumber', 'Communication'],
    ...['RecordData', 'SRRID', 'ATID', 'AETemplateID', 'CountdownDays', 'AmountScheme', 'CommunicationPlanId'],
    ...['PartialPaymentPlanID', 'NotificationURLs', 'Extras', 'Attachment', 'Status', 'Links'],
  ].map((name) => name.toLowerCase()),
);

/** Source: Bills; outside, documents/billSync.md, emailData.md, communicationPlans.md and partialPay.md. */
export function faultsOfBill(bill: NewBill): string[] {
  const { communications = [], communicationPlanId, partialPaymentPlanId } = bill;
  return [
    ...keyFaults(bill),
    ...amountFaults('Amount', bill.amountMinor),
    ...instantFaults('ExpiryDate', bill.expiresAt),
    ...communicationFaults(communications),
    ...schemeFaults(bill.amountScheme),
    ...recordDataFaults(bill.recordData ?? {}),
    ...fault(
      bill.countdownDays !== undefined && !(Number.isSafeInteger(bill.countdownDays) && bill.countdownDays >= 0),
      'CountdownDays must be a whole number, not below 0',
    ),
    ...fault(
      communicationPlanId !== undefined && communications.length > 0,
      'CommunicationPlanId must not stand together with Communication',
    ),
    ...fault(
      partialPaymentPlanId !== undefined && (communications.length > 0 || communicationPlanId !== undefined),
      'PartialPaymentPlanID must not stand together with Communication or CommunicationPlanId',
    ),
  ];
}

/** Source: outside, documents/billBulk.md. That a key must not be used twice in one request follows from its uniqueness. */
export function faultsOfBulk(bills: readonly NewBill[]): string[] {
  const places = new Map<string, number>();
  return [
    ...fault(bills.length === 0, 'Bills must not be empty'),
    ...bills.flatMap((bill, place) => {
      const first = places.get(bill.srrid);
      if (first === undefined) places.set(bill.srrid, place);
      const twice = fault(first !== undefined, `SRRID is the same as that of Bills[${first}]`);
      return [...faultsOfBill(bill), ...twice].map((each) => `Bills[${place}].${each}`);
    }),
  ];
}

/** Source: outside, documents/mandate.md. */
export function faultsOfMandate(mandate: NewMandate): string[] {
  return [
    ...keyFaults(mandate),
    ...textFaults('MandateReference', mandate.mandateReference ?? '-', 35),
    ...amountFaults('MaximumAmount', mandate.maximumAmountMinor),
    ...amountFaults('CollectionAmount', mandate.collectionAmountMinor),
    ...amountFaults('FirstInstallment', mandate.firstInstallmentMinor),
    ...instantFaults('ToDate', mandate.validUntil),
    ...communicationFaults(mandate.communications ?? []),
  ];
}

/** An address cannot be taken away: an empty one counts as none. */
export function faultsOfChanges({ status, email, phoneNumber }: BillChanges): string[] {
  const nothing = !(status || email?.trim() || phoneNumber?.trim());
  return fault(nothing, 'nothing to change: give a status, an email or a phone number');
}

/** Of planned messages, each by its place. */
export function communicationFaults(communications: readonly NewCommunication[]): string[] {
  return communications.flatMap(({ channel, scheduledAt }, place) => [
    ...fault(channel === '', `Communication[${place}].Channel is empty`),
    ...instantFaults(`Communication[${place}].ScheduledDate`, scheduledAt),
  ]);
}

/** Of the fields of a planned message that change. */
export function faultsOfCommunicationChanges(changes: Partial<NewCommunication>): string[] {
  return [
    ...fault(!Object.values(changes).some((value) => value !== undefined), 'nothing to change'),
    ...fault(changes.channel === '', 'Channel is empty'),
    ...instantFaults('ScheduledDate', changes.scheduledAt),
  ];
}

function instantFaults(name: string, instant: string | undefined): string[] {
  const wrong = instant !== undefined && toUtc(instant) === undefined;
  return fault(wrong, `${name} must be an RFC 3339 instant, as 2026-03-02T09:00:00Z`);
}

function keyFaults({ paymentReference, description, srrid }: NewBill | NewMandate): string[] {
  return [
    ...textFaults('PaymentReference', paymentReference, 16),
    ...textFaults('Description', description, 32),
    ...textFaults('SRRID', srrid, 36),
  ];
}

function textFaults(name: string, text: string, limit: number): string[] {
  return [
    ...fault(text.trim() === '', `${name} is empty`),
    ...fault(text.length > limit, `${name} has ${text.length} characters, ${limit} is the most`),
  ];
}

function amountFaults(name: string, minor: number | undefined): string[] {
  return fault(minor !== undefined && !isCents(minor), `${name} must be whole cents, not below 0`);
}

function schemeFaults(scheme: AmountScheme | undefined): string[] {
  if (scheme === undefined) return [];
  if (scheme.kind !== 'Range')
    return scheme.options.flatMap(({ amountMinor }, place) =>
      amountFaults(`AmountScheme.${scheme.kind}[${place}].Amount`, amountMinor),
    );
  const { minimumMinor, maximumMinor } = scheme;
  return [
    ...amountFaults('AmountScheme.Range.MinimumAmount', minimumMinor),
    ...amountFaults('AmountScheme.Range.MaximumAmount', maximumMinor),
    ...fault(minimumMinor > maximumMinor, 'AmountScheme.Range has its minimum above its maximum'),
  ];
}

function recordDataFaults(recordData: Record<string, string>): string[] {
  return Object.entries(recordData).flatMap(([key, value]) => [
    ...fault(OWN_NAMES.has(key.toLowerCase()), `RecordData.${key} has the name of a field of the bill`),
    ...fault(
      value.length > RECORD_VALUE_LIMIT,
      `RecordData.${key} has ${value.length} characters, ${RECORD_VALUE_LIMIT} is the most`,
    ),
  ]);
}

function fault(wrong: boolean, text: string): string[] {
  return wrong ? [text] : [];
}
