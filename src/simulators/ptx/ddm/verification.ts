import { asBody } from '../checks.js';
import type { CollectionProfiles } from './collection-profiles.js';
import type { Contacts } from './contacts.js';
import { readMandate } from './mandate-body.js';

/** The simulator's words for what the payer's bank says of an account's owner: the document holds none. */
export const VERIFICATION_WORDS = ['YES', 'NO', 'CLOSE_MATCH', 'UNAVAILABLE'] as const;
export type VerificationWord = (typeof VERIFICATION_WORDS)[number];

interface VerificationDeps {
  contacts: Contacts;
  profiles: CollectionProfiles;
  /** By account number; `YES` where it has none. */
  words?: Readonly<Record<string, VerificationWord>> | undefined;
}

/** Whether an account is the payer's, as his bank says. Source: PTX API, "Verify the owner of the account". */
export function createVerification({ contacts, profiles, words = {} }: VerificationDeps) {
  const byAccount = new Map<string, VerificationWord>(Object.entries(words));
  const asked = new Map<string, VerificationWord>();

  return {
    /** What the bank says from now on. */
    set: (accountNumber: string, word: VerificationWord): void => void byAccount.set(accountNumber, word),

    /** What was said last of an account; undefined before it was asked for. */
    of: ({ sortCode, accountNumber }: { sortCode: string; accountNumber: string }): VerificationWord | undefined =>
      asked.get(`${sortCode} ${accountNumber}`),

    /**
     * Takes a whole mandate, which need not exist, and answers it with what the bank says. Safe to repeat. Throws `PtxRefusal`.
     */
    verify(contactId: unknown, given: unknown): object {
      const body = asBody(given);
      const fields = readMandate(body, contacts.byId(contactId).id, false);
      profiles.usable(fields.profileId);
      const word = byAccount.get(fields.accountNumber) ?? 'YES';
      asked.set(`${fields.sortCode} ${fields.accountNumber}`, word);
      return { ...body, ...fields, validationStatus: word };
    },
  };
}

export type Verification = ReturnType<typeof createVerification>;
