import type { Command } from 'commander';
import type { Resolution } from '../../client/index.js';
import { acting, type Context } from '../context.js';
import { clientVariables, withHelp } from '../help.js';
import { type SaidOptions, withJson, withResolution, withSaid } from './said.js';

export function defineResolve(program: Command, context: Context): void {
  const command = program
    .command('resolve')
    .summary('answer a case that needs attention')
    .description(
      'Says what became of something that the vendor does not tell: it has happened, it has not, or it is to be tried again. The case goes on from there.',
    )
    .argument('<reference>', 'the reference of the case');
  withJson(withSaid(withResolution(command))).action(
    acting(context, async (reference: string, o: SaidOptions & { as: Resolution['as']; json?: true }) => {
      const { tellCase } = await import('./told.js');
      const resolution = { as: o.as, by: o.by, why: o.why };
      return tellCase(context.io.out, reference, (cases) => cases.resolve(reference, resolution), o.json);
    }),
  );
  withHelp(command, {
    examples: [
      ['what waits, and why', 'incasso cases --stage needs-attention'],
      ['the vendor has the record', 'incasso resolve INV-1001 --as happened --by anna --why "seen in the portal"'],
    ],
    variables: clientVariables,
    temporal: true,
  });
}
