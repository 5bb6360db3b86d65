/** The command cannot be carried out as it was written; nothing was started. One fault a line. */
export class UsageError extends Error {
  override readonly name = 'UsageError';

  constructor(readonly lines: readonly string[]) {
    super(lines.join('\n'));
  }
}

/** Something other than Temporal does not answer. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}
