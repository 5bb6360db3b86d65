import { type Command, Option } from 'commander';
import type { DdmFileType, Resolution } from '../../client/index.js';
import { acting, type Context } from '../context.js';
import type { DdmImportOptions } from '../ddm/import.js';
import { clientVariables, withHelp } from '../help.js';
import { wordsValue } from '../values.js';
import { type SaidOptions, withJson, withResolution, withSaid } from './said.js';

const TYPES: readonly DdmFileType[] = ['payers', 'one-offs'];

/** PTX's own files of direct debit. */
export function defineDdm(program: Command, context: Context): void {
  const ddm = program
    .command('ddm')
    .summary('have PTX import its own files of payers or one-off collections')
    .description(
      'Files in the layout of PTX, which makes mandates or collections of them itself. What it makes is not followed here: ' +
        '`mandate import` sets up mandates that are.',
    );
  defineImport(ddm, context);
  defineDdmResolve(ddm, context);
  withHelp(ddm, {
    examples: [
      ['single collections of mandates that PTX has', 'incasso ddm import one-offs.csv --profile 4826 --type one-offs'],
    ],
  });
}

function defineImport(ddm: Command, context: Context): void {
  const command = ddm
    .command('import')
    .description(
      'Hands in a file as it is, follows what PTX makes of it, and writes what became of each line beside it, in ' +
        'FILE.results.csv. A file may be taken in part. Safe to run again: the same content is imported once.',
    )
    .argument('<file>', 'a file in the layout that PTX imports; at most 1,400,000 bytes')
    .requiredOption('--profile <id>', 'the collection profile: its id, or exactly its name', wordsValue)
    .addOption(new Option('--type <type>', 'what is in the file').choices(TYPES).makeOptionMandatory());
  withJson(command).action(
    acting(context, async (file: string, options: DdmImportOptions) => {
      const { importDdm } = await import('../ddm/import.js');
      return importDdm(file, options, context.io);
    }),
  );
  withHelp(command, {
    examples: [
      ['payers and their mandates', 'incasso ddm import payers.csv --profile 4826 --type payers'],
      ['what was not taken', 'grep ,error, payers.csv.results.csv'],
    ],
    variables: ['INCASSO_HTTP_TIMEOUT', ...clientVariables],
    temporal: true,
  });
}

function defineDdmResolve(ddm: Command, context: Context): void {
  const command = ddm
    .command('resolve')
    .description(
      'Says what became of a file whose answer was lost, and that PTX does not show: it is there, it is not and is to be ' +
        'handed in again, or it is to be looked for again. Then run the import again: it goes on from there.',
    )
    .argument('<id>', 'the id of the import, as `ddm import` prints it');
  withJson(withSaid(withResolution(command))).action(
    acting(context, async (id: string, { as, by, why, json }: SaidOptions & { as: Resolution['as']; json?: true }) => {
      const { tellFile } = await import('./told.js');
      return tellFile(context.io, id, ({ ddmFiles }) => ddmFiles.resolve(id, { as, by, why }), { json });
    }),
  );
  withHelp(command, {
    examples: [
      [
        'it is not in PTX',
        'incasso ddm resolve 3f2a... --as not-happened --by ann --why "looked at the imports in PTX"',
      ],
    ],
    variables: clientVariables,
    temporal: true,
  });
}
