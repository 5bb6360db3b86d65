import { createHash } from 'node:crypto';
import { type BatchContent, canonicalLines } from '../domain/bacs/control.js';

/** What is paid, without what PTX may write in its own way (names, texts). */
interface Payment {
  code: string;
  sortCode: string;
  accountNumber: string;
  reference: string;
  amountMinor: number;
}

/** What people approve: the SHA-256 of all that decides about a batch, in hex. */
export function hashOf(content: BatchContent): string {
  return sha256(canonicalLines(content).join('\n'));
}

/** The SHA-256 of a text, in hex. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/**
 * A digest of payments that can be added up, page by page and in any order (`addDigests`): with it what PTX shows is held
 * against what was submitted, although no one activity sees all rows.
 */
export function digestOf(payments: Iterable<Payment>): string {
  let sum = 0n;
  for (const { code, sortCode, accountNumber, reference, amountMinor } of payments) {
    const line = JSON.stringify([code, sortCode, accountNumber, reference, amountMinor]);
    sum += BigInt(`0x${sha256(line)}`);
  }
  return BigInt.asUintN(256, sum).toString(16);
}
