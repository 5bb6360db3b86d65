import type { Read } from './account.js';
import { bacsCharacters, foldForBacs, nameCharacters } from './characters.js';

/** The longest name and reference that Bacs carries. */
export const mostCharacters = 18;

const SHOWN_ILLEGAL = 5;

/** Folds a text for Bacs; refuses what it does not carry, and what PTX takes for a formula. */
function readText(text: string, form: string): Read<string> {
  const first = text.trim().charAt(0);
  if (first === '') return { problem: `is empty, ${form}` };
  // Source: PTX API, "Introduction": no text may begin so.
  if ('=+-@'.includes(first))
    return { problem: `begins with ${first}, which PTX refuses: begin with a letter or digit` };
  const folded = foldForBacs(text);
  if (folded.illegal.length > 0) {
    const shown = nameCharacters(folded.illegal.slice(0, SHOWN_ILLEGAL));
    const more = folded.illegal.length > SHOWN_ILLEGAL ? ' and more' : '';
    return { problem: `has ${shown}${more}, which Bacs does not carry: write ${bacsCharacters}` };
  }
  return { value: folded.text };
}

/** The account's name, folded and cut to what Bacs carries; `isCut` says that something is missing. */
export function readAccountName(text: string): Read<{ name: string; isCut: boolean }> {
  const read = readText(text, 'write the name of the account');
  if ('problem' in read) return read;
  return {
    value: { name: read.value.slice(0, mostCharacters).trimEnd(), isCut: read.value.length > mostCharacters },
  };
}

/**
 * A reference, folded. Never cut: two could become one. That of a direct debit obeys the rules of a core reference too.
 * Source: wiki.smarterpay.com, "Bacs core reference"; movimo.co.uk/direct-debit-references.
 */
export function readReference(text: string, isDirectDebit: boolean): Read<string> {
  const read = readText(text, `write at most ${mostCharacters} characters`);
  if ('problem' in read) return read;
  const { length } = read.value;
  if (length > mostCharacters) return { problem: `has ${length} characters, write at most ${mostCharacters}` };
  const problem = isDirectDebit ? coreReferenceProblem(read.value) : undefined;
  return problem === undefined ? read : { problem };
}

function coreReferenceProblem(reference: string): string | undefined {
  const alphanumerics = reference.replaceAll(/[^A-Z0-9]/g, '');
  if (!/^[A-Z0-9]/.test(reference)) return 'begins with neither letter nor digit, as that of a direct debit must';
  if (alphanumerics.length < 6) return 'has fewer than 6 letters and digits, too few for a direct debit';
  if (/^(.)\1*$/.test(alphanumerics)) return 'is one character repeated, which no direct debit may have';
  if (reference.startsWith('DDIC')) return 'begins with DDIC, which is kept for indemnity claims';
  return undefined;
}
