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

/** A sample request of a search as it is meant: its values replaced by ours, its slips put right, a page of 500. */
export function meant(name: string, correct: (text: string) => string = (text) => text): Record<string, unknown> {
  return {
    ...JSON.parse(correct(JSON.stringify(sample(`${name}.request`)))),
    resultsPage: { firstResult: 0, maxResults: 500 },
  };
}

/** Puts one text in the place of another, which must be there. */
export const replaced = (from: string, to: string) => (text: string) => {
  if (!text.includes(from)) throw new Error(`the sample has no ${from}`);
  return text.split(from).join(to);
};
