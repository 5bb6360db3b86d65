import { type Resolution, resolutions } from './messages.js';

// What the validators of all updates share. They only read, and throw to refuse: the message is what the caller is shown.

const TEXT_LIMIT = 500;

export function refuse(reason: string): never {
  throw new Error(reason);
}

/** Who says it: a name that looks as it is, without characters that nobody sees. */
export function who(by: unknown): void {
  if (typeof by === 'string' && /\p{C}/u.test(by))
    refuse('by: has characters that cannot be seen, write the name without them');
  if (!isText(by)) refuse(`by: say who, in at most ${TEXT_LIMIT} characters`);
}

export function words(by: unknown, why: unknown): void {
  who(by);
  if (!isText(why)) refuse(`why: say why, in at most ${TEXT_LIMIT} characters`);
}

export function isText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '' && value.length <= TEXT_LIMIT;
}

export function resolution({ as, by, why }: Resolution): void {
  if (!resolutions.includes(as)) refuse(`as: is none of ${resolutions.join(', ')}`);
  words(by, why);
}

/** A day, `YYYY-MM-DD`, that has not begun at a business instant. */
export function dayAhead(until: unknown, nowMs: number): void {
  const start = typeof until === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(until) ? Date.parse(until) : Number.NaN;
  if (Number.isNaN(start) || new Date(start).toISOString().slice(0, 10) !== until) {
    refuse('until: is not a date, write YYYY-MM-DD');
  }
  if (start <= nowMs) refuse(`until: ${until} is not after today, ${new Date(nowMs).toISOString().slice(0, 10)}`);
}
