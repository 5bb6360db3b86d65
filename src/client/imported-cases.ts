import type { Client } from '@temporalio/client';
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
      const queue = references.values();
      const taken: string[] = [];
      const lane = async () => {
        for (const reference of queue) if (await findCase(client, reference)) taken.push(reference);
      };
      await Promise.all(Array.from({ length: AT_ONCE }, lane));
      return taken;
    },
    async start(input) {
      try {
        await cases.start(input);
        return null;
      } catch (error) {
        if (error instanceof ReferenceTakenError || error instanceof InvalidInputError) return error.message;
        throw error;
      }
    },
  };
}
