/**
 * The Bacs transaction codes of ordinary service users. Debits: 01 first, 17 regular, 18 re-presented, 19 final; 0N, 0C
 * and 0S set up, cancel and convert an instruction. Credits: 99, Z4 interest, Z5 dividend. Source: help.pt-x.com, article
 * 115000776572. Codes of banks (H-, E-, RA, U-) are refused.
 */
export const bacsCodes: readonly string[] = ['01', '17', '18', '19', '99', 'Z4', 'Z5', '0N', '0C', '0S'];

const DEBITS = new Set(['01', '17', '18', '19', '0N', '0C', '0S']);
const INSTRUCTIONS = new Set(['0N', '0C', '0S']);

/** PTX's index of a Bacs code, as its samples show it. Every other index is a fact of the customer's own PTX. */
export const defaultTransactionTypes: Readonly<Record<string, string>> = { '99': '0', '01': '2', '0N': '7' };

/** Whether money, or the instruction to take it, goes against the account. Throws `RangeError` for an unknown code. */
export function isDebit(code: string): boolean {
  // An unknown code on the wrong side would make wrong totals look right.
  if (!bacsCodes.includes(code)) throw new RangeError(`${JSON.stringify(code)} is not a Bacs transaction code`);
  return DEBITS.has(code);
}

/** Whether a code moves no money but tells a bank about a direct debit instruction. */
export function isInstructionCode(code: string): boolean {
  return INSTRUCTIONS.has(code);
}

const FORM = 'write code=index like 17=3,18=4';

/**
 * Reads `17=3,18=4` as Bacs code to PTX index, added to `defaultTransactionTypes`; it can also correct those. `faults` are
 * the rest of a line that begins with the name of the setting; with one, `types` is not to be used.
 */
export function parseTransactionTypes(text: string): { types: Readonly<Record<string, string>>; faults: string[] } {
  const given = new Map<string, string>();
  const faults: string[] = [];
  for (const part of text.split(',').map((piece) => piece.trim())) {
    if (part === '' && text.trim() === '') continue;
    const [, code = '', index = ''] = /^(\w{1,4})\s*=\s*(\d{1,4})$/.exec(part) ?? [];
    if (code === '') faults.push(`${JSON.stringify(part)} is not a code and its index, ${FORM}`);
    else if (!bacsCodes.includes(code)) faults.push(`${code} is not a Bacs code, write one of ${bacsCodes.join(', ')}`);
    else if (given.has(code)) faults.push(`${code} is there twice, write it once`);
    else given.set(code, String(Number(index)));
  }
  const types = { ...defaultTransactionTypes, ...Object.fromEntries(given) };
  const codes = new Map<string, string>(); // By index: a debit must not go out as a credit.
  for (const [code, index] of Object.entries(types)) {
    const other = codes.get(index);
    if (other !== undefined) faults.push(`${code} and ${other} have the same index ${index}, give each its own`);
    codes.set(index, code);
  }
  return { types, faults };
}
