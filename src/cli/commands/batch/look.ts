import { type Command, Option } from 'commander';
import type { BatchStage } from '../../../client/index.js';
import { acting, type Context } from '../../context.js';
import { clientVariables, withHelp } from '../../help.js';
import { withJson } from '../said.js';

const STAGES: readonly BatchStage[] = [
  ...(['preparing', 'awaiting-approval', 'needs-attention'] as const),
  ...(['committed', 'approved', 'rejected'] as const),
];

export function defineBatchShow(batch: Command, context: Context): void {
  const command = batch
    .command('show')
    .description(
      'Shows one batch: totals, approvals, hash, first and largest payments, what comes next, what happened. A closed one needs no worker.',
    )
    .argument('<key>', 'the key of the batch');
  withJson(command).action(
    acting(context, async (key: string, { json }: { json?: true }) => {
      const { withIncasso } = await import('../../connect.js');
      const view = await withIncasso(({ batches }) => batches.show(key));
      const { out } = context.io;
      if (json) return void out.write(`${JSON.stringify(view)}\n`);
      const { batchLines } = await import('../../batch/lines.js');
      out.write(`${batchLines(view).join('\n')}\n`);
    }),
  );
  withHelp(command, {
    examples: [
      ['for people', 'incasso batch show PAY-03'],
      ['what an approver gives to approve', 'incasso batch show PAY-03 --json | jq -r .hash'],
    ],
    variables: clientVariables,
    temporal: true,
  });
}

export function defineBatchList(batch: Command, context: Context): void {
  const command = batch
    .command('list')
    .description('Lists batches, the newest first. Needs no worker; what has changed a moment ago can be missing.')
    .addOption(new Option('--stage <stage>', 'only those in this stage').choices(STAGES));
  withJson(command, 'print one JSON object per line').action(
    acting(context, async ({ stage, json }: { stage?: BatchStage; json?: true }) => {
      const { withIncasso } = await import('../../connect.js');
      const { instant, printJson, printTable } = await import('../../print.js');
      const { out } = context.io;
      await withIncasso(async ({ batches }) => {
        const found = batches.list(stage === undefined ? {} : { stage });
        if (json) for await (const each of found) printJson(out, each);
        else {
          const header = ['KEY', 'STAGE', 'NEXT ACTION (UTC)'];
          await printTable(out, header, found, (each) => [each.key, each.stage, instant(each.nextActionAt)]);
        }
      });
    }),
  );
  withHelp(command, {
    examples: [['what waits for an approval', 'incasso batch list --stage awaiting-approval']],
    variables: clientVariables,
    temporal: true,
  });
}
