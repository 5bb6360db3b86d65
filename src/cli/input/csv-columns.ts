import { echo } from './echo.js';
import { nearest } from './nearest.js';

/** What a cell says, or why it says nothing that can be used. A fault continues a sentence that begins with the value. */
export type Parsed<T> = { value: T } | { fault: string };

/** How the cells of one kind are read. `form` says what to write. */
export interface Cell<T> {
  form: string;
  /** Never repeat the value in a fault. */
  personal?: true;
  parse(text: string): Parsed<T>;
}

export interface Column<T, Required extends boolean = boolean> extends Cell<T> {
  required: Required;
  /** An empty cell is parsed like any other. */
  takesEmpty?: true;
}

export type Columns = Readonly<Record<string, Column<unknown>>>;

/** The parsed cells of a row by column; undefined where an optional one is empty or its column is not in the file. */
export type ValuesOf<C extends Columns> = {
  [name in keyof C]: C[name] extends Column<infer T, infer R> ? T | (R extends true ? never : undefined) : never;
};

/** A column that every file has, with a value in every row. */
export const required = <T>(cell: Cell<T>): Column<T, true> => ({ ...cell, required: true });

/** A column that every file has, as it is written: rows are judged as a whole, by rules that need more than the cell. */
export const verbatim: Column<string, true> = {
  form: 'write its value',
  parse: (text) => ({ value: text }),
  required: true,
  takesEmpty: true,
};

/** A column that a file can leave out, and a row leave empty. */
export const optional = <T>(cell: Cell<T>): Column<T, false> => ({ ...cell, required: false });

/** Groups of optional columns of which a file needs one, and every row a value in one. */
export type AnyOf<C extends Columns> = readonly (readonly (keyof C & string)[])[];

export interface Header {
  names: string[];
  /** The rest of a line that begins with file and line. */
  faults: string[];
  /** False: the rows would only repeat what is wrong with the header. */
  isUsable: boolean;
}

/** A column that begins with `_` is somebody's own remark. */
export const isExtra = (name: string): boolean => name.startsWith('_');

/** Judges the header of a file. Columns come in any order; an unknown one is told with the known one most like it. */
export function readHeader<C extends Columns>(names: string[], columns: C, anyOf: AnyOf<C>): Header {
  const known = Object.keys(columns);
  const otherDelimiter = [';', '\t', '|'].find((delimiter) => names.length === 1 && names[0]?.includes(delimiter));
  if (otherDelimiter) {
    const fault = `separates the columns by ${echo(otherDelimiter)}, save the file with commas`;
    return { names, faults: [fault], isUsable: false };
  }
  if (!names.some((name) => known.includes(name))) {
    // Not repeated: where the header was forgotten, this is a person's row.
    return { names, faults: [`is not a header, begin the file with ${known.join(',')}`], isUsable: false };
  }
  const faults: string[] = [];
  for (const [index, name] of names.entries()) {
    if (name.trim() === '') faults.push(`column ${index + 1} has no name, name it or take it out`);
    else if (isExtra(name)) continue;
    else if (!known.includes(name)) faults.push(`${echo(name)} is not a column, did you mean ${nearest(name, known)}?`);
    else if (names.indexOf(name) !== index) faults.push(`${name}: this column is there twice, take one out`);
  }
  for (const name of known) {
    if (columns[name]?.required && !names.includes(name)) faults.push(`${name}: this column is missing, add it`);
  }
  for (const group of anyOf) {
    if (!group.some((name) => names.includes(name))) faults.push(`${group.join(' or ')}: a column is missing, add one`);
  }
  return { names, faults, isUsable: true };
}

/** Reads the cells of a row as its columns say; `faults` are the rest of a line that begins with file and line. */
export function readCells<C extends Columns>(
  cells: ReadonlyMap<string, string>,
  columns: C,
  anyOf: AnyOf<C>,
): { values: ValuesOf<C>; faults: string[] } {
  const values: Record<string, unknown> = {};
  const faults: string[] = [];
  for (const [name, column] of Object.entries(columns)) {
    const text = cells.get(name);
    if (text === undefined) continue; // The header's fault, or nobody's.
    if (text.trim() === '' && !column.takesEmpty) {
      if (column.required) faults.push(`${name}: is empty, ${column.form}`);
      continue;
    }
    const parsed = column.parse(text);
    if ('value' in parsed) values[name] = parsed.value;
    else faults.push(`${name}: ${column.personal ? 'the value' : echo(text)} ${parsed.fault}`);
  }
  for (const group of anyOf) {
    const present = group.filter((name) => cells.has(name));
    if (present.length > 0 && !present.some((name) => cells.get(name)?.trim())) {
      faults.push(`${present.join(' and ')}: ${present.length > 1 ? 'are' : 'is'} empty, fill in at least one`);
    }
  }
  return { values: values as ValuesOf<C>, faults }; // Each value is its own column's.
}
