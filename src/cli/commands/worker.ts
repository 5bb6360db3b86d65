import type { Command } from 'commander';
import { acting, type Context } from '../context.js';
import { clientVariables, withHelp } from '../help.js';

export function defineWorker(program: Command, context: Context): void {
  const command = program
    .command('worker')
    .summary('do the work: run the workflows, call the vendors')
    .description(
      'Runs until it is told to stop (SIGINT, SIGTERM), then ends what it has begun. Prints `ready` on stderr when it takes work.',
    )
    .option(
      '--vendors <names>',
      'the vendors to call, separated by commas: alphacomm (default: those that are configured)',
    )
    .action(
      acting(context, async ({ vendors }: { vendors?: string }) => {
        const { runWorker } = await import('../../workers/run-worker.js');
        await runWorker(vendors === undefined ? {} : { vendors });
      }),
    );
  withHelp(command, {
    examples: [
      ['against the vendor', 'ALPHACOMM_API_KEY=... incasso worker'],
      [
        'against the simulators of `incasso simulators`',
        'ALPHACOMM_URL=http://127.0.0.1:9700/v1 ALPHACOMM_API_KEY=demo-key incasso worker',
      ],
    ],
    variables: [
      ...(['ALPHACOMM_URL', 'ALPHACOMM_API_KEY', 'INCASSO_HTTP_TIMEOUT', 'INCASSO_IMPORT_WINDOW'] as const),
      ...clientVariables,
      ...(['INCASSO_HEALTH_PORT', 'LOG_LEVEL'] as const),
    ],
    temporal: true,
  });
}
