const HOUR_MS = 3_600_000;

/** 01:00 UTC on the last Sunday of a month, when the clocks of the United Kingdom change. */
function changeOfClocks(year: number, month: number): number {
  const last = new Date(Date.UTC(year, month + 1, 0, 1));
  return last.getTime() - last.getUTCDay() * 24 * HOUR_MS;
}

/** How far London is ahead of UTC at an instant, in milliseconds. */
export function londonOffset(atMs: number): number {
  const year = new Date(atMs).getUTCFullYear();
  return atMs >= changeOfClocks(year, 2) && atMs < changeOfClocks(year, 9) ? HOUR_MS : 0;
}

/** London's wall time as a date whose UTC fields are to be read. */
export const toLondon = (atMs: number): Date => new Date(atMs + londonOffset(atMs));

/** An instant as most answers print it: London time without a zone. */
export const toLocalTime = (atMs: number): string => toLondon(atMs).toISOString().slice(0, 23);

/** The day (YYYY-MM-DD) that London's calendars show at an instant. */
export const londonDay = (atMs: number): string => toLocalTime(atMs).slice(0, 10);

/** An instant as the answer to the creation of a batch prints it: UTC with +0000. */
export const toZonedTime = (atMs: number): string => `${new Date(atMs).toISOString().slice(0, 23)}+0000`;

/** An instant as the calls about mandates and plans print it: UTC with Z. */
export const toUtcTime = (atMs: number): string => new Date(atMs).toISOString();

/** A day (YYYY-MM-DD) as the answers print it. */
export const toDayTime = (day: string): string => `${day}T00:00:00.000`;

/** The instant at which London's clocks show this wall time (as if it were UTC). */
export const fromLondon = (wallMs: number): number => wallMs - londonOffset(wallMs - HOUR_MS / 2);

const FORM = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

function isDay(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}

/** Epoch milliseconds of a date-time in any form that the document shows; without a zone it is London's time. */
export function parseTime(text: unknown): number | undefined {
  const found = typeof text === 'string' ? FORM.exec(text) : null;
  if (found === null || !isDay(found[1] ?? '')) return undefined;
  const whole = found[0];
  const zone = found[5];
  const clock =
    found[2] === undefined ? `${whole}T00:00:00` : zone === undefined ? whole : whole.slice(0, -zone.length);
  const wallMs = Date.parse(`${clock}Z`);
  if (Number.isNaN(wallMs)) return undefined;
  if (zone === undefined) return fromLondon(wallMs);
  if (zone === 'Z') return wallMs;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(-2))];
  return wallMs - (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

/** The day (YYYY-MM-DD) that a date or date-time writes, whatever its zone. */
export function parseDay(text: unknown): string | undefined {
  return parseTime(text) === undefined ? undefined : String(text).slice(0, 10);
}
