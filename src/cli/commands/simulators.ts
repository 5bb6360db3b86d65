import type { Command } from 'commander';
import { acting, type Context } from '../context.js';
import { withHelp } from '../help.js';
import { printLine } from '../print.js';
import { portValue } from '../values.js';

export function defineSimulators(program: Command, context: Context): void {
  const command = program
    .command('simulators')
    .summary('servers that behave like the vendors, to try things out')
    .description(
      'Runs until it is told to stop (SIGINT, SIGTERM). Prints the variables to set on stdout, and `ready` on stderr. Sends its webhooks to http://WEBHOOK_HOST:WEBHOOK_PORT.',
    )
    .option('--port-base <port>', 'the port of CollectMAXX; other vendors follow behind it', portValue, 9700)
    .action(
      acting(context, async ({ portBase }: { portBase: number }) => {
        const { startSimulators } = await import('../../workers/simulators.js');
        const { io } = context;
        const stopped = io.stopped();
        const simulators = await startSimulators({ portBase });
        printLine(io.out, simulators.variables.map(([name, value]) => `${name}=${value}`).join(' '));
        printLine(io.err, 'ready');
        await stopped;
        await simulators.close();
      }),
    );
  withHelp(command, {
    examples: [
      ['on other ports', 'incasso simulators --port-base 9800'],
      ['then, with those variables set, play the debtor', 'incasso simulate paid INV-1001'],
    ],
    variables: ['WEBHOOK_HOST', 'WEBHOOK_PORT', 'WEBHOOK_USERNAME', 'WEBHOOK_PASSWORD', 'ALPHACOMM_API_KEY'],
  });
}
