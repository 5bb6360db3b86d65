import type { Command } from 'commander';
import type { Bills, Resolution } from '../../../client/index.js';
import { acting, type Context } from '../../context.js';
import { clientVariables, type Help, withHelp } from '../../help.js';
import { dayValue } from '../../values.js';
import { type SaidOptions, withJson, withResolution, withSaid } from '../said.js';

/** What every command that tells a bill something has. */
function define<O extends SaidOptions>(
  bill: Command,
  context: Context,
  { name, description, more = (command) => command, say, examples }: Decision<O>,
): void {
  const command = bill.command(name).description(description).argument('<srrid>', 'the SRRID of the bill');
  withJson(withSaid(more(command))).action(
    acting(context, async (srrid: string, { json, ...options }: O & { json?: true }) => {
      const { tellBill } = await import('../told.js');
      return tellBill(context.io.out, srrid, (bills) => say(bills, srrid, options as unknown as O), json);
    }),
  );
  withHelp(command, { examples, variables: clientVariables, temporal: true });
}

interface Decision<O> extends Pick<Help, 'examples'> {
  name: string;
  description: string;
  more?: (command: Command) => Command;
  say(bills: Bills, srrid: string, options: O): ReturnType<Bills['cancel']>;
}

export function defineBillHold(bill: Command, context: Context): void {
  define<SaidOptions & { until: string }>(bill, context, {
    name: 'hold',
    description:
      'Until the start of a day nothing is sent about the bill: what AcceptEasy has planned is withdrawn. It can be paid all the same.',
    more: (command) =>
      command.requiredOption('--until <date>', 'the day, YYYY-MM-DD, on which the bill goes on', dayValue),
    say: (bills, srrid, { until, by, why }) => bills.hold(srrid, { until, by, why }),
    examples: [
      [
        'wait for the answer to a complaint',
        'incasso bill hold BILL-1001 --until 2026-12-01 --by anna --why "complaint 4711"',
      ],
    ],
  });
}

export function defineBillResume(bill: Command, context: Context): void {
  define(bill, context, {
    name: 'resume',
    description: 'Ends a hold: what is still due is planned again.',
    say: (bills, srrid, { by, why }: SaidOptions) => bills.resume(srrid, { by, why }),
    examples: [['the complaint is settled', 'incasso bill resume BILL-1001 --by anna --why "complaint 4711 settled"']],
  });
}

export function defineBillCancel(bill: Command, context: Context): void {
  define(bill, context, {
    name: 'cancel',
    description: 'Takes a bill back, with all that is planned for it, unless it is paid first.',
    say: (bills, srrid, { by, why }: SaidOptions) => bills.cancel(srrid, { by, why }),
    examples: [['the invoice was wrong', 'incasso bill cancel BILL-1001 --by anna --why "credited"']],
  });
}

export function defineBillResolve(bill: Command, context: Context): void {
  define<SaidOptions & { as: Resolution['as'] }>(bill, context, {
    name: 'resolve',
    description:
      'Says what became of something that AcceptEasy does not tell: it has happened, it has not, or it is to be tried again. The bill goes on from there.',
    more: withResolution,
    say: (bills, srrid, { as, by, why }) => bills.resolve(srrid, { as, by, why }),
    examples: [
      ['what waits, and why', 'incasso bill list --stage needs-attention'],
      ['AcceptEasy is well again', 'incasso bill resolve BILL-1001 --as retry --by anna --why "their key was renewed"'],
    ],
  });
}
