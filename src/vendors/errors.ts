/** Why a vendor call gave no value. The list is closed: what is done about each stands in `failureTable`. */
export type FailureName =
  | 'Invalid'
  | 'Unauthorized'
  | 'RateLimited'
  | 'Unavailable'
  | 'OutcomeUnknown'
  | 'ContractBroken';

/** Where a failure happened, and what the answer said of it. `path` is the field of the answer that did not fit. */
export interface FailurePlace {
  vendor: string;
  operation: string;
  status?: number;
  retryAfterMs?: number;
  path?: string;
}

/**
 * What every vendor client throws, beside the abort of its own caller. The message is one line, shortened, and free of
 * personal data and secrets.
 */
export class VendorError extends Error {
  override readonly name: FailureName;
  readonly vendor: string;
  readonly operation: string;
  /** The HTTP status; absent when no answer came. */
  declare readonly status?: number;
  /** How long the vendor asks to be left alone, where it said so. */
  declare readonly retryAfterMs?: number;
  /** The first field of the answer that did not fit, as `data.payLink.create.id`; empty when the answer could not be read. */
  declare readonly path?: string;

  constructor(name: FailureName, { vendor, operation, status, retryAfterMs, path }: FailurePlace, message: string) {
    super(`${vendor} ${operation}: ${message}`);
    this.name = name;
    this.vendor = vendor;
    this.operation = operation;
    if (status !== undefined) this.status = status;
    if (retryAfterMs !== undefined) this.retryAfterMs = retryAfterMs;
    if (path !== undefined) this.path = path;
  }
}

/** What may follow a failure. */
export type RetryRule = 'never' | 'a few times' | 'after retryAfterMs' | 'yes' | 'only after the look-up';

/** The one table of what follows from a failure. */
export const failureTable: Readonly<Record<FailureName, { meaning: string; retry: RetryRule }>> = {
  Invalid: { meaning: 'the vendor read the request and refused it', retry: 'never' },
  Unauthorized: {
    meaning: 'the credentials were refused; after a few tries it is configuration',
    retry: 'a few times',
  },
  RateLimited: { meaning: 'too many requests; nothing was done', retry: 'after retryAfterMs' },
  Unavailable: { meaning: 'nothing was sent, or what was sent is safe to repeat or to look up', retry: 'yes' },
  OutcomeUnknown: { meaning: 'an effect was sent and may have happened', retry: 'only after the look-up' },
  ContractBroken: { meaning: 'the answer to a read is not what is documented', retry: 'never' },
};
