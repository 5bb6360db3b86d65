import { bacsCodes } from '../domain/bacs/transaction-types.js';
import type { Instruction } from '../vendors/ptx/types.js';
import { refused } from './failures.js';

/** Tells the Bacs code of a payment at PTX: its own word where it has one, else by the index. */
export function createCodeOf(transactionTypes: Readonly<Record<string, string>>) {
  const codes = new Map(Object.entries(transactionTypes).map(([code, index]) => [index, code]));
  return ({ transactionCode, transactionType = 'none' }: Instruction): string => {
    const code = transactionCode ?? codes.get(transactionType);
    if (code !== undefined && bacsCodes.includes(code)) return code;
    throw refused(
      `PTX shows a payment of transaction type ${transactionType} (${transactionCode ?? 'without a code'}), which is not known here: set PTX_TRANSACTION_TYPES`,
    );
  };
}
