import type { Command } from 'commander';
import { acting, type Context } from '../context.js';
import { clientVariables, withHelp } from '../help.js';
import { type SaidOptions, withJson, withSaid } from './said.js';

export function defineCancel(program: Command, context: Context): void {
  const command = program
    .command('cancel')
    .summary('end a case, whatever is owed')
    .description(
      'Ends the case as cancelled, and drops the calls that are still planned. A PayLink stays payable at the vendor.',
    )
    .argument('<reference>', 'the reference of the case');
  withJson(withSaid(command)).action(
    acting(context, async (reference: string, { by, why, json }: SaidOptions & { json?: true }) => {
      const { tellCase } = await import('./told.js');
      return tellCase(context.io.out, reference, (cases) => cases.cancel(reference, { by, why }), json);
    }),
  );
  withHelp(command, {
    examples: [['the invoice was wrong', 'incasso cancel INV-1001 --by anna --why "credit note 2026-88"']],
    variables: clientVariables,
    temporal: true,
  });
}
