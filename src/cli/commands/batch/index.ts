import type { Command } from 'commander';
import type { Context } from '../../context.js';
import { withHelp } from '../../help.js';
import { defineBatchResolveFile, defineBatchUpload } from '../batch-upload.js';
import { defineBatchApprove, defineBatchCommit, defineBatchReject, defineBatchResolve } from './decide.js';
import { defineBatchList, defineBatchShow } from './look.js';
import { defineBatchSubmit } from './submit.js';

/** Payments and collections by Bacs, through PTX. */
export function defineBatch(program: Command, context: Context): void {
  const batch = program
    .command('batch')
    .summary('pay and collect by Bacs: submit, show, approve, reject, commit')
    .description(
      'Batches of Bacs payments and collections at PTX. Somebody submits a batch, others approve what PTX shows of it; then it is committed.',
    );
  defineBatchSubmit(batch, context);
  defineBatchUpload(batch, context);
  defineBatchShow(batch, context);
  defineBatchList(batch, context);
  defineBatchApprove(batch, context);
  defineBatchReject(batch, context);
  defineBatchCommit(batch, context);
  defineBatchResolve(batch, context);
  defineBatchResolveFile(batch, context);
  withHelp(batch, {
    examples: [
      [
        'submit a file of payments',
        'incasso batch submit payments.csv --key PAY-03 --profile 101 --date 2026-03-06 --by ann',
      ],
      ['what is to be approved, by whom, and its hash', 'incasso batch show PAY-03'],
      ['approve it at a terminal', 'incasso batch approve PAY-03 --by bob'],
    ],
  });
}
