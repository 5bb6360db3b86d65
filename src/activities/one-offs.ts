import type { PtxClient } from '../vendors/ptx/client.js';
import type { CollectionRow } from '../workflows/messages.js';
import { markOf } from './batches.js';
import type { Settling } from './ensure.js';
import { ensureShown, type TriedBefore } from './ensure-shown.js';
import { refused } from './failures.js';
import { type AtPtx, createMandateReader, isDebit, toCollectionRow } from './mandate-readings.js';

export interface OneOffDeps {
  ptx: PtxClient;
  settling: Settling;
}

export interface OneOffRequest extends AtPtx, TriedBefore {
  /** The same key is collected once. */
  key: string;
  amountMinor: number;
  /** `YYYY-MM-DD`. */
  date: string;
  /** The payer may read them in a letter, and our key behind them. */
  words: string;
}

/** The longest that PTX has been seen to keep. */
const LONGEST_COMMENTS = 58;

/** What is put presents again what came back: PTX may show that as a row of its own, with the same comments. */
const PRESENTED_AGAIN = '18';

/** The comments of a one-off: words for the payer, our mark behind them. Throws `refused()` for what PTX would not keep. */
export function commentsOf({ key, words }: Pick<OneOffRequest, 'key' | 'words'>): string {
  const comments = `${words.trim()}${markOf(key)}`;
  if (/^[=+@-]/.test(comments))
    throw refused('the words for the payer begin with =, +, - or @, which PTX takes in no text');
  if (comments.length > LONGEST_COMMENTS) {
    throw refused(
      `the words for the payer and key ${key} are ${comments.length} characters, PTX keeps ${LONGEST_COMMENTS}: shorten them`,
    );
  }
  return comments;
}

/** Collections outside a plan. Source: PTX API, "Mandates", one-off transaction. */
export function createOneOffActivities({ ptx, settling }: OneOffDeps) {
  const { mandateOf, historyOf } = createMandateReader(ptx);

  async function findRow({ key, amountMinor, ...at }: OneOffRequest): Promise<CollectionRow | undefined> {
    const mark = markOf(key);
    const marked = (await historyOf(at)).filter((row) => isDebit(row) && row.comments?.trimEnd().endsWith(mark));
    const firsts = marked.filter(({ code }) => code !== PRESENTED_AGAIN);
    const [row = marked[0], another] = firsts;
    if (another) {
      throw refused(
        `PTX shows collection ${key} more than once, as rows ${firsts.map(({ id }) => id).join(', ')}: look there`,
      );
    }
    if (row && row.amountMinor !== amountMinor) {
      throw refused(`PTX has collection ${key} already, as row ${row.id}, with another amount: a key is used once`);
    }
    return row && toCollectionRow(row);
  }

  return {
    /**
     * Collects once, by the key at the end of the comments, and gives PTX's own row, whose day may be another. The mandate is
     * read right before: it must be active. Safe to repeat.
     */
    async ensureOneOff(request: OneOffRequest): Promise<CollectionRow> {
      const { contactId, mandateId, amountMinor, date, before } = request;
      const comments = commentsOf(request);
      const { shown } = await ensureShown({
        what: `collection ${request.key}`,
        settling,
        before,
        find: () => findRow(request),
        act: async () => {
          const { status } = await mandateOf(request);
          if (status !== 'ACTIVE') {
            throw refused(`mandate ${mandateId} is ${status} at PTX: nothing is collected on it unless it is ACTIVE`);
          }
          return ptx.createOneOff({ contactId, mandateId, amountMinor, dueDate: date, comments });
        },
      });
      return shown;
    },
  };
}
