const READ_LIMIT = 20_000;
const SHOWN_LIMIT = 300;
const HIDDEN = '…';

const PRIVATE_KEY =
  'name|mail|phone|number|birth|gender|address|street|city|town|postcode|iban|bic|sort-?_?code|account|token|password|secret|authorization';
// Also where the text breaks off in the middle of a value. `value` is what a caller put into an attribute.
const PRIVATE_FIELD = new RegExp(
  `"([\\w-]*(?:${PRIVATE_KEY})[\\w-]*|value)"\\s*:\\s*("(?:[^"\\\\]|\\\\.)*(?:"|\\\\?$)|-?\\d[\\d.eE+-]*|\\[[^\\]]*(?:\\]|$))`,
  'gi',
);
const MAIL_ADDRESS = /[^\s"'<>@,;:(){}[\]]+@[^\s"'<>@,;:(){}[\]]+/g;
const IBAN = /\b[A-Z]{2}\d{2}[A-Z0-9]{4}\d{4}[A-Z0-9]{0,18}\b/g;
/** A file in Base64, or something else that no person reads. */
const BLOB = /[A-Za-z0-9+/=_-]{60,}/g;
const PHONE = /\+\d[\d ()-]{5,}\d|(?<![\w.-])\d{7,15}(?![\w-])/g;

/**
 * A vendor's text as it may stand in an error: one line, at most 300 characters, without control characters, mail
 * addresses, phone numbers and IBANs, without the values of fields that hold personal data, and without any of
 * `privates`: what the request itself carried and a refusal likes to repeat.
 */
export function redact(text: string, privates: readonly string[] = []): string {
  let shown = text
    .slice(0, READ_LIMIT)
    .replace(/\\u([0-9a-f]{4})/gi, (written, code: string) => decoded(written, Number.parseInt(code, 16)))
    .replace(/\\\//g, '/')
    .replace(PRIVATE_FIELD, `"$1":"${HIDDEN}"`);
  for (const part of partsOf(privates)) {
    const own = part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    shown = shown.replace(new RegExp(`(?<![\\p{L}\\p{N}])${own}(?![\\p{L}\\p{N}])`, 'giu'), HIDDEN);
  }
  shown = shown
    .replace(BLOB, HIDDEN)
    .replace(MAIL_ADDRESS, HIDDEN)
    .replace(IBAN, HIDDEN)
    .replace(PHONE, HIDDEN)
    .replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .trim();
  return shown.length > SHOWN_LIMIT ? `${shown.slice(0, SHOWN_LIMIT)}…` : shown;
}

/** Letters written as escapes, as PHP does, would slip past; quotes and controls must stay escaped for the field rule. */
function decoded(written: string, code: number): string {
  return code < 0x80 ? written : String.fromCharCode(code);
}

/** Longest first, so that a whole name goes before its parts. A name is also repeated by its parts. */
function partsOf(privates: readonly string[]): string[] {
  const parts = privates.flatMap((value) => [value.trim(), ...value.split(/\s+/).filter((part) => part.length > 2)]);
  return [...new Set(parts)].filter((part) => part.length > 1).sort((one, other) => other.length - one.length);
}
