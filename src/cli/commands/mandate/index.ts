import type { Command } from 'commander';
import type { Context } from '../../context.js';
import { withHelp } from '../../help.js';
import { defineMandateCreate } from './create.js';
import {
  defineMandateCancel,
  defineMandateCollect,
  defineMandateReactivate,
  defineMandateResolve,
  defineMandateSuppressLetters,
  defineMandateSuspend,
} from './decide.js';
import { defineMandateImport } from './import.js';
import { defineMandateList, defineMandateShow } from './look.js';
import { defineMandatePlan } from './plan.js';

/** Direct Debit mandates at PTX. */
export function defineMandate(program: Command, context: Context): void {
  const mandate = program
    .command('mandate')
    .summary('collect by Direct Debit: import, create, show, plan, suspend, cancel')
    .description(
      'Direct Debit mandates at PTX: each has a payer, an account, at most one plan by which it is collected, and one-off collections beside it.',
    );
  defineMandateImport(mandate, context);
  defineMandateCreate(mandate, context);
  defineMandateShow(mandate, context);
  defineMandateList(mandate, context);
  defineMandatePlan(mandate, context);
  defineMandateCollect(mandate, context);
  defineMandateSuspend(mandate, context);
  defineMandateReactivate(mandate, context);
  defineMandateCancel(mandate, context);
  defineMandateSuppressLetters(mandate, context);
  defineMandateResolve(mandate, context);
  withHelp(mandate, {
    examples: [
      ['set up the mandates of a file', 'incasso mandate import mandates.csv --profile 4826'],
      ['what became of one', 'incasso mandate show MEMBER-1001'],
    ],
  });
}
