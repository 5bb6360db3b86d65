import { type Command, Option } from 'commander';
import type { MandateStage } from '../../../client/index.js';
import { acting, type Context } from '../../context.js';
import { clientVariables, withHelp } from '../../help.js';
import { withJson } from '../said.js';

const STAGES: readonly MandateStage[] = ['draft', 'active', 'suspended', 'dormant', 'needs-attention', 'cancelled'];

export function defineMandateShow(mandate: Command, context: Context): void {
  const command = mandate
    .command('show')
    .description(
      'Shows one mandate: stage, plan, collections, letters, what comes next, what happened. A closed one needs no worker.',
    )
    .argument('<reference>', 'the reference of the mandate');
  withJson(command).action(
    acting(context, async (reference: string, { json }: { json?: true }) => {
      const { withIncasso } = await import('../../connect.js');
      const view = await withIncasso(({ mandates }) => mandates.show(reference));
      const { out } = context.io;
      if (json) return void out.write(`${JSON.stringify(view)}\n`);
      const { mandateLines } = await import('../../mandate/lines.js');
      out.write(`${mandateLines(view).join('\n')}\n`);
    }),
  );
  withHelp(command, {
    examples: [
      ['for people', 'incasso mandate show MEMBER-1001'],
      [
        'what came back',
        'incasso mandate show MEMBER-1001 --json | jq \'.collections[] | select(.state == "returned")\'',
      ],
    ],
    variables: clientVariables,
    temporal: true,
  });
}

export function defineMandateList(mandate: Command, context: Context): void {
  const command = mandate
    .command('list')
    .description('Lists mandates, the newest first. Needs no worker; what has changed a moment ago can be missing.')
    .addOption(new Option('--stage <stage>', 'only those in this stage').choices(STAGES));
  withJson(command, 'print one JSON object per line').action(
    acting(context, async ({ stage, json }: { stage?: MandateStage; json?: true }) => {
      const { withIncasso } = await import('../../connect.js');
      const { instant, printJson, printTable } = await import('../../print.js');
      const { out } = context.io;
      await withIncasso(async ({ mandates }) => {
        const found = mandates.list(stage === undefined ? {} : { stage });
        if (json) for await (const each of found) printJson(out, each);
        else {
          const header = ['REFERENCE', 'STAGE', 'NEXT ACTION (UTC)'];
          await printTable(out, header, found, (each) => [each.reference, each.stage, instant(each.nextActionAt)]);
        }
      });
    }),
  );
  withHelp(command, {
    examples: [['what a person has to look at', 'incasso mandate list --stage needs-attention']],
    variables: clientVariables,
    temporal: true,
  });
}
