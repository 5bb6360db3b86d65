const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const;

const DURATION = /^(\d{1,9})([smhd])$/;
const LONGEST_MS = 36_500 * 86_400_000; // A century: what is added to a date of ours stays a date.

/** What to write for a duration: the end of a sentence about a wrong one. */
export const durationForm = 'write 30s, 15m, 36h or 14d';

/** Reads `90s`, `15m`, `36h` or `14d` as milliseconds; undefined for anything else, or for more than a century. */
export function parseDuration(text: string): number | undefined {
  const match = DURATION.exec(text);
  const unit = UNITS.find(([letter]) => letter === match?.[2]);
  if (!match || !unit) return undefined;
  const ms = Number(match[1]) * unit[1];
  return ms <= LONGEST_MS ? ms : undefined;
}

/** Writes milliseconds in the largest unit that divides them, `36h`; throws for what is not a number of whole seconds. */
export function formatDuration(ms: number): string {
  if (!Number.isSafeInteger(ms) || ms < 0) throw new RangeError(`${ms} ms is not a duration`);
  if (ms === 0) return '0s';
  const unit = UNITS.find(([, unitMs]) => ms % unitMs === 0);
  if (!unit) throw new RangeError(`${ms} ms is not a number of whole seconds`);
  return `${ms / unit[1]}${unit[0]}`;
}
