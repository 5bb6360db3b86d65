import { GraphQLError } from 'graphql';
import type { Scheduler } from '../shared/scheduler.js';
import { readCsvRows } from './csv.js';
import type { ImportRecord, Jobs } from './jobs.js';
import { type PageArgs, toPage } from './paging.js';
import type { Ledger } from './parts.js';
import type { Row } from './rows.js';

interface FileInput {
  extension: string;
  contents: string;
}

interface Batch {
  readonly name: string;
  readonly action: 'IMPORT';
  status: 'empty' | 'queued' | 'running' | 'done' | 'error';
  records: ImportRecord[];
}

export interface AddRecordsArgs {
  file?: FileInput | null;
  rows?: Row[] | null;
}

export interface BatchListArgs extends PageArgs {
  filters?: { name?: { equalTo?: string | null } | null } | null;
}

const EXTENSIONS = ['csv', 'xml', 'xlsx', 'xls', 'ods'];
const RUNNING_AFTER_MS = 1000;
const DONE_AFTER_MS = 2000;

/** Imports: rows are read at once, a file waits in a queue. */
export function createBatches(scheduler: Scheduler, ledger: Ledger, jobs: Jobs) {
  const batches: Batch[] = [];
  const byName = new Map<string, Batch>();

  function open(status: Batch['status'], records: ImportRecord[]): Batch {
    const day = new Date(scheduler.now()).toISOString().slice(0, 10).replaceAll('-', '');
    const batch: Batch = { name: `${day}-${batches.length + 1}`, action: 'IMPORT', status, records };
    batches.push(batch);
    byName.set(batch.name, batch);
    return batch;
  }

  function readLater(batch: Batch, { extension, contents }: FileInput): void {
    scheduler.after(RUNNING_AFTER_MS, () => {
      batch.status = 'running';
    });
    scheduler.after(DONE_AFTER_MS, () => {
      try {
        if (extension !== 'csv') throw new Error('only csv can be read');
        batch.records = readCsvRows(contents).map((row) => jobs.take(row));
        batch.status = 'done';
      } catch {
        batch.status = 'error'; // A file that cannot be read; why is shown in the vendor's portal only.
      }
    });
  }

  return {
    /** Takes rows or a file. Not safe to repeat: message scripts send again. */
    add({ file, rows }: AddRecordsArgs): Batch {
      if ((file == null) === (rows == null)) throw new GraphQLError('Give either rows or file.');
      if (file != null) {
        const extension = file.extension.toLowerCase();
        if (!EXTENSIONS.includes(extension)) {
          throw new GraphQLError(`extension must be one of ${EXTENSIONS.join(', ')}.`);
        }
        const batch = open('queued', []);
        ledger.add('file.accepted', { id: batch.name });
        readLater(batch, { ...file, extension });
        return batch;
      }
      const records = (rows ?? []).map((row) => jobs.take(row));
      return open(records.length === 0 ? 'empty' : 'done', records);
    },

    list(args: BatchListArgs) {
      const name = args.filters?.name?.equalTo ?? undefined;
      const named = name === undefined ? undefined : byName.get(name);
      const found = name === undefined ? batches : named === undefined ? [] : [named];
      return toPage(found, args, (batch) => batch);
    },
  };
}

export type Batches = ReturnType<typeof createBatches>;
