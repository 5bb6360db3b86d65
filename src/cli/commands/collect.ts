import type { Command } from 'commander';
import type { CollectOptions } from '../collect/run.js';
import { acting, type Context } from '../context.js';
import { clientVariables, withHelp } from '../help.js';
import { withJson } from './said.js';

export function defineCollect(program: Command, context: Context): void {
  const command = program
    .command('collect')
    .summary('collect the debts of a CSV file, a case for each row')
    .description(
      'Starts a case for each row of a CSV file of debtors. The whole file is checked first. Safe to run again: rows that ' +
        'were started before are recognised.',
    )
    .argument(
      '<file>',
      'CSV with a header line: reference, amount, currency, invoice_number, due_date, email or phone, ...',
    )
    .option('--message-script <number>', 'the CollectMAXX script that sends the message with the PayLink')
    .option('--link <own>', 'own: no message is sent, only a PayLink is made, for you to deliver')
    .option('--voice-script <number>', 'the CollectMAXX script that calls those who do not pay')
    .option('--wait <duration>', 'how long to wait for the payment before the calls', '14d')
    .option('--voice-rounds <count>', 'how many rounds of calls (default: 1)')
    .option('--voice-wait <duration>', 'how long to wait after each round (default: 2d)')
    .option('--follow', 'stay until every case has ended or needs attention');
  withJson(command, 'print one JSON object per case').action(
    acting(context, async (file: string, options: CollectOptions) => {
      const { collect } = await import('../collect/run.js');
      return collect(file, options, context.io);
    }),
  );
  withHelp(command, {
    examples: [
      [
        'a mail with a PayLink; after 14 days one round of calls',
        'incasso collect debtors.csv --message-script 1001 --voice-script 6512',
      ],
      ['PayLinks only, and wait for the end', 'incasso collect debtors.csv --link own --wait 30d --follow'],
    ],
    variables: ['INCASSO_HTTP_TIMEOUT', ...clientVariables],
    temporal: true,
  });
}
