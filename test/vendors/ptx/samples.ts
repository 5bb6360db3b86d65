import { readFileSync } from 'node:fs';

const folder = new URL('./samples/', import.meta.url);

/** A sample of the PTX document by operation, `batches.create.request`; people in it have names of our own. */
export function sample(name: string): unknown {
  return JSON.parse(sampleText(`${name}.json`));
}

/** A sample that is no JSON, by its file. */
export function sampleText(file: string): string {
  return readFileSync(new URL(file, folder), 'utf8');
}

/** A sample of a search's answer, whose rows were cut to three at most: the count is made that of the rows kept. */
export function sampleRows(name: string): { rows: unknown[] } {
  const answer = sample(name) as { rows: { values: { resultValues: { value: Record<string, unknown> }[] }[] }[] };
  const last = answer.rows.at(-1)?.values[0]?.resultValues[0]?.value;
  if (last) last.$value = answer.rows.length - 1;
  return answer;
}
