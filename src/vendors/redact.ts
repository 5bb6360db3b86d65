const READ_LIMIT = 5_000;
const SHOWN_LIMIT = 300;
const HIDDEN = '…';

const PRIVATE_KEY =
  'name|mail|phone|number|birth|gender|address|street|city|town|postcode|iban|bic|sort-?_?code|account|token|password|secret|authorization';
// Also where the text breaks off in the middle of a value. `value` is what a caller put into an attribute.
const PRIVATE_FIELD = new RegExp(
  `"([\\w-]*(?:${PRIVATE_KEY})[\\w-]*|value)"\\s*:\\s*("(?:[^"\\\\]|\\\\.)*(?:"|\\\\?$)|-?\\d[\\d.eE+-]*|\\[[^\\]]*(?:\\]|$)|\\{[^{}]*(?:\\}|$))`,
  'gi',
);
// Bounded, since an open beginning takes the square of the length on a text without any address.
const MAIL_ADDRESS = /[^\s"'<>@,;:(){}[\]]{1,100}@[^\s"'<>@,;:(){}[\]]+/g;
const IBAN = /(?<![\w-])[a-z]{2}\d{2}[a-z0-9]{4}\d{4}[a-z0-9]{3,22}(?![\w-])/gi;
const SPACED_IBAN = /(?<![\w-])[A-Z]{2}\d{2}(?: [A-Z0-9]{4}){2,7}(?: [A-Z0-9]{1,4})?(?![\w-])/g;
/** What follows a word such as `Bearer` or `X-AUTH-TOKEN:`, when it has a digit as tokens have. */
const TOKEN = /\b(bearer|basic|token|key)(["' :=]+)(?=[^\s"',]*\d)[\w.+/=~-]{8,}/gi;
/** A file in Base64, or something else that no person reads. */
const BLOB = /[A-Za-z0-9+/=_-]{60,}/g;
// With a plus, as one run of digits, or from a leading nought on in groups; batch names, dates and ids stay readable.
const PHONE = /\+\d[\d ()-]{5,}\d|(?<![\w.-])(?:\d{7,15}|\(?0\d{1,3}\)?(?:[ -]?\d){6,9})(?![\w-])/g;
/** Of a British bank, with the account behind it or without: `20-00-00`, `sort code 200000`. No date has two digits first. */
const SORT_CODE = /(?<![\w-])\d{2}([-– ])\d{2}\1\d{2}(?:[-–/ ]\d{6,8})?(?!\w)/g;
const NAMED_SORT_CODE = /\b(sort[ _-]?code\W{1,4})\d{6}(?!\d)/gi;

/**
 * A vendor's text as it may stand in an error: one line, at most 300 characters, without control characters, mail
 * addresses, phone numbers, IBANs, sort codes and tokens, without the values of fields that hold personal data, and without any of
 * `privates`: what the request itself carried and a refusal likes to repeat.
 */
export function redact(text: string, privates: Iterable<string> = []): string {
  let shown = text
    .slice(0, READ_LIMIT)
    .replace(/\\u([0-9a-f]{4})/gi, (written, code: string) => decoded(written, Number.parseInt(code, 16)))
    .replace(/\\\//g, '/')
    .replace(PRIVATE_FIELD, `"$1":"${HIDDEN}"`);
  const folded = fold(shown);
  for (const part of partsOf(privates)) {
    if (!folded.includes(fold(part))) continue; // A thousand records bring thousands of values, of which a text has few.
    const own = part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    shown = shown.replace(new RegExp(`(?<![\\p{L}\\p{N}])${own}(?![\\p{L}\\p{N}])`, 'giu'), HIDDEN);
  }
  shown = shown
    .replace(BLOB, HIDDEN)
    .replace(TOKEN, `$1$2${HIDDEN}`)
    .replace(MAIL_ADDRESS, HIDDEN)
    .replace(IBAN, HIDDEN)
    .replace(SPACED_IBAN, HIDDEN)
    .replace(PHONE, HIDDEN)
    .replace(SORT_CODE, HIDDEN)
    .replace(NAMED_SORT_CODE, `$1${HIDDEN}`)
    .replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .trim();
  return shown.length > SHOWN_LIMIT ? `${shown.slice(0, SHOWN_LIMIT)}…` : shown;
}

/** Letters written as escapes, as PHP does, would slip past; quotes and controls must stay escaped for the field rule. */
function decoded(written: string, code: number): string {
  return code < 0x80 ? written : String.fromCharCode(code);
}

/** By capitals, so that every two texts that are equal but for their case have one form. */
function fold(text: string): string {
  return text.toUpperCase().toLowerCase();
}

/** Longest first, so that a whole name goes before its parts. A name is also repeated by its parts. */
function partsOf(privates: Iterable<string>): string[] {
  const parts = [...privates].flatMap((value) => [
    value.trim(),
    ...value.split(/\s+/).filter((part) => part.length > 2),
  ]);
  return [...new Set(parts)].filter((part) => part.length > 1).sort((one, other) => other.length - one.length);
}
