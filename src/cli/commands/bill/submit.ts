import type { Command } from 'commander';
import type { BillSubmitOptions } from '../../bill/submit.js';
import { acting, type Context } from '../../context.js';
import { clientVariables, withHelp } from '../../help.js';
import { withJson } from '../said.js';

export function defineBillSubmit(bill: Command, context: Context): void {
  const command = bill
    .command('submit')
    .description(
      'Starts a bill for each row of a CSV file. The whole file is checked first: one fault, and nothing is started. ' +
        'Returns when all are started. Safe to run again: rows that were started before are recognised.',
    )
    .argument(
      '<file>',
      'CSV with a header line: srrid, payment_reference, description, amount, expiry_date, email or phone, and communications (JSON in the field names of AcceptEasy) for other than one message at once',
    )
    .option('--async', 'AcceptEasy makes the bills in its own time: for many at once')
    .option('--follow', 'stay until every bill has ended or needs attention');
  withJson(command, 'print one JSON object per bill').action(
    acting(context, async (file: string, options: BillSubmitOptions) => {
      const { submitBills } = await import('../../bill/submit.js');
      return submitBills(file, options, context.io);
    }),
  );
  withHelp(command, {
    examples: [
      ['bills that are made at once', 'incasso bill submit bills.csv'],
      ['many bills, and wait for the end', 'incasso bill submit bills.csv --async --follow'],
    ],
    variables: ['INCASSO_HTTP_TIMEOUT', ...clientVariables],
    temporal: true,
  });
}
