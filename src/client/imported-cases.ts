import type { Client } from '@temporalio/client';
import { inParallel } from '../domain/in-parallel.js';
import type { ImportedCases } from '../workflows/messages.js';
import { createCases } from './cases.js';
import { InvalidInputError, ReferenceTakenError } from './errors.js';
import { findCase } from './runs.js';

const AT_ONCE = 20;

/** What imports know of cases: the worker hands it to its activities. */
export function createImportedCases(
  client: Client,
  options: { taskQueue: string; httpTimeoutMs?: number },
): ImportedCases {
  const cases = createCases(client, options);
  return {
    async taken(references) {
      const isTaken = async (reference: string) => (await findCase(client, reference)) !== undefined;
      const taken = await inParallel(references, AT_ONCE, isTaken);
      return references.filter((_, index) => taken[index]);
    },
    async start(input) {
      try {
        await cases.start(input);
        return null;
      } catch (error) {
        // The row was handed in only because its reference had no case, so this one was begun after that.
        if (error instanceof ReferenceTakenError) return begunMeanwhile(error.reference);
        if (error instanceof InvalidInputError) return error.message;
        throw error;
      }
    },
  };
}

const begunMeanwhile = (reference: string): string =>
  `a case of this reference was begun while the vendor had the row, so the debtor may have been contacted twice: look at case ${reference}`;
