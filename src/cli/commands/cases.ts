import { type Command, Option } from 'commander';
import type { CaseStage } from '../../client/index.js';
import { acting, type Context } from '../context.js';
import { clientVariables, withHelp } from '../help.js';
import { withJson } from './said.js';

const STAGES: readonly CaseStage[] = [
  ...(['importing', 'awaiting-payment', 'calling', 'held', 'needs-attention'] as const),
  ...(['paid', 'unpaid', 'rejected', 'cancelled'] as const),
];

export function defineCases(program: Command, context: Context): void {
  const command = program
    .command('cases')
    .summary('list cases')
    .description('Lists cases, the newest first. Needs no worker; what has changed a moment ago can be missing.')
    .addOption(new Option('--stage <stage>', 'only those in this stage').choices(STAGES));
  withJson(command, 'print one JSON object per line').action(
    acting(context, async ({ stage, json }: { stage?: CaseStage; json?: true }) => {
      const { withIncasso } = await import('../connect.js');
      const { instant, printJson, printTable } = await import('../print.js');
      const { out } = context.io;
      await withIncasso(async ({ cases }) => {
        const found = cases.list(stage === undefined ? {} : { stage });
        if (json) for await (const each of found) printJson(out, each);
        else {
          const header = ['REFERENCE', 'STAGE', 'NEXT ACTION (UTC)'];
          await printTable(out, header, found, (each) => [each.reference, each.stage, instant(each.nextActionAt)]);
        }
      });
    }),
  );
  withHelp(command, {
    examples: [
      ['what a person has to look at', 'incasso cases --stage needs-attention'],
      ['how many are in each stage', 'incasso cases --json | jq -r .stage | sort | uniq -c'],
    ],
    variables: clientVariables,
    temporal: true,
  });
}
