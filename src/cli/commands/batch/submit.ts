import type { Command } from 'commander';
import type { SubmitOptions } from '../../batch/submit.js';
import { acting, type Context } from '../../context.js';
import { clientVariables, withHelp } from '../../help.js';
import { withJson } from '../said.js';

export function defineBatchSubmit(batch: Command, context: Context): void {
  const command = batch
    .command('submit')
    .description(
      'Submits a CSV file of payments as one batch. The whole file is checked first: one fault, and nothing is started. ' +
        'Returns when the batch is under way. Safe to run again: the same content under the same key is recognised.',
    )
    .argument(
      '<file>',
      'CSV with a header line: sort_code, account_number, account_name, reference, amount, and transaction_type for other than 99',
    )
    .requiredOption('--key <key>', 'names the batch for all time: letters, digits and . _ - (at most 40)')
    .requiredOption('--profile <id>', 'the payment profile at PTX: its id, or its exact name')
    .requiredOption('--date <date>', 'the day, YYYY-MM-DD, on which the money arrives')
    .requiredOption('--by <who>', 'who submits; somebody else has to approve');
  withJson(command).action(
    acting(context, async (file: string, options: SubmitOptions) => {
      const { submitBatch } = await import('../../batch/submit.js');
      return submitBatch(file, options, context.io);
    }),
  );
  withHelp(command, {
    examples: [
      [
        'payments that arrive on 6 March',
        'incasso batch submit payments.csv --key PAY-03 --profile 101 --date 2026-03-06 --by ann',
      ],
    ],
    variables: ['PTX_CUT_OFF', 'PTX_TRANSACTION_TYPES', 'INCASSO_HTTP_TIMEOUT', ...clientVariables],
    temporal: true,
  });
}
