import { VendorError } from '../vendors/errors.js';
import type { PtxClient } from '../vendors/ptx/client.js';
import type { PayerAccount } from '../workflows/messages.js';
import { toApplicationFailure } from './failures.js';
import { whileHeartbeating } from './heartbeats.js';

export type OwnerVerdict = 'match' | 'close' | 'no' | 'unavailable' | 'unclear';

export interface OwnerCheckRequest {
  contactId: string;
  profileId: string;
  reference: string;
  account: PayerAccount;
}

/** PTX documents no word of its check, so these are the trade's own: plain ones, and those of Confirmation of Payee. */
const WORDS: Readonly<Record<Exclude<OwnerVerdict, 'unclear'>, string>> = {
  match: 'MATCH MATCHED FULL_MATCH EXACT_MATCH MATC VERIFIED VALID VALIDATED PASS PASSED SUCCESS YES TRUE OK',
  close: 'CLOSE CLOSE_MATCH PARTIAL PARTIAL_MATCH POSSIBLE_MATCH MBAM BANM PANM BAMM PAMM',
  no: 'NO NO_MATCH NOT_MATCHED NOMATCH MISMATCH NOT_VERIFIED INVALID FAIL FAILED FAILURE FALSE ANNM AC01 IVCR ACCOUNT_NOT_FOUND',
  unavailable:
    'UNAVAILABLE NOT_AVAILABLE NOT_SUPPORTED UNSUPPORTED NOT_CHECKED NOT_VALIDATED TIMEOUT ERROR ACNS OPTO SCNS OPTED_OUT',
};

/** What PTX's word means; the table is open, and a word that does not stand in it is `unclear`. */
export function ownerVerdict(word: string | undefined): OwnerVerdict {
  const folded = (word ?? '')
    .trim()
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_');
  for (const verdict of ['match', 'close', 'no', 'unavailable'] as const) {
    if (WORDS[verdict].split(' ').includes(folded)) return verdict;
  }
  return 'unclear';
}

/** Whose account it is. Source: PTX API, "Mandates", verify the owner of the account. */
export function createOwnerCheckActivities({ ptx }: { ptx: PtxClient }) {
  return {
    /**
     * Asks PTX whether the account is the payer's, before a mandate for it is made. A read. Where PTX has no such check at its
     * address it is `unavailable`, without a word.
     */
    async verifyOwner({
      contactId,
      profileId,
      reference,
      account,
    }: OwnerCheckRequest): Promise<{ verdict: OwnerVerdict; status: string | null }> {
      const mandate = { profileId, reference, ...account };
      try {
        const { validationStatus } = await whileHeartbeating(() => ptx.verifyAccountOwner({ contactId, mandate }));
        const verdict = ownerVerdict(validationStatus);
        const isShown = verdict !== 'unclear' || isPlainWord(validationStatus, account);
        return { verdict, status: isShown ? (validationStatus ?? null) : null };
      } catch (error) {
        if (error instanceof VendorError && error.name === 'Invalid' && error.status === 404) {
          return { verdict: 'unavailable', status: null };
        }
        throw toApplicationFailure(error);
      }
    },
  };
}

/** A word, and no sentence: in that a bank may give a name, the true owner's or the one that it was asked about. */
function isPlainWord(word = '', { accountName }: PayerAccount): boolean {
  const names = accountName.toUpperCase().split(/\s+/);
  const parts = word.toUpperCase().split(/[\s_-]+/);
  return /^\w+([ -]\w+){0,2}$/.test(word) && !parts.some((part) => part.length > 1 && names.includes(part));
}
