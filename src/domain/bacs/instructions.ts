import { formatMinor } from '../money.js';
import { type Read, readAccountNumber, readSortCode } from './account.js';
import { type CheckedRow, findRepeats, type Repeat } from './repeats.js';
import { mostCharacters, readAccountName, readReference } from './texts.js';
import { bacsCodes, isDebit, isInstructionCode } from './transaction-types.js';

/** A payment or collection as it is asked for. `amountMinor` is in pence; `transactionType` a Bacs code, `99` if left out. */
export interface InstructionInput {
  sortCode: string;
  accountNumber: string;
  accountName: string;
  reference: string;
  amountMinor: number;
  transactionType?: string;
}

/** The same as Bacs carries it: 6 and 8 digits, texts of at most 18 legal characters, a known code. */
export interface BacsInstruction {
  sortCode: string;
  accountNumber: string;
  accountName: string;
  reference: string;
  amountMinor: number;
  code: string;
}

/**
 * Why a row is refused. `index` counts from 0. `problem` goes on where a sentence began with the value, as in
 * `reference: "…" is …`, and repeats none of a person; with field `row` the sentence began with the row itself.
 */
export interface InstructionFault {
  index: number;
  field: 'sortCode' | 'accountNumber' | 'accountName' | 'reference' | 'amount' | 'transactionType' | 'row';
  problem: string;
}

/** What is changed in a row that is taken. `text` goes on where a sentence began with the account name. */
export interface InstructionWarning {
  index: number;
  kind: 'name-cut';
  text: string;
}

/** 20,000,000.00 GBP, what Bacs carries in one item. */
const MOST_MINOR = 2_000_000_000;

/**
 * Judges all rows of a batch, alone and beside each other. `instructions` has those without a fault, in their order.
 * @param transactionTypes Bacs code to PTX index, see `parseTransactionTypes`
 * @param rowName how a person finds a row again; `row 1` for the first when left out
 */
export function checkInstructions(
  rows: readonly InstructionInput[],
  transactionTypes: Readonly<Record<string, string>>,
  rowName: (index: number) => string = (index) => `row ${index + 1}`,
): { instructions: BacsInstruction[]; faults: InstructionFault[]; warnings: InstructionWarning[] } {
  const checked: CheckedRow[] = [];
  const faults: InstructionFault[] = [];
  const warnings: InstructionWarning[] = [];
  for (const [index, row] of rows.entries()) {
    const result = checkRow(row, transactionTypes);
    for (const [field, problem] of result.problems) faults.push({ index, field, problem });
    if (result.nameCut) warnings.push({ index, kind: 'name-cut', text: result.nameCut });
    if (result.instruction) checked.push({ index, written: row.reference, instruction: result.instruction });
  }
  const repeats = findRepeats(checked);
  for (const repeat of repeats) faults.push(repeatFault(repeat, rowName));
  const repeated = new Set(repeats.map(({ index }) => index));
  return {
    instructions: checked.filter(({ index }) => !repeated.has(index)).map(({ instruction }) => instruction),
    faults: faults.sort((a, b) => a.index - b.index),
    warnings,
  };
}

interface CheckedFields {
  problems: [InstructionFault['field'], string][];
  nameCut?: string;
  instruction?: BacsInstruction;
}

function checkRow(row: InstructionInput, transactionTypes: Readonly<Record<string, string>>): CheckedFields {
  const problems: CheckedFields['problems'] = [];
  function take<T>(field: InstructionFault['field'], read: Read<T>): T | undefined {
    if ('value' in read) return read.value;
    problems.push([field, read.problem]);
    return undefined;
  }
  const known = (row.transactionType ?? '99').trim().toUpperCase();
  const isKnown = bacsCodes.includes(known); // Not judged by the rules of a code that it may not be.
  const sortCode = take('sortCode', readSortCode(row.sortCode));
  const accountNumber = take('accountNumber', readAccountNumber(row.accountNumber));
  const name = take('accountName', readAccountName(row.accountName));
  const reference = take('reference', readReference(row.reference, isKnown && isDebit(known)));
  const amountMinor = take('amount', readAmount(row.amountMinor, isKnown ? known : undefined));
  const code = take('transactionType', readCode(known, transactionTypes));
  const result: CheckedFields = { problems };
  if (name?.isCut)
    result.nameCut = `is longer than ${mostCharacters} characters, the bank sees the first ${mostCharacters}`;
  if (
    sortCode !== undefined &&
    accountNumber !== undefined &&
    name !== undefined &&
    reference !== undefined &&
    amountMinor !== undefined &&
    code !== undefined
  ) {
    result.instruction = { sortCode, accountNumber, accountName: name.name, reference, amountMinor, code };
  }
  return result;
}

function readCode(code: string, transactionTypes: Readonly<Record<string, string>>): Read<string> {
  if (!bacsCodes.includes(code)) {
    const meant = bacsCodes.includes(`0${code}`) ? `0${code}` : `one of ${bacsCodes.join(', ')}`;
    return { problem: `is not a Bacs transaction code, write ${meant}` };
  }
  if (Object.hasOwn(transactionTypes, code)) return { value: code };
  return { problem: 'has no PTX index: set PTX_TRANSACTION_TYPES' };
}

/** Without a code, the limits that all of them have. */
function readAmount(minor: number, code: string | undefined): Read<number> {
  if (!Number.isSafeInteger(minor)) return { problem: 'is not a whole number of pence' };
  if (minor < 0) return { problem: 'is below 0.00' };
  if (minor > MOST_MINOR) return { problem: `is more than ${formatMinor(MOST_MINOR)}, the most that Bacs carries` };
  if (code === undefined) return { value: minor };
  if (isInstructionCode(code) && minor !== 0) return { problem: `must be 0.00 with ${code}, which moves no money` };
  if (!isInstructionCode(code) && minor === 0) return { problem: 'is nothing to pay, take the row out' };
  return { value: minor };
}

function repeatFault({ index, earlier, kind }: Repeat, rowName: (index: number) => string): InstructionFault {
  const other = rowName(earlier);
  if (kind === 'same-payment') {
    return { index, field: 'row', problem: `is the same payment as ${other}, take one out or change its reference` };
  }
  const problem =
    kind === 'folded-together'
      ? `becomes the same reference as that of ${other} in Bacs characters, change one`
      : `and the reference of ${other} contain one another on the same account, change one`;
  return { index, field: 'reference', problem };
}
