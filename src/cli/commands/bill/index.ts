import type { Command } from 'commander';
import type { Context } from '../../context.js';
import { withHelp } from '../../help.js';
import { defineBillCancel, defineBillHold, defineBillResolve, defineBillResume } from './decide.js';
import { defineBillList, defineBillShow } from './look.js';
import { defineBillSubmit } from './submit.js';

/** Bills at AcceptEasy. */
export function defineBill(program: Command, context: Context): void {
  const bill = program
    .command('bill')
    .summary('bills by AcceptEasy: submit, show, hold, cancel')
    .description('Bills at AcceptEasy: each has a page on which it is paid, and messages that lead there.');
  defineBillSubmit(bill, context);
  defineBillShow(bill, context);
  defineBillList(bill, context);
  defineBillHold(bill, context);
  defineBillResume(bill, context);
  defineBillCancel(bill, context);
  defineBillResolve(bill, context);
  withHelp(bill, {
    examples: [
      ['start the bills of a file', 'incasso bill submit bills.csv'],
      ['what became of one', 'incasso bill show BILL-1001'],
    ],
  });
}
