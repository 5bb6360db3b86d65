import { parseAmount } from '../../domain/money.js';
import type { Cell, Parsed } from './csv-columns.js';

const MOST_MINOR = 1_000_000_000; // Ten million: more is a slip of the comma, and beyond what vendors take as an integer.

// Every circulating currency of two decimals that one of our vendors could settle; JPY, KWD and the like are not.
const CURRENCIES = new Set(
  (
    'AED ARS AUD BAM BGN BRL CAD CHF CNY CZK DKK EGP EUR GBP GEL HKD HUF IDR ILS INR MAD MDL MKD MXN MYR NOK NZD PEN ' +
    'PHP PLN QAR RON RSD SAR SEK SGD THB TRY TWD UAH USD ZAR'
  ).split(' '),
);

/** `1.234,5` or `€ 1,234.50`, as people write it, in the form that a file needs; undefined when it could mean two things. */
function suggestAmount(text: string): string | undefined {
  const bare = text.replaceAll(/[\s€£$']/g, '');
  const match =
    /^(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d{1,2}))?$/.exec(bare) ?? /^(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,2}))?$/.exec(bare);
  const [, whole = '', decimals = ''] = match ?? [];
  // `1.234` is a thousand and more to some, one and a bit to others.
  if (!match || (decimals === '' && /[.,]/.test(whole))) return undefined;
  const written = `${whole.replaceAll(/[.,]/g, '').replace(/^0+(?=\d)/, '')}.${decimals.padEnd(2, '0')}`;
  return parseAmount(written) === undefined ? undefined : written;
}

/** A debt in minor units: more than nought, at most ten million, with two decimals. */
export const amountCell: Cell<number> = {
  form: 'write an amount like 154.97',
  parse(text) {
    const minor = parseAmount(text);
    if (minor === undefined) {
      return { fault: `is not an amount with two decimals, write ${suggestAmount(text) ?? 'it like 154.97'}` };
    }
    if (minor === 0) return { fault: 'is nothing to collect, take the row out' };
    if (minor > MOST_MINOR) return { fault: 'is more than 10000000.00, check the decimal point' };
    return { value: minor };
  },
};

/** Three capitals of ISO 4217, of a currency with two decimals. */
export const currencyCell: Cell<string> = {
  form: 'write EUR',
  parse(text) {
    if (CURRENCIES.has(text)) return { value: text };
    const capitals = text.trim().toUpperCase();
    return { fault: `is not a currency with two decimals, write ${CURRENCIES.has(capitals) ? capitals : 'EUR'}` };
  },
};

/** What may name a case, a batch or a bill: it becomes part of workflow ids and of vendors' marks. */
export function isReference(text: string): boolean {
  return /^[A-Za-z0-9._/ -]{1,100}$/.test(text) && text.trim() === text;
}

/** Letters, digits and `. _ - /`, and spaces inside, at most 100. */
export const referenceCell: Cell<string> = {
  form: 'write letters, digits and . _ - / (at most 100)',
  parse(text) {
    if (isReference(text)) return { value: text };
    if (isReference(text.trim())) return { fault: 'has a space at an end, take it away' };
    return { fault: 'is not a reference, write letters, digits and . _ - / with spaces only inside, at most 100' };
  },
};

/** A day of the calendar, `2026-02-28`. */
export function isDate(text: string): boolean {
  if (!/^(19|20|21)\d\d-\d\d-\d\d$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** A real day, as it is written. */
export const dateCell: Cell<string> = {
  form: 'write a day like 2026-02-28',
  parse: (text) => (isDate(text) ? { value: text } : { fault: 'is not a day, write it like 2026-02-28' }),
};

/** A day that belongs to a person. */
export const birthDateCell: Cell<string> = { ...dateCell, personal: true };

// Neither all that RFC 5322 allows nor a promise that somebody reads it: enough to find slips of the hand.
const EMAIL = /^[^\s@"<>(),:;\\[\]]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,}$/u;

/** One mail address. */
export const emailCell: Cell<string> = {
  personal: true,
  form: 'write one address like name@example.com',
  parse(text): Parsed<string> {
    const email = text.trim();
    const isEmail = email.length <= 254 && EMAIL.test(email) && !/(^|\.)\.|\.@/.test(email);
    return isEmail ? { value: email } : { fault: 'is not a mail address, write one like name@example.com' };
  },
};

const MOST_PHONES = 10;

/** Numbers in E.164, separated by spaces; the same one twice counts once. */
export const phonesCell: Cell<string[]> = {
  personal: true,
  form: 'write numbers like +31600000000, separated by spaces',
  parse(text) {
    const phones = text.trim().split(/ +/);
    const wrong = phones.findIndex((phone) => !/^\+[1-9]\d{6,14}$/.test(phone));
    if (wrong !== -1) {
      const which = phones.length > 1 ? `has a part (${wrong + 1} of ${phones.length}) that` : 'is';
      const what = phones.length > 1 ? 'is not a phone number' : 'not a phone number';
      return { fault: `${which} ${what}, write numbers like +31600000000, separated by spaces` };
    }
    if (phones.length > MOST_PHONES) return { fault: `has more than ${MOST_PHONES} numbers, write the best ones` };
    return { value: [...new Set(phones)] };
  },
};

/** Words for people, without the spaces around them; `lines` allows more than one line. */
export function textCell(
  most: number,
  { personal, lines = false }: { personal?: true; lines?: boolean } = {},
): Cell<string> {
  const hasControls = lines ? /[^\P{Cc}\r\n\t]/u : /\p{Cc}/u;
  return {
    ...(personal && { personal }),
    form: `write at most ${most} characters`,
    parse(text) {
      const words = text.trim();
      if (words.length > most) return { fault: `is too long, write at most ${most} characters` };
      if (hasControls.test(words)) return { fault: 'has control characters or line breaks, take them out' };
      return { value: words };
    },
  };
}
