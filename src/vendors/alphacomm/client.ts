import { stoppedCallingSchema } from './answers.js';
import { STOP_CALLING } from './documents.js';
import { type AlphacommConfig, createGraphql } from './graphql.js';
import { createImportOperations } from './imports.js';
import { createMandateOperations } from './mandates.js';
import { createPayLinkOperations } from './pay-links.js';
import { toScriptId } from './values.js';

export type { AlphacommConfig } from './graphql.js';
export type { PayLinkQuery } from './pay-links.js';
export type * from './types.js';

/** Everything that CollectMAXX can be asked. */
export type AlphacommClient = ReturnType<typeof createAlphacommClient>;

/**
 * Speaks CollectMAXX's GraphQL API, every operation of it. Amounts in whole cents, instants in UTC, ids as strings. Each
 * call throws `VendorError`, or the abort of its own caller. No retries: what may be repeated stands with each operation.
 */
export function createAlphacommClient(config: AlphacommConfig) {
  const ask = createGraphql(config);
  return {
    ...createImportOperations(ask),
    ...createPayLinkOperations(ask),
    ...createMandateOperations(ask),

    /**
     * Drops the calls that a voice script still plans for a record; other channels go on. Safe to repeat. The answer is the
     * vendor's word, `done`. Source: CollectMAXX API, "Voice", stop calling.
     */
    stopCalling({ script, reference }: { script: string; reference: string }, signal?: AbortSignal): Promise<string> {
      return ask({
        operation: 'stopCalling',
        kind: 'repeatable-effect',
        document: STOP_CALLING,
        variables: () => ({ scriptId: toScriptId(script), reference }),
        schema: stoppedCallingSchema,
        signal,
      });
    },
  };
}
