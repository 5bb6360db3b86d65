import type { Command } from 'commander';
import type { Mandates, Resolution } from '../../../client/index.js';
import { acting, type Context } from '../../context.js';
import { clientVariables, type Help, withHelp } from '../../help.js';
import { amountValue, dayValue, wordsValue } from '../../values.js';
import { type SaidOptions, withJson, withResolution, withSaid } from '../said.js';

/** What every command that tells a mandate something has. */
function define<O extends SaidOptions>(
  mandate: Command,
  context: Context,
  { name, description, more = (command) => command, say, examples }: Decision<O>,
): void {
  const command = mandate
    .command(name)
    .description(description)
    .argument('<reference>', 'the reference of the mandate');
  withJson(withSaid(more(command))).action(
    acting(context, async (reference: string, { json, ...options }: O & { json?: true }) => {
      const { tellMandate } = await import('../told.js');
      const answer = (mandates: Mandates) => say(mandates, reference, options as unknown as O);
      return tellMandate(context.io, reference, answer, { json });
    }),
  );
  withHelp(command, { examples, variables: clientVariables, temporal: true });
}

interface Decision<O> extends Pick<Help, 'examples'> {
  name: string;
  description: string;
  more?: (command: Command) => Command;
  say(mandates: Mandates, reference: string, options: O): ReturnType<Mandates['cancel']>;
}

export function defineMandateSuspend(mandate: Command, context: Context): void {
  define(mandate, context, {
    name: 'suspend',
    description: 'Nothing more is collected on a mandate until it is reactivated.',
    say: (mandates, reference, { by, why }: SaidOptions) => mandates.suspend(reference, { by, why }),
    examples: [['a complaint', 'incasso mandate suspend MEMBER-1001 --by anna --why "complaint 4711"']],
  });
}

export function defineMandateReactivate(mandate: Command, context: Context): void {
  define(mandate, context, {
    name: 'reactivate',
    description: 'Ends the suspension of a mandate.',
    say: (mandates, reference, { by, why }: SaidOptions) => mandates.reactivate(reference, { by, why }),
    examples: [
      ['the complaint is settled', 'incasso mandate reactivate MEMBER-1001 --by anna --why "complaint 4711 settled"'],
    ],
  });
}

export function defineMandateCancel(mandate: Command, context: Context): void {
  define(mandate, context, {
    name: 'cancel',
    description:
      'Cancels a mandate at PTX, and so at the bank: nothing can be collected on it any more. What banks report about it is still taken.',
    say: (mandates, reference, { by, why }: SaidOptions) => mandates.cancel(reference, { by, why }),
    examples: [['a member left', 'incasso mandate cancel MEMBER-1001 --by anna --why "left the club"']],
  });
}

export function defineMandateCollect(mandate: Command, context: Context): void {
  define<SaidOptions & { amount: number; date: string; key: string }>(mandate, context, {
    name: 'collect',
    description:
      'Collects once on a mandate, beside its plan. A day before the earliest one is refused with that. Safe to run again: a key is collected once.',
    more: (command) =>
      command
        .requiredOption('--amount <amount>', 'how much, like 12.50', amountValue)
        .requiredOption('--date <date>', 'the day, YYYY-MM-DD, on which the account is debited', dayValue)
        .requiredOption('--key <key>', 'names the collection: letters, digits and . _ - (at most 30)', wordsValue),
    say: (mandates, reference, { amount, date, key, by, why }) =>
      mandates.collectOneOff(reference, { key, amount: { minor: amount, currency: 'GBP' }, date, by, why }),
    examples: [
      [
        'an entry fee',
        'incasso mandate collect MEMBER-1001 --amount 25.00 --date 2027-01-15 --key ENTRY-1001 --by anna --why "entry fee"',
      ],
    ],
  });
}

export function defineMandateSuppressLetters(mandate: Command, context: Context): void {
  define(mandate, context, {
    name: 'suppress-letters',
    description: 'Keeps back all letters about a mandate that have not gone yet.',
    say: (mandates, reference, { by, why }: SaidOptions) => mandates.suppressCorrespondence(reference, { by, why }),
    examples: [['they would be wrong', 'incasso mandate suppress-letters MEMBER-1001 --by anna --why "wrong address"']],
  });
}

export function defineMandateResolve(mandate: Command, context: Context): void {
  define<SaidOptions & { as: Resolution['as'] }>(mandate, context, {
    name: 'resolve',
    description:
      'Answers what a mandate asks: something that PTX does not tell has happened, it has not, or it is to be tried again. The mandate goes on from there.',
    more: withResolution,
    say: (mandates, reference, { as, by, why }) => mandates.resolve(reference, { as, by, why }),
    examples: [
      ['what waits, and why', 'incasso mandate list --stage needs-attention'],
      ['PTX is well again', 'incasso mandate resolve MEMBER-1001 --as retry --by anna --why "PTX is back"'],
    ],
  });
}
