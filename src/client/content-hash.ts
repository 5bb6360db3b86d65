import { createHash } from 'node:crypto';
import { canonicalJson } from '../domain/canonical-json.js';
import type { BacsInstruction, CollectRecordInput } from '../workflows/messages.js';

export { canonicalJson } from '../domain/canonical-json.js';

/**
 * The SHA-256, in hex, of what was asked for: equal for two inputs that ask the same, whatever the order of their
 * fields. The clock and the time limit of a call say how the work runs, so they do not count.
 */
export function contentHash({ clock: _clock, httpTimeoutMs: _limit, ...asked }: CollectRecordInput): string {
  return sha256(canonicalJson(asked));
}

/** The SHA-256, in hex, of a page of a batch, as the manifest has it and the workers compute it again. */
export function pageHash(rows: readonly BacsInstruction[]): string {
  return sha256(canonicalJson(rows));
}

/** The SHA-256 of a text, in hex. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
