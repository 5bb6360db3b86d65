import type { Command } from 'commander';
import { acting, type Context } from '../../context.js';
import { withHelp } from '../../help.js';
import type { MandateCreateOptions } from '../../mandate/create.js';
import { withJson } from '../said.js';
import { setUpVariables, withSetUp } from './set-up.js';

// The columns of a mandates file, as options.
const NEEDED = [
  ['--reference <reference>', 'the Direct Debit reference, its name for all time: 6 to 18 characters'],
  ['--contact-reference <reference>', 'your own name for the payer'],
  ['--title <title>', 'how the payer is addressed'],
  ['--first-name <name>', 'the first name of the payer'],
  ['--last-name <name>', 'the last name of the payer'],
  ['--account-name <name>', 'the name of the account'],
  ['--sort-code <code>', 'the sort code of the account'],
  ['--account-number <number>', 'the number of the account'],
] as const;
const OTHERS = [
  ['--email <address>', 'the mail address of the payer; needed where letters go by mail'],
  ['--amount <amount>', 'what the plan collects, like 12.50; without a plan, leave out these three'],
  ['--frequency <frequency>', 'how often: weekly, monthly, quarterly, yearly; day and month come from the start'],
  ['--start-date <date>', 'the first due date, YYYY-MM-DD'],
  ['--end-date <date>', 'the last day of the plan, YYYY-MM-DD'],
  ['--occurrences <count>', 'or how often it is collected'],
  ['--communication <way>', 'how letters go: EMAIL, POST, LOCAL_PRINT, SERVICE_PRINT (default: EMAIL)'],
  ['--address-lines <lines>', 'street and house; letters on paper need it, and town, postcode, country'],
  ['--town <town>', 'the town'],
  ['--county <county>', 'the county'],
  ['--postcode <code>', 'the postcode'],
  ['--country <country>', 'the country'],
  ['--company-name <name>', 'the company of the payer'],
  ['--alt-reference <text>', 'your own key, where the reference cannot hold it'],
] as const;

export function defineMandateCreate(mandate: Command, context: Context): void {
  const command = withSetUp(
    mandate
      .command('create')
      .description(
        'Sets up one mandate. All its values are checked first. Safe to run again: the same content under the same reference is recognised.',
      ),
  );
  for (const [flags, what] of NEEDED) command.requiredOption(flags, what);
  for (const [flags, what] of OTHERS) command.option(flags, what);
  withJson(command).action(
    acting(context, async (options: MandateCreateOptions) => {
      const { createMandate } = await import('../../mandate/create.js');
      await createMandate(options, context.io);
    }),
  );
  withHelp(command, {
    examples: [
      [
        '12.50 a month',
        'incasso mandate create --profile 4826 --reference MEMBER-1001 --contact-reference M-1001 --title Ms ' +
          '--first-name Anna --last-name Example --email anna@example.com --account-name "Anna Example" ' +
          '--sort-code 00-00-01 --account-number 70000001 --amount 12.50 --frequency monthly --start-date 2027-01-15',
      ],
    ],
    variables: setUpVariables,
    temporal: true,
  });
}
