import type { Row } from './rows.js';

const TEXT_COLUMNS = [
  'personFamilyName',
  'toMailAddress',
  'invoiceDate',
  'invoiceDueDate',
  'invoiceReference',
  'invoiceCurrency',
  'invoiceAmount',
  'invoiceNumber',
  'personBirthDay',
] as const;

/** Lines and cells of RFC 4180 text. Throws when a quoted cell does not end. */
function parseCells(text: string, separator: string): string[][] {
  const lines: string[][] = [];
  let line: string[] = [];
  let cell = '';
  let quoted = false;
  const endCell = (): void => {
    line.push(cell);
    cell = '';
  };
  const endLine = (): void => {
    endCell();
    if (line.length > 1 || line[0] !== '') lines.push(line);
    line = [];
  };
  for (let i = 0; i < text.length; i += 1) {
    const char = text.charAt(i);
    if (quoted) {
      if (char !== '"') cell += char;
      else if (text.charAt(i + 1) === '"') {
        cell += char;
        i += 1;
      } else quoted = false;
    } else if (char === '"' && cell === '') quoted = true;
    else if (char === separator) endCell();
    else if (char === '\n') endLine();
    else if (char !== '\r') cell += char;
  }
  if (quoted) throw new Error('a quoted cell does not end');
  endLine();
  return lines;
}

const BASE64 = /^[A-Za-z0-9+/\s]*={0,2}\s*$/;

/**
 * Reads the records of an import file: CSV in Base64, with comma or semicolon, whose header has RowInput's names and
 * `identification_identifier` for the reference. Unknown columns are passed over. Throws when it cannot be read.
 */
export function readCsvRows(contents: string): Row[] {
  if (!BASE64.test(contents)) throw new Error('the contents are not Base64');
  const text = Buffer.from(contents, 'base64')
    .toString('utf8')
    .replace(/^\uFEFF/, '');
  const firstLine = text.split('\n', 1)[0] ?? '';
  const [header = [], ...lines] = parseCells(text, firstLine.includes(';') && !firstLine.includes(',') ? ';' : ',');
  const columns = new Map(header.map((name, index) => [name.trim(), index]));
  const reference = columns.get('identification_identifier') ?? columns.get('reference');
  const script = columns.get('script');
  if (reference === undefined || script === undefined) {
    throw new Error('the header needs identification_identifier and script');
  }
  return lines.map((cells) => {
    const cellOf = (column: string): string => (cells[columns.get(column) ?? -1] ?? '').trim();
    const row: Row = { reference: (cells[reference] ?? '').trim(), script: (cells[script] ?? '').trim() };
    for (const column of TEXT_COLUMNS) {
      const value = cellOf(column);
      if (value !== '') row[column] = value;
    }
    const phones = cellOf('toPhoneNumbers')
      .split(/[\s,;|]+/)
      .filter((number) => number !== '');
    if (phones.length > 0) row.toPhoneNumbers = phones;
    return row;
  });
}
