import type { Command } from 'commander';
import { acting, type Context } from '../context.js';
import { clientVariables, withHelp } from '../help.js';
import { withJson } from './said.js';

/** What Bacs has reported. */
export function defineBacs(program: Command, context: Context): void {
  const bacs = program
    .command('bacs')
    .summary('what Bacs reports: list its messages')
    .description(
      'Reports of Bacs lie at PTX until they are downloaded. `watch-bacs-messages`, a schedule, keeps them by their id ' +
        'under INCASSO_DATA_DIR of the worker.',
    );
  const command = bacs
    .command('messages')
    .description('Lists the messages that are kept, and those that are not downloaded yet, the newest first.');
  withJson(command, 'print one JSON object per line').action(
    acting(context, async ({ json }: { json?: true }) => {
      const { withIncasso } = await import('../connect.js');
      const { printJson, printLine, tableLines } = await import('../print.js');
      const { out, err } = context.io;
      const { messages, more } = await withIncasso((incasso) => incasso.ptx.messages(), { starts: true });
      if (json) for (const message of messages) printJson(out, message);
      else if (messages.length > 0) {
        const rows = messages.map(({ reportId, type, date, kept, downloaded, name }) => {
          return [reportId, type ?? '-', date ?? '-', kept ? 'yes' : 'no', downloaded ? 'yes' : 'no', name ?? '-'];
        });
        for (const line of tableLines([HEADER, ...rows])) printLine(out, line);
      }
      if (more > 0) printLine(err, `${more} older messages are not listed`);
    }),
  );
  withHelp(command, {
    examples: [
      ['for people', 'incasso bacs messages'],
      ['what nobody has fetched yet', "incasso bacs messages --json | jq -r 'select(.downloaded | not).reportId'"],
    ],
    variables: ['INCASSO_HTTP_TIMEOUT', ...clientVariables],
    temporal: true,
  });
  withHelp(bacs, {
    examples: [
      ['see them', 'incasso bacs messages'],
      ['fetch what is new now', 'incasso schedules run watch-bacs-messages'],
    ],
  });
}

const HEADER = ['REPORT', 'TYPE', 'DATE', 'KEPT', 'DOWNLOADED', 'NAME'];
