import type { WarningSummary } from '../domain/bacs/batch.js';

const KEPT = 100;

/** Warnings as they travel to a workflow: the first hundred word for word, the rest counted by kind. */
export function summarized(warnings: readonly { of: string; text: string }[]): WarningSummary {
  const more: Record<string, number> = {};
  for (const { text } of warnings.slice(KEPT)) more[kindOf(text)] = (more[kindOf(text)] ?? 0) + 1;
  return { lines: warnings.slice(0, KEPT).map(({ of, text }) => `${of}: ${text}`), more };
}

/** PTX begins a warning with the field that it speaks of. */
function kindOf(text: string): string {
  return /^(\w+):/.exec(text)?.[1] ?? 'other';
}
