import { createHash } from 'node:crypto';
import type { CollectRecordInput } from '../workflows/messages.js';

/**
 * The SHA-256, in hex, of what was asked for: equal for two inputs that ask the same, whatever the order of their
 * fields. The clock and the time limit of a call say how the work runs, so they do not count.
 */
export function contentHash({ clock: _clock, httpTimeoutMs: _limit, ...asked }: CollectRecordInput): string {
  return sha256(canonicalJson(asked));
}

/** JSON with its keys in order, and without what is undefined. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** The SHA-256 of a text, in hex. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
