import type { Command } from 'commander';
import { acting, type Context } from '../../context.js';
import { withHelp } from '../../help.js';
import type { MandateImportOptions } from '../../mandate/import.js';
import { withJson } from '../said.js';
import { setUpVariables, withSetUp } from './set-up.js';

export function defineMandateImport(mandate: Command, context: Context): void {
  const command = mandate
    .command('import')
    .description(
      'Sets up a mandate for each row of a CSV file. The whole file is checked first: one fault, and nothing is started. ' +
        'Returns when all are started; what became of each row stands in FILE.results.csv. Safe to run again: rows that were ' +
        'started before are recognised.',
    )
    .argument(
      '<file>',
      'CSV with a header line: reference, contact_reference, title, first_name, last_name, email, account_name, sort_code, ' +
        'account_number, amount, frequency (weekly, monthly, quarterly, yearly), start_date; and, where they are needed, ' +
        'communication (EMAIL, POST, LOCAL_PRINT, SERVICE_PRINT), address_lines, town, county, postcode, country, ' +
        'company_name, alt_reference, end_date or occurrences',
    );
  withSetUp(command).option('--follow', 'stay until every mandate is set up or needs attention');
  withJson(command, 'print one JSON object per mandate').action(
    acting(context, async (file: string, options: MandateImportOptions) => {
      const { importMandates } = await import('../../mandate/import.js');
      return importMandates(file, options, context.io);
    }),
  );
  withHelp(command, {
    examples: [
      ['the mandates of new members', 'incasso mandate import mandates.csv --profile 4826'],
      [
        'with a check of the accounts, to the end',
        'incasso mandate import mandates.csv --profile 4826 --verify-owner --follow',
      ],
    ],
    variables: setUpVariables,
    temporal: true,
  });
}
