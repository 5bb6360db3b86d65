import type { BatchView } from '../../client/index.js';
import { formatMoney } from '../../domain/money.js';
import { tellBatch } from '../commands/told.js';
import { withIncasso } from '../connect.js';
import type { ExitCode, Io } from '../context.js';
import { UsageError } from '../errors.js';
import { printLine } from '../print.js';
import { reviewLines } from './lines.js';

export interface ApproveOptions {
  by: string;
  hash?: string;
  json?: true;
}

/**
 * Shows what is to be approved, and approves it: what `hash` stands for, or what the person at the terminal has seen
 * and said yes to. Answers 1 when nothing was approved, or when what followed from it needs a person.
 */
export async function approveBatch(key: string, { by, hash, json }: ApproveOptions, io: Io): Promise<ExitCode> {
  const view = await withIncasso(({ batches }) => batches.show(key));
  for (const line of reviewLines(view)) printLine(json ? io.err : io.out, line);
  const seen = hash ?? (await askFor(view, io));
  if (seen === undefined) return 1;
  return tellBatch(io, key, (batches) => batches.approve(key, { by, hash: seen }), { json });
}

/** The hash of what was shown, once a person has said yes to it; undefined if there is nothing to say yes to, or he does not. */
async function askFor({ key, stage, hash, count, total }: BatchView, { ask, err }: Io): Promise<string | undefined> {
  if (hash === null || stage !== 'awaiting-approval') {
    printLine(err, `batch ${key} cannot be approved now: its stage is ${stage}`);
    return undefined;
  }
  if (!ask) throw new UsageError([`--hash: is needed where nobody can be asked, write --hash ${hash}`]);
  const sums = [total.credit, total.debit].filter(({ minor }) => minor > 0).map(formatMoney);
  const answer = await ask(`Approve these ${count} payments (${sums.join(' and ') || 'no money'})? Write yes: `);
  if (answer.trim().toLowerCase() === 'yes') return hash;
  printLine(err, `batch ${key} was not approved`);
  return undefined;
}
