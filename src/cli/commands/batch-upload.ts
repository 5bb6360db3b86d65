import type { Command } from 'commander';
import type { Resolution } from '../../client/index.js';
import { acting, type Context } from '../context.js';
import { clientVariables, withHelp } from '../help.js';
import { wordsValue } from '../values.js';
import { type SaidOptions, withJson, withResolution, withSaid } from './said.js';

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

/** `incasso batch resolve-file`, for what `batch upload` waits with. */
export function defineBatchResolveFile(batch: Command, context: Context): void {
  const command = batch
    .command('resolve-file')
    .description(
      'Answers what a file of `batch upload` waits with: go on, or give it up. What PTX has of it is read there, never ' +
        'believed. Then run the upload again: it goes on from there.',
    )
    .argument('<key>', 'the key that the file was handed in with');
  withJson(withSaid(withResolution(command))).action(
    acting(context, async (key: string, { as, by, why, json }: SaidOptions & { as: Resolution['as']; json?: true }) => {
      const { tellFile } = await import('./told.js');
      return tellFile(context.io, key, ({ files }) => files.resolve(key, { as, by, why }), { json });
    }),
  );
  withHelp(command, {
    examples: [['try again', 'incasso batch resolve-file WAGES-2026-12 --as retry --by ann --why "PTX is back"']],
    variables: clientVariables,
    temporal: true,
  });
}
