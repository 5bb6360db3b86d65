import { mandateSchema } from './bill-answers.js';
import { createBillOperations } from './bills.js';
import { createCommunicationOperations } from './communications.js';
import { toMandateInput } from './inputs.js';
import { type AccepteasyConfig, createRest } from './rest.js';
import { createSearchOperations } from './searches.js';
import type { Mandate, NewMandate } from './types.js';

export type { AccepteasyConfig } from './rest.js';
export type * from './types.js';

/** Everything that AcceptEasy can be asked. */
export type AccepteasyClient = ReturnType<typeof createAccepteasyClient>;

/**
 * Speaks AcceptEasy's Bill API, every operation of it. Amounts in whole cents, though the vendor answers in decimal euros;
 * instants in UTC, ids as strings. Each call throws `VendorError`, or the abort of its own caller; a request that the
 * vendor would refuse for its lengths is one `Invalid` that lists all faults, and is not sent. No retries: what may be
 * repeated stands with each operation.
 */
export function createAccepteasyClient(config: AccepteasyConfig) {
  const ask = createRest(config);
  return {
    ...createBillOperations(ask),
    ...createSearchOperations(ask),
    ...createCommunicationOperations(ask),

    /**
     * Makes a mandate, with its planned messages where it has any. **Not safe to repeat**, and no look-up is documented.
     * Documented outside the page Bills: documents/mandate.md.
     */
    createMandate(mandate: NewMandate, signal?: AbortSignal): Promise<Mandate> {
      return ask({
        operation: 'mandate.create',
        kind: 'effect',
        request: () => ({ method: 'POST', path: '/v2/Mandate', json: toMandateInput(mandate) }),
        schema: mandateSchema,
        signal,
        privates: [mandate.email],
      });
    },
  };
}
