import type { BacsRecord } from '../control-types.js';
import type { AdviceRecord, AdviceType } from './diary-requests.js';
import type { HistoryRow, MandateEntry } from './model.js';

const RETURNED: Readonly<Record<string, string>> = {
  '0': 'REFER TO PAYER',
  '1': 'INSTRUCTION CANCELLED',
  '2': 'PAYER DECEASED',
  '3': 'ACCOUNT TRANSFERRED',
  '4': 'ADVANCE NOTICE DISPUTED',
  '5': 'NO ACCOUNT',
  '6': 'NO INSTRUCTION',
  '7': 'AMOUNT DIFFERS',
  '8': 'AMOUNT NOT YET DUE',
  '9': 'PRESENTATION OVERDUE',
  A: 'SERVICE USER DIFFERS',
  B: 'ACCOUNT CLOSED',
};
const RECORD_TYPES: Readonly<Record<AdviceType, string>> = { ADDACS: 'A', AUDDIS: 'V', AWACS: 'W' };

const pounds = (minor: number): string => (minor / 100).toFixed(2);

/** A `ReturnedDebitItem`. Source: outside of the page, the scheme's report layouts. */
export function returnedItem(row: HistoryRow, code: string, originalDay: string): BacsRecord {
  return {
    ref: row.reference,
    transCode: row.code,
    returnCode: code,
    returnDescription: RETURNED[code] ?? 'UNKNOWN REASON',
    originalProcessingDate: originalDay,
    valueOf: pounds(row.amountMinor),
    currency: 'GBP',
    PayerAccount: {
      number: row.accountNumber,
      sortCode: row.sortCode,
      name: row.accountName,
      ref: row.reference,
    },
  };
}

/** A `NewAdvices` record of a claim, in the words of the other reports: no layout of it is published. */
export function claimedItem(row: HistoryRow, code: string, originalDay: string): BacsRecord {
  return {
    reference: row.reference,
    'reason-code': code,
    originalProcessingDate: originalDay,
    valueOf: pounds(row.amountMinor),
    currency: 'GBP',
  };
}

interface AdviceFacts {
  type: AdviceType;
  advice: AdviceRecord;
  /** Undefined where PTX does not know it. */
  mandate: MandateEntry | undefined;
  serviceUserNumber: string;
  effectiveDay: string;
}

/** A `MessagingAdvice`. Attributes of new details only where the bank gives them. */
export function messagingAdvice({ type, advice, mandate, serviceUserNumber, effectiveDay }: AdviceFacts): BacsRecord {
  return {
    'user-number': serviceUserNumber,
    'record-type': RECORD_TYPES[type],
    'effective-date': effectiveDay,
    reference: mandate?.reference ?? advice.reference ?? '',
    'payer-name': mandate?.accountName ?? 'UNKNOWN PAYER',
    'payer-account-number': mandate?.accountNumber ?? '00000000',
    'payer-sort-code': mandate?.sortCode ?? '000000',
    'reason-code': advice.code,
    ...(advice.newSortCode === undefined ? {} : { 'payer-new-sort-code': advice.newSortCode }),
    ...(advice.newAccountNumber === undefined ? {} : { 'payer-new-account-number': advice.newAccountNumber }),
  };
}

/** What PTX does to a mandate because of a report. `details`: the account becomes the one that the report gives. */
export type Consequence = 'cancel' | 'suspend' | 'reactivate' | 'details' | 'nothing';

const OF_ADDACS: Readonly<Record<string, Consequence>> = {
  '0': 'cancel',
  '1': 'cancel',
  '2': 'cancel',
  B: 'cancel',
  '3': 'details',
  C: 'details',
  E: 'details',
  R: 'reactivate',
  D: 'suspend',
};

/** What PTX itself makes of a report. An instruction that the bank has not taken is at its end, whatever the reason. */
export function consequenceOf(type: string, code: string): Consequence {
  switch (type) {
    case 'ADDACS':
      return OF_ADDACS[code] ?? 'nothing';
    case 'AUDDIS':
      return code === 'C' ? 'details' : 'cancel';
    case 'ARUDD':
      return ['1', '2', 'B'].includes(code) ? 'cancel' : 'nothing';
    default:
      return 'nothing';
  }
}
