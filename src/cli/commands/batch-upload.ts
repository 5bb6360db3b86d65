import type { Command } from 'commander';
import { acting, type Context } from '../context.js';
import { clientVariables, withHelp } from '../help.js';
import { wordsValue } from '../values.js';
import { withJson } from './said.js';

export interface UploadOptions {
  key: string;
  profile: string;
  by: string;
  json?: true;
}

/** `incasso batch upload`, below the command `batch`. */
export function defineBatchUpload(batch: Command, context: Context): void {
  const command = batch
    .command('upload')
    .description(
      'Hands in a payment file as it is, follows what PTX makes of it, and starts its batch, which waits for approvals like ' +
        'any other. A file with a fault is refused as a whole: its errors are listed by line, and the exit code is 1.',
    )
    .argument('<file>', 'a payment file in the form that the payment profile is set up for; at most 1,400,000 bytes')
    .requiredOption('--key <key>', 'the name of the batch for all time: letters, digits and . _ -, at most 40')
    .requiredOption('--profile <id>', 'the payment profile: its id, or exactly its name')
    .requiredOption('--by <who>', 'who hands it in; he cannot approve it', wordsValue);
  withJson(command).action(
    acting(context, async (file: string, options: UploadOptions) => {
      const { upload } = await import('../upload/run.js');
      return upload(file, options, context.io);
    }),
  );
  withHelp(command, {
    examples: [
      ['hand in a file', 'incasso batch upload wages.csv --key WAGES-2026-12 --profile 6421 --by anna'],
      ['then see what is to be approved', 'incasso batch show WAGES-2026-12'],
    ],
    variables: ['PTX_CUT_OFF', 'INCASSO_HTTP_TIMEOUT', ...clientVariables],
    temporal: true,
  });
}
