import type { Command } from 'commander';
import { acting, type Context } from '../context.js';
import { clientVariables, withHelp } from '../help.js';
import { type SaidOptions, withJson, withSaid } from './said.js';

export function defineResume(program: Command, context: Context): void {
  const command = program
    .command('resume')
    .summary('end the hold of a case')
    .description('Ends a hold before its day. A round of calls that the hold has stopped starts anew.')
    .argument('<reference>', 'the reference of the case');
  withJson(withSaid(command)).action(
    acting(context, async (reference: string, { by, why, json }: SaidOptions & { json?: true }) => {
      const { tellCase } = await import('./told.js');
      return tellCase(context.io.out, reference, (cases) => cases.resume(reference, { by, why }), json);
    }),
  );
  withHelp(command, {
    examples: [['the complaint is settled', 'incasso resume INV-1001 --by anna --why "complaint 4711 is settled"']],
    variables: clientVariables,
    temporal: true,
  });
}
