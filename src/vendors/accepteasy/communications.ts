import { z } from 'zod';
import { VendorError } from '../errors.js';
import { communicationsSchema } from './answers.js';
import { toCommunicationChanges, toCommunicationInput } from './inputs.js';
import type { Ask } from './rest.js';
import type { Communication, NewCommunication } from './types.js';
import { toPathId } from './values.js';

const pathOfBill = (atid: string) => `/v2/Bill/${toPathId('ATID', atid)}/Communication`;
const pathOf = (communicationId: string) => `/v2/Communication/${toPathId('communicationId', communicationId)}`;

/** No answer to a change is documented: what it did, the list says. */
const anyAnswer = z.unknown().transform(() => undefined);

/**
 * The operations on a bill's messages. All documented outside the page Bills, documents/sendingMessages.md, which shows
 * their addresses and no bodies: the bodies are inferred from the entries of `Communication`.
 */
export function createCommunicationOperations(ask: Ask) {
  return {
    /** All messages of a bill, planned and gone. A read. */
    listCommunications(atid: string, signal?: AbortSignal): Promise<Communication[]> {
      return ask({
        operation: 'communication.list',
        kind: 'read',
        request: () => ({ method: 'GET', path: pathOfBill(atid) }),
        schema: communicationsSchema,
        signal,
      });
    },

    /** Plans one more message. **Not safe to repeat**: a second one goes out too. Look it up in the bill's list first. */
    createCommunication(atid: string, communication: NewCommunication, signal?: AbortSignal): Promise<void> {
      return ask({
        operation: 'communication.create',
        kind: 'effect-with-look-up',
        request: () => {
          const json = { Communication: [toCommunicationInput(communication)] };
          return { method: 'POST', path: pathOfBill(atid), json };
        },
        schema: anyAnswer,
        signal,
      });
    },

    /** Sets fields of a planned message. Safe to repeat. */
    updateCommunication(
      communicationId: string,
      changes: Partial<NewCommunication>,
      signal?: AbortSignal,
    ): Promise<void> {
      return ask({
        operation: 'communication.update',
        kind: 'repeatable-effect',
        request: () => ({ method: 'PATCH', path: pathOf(communicationId), json: toCommunicationChanges(changes) }),
        schema: anyAnswer,
        signal,
      });
    },

    /** Drops a planned message. Safe to repeat: one that is gone already is `absent`. */
    async deleteCommunication(communicationId: string, signal?: AbortSignal): Promise<'deleted' | 'absent'> {
      try {
        await ask({
          operation: 'communication.delete',
          kind: 'repeatable-effect',
          request: () => ({ method: 'DELETE', path: pathOf(communicationId) }),
          schema: anyAnswer,
          signal,
        });
        return 'deleted';
      } catch (error) {
        if (error instanceof VendorError && error.status === 404) return 'absent';
        throw error;
      }
    },
  };
}
