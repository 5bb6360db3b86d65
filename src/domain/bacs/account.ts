/** A value that can go to Bacs, or why not: the rest of a sentence that begins with it, and that does not repeat it. */
export type Read<T> = { value: T } | { problem: string };

/** Six digits from `nn-nn-nn` or `nnnnnn`: text, never a number, since it may begin with noughts. */
export function readSortCode(text: string): Read<string> {
  const match = /^(\d{2})-(\d{2})-(\d{2})$/.exec(text.trim()) ?? /^(\d{2})(\d{2})(\d{2})$/.exec(text.trim());
  if (match) return { value: `${match[1]}${match[2]}${match[3]}` };
  return { problem: 'is not a sort code, write six digits like 20-00-00 or 200000' };
}

/**
 * Eight digits from 6 to 8. Shorter ones get noughts in front; longer ones depend on the bank and are not guessed.
 * Source: Vocalink, "Validating account numbers", standardisation of account numbers.
 */
export function readAccountNumber(text: string): Read<string> {
  const digits = text.trim();
  if (/^\d{6,8}$/.test(digits)) return { value: digits.padStart(8, '0') };
  if (/^\d{9}$/.test(digits)) {
    return {
      problem: 'has 9 digits, the first of which belongs to the sort code: ask the payee for both, 6 and 8 digits',
    };
  }
  if (/^\d{10}$/.test(digits)) {
    return { problem: 'has 10 digits, which two banks would shorten differently: ask the payee for the 8 digits' };
  }
  return { problem: 'is not an account number, write 8 digits' };
}
