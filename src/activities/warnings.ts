const KEPT = 100;

/** Warnings as they travel to a workflow: the first hundred word for word, the rest counted by kind. */
export function summarized(warnings: readonly { of: string; text: string }[]): string[] {
  const kept = warnings.slice(0, KEPT).map(({ of, text }) => `${of}: ${text}`);
  const kinds = new Map<string, number>();
  for (const { text } of warnings.slice(KEPT)) kinds.set(kindOf(text), (kinds.get(kindOf(text)) ?? 0) + 1);
  return [...kept, ...[...kinds].map(([kind, count]) => `${count} more of the kind ${kind}`)];
}

/** PTX begins a warning with the field that it speaks of. */
function kindOf(text: string): string {
  return /^(\w+):/.exec(text)?.[1] ?? 'other';
}
