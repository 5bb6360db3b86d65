/** The characters of Bacs, in capitals or not, at most 18: all that could be the reference of a mandate. */
const REFERENCE = /^[A-Z0-9&./-](?:[A-Z0-9&./ -]{0,16}[A-Z0-9&./-])?$/i;

/**
 * The mandates that a bank or a person may mean by a text: first the one whose reference is written so, then the one in
 * capitals without spaces around. None for what can be no reference: such a text may come from outside, of any length.
 */
export function mandateSpellings(text: string): readonly string[] {
  return [...new Set([text, text.trim().toUpperCase()])].filter((each) => REFERENCE.test(each));
}
