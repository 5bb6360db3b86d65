import { createHash } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { z } from 'zod';
import { canonicalJson } from '../domain/canonical-json.js';
import type { CollectionPlan } from '../domain/case.js';
import type { BusinessClock } from '../domain/clock.js';
import { caseOf } from '../domain/record-row.js';
import { type ImportForm, type ImportRecordsInput, type RecordRow, rowsPerImportPage } from '../workflows/messages.js';
import { sha256 } from './content-hash.js';
import { InvalidInputError } from './errors.js';
import { jsonOf, rowFaults } from './import-rows.js';
import { checkInput } from './validate.js';

/** Rows that are handed to a script. */
export interface ImportRequest {
  /** The number of the CollectMAXX script. */
  script: string;
  /** `rows`, with a result for each row, or `file`, with one for the batch. */
  as: ImportForm;
  /** At most 500,000, each reference once. */
  rows: readonly RecordRow[];
  /** The plan of the case that each accepted row becomes; its first step is a message of `script`. Only with `rows`. */
  collect?: CollectionPlan;
  clock?: BusinessClock;
}

/** An import that was judged, and is ready to be handed in. */
export interface PreparedImport {
  /** All but what the client adds: how the workers are set up. */
  input: ImportRecordsInput;
  /** Tells the same rows with another form or plan apart, which have the same id. */
  contentHash: string;
  /** The rows of one page, packed. */
  page(index: number): Uint8Array;
}

const MOST_ROWS = 500_000;

const requestSchema = z.object({
  script: z.string('is not a text of digits').regex(/^\d{1,9}$/, 'is not the number of a script, write digits'),
  as: z.enum(['rows', 'file'], 'is neither rows nor file'),
  rows: z
    .array(z.unknown(), 'is not a list')
    .min(1, 'is empty, an import has at least one row')
    .max(MOST_ROWS, 'has more than 500,000 rows, split it into several imports'),
});

/** Several pages go to a worker in one message, which may have 4 MiB; of one with half a MiB Temporal warns. */
const MOST_PAGE_BYTES = 500_000;

/**
 * Judges an import without asking anybody. Throws `InvalidInputError` with every fault at once, without personal data.
 * @param layout rows of each page, where an import of the same rows has its pages already
 */
export function prepareImport(request: ImportRequest, layout?: readonly number[]): PreparedImport {
  const { script, as, rows, collect, clock } = request;
  const faults = faultsOf(request);
  if (faults.length > 0) throw new InvalidInputError(faults);
  const hash = createHash('sha256').update(`${script}\n`);
  const pages: ImportRecordsInput['pages'] = [];
  const packed: Uint8Array[] = []; // A tenth of their JSON, so they may all wait here.
  const add = (from: number, count: number) => {
    const json = jsonOf(rows.slice(from, from + count));
    const page = deflateRawSync(json, { level: 1 });
    if (page.length > MOST_PAGE_BYTES && layout === undefined) {
      const half = Math.ceil(count / 2);
      add(from, half);
      add(from + half, count - half);
      return;
    }
    hash.update(json.subarray(1, -1)).update(','); // Without its brackets: the id does not depend on the pages.
    pages.push({ count, hash: createHash('sha256').update(json).digest('hex') });
    packed.push(page);
  };
  for (let from = 0; from < rows.length; ) {
    const count = Math.min(layout?.[pages.length] ?? rowsPerImportPage, rows.length - from);
    add(from, count);
    from += count;
  }
  const id = hash.digest('hex');
  return {
    input: {
      id,
      script,
      as,
      count: rows.length,
      pages,
      ...(collect && { collect: { plan: collect } }),
      ...(clock && { clock }),
    },
    contentHash: sha256(canonicalJson({ id, as, collect })),
    page: (index) => packed[index] ?? new Uint8Array(),
  };
}

function faultsOf(request: ImportRequest): string[] {
  const { error } = requestSchema.safeParse(request);
  if (error) return error.issues.map(({ path, message }) => `${path.join('.') || 'import'}: ${message}`);
  const { rows, as, script, collect } = request;
  const faults: string[] = [];
  const seen = new Map<unknown, number>();
  for (const [index, row] of rows.entries()) {
    faults.push(...rowFaults(row).map((fault) => `rows.${index}${fault}`));
    const first = seen.get(row?.reference);
    if (first !== undefined && row?.reference !== undefined)
      faults.push(`rows.${index}.reference: is the reference of row ${first} too`);
    else seen.set(row?.reference, index);
  }
  if (faults.length > 0 || !collect) return faults;
  if (as === 'file') {
    return ['collect: a file is answered by batch, so it is not known which rows were accepted: import as rows'];
  }
  return rows.flatMap((row, index) => caseFaults(row, script, collect).map((fault) => `rows.${index}: ${fault}`));
}

/** What keeps a row from becoming a case, in the words of a case's input. */
export function caseFaults(row: RecordRow, script: string, plan: CollectionPlan): readonly string[] {
  const imported = { script, at: '2026-01-01T00:00:00Z', status: 'accepted', messages: [] };
  try {
    checkInput({ ...caseOf(row, plan), imported });
    return [];
  } catch (error) {
    if (error instanceof InvalidInputError) return error.faults;
    throw error;
  }
}
