import { randomInt } from 'node:crypto';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Seven letters and digits, as at the end of the vendor's short addresses. */
export function shortCode(): string {
  let code = '';
  for (let i = 0; i < 7; i += 1) code += LETTERS[randomInt(LETTERS.length)];
  return code;
}
