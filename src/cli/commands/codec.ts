import type { Command } from 'commander';
import { ConfigError, readConfig } from '../../config.js';
import { acting, type Context } from '../context.js';
import { UsageError } from '../errors.js';
import { withHelp } from '../help.js';
import { printLine } from '../print.js';
import { originsValue, portValue } from '../values.js';

interface Options {
  host: string;
  port: number;
  uiOrigin: string[];
  insecure?: boolean;
}

export function defineCodec(program: Command, context: Context): void {
  const command = program
    .command('codec')
    .summary('let the Temporal UI show what is encrypted')
    .description(
      'Decrypts payloads for the Temporal UI and the `temporal` command (`--codec-endpoint`) until it is told to stop (SIGINT, SIGTERM). Prints `ready` on stderr. It asks nobody who they are: whoever reaches it can read everything.',
    )
    .option('--host <host>', 'the address to listen on', '127.0.0.1')
    .option('--port <port>', 'the port to listen on', portValue, 8888)
    .option('--ui-origin <origins>', 'where the UI is opened, several separated by commas', originsValue, [
      'http://localhost:8233',
      'http://127.0.0.1:8233',
    ])
    .option('--insecure', 'listen beyond loopback, because something in front asks who comes')
    .action(
      acting(context, async ({ host, port, uiOrigin, insecure = false }: Options) => {
        const { isLoopback, startCodecServer } = await import('../../workers/codec-server.js');
        if (!insecure && !isLoopback(host)) {
          throw new UsageError([
            `--host ${host}: whoever reaches it can read everything; listen on 127.0.0.1, or add --insecure if something in front asks who comes`,
          ]);
        }
        const { INCASSO_PAYLOAD_KEY: payloadKey, LOG_LEVEL: level } = readConfig(['INCASSO_PAYLOAD_KEY', 'LOG_LEVEL']);
        if (payloadKey === undefined) {
          throw new ConfigError(['INCASSO_PAYLOAD_KEY: is missing, set it to the keys of the workers']);
        }
        const { createLogger } = await import('../../logger.js');
        const { io } = context;
        const stopped = io.stopped();
        const logger = createLogger({ level, name: 'codec' });
        const server = await startCodecServer({ payloadKey, host, port, uiOrigins: uiOrigin, logger });
        printLine(io.err, 'ready');
        await stopped;
        await server.close();
      }),
    );
  withHelp(command, {
    examples: [
      ['then give the UI http://localhost:8888 as its codec server', 'INCASSO_PAYLOAD_KEY=... incasso codec'],
      [
        'read a case by the command of Temporal',
        'temporal workflow show -w collect:INV-1001 --codec-endpoint http://localhost:8888',
      ],
    ],
    variables: ['INCASSO_PAYLOAD_KEY', 'LOG_LEVEL'],
  });
}
