import { type Command, Option } from 'commander';
import type { BillStage } from '../../../client/index.js';
import { acting, type Context } from '../../context.js';
import { clientVariables, withHelp } from '../../help.js';
import { withJson } from '../said.js';

const STAGES: readonly BillStage[] = [
  ...(['creating', 'open', 'held', 'needs-attention'] as const),
  ...(['paid', 'expired', 'cancelled', 'failed'] as const),
];

export function defineBillShow(bill: Command, context: Context): void {
  const command = bill
    .command('show')
    .description(
      'Shows one bill: stage, money, messages, what comes next, what happened. A closed one needs no worker.',
    )
    .argument('<srrid>', 'the SRRID of the bill');
  withJson(command).action(
    acting(context, async (srrid: string, { json }: { json?: true }) => {
      const { withIncasso } = await import('../../connect.js');
      const view = await withIncasso(({ bills }) => bills.show(srrid));
      const { out } = context.io;
      if (json) return void out.write(`${JSON.stringify(view)}\n`);
      const { billLines } = await import('../../bill/lines.js');
      out.write(`${billLines(view).join('\n')}\n`);
    }),
  );
  withHelp(command, {
    examples: [
      ['for people', 'incasso bill show BILL-1001'],
      ['where it is paid', 'incasso bill show BILL-1001 --json | jq -r .payLink.shortUrl'],
    ],
    variables: clientVariables,
    temporal: true,
  });
}

export function defineBillList(bill: Command, context: Context): void {
  const command = bill
    .command('list')
    .description('Lists bills, the newest first. Needs no worker; what has changed a moment ago can be missing.')
    .addOption(new Option('--stage <stage>', 'only those in this stage').choices(STAGES));
  withJson(command, 'print one JSON object per line').action(
    acting(context, async ({ stage, json }: { stage?: BillStage; json?: true }) => {
      const { withIncasso } = await import('../../connect.js');
      const { instant, printJson, printTable } = await import('../../print.js');
      const { out } = context.io;
      await withIncasso(async ({ bills }) => {
        const found = bills.list(stage === undefined ? {} : { stage });
        if (json) for await (const each of found) printJson(out, each);
        else {
          const header = ['SRRID', 'STAGE', 'NEXT ACTION (UTC)'];
          await printTable(out, header, found, (each) => [each.srrid, each.stage, instant(each.nextActionAt)]);
        }
      });
    }),
  );
  withHelp(command, {
    examples: [['what a person has to look at', 'incasso bill list --stage needs-attention']],
    variables: clientVariables,
    temporal: true,
  });
}
