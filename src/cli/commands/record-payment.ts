import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { acting, type Context } from '../context.js';
import { clientVariables, withHelp } from '../help.js';
import { amountValue, currencyValue, wordsValue } from '../values.js';
import { type SaidOptions, withJson, withSaid } from './said.js';

interface Options extends SaidOptions {
  amount: number;
  currency: string;
  paymentId?: string;
  json?: true;
}

export function defineRecordPayment(program: Command, context: Context): void {
  const command = program
    .command('record-payment')
    .summary('book money that came in elsewhere')
    .description(
      'Books money that came in another way than through the PayLink. What is owed falls by it; a case without debt ends as paid.',
    )
    .argument('<reference>', 'the reference of the case')
    .requiredOption('--amount <amount>', 'how much, with two decimals: 154.97', amountValue)
    .requiredOption('--currency <code>', 'the currency of the debt: EUR', currencyValue)
    .option(
      '--payment-id <id>',
      'names the payment, so that a repeat books it once (default: a new one each time)',
      wordsValue,
    );
  withJson(withSaid(command)).action(
    acting(context, async (reference: string, { amount, currency, paymentId, by, why, json }: Options) => {
      const { tellCase } = await import('./told.js');
      const payment = { paymentId: paymentId ?? randomUUID(), amount: { minor: amount, currency }, by, why };
      return tellCase(context.io.out, reference, (cases) => cases.recordPayment(reference, payment), json);
    }),
  );
  withHelp(command, {
    examples: [
      [
        'a bank transfer, booked once however often this is run',
        'incasso record-payment INV-1001 --amount 50.00 --currency EUR --payment-id T-88 --by anna --why "bank transfer"',
      ],
    ],
    variables: clientVariables,
    temporal: true,
  });
}
