import type { Command } from 'commander';
import { clientVariables } from '../../help.js';
import { wordsValue } from '../../values.js';

/** Adds what holds for every mandate that is set up. */
export function withSetUp(command: Command): Command {
  return command
    .requiredOption('--profile <id>', 'the collection profile at PTX: its id, or its exact name', wordsValue)
    .option('--verify-owner', 'ask PTX first whether the account is the payer’s; "no" waits for a person')
    .option('--update-contacts', 'overwrite what PTX has of the payer where it differs, instead of reporting that');
}

/** The variables of what new mandates carry. */
export const setUpVariables = ['INCASSO_LODGEMENT_DAYS', 'INCASSO_HTTP_TIMEOUT', ...clientVariables] as const;
