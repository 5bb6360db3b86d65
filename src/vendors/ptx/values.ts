const DECIMAL = /^(\d{1,14})(?:\.(\d+))?$/;

/** Whole pence as PTX takes an amount, `40235` as `"402.35"`. Throws `RangeError` for anything else. */
export function toPounds(minor: number): string {
  if (!Number.isSafeInteger(minor) || minor < 0) throw new RangeError('an amount must be whole pence, not below 0');
  const digits = String(minor).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/**
 * Pounds as PTX gives them, `402.35` or `"402.35"` or `101`, as whole pence, exactly; undefined for what is no amount, is
 * negative or has a fraction of a penny.
 */
export function fromPounds(value: unknown): number | undefined {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  // A number's own text is the shortest that means it, so the digits are those that PTX wrote.
  const [, whole, fraction = ''] = DECIMAL.exec(String(value)) ?? [];
  if (whole === undefined || !/^\d{0,2}0*$/.test(fraction)) return undefined;
  const minor = Number(whole + fraction.slice(0, 2).padEnd(2, '0'));
  return Number.isSafeInteger(minor) ? minor : undefined;
}

/** Whole pence as a number of JSON, `40235` as `402.35`. Throws `RangeError` where that would not come back the same. */
export function toPoundsNumber(minor: number): number {
  const pounds = Number(toPounds(minor));
  if (fromPounds(pounds) !== minor) throw new RangeError('an amount is too large to be exact');
  return pounds;
}

/** An id as it stands in a path. Throws `RangeError`, naming it, for what is not a string of digits. */
export function toId(name: string, id: string): string {
  if (!/^\d{1,19}$/.test(id)) throw new RangeError(`${name} must be digits`);
  return id;
}

/** A word of PTX as it stands in a path. Throws `RangeError`, naming it, for what is none. */
export function toWord(name: string, word: string): string {
  if (!/^[A-Z][A-Z_]*$/.test(word)) throw new RangeError(`${name} must be a word in capitals`);
  return word;
}

/** An id as it stands in JSON: a number, as PTX writes it, while that is exact. Throws `RangeError` as `toId` does. */
export function toNumberId(name: string, id: string): number | string {
  const number = Number(toId(name, id));
  return Number.isSafeInteger(number) ? number : id;
}

/** A day as most operations take it, `2022-10-24T00:00:00.000`. Throws `RangeError` for what is no day. */
export function toMidnight(day: string): string {
  return `${toDay(day)}T00:00:00.000`;
}

/** Checks that a day exists and is written `YYYY-MM-DD`. */
export function toDay(day: string): string {
  const atMs = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(atMs) || !new Date(atMs).toISOString().startsWith(day))
    throw new RangeError('a date must be YYYY-MM-DD');
  return day;
}

/** A day as the direct debit side takes a due date, `2022-10-24T00:00:00Z`: that day in London in summer too. */
export function toUtcMidnight(day: string): string {
  return `${toDay(day)}T00:00:00Z`;
}

const ISO = /^(\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/** The day in London of a date as PTX writes it, with a zone or without; undefined when it is none. */
export function fromPtxDate(text: string): string | undefined {
  const [, day, zone] = ISO.exec(text) ?? [];
  if (day === undefined || zone === undefined) return day;
  const atMs = Date.parse(colonInZone(text));
  return Number.isNaN(atMs) ? undefined : toLondonText(new Date(atMs)).slice(0, 10);
}

const HOUR_MS = 3_600_000;

/**
 * An instant as PTX writes it, in UTC; without a zone it is London time. Of the hour that comes twice the later one is meant,
 * so that what was made since an instant is found. Undefined for what is no instant.
 */
export function fromPtxInstant(text: string): string | undefined {
  const [, day, zone] = ISO.exec(text) ?? [];
  if (day === undefined) return undefined;
  const atMs = Date.parse(zone === undefined ? `${text.length > 10 ? text : `${text}T00:00`}Z` : colonInZone(text));
  if (Number.isNaN(atMs)) return undefined;
  const isWritten = (ms: number): boolean => toLondonText(new Date(ms)) === new Date(atMs).toISOString().slice(0, -1);
  const inSummer = zone === undefined && !isWritten(atMs) && isWritten(atMs - HOUR_MS);
  return new Date(inSummer ? atMs - HOUR_MS : atMs).toISOString();
}

const colonInZone = (text: string): string => text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2');

/**
 * An instant as a search takes it, in London time without a zone, `2022-05-18T00:00:00.000`. In the hour that comes twice
 * both are meant, so that a search finds more, never less. Throws `RangeError` for what is no instant.
 */
export function toLocalTime(instant: string): string {
  const atMs = /(Z|[+-]\d{2}:\d{2})$/.test(instant) ? Date.parse(instant) : Number.NaN;
  if (Number.isNaN(atMs)) throw new RangeError('an instant must be RFC 3339, as 2026-03-02T09:00:00Z');
  return toLondonText(new Date(atMs));
}

const london = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/London',
  dateStyle: 'short',
  timeStyle: 'medium',
});

/** Swedes write `2022-05-18 10:39:46`. */
function toLondonText(at: Date): string {
  return `${london.format(at).replace(' ', 'T')}.${String(at.getUTCMilliseconds()).padStart(3, '0')}`;
}

/**
 * Checks every text in what is to be sent, at any depth, and gives it back: PTX takes no text that begins with `=`, `+`, `-`
 * or `@`. Throws `RangeError` that names the field and not its value. Source: PTX API, "Authentication", last paragraph.
 */
export function refuseLeadingSigns<T>(value: T, name = 'the text'): T {
  if (typeof value === 'string' && /^[=+@-]/.test(value)) {
    throw new RangeError(`${name} begins with ${value.slice(0, 1)}, which PTX takes in no text; leave the sign out`);
  }
  if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) refuseLeadingSigns(member, Array.isArray(value) ? name : key);
  }
  return value;
}
