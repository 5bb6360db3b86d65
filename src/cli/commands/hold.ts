import type { Command } from 'commander';
import { acting, type Context } from '../context.js';
import { clientVariables, withHelp } from '../help.js';
import { dayValue } from '../values.js';
import { type SaidOptions, withJson, withSaid } from './said.js';

export function defineHold(program: Command, context: Context): void {
  const command = program
    .command('hold')
    .summary('contact nobody about a case for a while')
    .description(
      'Until the start of a day nobody is contacted about the case, and planned calls are dropped. Payments count all the same.',
    )
    .argument('<reference>', 'the reference of the case')
    .requiredOption('--until <date>', 'the day, YYYY-MM-DD, on which the case goes on', dayValue);
  withJson(withSaid(command)).action(
    acting(context, async (reference: string, o: SaidOptions & { until: string; json?: true }) => {
      const { tellCase } = await import('./told.js');
      const hold = { until: o.until, by: o.by, why: o.why };
      return tellCase(context.io.out, reference, (cases) => cases.hold(reference, hold), o.json);
    }),
  );
  withHelp(command, {
    examples: [
      [
        'wait for the answer to a complaint',
        'incasso hold INV-1001 --until 2026-12-01 --by anna --why "complaint 4711"',
      ],
    ],
    variables: clientVariables,
    temporal: true,
  });
}
