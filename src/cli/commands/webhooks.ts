import type { Command } from 'commander';
import { acting, type Context } from '../context.js';
import { clientVariables, withHelp } from '../help.js';

export function defineWebhooks(program: Command, context: Context): void {
  const command = program
    .command('webhooks')
    .summary("receive the vendors' webhooks")
    .description(
      'Serves POST /webhooks/alphacomm and /webhooks/accepteasy, /healthz, /readyz and /metrics until it is told to stop (SIGINT, SIGTERM). Prints `ready` on stderr when it takes webhooks.',
    )
    .option('--insecure', 'let everybody in, without credentials')
    .action(
      acting(context, async ({ insecure = false }: { insecure?: boolean }) => {
        const { runWebhooks } = await import('../../workers/webhooks.js');
        await runWebhooks({ insecure });
      }),
    );
  withHelp(command, {
    examples: [
      ['behind a proxy that ends TLS', 'WEBHOOK_USERNAME=alphacomm WEBHOOK_PASSWORD=... incasso webhooks'],
      ['on a laptop', 'incasso webhooks --insecure'],
    ],
    variables: [
      ...(['WEBHOOK_HOST', 'WEBHOOK_PORT', 'WEBHOOK_USERNAME', 'WEBHOOK_PASSWORD'] as const),
      ...clientVariables,
      'LOG_LEVEL',
    ],
    temporal: true,
  });
}
