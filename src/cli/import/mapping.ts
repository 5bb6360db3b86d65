import { echo } from '../input/echo.js';
import { nearest } from '../input/nearest.js';
import { type RecordColumn, recordColumns } from '../input/records-file.js';

/** Reads `theirs=ours,...`: their column by our name. `faults` are lines of the option, all at once. */
export function parseMapping(text: string | undefined): { theirs: Map<RecordColumn, string>; faults: string[] } {
  const theirs = new Map<RecordColumn, string>();
  const faults: string[] = [];
  for (const pair of text?.split(',') ?? []) {
    const cut = pair.lastIndexOf('=');
    const [column, ours] = [pair.slice(0, Math.max(0, cut)).trim(), pair.slice(cut + 1).trim()];
    if (cut === -1 || column === '' || ours === '') {
      faults.push(`--map: ${echo(pair)} is not a pair, write the column of the file, = and a name of the vendor`);
    } else if (!isColumn(ours)) {
      faults.push(`--map: ${echo(ours)} is no name of a column, did you mean ${nearest(ours, recordColumns)}?`);
    } else if (theirs.has(ours)) {
      faults.push(`--map: ${ours} is there twice, write it once`);
    } else if ([...theirs.values()].includes(column)) {
      faults.push(`--map: ${echo(column)} is there twice, write it once`);
    } else theirs.set(ours, column);
  }
  return { theirs, faults };
}

function isColumn(name: string): name is RecordColumn {
  return recordColumns.some((column) => column === name);
}
