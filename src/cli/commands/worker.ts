import type { Command } from 'commander';
import { vendorVariables } from '../../config.js';
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
      'the vendors to call, of alphacomm,accepteasy,ptx (default: those that are configured)',
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
      ['for one PTX user, of which there is one', 'PTX_EMAIL=... PTX_PASSWORD=... incasso worker --vendors ptx'],
      [
        'against the simulators of `incasso simulators`',
        'ALPHACOMM_URL=http://127.0.0.1:9700/v1 ALPHACOMM_API_KEY=demo-key incasso worker',
      ],
    ],
    variables: [
      ...new Set(Object.values(vendorVariables).flat()),
      ...(['INCASSO_HTTP_TIMEOUT', 'INCASSO_IMPORT_WINDOW'] as const),
      ...clientVariables,
      ...(['INCASSO_HEALTH_PORT', 'LOG_LEVEL'] as const),
    ],
    temporal: true,
  });
}
