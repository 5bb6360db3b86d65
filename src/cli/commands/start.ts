import { type Command, Option } from 'commander';
import { acting, type Context } from '../context.js';
import { withHelp } from '../help.js';
import type { StartOptions } from '../start/run.js';
import { speedValue } from '../values.js';

export function defineStart(program: Command, context: Context): void {
  const command = program
    .command('start')
    .summary('the demo: everything on this computer, on example input')
    .description(
      "Starts a Temporal server, the simulators, the webhook receiver and a worker, and shows one flow live: `collect` has the debtors of examples/debtors.csv asked, called and closed; `bacs` takes examples/payments.csv to a committed Bacs batch; `mandates` sets up the Direct Debit mandates of examples/mandates.csv and shows a year of their collections, returned, presented again, claimed back and cancelled ones among them; `bills` has the bills of examples/bills.csv made, paid, moved to text when a mail bounces, expired and taken back. Reads none of the vendors' variables.",
    )
    .addOption(
      new Option('--flow <flow>', 'what to show').choices(['collect', 'bacs', 'mandates', 'bills']).default('collect'),
    )
    .option('--exit', 'end when all has ended; 1 if something ended otherwise than expected')
    .option('--speed <factor>', 'how many times as fast as real time business runs', speedValue)
    .option('--use-server', 'use the Temporal server at TEMPORAL_ADDRESS instead of starting one')
    .action(
      acting(context, async (options: StartOptions) => {
        const { start } = await import('../start/run.js');
        return start(options, context.io);
      }),
    );
  withHelp(command, {
    examples: [
      ['watch, and stop with Ctrl-C', 'incasso start'],
      ['as a check', 'incasso start --exit'],
      ['payments instead of debtors', 'incasso start --flow bacs'],
      ['a year of Direct Debit', 'incasso start --flow mandates'],
      ['bills at AcceptEasy', 'incasso start --flow bills'],
    ],
    variables: ['TEMPORAL_CLI_PATH', 'INCASSO_PAYLOAD_KEY'],
  });
}
