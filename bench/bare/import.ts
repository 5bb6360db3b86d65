import { ADD_RECORDS } from '../../src/vendors/alphacomm/documents.js';
import type { RecordRow } from '../../src/workflows/messages.js';
import { inParallel } from '../rounds.js';

/** Hands in the same rows by `fetch` alone: so many at a time, so many calls at once. */
export async function importBare(
  { url, apiKey }: { url: string; apiKey: string },
  rows: readonly RecordRow[],
  { script, rowsPerCall, atOnce }: { script: string; rowsPerCall: number; atOnce: number },
): Promise<void> {
  await inParallel(Math.ceil(rows.length / rowsPerCall), atOnce, async (index) => {
    const part = rows.slice(index * rowsPerCall, (index + 1) * rowsPerCall);
    const records = part.map(({ invoiceAmountMinor, ...row }) => ({
      ...row,
      script,
      invoiceAmount: String(invoiceAmountMinor),
    }));
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-auth-token': apiKey },
      body: JSON.stringify({ query: ADD_RECORDS, variables: { rows: records } }),
    });
    const answer = (await response.json()) as { data: { import: { addRecords: { records: { status: string }[] } } } };
    const taken = answer.data.import.addRecords.records.filter(({ status }) => status === 'accepted').length;
    if (taken !== part.length) throw new Error(`the vendor took ${taken} of ${part.length} records`);
  });
}
