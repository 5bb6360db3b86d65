import { z } from 'zod';
import { anyAnswer, ifReadable } from './answer-fields.js';
import type { Ask } from './ask.js';
import type {
  CreatedOneOff,
  Mandate,
  MandateStatusWord,
  MandateUpdate,
  NewMandate,
  NewOneOff,
  OwnerCheck,
} from './ddm-types.js';
import {
  createdOneOffSchema,
  mandateSchema,
  ownerCheckSchema,
  personalValues,
  toInstructionCode,
  toMandate,
  toNewMandate,
  toOneOff,
} from './mandate-values.js';
import { toId, toNumberId, toWord } from './values.js';

export interface OfContact {
  contactId: string;
}
export interface OfMandate extends OfContact {
  mandateId: string;
}

/** The mandates, one by one. Source: PTX API, "Mandates". */
export function createMandateOperations(ask: Ask) {
  return {
    /** The mandates of a contact with their plans. A read. */
    listMandates(contact: OfContact, signal?: AbortSignal): Promise<Mandate[]> {
      return ask({
        operation: 'mandates.list',
        kind: 'read',
        method: 'GET',
        request: () => ({ params: ofContact(contact) }),
        schema: z.array(mandateSchema),
        signal,
      });
    },

    /** Makes a mandate, a draft where no status is given. **Not safe to repeat**: look for its reference first. */
    createMandate({ contactId, mandate }: OfContact & { mandate: NewMandate }, signal?: AbortSignal): Promise<Mandate> {
      return ask({
        operation: 'mandates.create',
        kind: 'effect-with-look-up',
        request: () => ({
          params: ofContact({ contactId }),
          json: toNewMandate(contactId, mandate),
          privates: personalValues(mandate),
        }),
        schema: mandateSchema,
        signal,
      });
    },

    /** One mandate with its plans; `Invalid` with status 404 where there is none. A read. */
    getMandate(asked: OfMandate, signal?: AbortSignal): Promise<Mandate> {
      return ask({
        operation: 'mandates.get',
        kind: 'read',
        method: 'GET',
        request: () => ({ params: ofMandate(asked) }),
        schema: mandateSchema,
        signal,
      });
    },

    /**
     * Writes a mandate back as it was read, with what is to change; a field that is left out stays. Other bank details or
     * another reference make PTX send 0C and 0N. Safe to repeat. Undefined where the answer shows no mandate: read it back.
     */
    updateMandate(
      { contactId, mandate }: OfContact & { mandate: MandateUpdate },
      signal?: AbortSignal,
    ): Promise<Mandate | undefined> {
      return ask({
        operation: 'mandates.update',
        kind: 'repeatable-effect',
        method: 'PUT',
        request: () => ({
          params: ofMandate({ contactId, mandateId: mandate.id }),
          json: toMandate(contactId, mandate),
          privates: personalValues(mandate),
        }),
        schema: ifReadable(mandateSchema),
        signal,
      });
    },

    /** Deletes a mandate; queries still show it as `DELETED`. Safe to repeat: then 404. */
    deleteMandate(asked: OfMandate, signal?: AbortSignal): Promise<void> {
      return ask({
        operation: 'mandates.delete',
        kind: 'repeatable-effect',
        method: 'DELETE',
        request: () => ({ params: ofMandate(asked) }),
        answer: 'text',
        schema: anyAnswer,
        signal,
      });
    },

    /**
     * Sets the status of a mandate; each change makes a letter. Read it first, and again after a lost answer or a 409.
     * Undefined where the answer shows no mandate.
     */
    setMandateStatus(
      { status, ...asked }: OfMandate & { status: MandateStatusWord | (string & {}) },
      signal?: AbortSignal,
    ): Promise<Mandate | undefined> {
      return ask({
        operation: 'mandates.setStatus',
        kind: 'effect-with-look-up',
        request: () => ({ params: { ...ofMandate(asked), status: toWord('status', status) } }),
        schema: ifReadable(mandateSchema),
        signal,
      });
    },

    /** Adds a single collection or refund. **Not safe to repeat**: look for its comments in the history first. */
    createOneOff(
      { contactId, mandateId, ...oneOff }: OfMandate & NewOneOff,
      signal?: AbortSignal,
    ): Promise<CreatedOneOff> {
      return ask({
        operation: 'mandates.createOneOff',
        kind: 'effect-with-look-up',
        request: () => ({
          params: ofMandate({ contactId, mandateId }),
          json: toOneOff(oneOff),
          privates: [oneOff.comments],
        }),
        schema: createdOneOffSchema,
        signal,
      });
    },

    /** Sends an instruction to the payer's bank, `0N` lodges. **Not safe to repeat**: look for its row in the history first. */
    addAuddisInstruction({ code, ...asked }: OfMandate & { code: string }, signal?: AbortSignal): Promise<void> {
      return ask({
        operation: 'mandates.addAuddisInstruction',
        kind: 'effect-with-look-up',
        request: () => ({ params: ofMandate(asked), json: { instructionCode: toInstructionCode(code) } }),
        answer: 'text',
        schema: anyAnswer,
        signal,
      });
    },

    /**
     * Asks whether the account is the payer's, of a mandate that need not be there yet. A read. The path is a guess, so a 404
     * may mean that PTX has it elsewhere.
     */
    verifyAccountOwner(
      { contactId, mandate, mandateId }: OfContact & { mandate: NewMandate; mandateId?: string },
      signal?: AbortSignal,
    ): Promise<OwnerCheck> {
      return ask({
        operation: 'mandates.verifyAccountOwner',
        kind: 'read',
        request: () => ({
          params: ofContact({ contactId }),
          json: {
            ...toNewMandate(contactId, mandate),
            ...(mandateId !== undefined && { id: toNumberId('mandateId', mandateId) }),
          },
          privates: personalValues(mandate),
        }),
        schema: ownerCheckSchema,
        signal,
      });
    },
  };
}

function ofContact({ contactId }: OfContact) {
  return { contactId: toId('contactId', contactId) };
}

function ofMandate({ contactId, mandateId }: OfMandate) {
  return { ...ofContact({ contactId }), mandateId: toId('mandateId', mandateId) };
}
