import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { type AnyOf, type Columns, type Header, isExtra, readCells, readHeader, type ValuesOf } from './csv-columns.js';
import { echo } from './echo.js';
import { FileFault } from './file-fault.js';
import { longestRecordBytes, wholeLines } from './whole-lines.js';

export interface CsvFormat<C extends Columns> {
  columns: C;
  /** Groups of optional columns of which each row needs one. */
  anyOf?: AnyOf<C>;
  /** A column whose values may not repeat in a file. */
  unique?: keyof C & string;
  /** 100,000 when left out. */
  mostRows?: number;
}

export interface CsvRow<C extends Columns> {
  /** Where the row begins in the file, counted from 1; the header is a line too. */
  line: number;
  values: ValuesOf<C>;
  /** The columns that begin with `_`. */
  extra: Record<string, string>;
}

export interface CsvContent<C extends Columns> {
  /** In the order of the file, without those that have a fault. */
  rows: CsvRow<C>[];
  /** A line for each fault, in the order of the file; none when the file can be used. */
  faults: string[];
}

const NOT_CHECKED = 'the rows after it were not checked';

function quoteFault({ code }: CsvError): string {
  return code === 'CSV_QUOTE_NOT_CLOSED' || code === 'CSV_MAX_RECORD_SIZE'
    ? `begins a quoted field that does not end, close the quote; ${NOT_CHECKED}`
    : `has a stray quote, put the whole field in quotes and double each quote inside it; ${NOT_CHECKED}`;
}

const SYSTEM_FAULTS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file, check the path',
  ENOTDIR: 'there is no such file, check the path',
  EISDIR: 'is a folder, name a file',
  EACCES: 'may not be read, ask for permission to read it',
};

function systemFault(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  return SYSTEM_FAULTS[code];
}

function createCollector<C extends Columns>(file: string, format: CsvFormat<C>) {
  const { columns, anyOf = [], unique, mostRows = 100_000 } = format;
  const rows: CsvRow<C>[] = [];
  const faults: string[] = [];
  const firstLines = new Map<string, number>(); // By value of the unique column.
  let header: Header | undefined;
  let line = 1;
  let rowCount = 0;

  function addRow({ names }: Header, record: string[]): void {
    rowCount += 1;
    if (rowCount > mostRows) {
      const limit = mostRows.toLocaleString('en');
      throw new FileFault(`${file}: has more than ${limit} rows, split it into files of at most ${limit}`);
    }
    const fault = (rest: string) => void faults.push(`${file}:${line} ${rest}`);
    if (record.length !== names.length) {
      fault(`has ${record.length} fields where the header has ${names.length}, check its commas and quotes`);
      return;
    }
    const cells = new Map(names.map((name, index) => [name, record[index] ?? '']));
    const read = readCells(cells, columns, anyOf);
    const key = unique === undefined ? '' : (cells.get(unique) ?? '');
    const firstLine = firstLines.get(key);
    if (key !== '' && firstLine === undefined) firstLines.set(key, line);
    if (firstLine !== undefined) read.faults.push(`${unique}: ${echo(key)} is in line ${firstLine} too, write it once`);
    read.faults.forEach(fault);
    if (read.faults.length > 0) return;
    const extra = Object.fromEntries([...cells].filter(([name]) => isExtra(name)));
    rows.push({ line, values: read.values, extra });
  }

  return {
    /** Takes the records in the order of the file, blank ones too. */
    add(record: string[]): void {
      const isBlank = record.every((cell) => cell.trim() === ''); // Spreadsheets leave rows of mere commas.
      if (!isBlank && header === undefined) {
        header = readHeader(record, columns, anyOf);
        faults.push(...header.faults.map((rest) => `${file}:${line} ${rest}`));
        if (!header.isUsable) throw new FileFault(faults.join('\n'));
      } else if (!isBlank && header) addRow(header, record);
      // The parser's own count goes wrong at a CRLF inside quotes and between chunks.
      line += 1 + record.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);
    },
    /** What was read, once the file has ended or the parser has given up. */
    finish(error?: CsvError): CsvContent<C> {
      if (error) faults.push(`${file}:${line} ${quoteFault(error)}`);
      else if (!header) faults.push(`${file}: is empty, begin it with ${Object.keys(columns).join(',')}`);
      else if (rowCount === 0) faults.push(`${file}: has a header and no rows, write a row for each`);
      return { rows, faults };
    },
  };
}

/**
 * Reads a CSV file (UTF-8, RFC 4180, byte order mark and CRLF accepted) and checks every row of it. What is wrong with
 * the file is in `faults`, never thrown. Holds the rows in memory, the file itself only in parts.
 */
export async function readCsvFile<C extends Columns>(file: string, format: CsvFormat<C>): Promise<CsvContent<C>> {
  const collector = createCollector(file, format);
  const parser = parse({
    bom: true,
    record_delimiter: ['\r\n', '\n'],
    relax_column_count: true, // The collector says it in our words.
    max_record_size: longestRecordBytes,
    // Called in order and at once: what came before a broken quote is kept. Nothing reaches the readable side.
    on_record: (record: string[]) => {
      collector.add(record);
      return null;
    },
  });
  parser.resume();
  try {
    await pipeline(createReadStream(file), (chunks: AsyncIterable<Buffer>) => wholeLines(chunks, file), parser);
  } catch (error) {
    if (error instanceof CsvError) return collector.finish(error);
    const fault = systemFault(error);
    if (fault !== undefined) return { rows: [], faults: [`${file}: ${fault}`] };
    if (error instanceof FileFault) return { rows: [], faults: error.message.split('\n') };
    throw error;
  }
  return collector.finish();
}
