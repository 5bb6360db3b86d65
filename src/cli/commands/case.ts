import type { Command } from 'commander';
import { acting, type Context } from '../context.js';
import { clientVariables, withHelp } from '../help.js';
import { withJson } from './said.js';

export function defineCase(program: Command, context: Context): void {
  const command = program
    .command('case')
    .summary('show a case: stage, money, what comes next, what happened')
    .description('Shows one case. A closed one needs no worker, an open one needs a running `incasso worker`.')
    .argument('<reference>', 'the reference of the case');
  withJson(command).action(
    acting(context, async (reference: string, { json }: { json?: true }) => {
      const { withIncasso } = await import('../connect.js');
      const view = await withIncasso(({ cases }) => cases.show(reference));
      const { out } = context.io;
      if (json) return void out.write(`${JSON.stringify(view)}\n`);
      const { caseLines } = await import('../case/lines.js');
      out.write(`${caseLines(view).join('\n')}\n`);
    }),
  );
  withHelp(command, {
    examples: [
      ['for people', 'incasso case INV-1001'],
      ['what is still owed, in cents', 'incasso case INV-1001 --json | jq .owed.minor'],
    ],
    variables: clientVariables,
    temporal: true,
  });
}
