import type { Command } from 'commander';
import { acting, type Context } from '../context.js';
import { clientVariables, withHelp } from '../help.js';
import { type SaidOptions, withJson, withSaid } from './said.js';

/** Events that belong to no known case. */
export function defineParked(program: Command, context: Context): void {
  const parked = program
    .command('parked')
    .summary('events that belong to no known case: list, assign, discard')
    .description(
      'Webhooks whose case is not known. They look for it by themselves for a day; a person can assign or discard them.',
    );
  defineList(parked, context);
  defineAssign(parked, context);
  defineDiscard(parked, context);
  withHelp(parked, {
    examples: [
      ['see them', 'incasso parked list'],
      ['give one to its case', 'incasso parked assign alphacomm:e5f2 INV-1001 --by anna --why "same amount and day"'],
    ],
  });
}

function defineList(parked: Command, context: Context): void {
  const command = parked.command('list').description('Lists the open ones, the newest first. Needs no worker.');
  withJson(command, 'print one JSON object per line').action(
    acting(context, async ({ json }: { json?: true }) => {
      const { withIncasso } = await import('../connect.js');
      const { instant, printJson, printTable } = await import('../print.js');
      const { out } = context.io;
      await withIncasso(async (incasso) => {
        const found = incasso.parked.list();
        if (json) for await (const each of found) printJson(out, each);
        else {
          const header = ['ID', 'EVENT', 'RECEIVED (UTC)', 'STAGE', 'REFERENCE', 'REASON'];
          await printTable(out, header, found, ({ id, event, receivedAt, stage, reference, reason }) => {
            return [id, event, instant(receivedAt), stage, reference ?? '-', reason];
          });
        }
      });
    }),
  );
  withHelp(command, { examples: [['for people', 'incasso parked list']], variables: clientVariables, temporal: true });
}

function defineAssign(parked: Command, context: Context): void {
  const command = parked
    .command('assign')
    .description('Gives an event to a case, which then looks at it as if it had come by itself.')
    .argument('<id>', 'the id of the event, as `parked list` shows it')
    .argument('<reference>', 'the reference of the case');
  withJson(withSaid(command)).action(
    acting(context, async (id: string, reference: string, { by, why, json }: SaidOptions & { json?: true }) => {
      const { withIncasso } = await import('../connect.js');
      const { stage } = await withIncasso((incasso) => incasso.parked.assign(id, { reference, by, why }));
      context.io.out.write(json ? `${JSON.stringify({ id, stage })}\n` : `${id}: ${stage}\n`);
    }),
  );
  withHelp(command, {
    examples: [
      ['by what the debtor says', 'incasso parked assign alphacomm:e5f2 INV-1001 --by anna --why "debtor phoned"'],
    ],
    variables: clientVariables,
    temporal: true,
  });
}

function defineDiscard(parked: Command, context: Context): void {
  const command = parked
    .command('discard')
    .description('Puts an event away for good.')
    .argument('<id>', 'the id of the event, as `parked list` shows it');
  withJson(withSaid(command)).action(
    acting(context, async (id: string, { by, why, json }: SaidOptions & { json?: true }) => {
      const { withIncasso } = await import('../connect.js');
      const { stage } = await withIncasso((incasso) => incasso.parked.discard(id, { by, why }));
      context.io.out.write(json ? `${JSON.stringify({ id, stage })}\n` : `${id}: ${stage}\n`);
    }),
  );
  withHelp(command, {
    examples: [['an anonymous call', 'incasso parked discard alphacomm:e5f2 --by anna --why "number withheld"']],
    variables: clientVariables,
    temporal: true,
  });
}
