import { type Command, Option } from 'commander';
import type { ImportStage, Resolution } from '../../client/index.js';
import { acting, type Context } from '../context.js';
import { clientVariables, withHelp } from '../help.js';
import type { ImportOptions } from '../import/run.js';
import { type SaidOptions, withJson, withResolution, withSaid } from './said.js';

const STAGES: readonly ImportStage[] = ['running', 'needs-attention', 'done', 'failed'];

/** Many records at once, into one script of CollectMAXX. */
export function defineImport(program: Command, context: Context): void {
  const command = program
    .command('import')
    .summary('import a CSV file of records into a CollectMAXX script')
    .description(
      'Imports a file of records into one script, and stays to the end. The whole file is checked first. Below 1,000 rows, ' +
        'and with --collect, each row has its result, written beside the file; otherwise the rows go as one file, whose ' +
        'batch is followed. Safe to run again: the same file goes on where it was.',
    )
    .enablePositionalOptions() // What stands behind `show` or `list` is theirs.
    .argument(
      '<file>',
      "CSV with a header line of CollectMAXX's own names: identification_identifier, toMailAddress, ...",
    )
    .option('--script <number>', 'the CollectMAXX script that takes the records; always needed')
    .addOption(new Option('--as <form>', 'by rows, or as one file').choices(['rows', 'file']))
    .option('--collect', 'start a case for each accepted row, which does not import it again')
    .option('--map <pairs>', "where the file has other names: theirs=ours,...; ours are the vendor's")
    .option('--wait <duration>', 'with --collect: how long to wait for the payment before the calls (default: 14d)')
    .option('--voice-script <number>', 'with --collect: the script that calls those who do not pay')
    .option('--voice-rounds <count>', 'with --collect: how many rounds of calls (default: 1)')
    .option('--voice-wait <duration>', 'with --collect: how long to wait after each round (default: 2d)');
  withJson(command).action(
    acting(context, async (file: string, options: ImportOptions) => {
      const { importFile } = await import('../import/run.js');
      return importFile(file, options, context.io);
    }),
  );
  withHelp(command, {
    examples: [
      ['a message to everybody in the file', 'incasso import records.csv --script 1001'],
      ['and a case for each', 'incasso import records.csv --script 1001 --collect --voice-script 6512'],
      [
        'a file with other names',
        'incasso import debts.csv --script 1001 --map id=identification_identifier,mail=toMailAddress',
      ],
    ],
    variables: ['INCASSO_HTTP_TIMEOUT', ...clientVariables],
    temporal: true,
  });
  defineShow(command, context);
  defineList(command, context);
  defineCancel(command, context);
  defineResolve(command, context);
}

function defineShow(parent: Command, context: Context): void {
  const command = parent
    .command('show')
    .description('Shows one import. A closed one needs no worker, an open one needs a running `incasso worker`.')
    .argument('<id>', 'the id of the import, as `import list` shows it');
  withJson(command).action(
    acting(context, async (id: string, { json }: { json?: true }) => {
      const { withIncasso } = await import('../connect.js');
      const view = await withIncasso(({ imports }) => imports.show(id));
      const { out } = context.io;
      if (json) return void out.write(`${JSON.stringify(view)}\n`);
      const { importLines } = await import('../import/lines.js');
      out.write(`${importLines(view).join('\n')}\n`);
    }),
  );
  withHelp(command, {
    examples: [['how many rows have which result', 'incasso import show 3f2a... --json | jq .counts']],
    variables: clientVariables,
    temporal: true,
  });
}

function defineList(parent: Command, context: Context): void {
  const command = parent
    .command('list')
    .description('Lists imports, the newest first. Needs no worker; what has changed a moment ago can be missing.')
    .addOption(new Option('--stage <stage>', 'only those in this stage').choices(STAGES));
  withJson(command, 'print one JSON object per line').action(
    acting(context, async ({ stage, json }: { stage?: ImportStage; json?: true }) => {
      const { withIncasso } = await import('../connect.js');
      const { printJson, printTable } = await import('../print.js');
      const { out } = context.io;
      await withIncasso(async ({ imports }) => {
        const found = imports.list(stage === undefined ? {} : { stage });
        if (json) for await (const each of found) printJson(out, each);
        else await printTable(out, ['ID', 'STAGE'], found, (each) => [each.id, each.stage]);
      });
    }),
  );
  withHelp(command, {
    examples: [['what a person has to look at', 'incasso import list --stage needs-attention']],
    variables: clientVariables,
    temporal: true,
  });
}

function defineCancel(parent: Command, context: Context): void {
  const command = parent
    .command('cancel')
    .description(
      'Ends an import that is open. What is at the vendor is followed to its end, and gets its cases; rows that were not ' +
        'handed in are left out. Safe to repeat. The rest goes in by a file of its own: the same file is this import again.',
    )
    .argument('<id>', 'the id of the import, as `import list` shows it');
  withJson(withSaid(command)).action(
    acting(context, async (id: string, { by, why, json }: SaidOptions & { json?: true }) => {
      const { withIncasso } = await import('../connect.js');
      const { stage, reason } = await withIncasso(({ imports }) => imports.cancel(id, { by, why }));
      const { out } = context.io;
      out.write(json ? `${JSON.stringify({ id, stage, reason })}\n` : `${id}: ${reason ?? stage}\n`);
    }),
  );
  withHelp(command, {
    examples: [
      ['what is open', 'incasso import list --stage running'],
      ['its file was wrong', 'incasso import cancel 3f2a... --by anna --why "wrong amounts"'],
    ],
    variables: clientVariables,
    temporal: true,
  });
}

function defineResolve(parent: Command, context: Context): void {
  const command = parent
    .command('resolve')
    .description(
      'Says what became of rows, or of a file, whose answer was lost: the vendor has them, it has not, or they are to be ' +
        'handed in again. Then run the import again: it goes on from there.',
    )
    .argument('<id>', 'the id of the import, as `import list` shows it');
  withJson(withSaid(withResolution(command))).action(
    acting(context, async (id: string, o: SaidOptions & { as: Resolution['as']; json?: true }) => {
      const { withIncasso } = await import('../connect.js');
      const { as, by, why } = o;
      const { stage, reason } = await withIncasso(({ imports }) => imports.resolve(id, { as, by, why }));
      const { out } = context.io;
      out.write(o.json ? `${JSON.stringify({ id, stage, reason })}\n` : `${id}: ${stage}\n`);
    }),
  );
  withHelp(command, {
    examples: [
      ['what waits', 'incasso import list --stage needs-attention'],
      ['the vendor has the rows', 'incasso import resolve 3f2a... --as happened --by anna --why "seen in the portal"'],
    ],
    variables: clientVariables,
    temporal: true,
  });
}
