import { readReference } from '../bacs/texts.js';

/**
 * What is wrong with the reference of a mandate, as the rest of a sentence that begins with it; undefined for none. It has
 * to stand as Bacs carries it, in capitals: it is lodged once, never changed, and names the mandate for all time.
 */
export function checkMandateReference(text: string): string | undefined {
  const read = readReference(text, true);
  if ('problem' in read) return read.problem;
  if (read.value !== text) return `is not written as Bacs carries it: write ${JSON.stringify(read.value)}`;
  return undefined;
}
