import type { Command } from 'commander';
import type { ScheduleView } from '../../client/index.js';
import { acting, type Context } from '../context.js';
import { clientVariables, withHelp } from '../help.js';
import { withJson } from './said.js';

/** What runs by itself now and then. */
export function defineSchedules(program: Command, context: Context): void {
  const schedules = program
    .command('schedules')
    .summary('what asks the vendors now and then: apply, list, run')
    .description(
      'A sweep asks a vendor for what has changed, so that a lost webhook delays and never loses; `watch-bacs-messages` ' +
        'fetches the reports that Bacs leaves at PTX.',
    );
  defineApply(schedules, context);
  defineList(schedules, context);
  defineRun(schedules, context);
  withHelp(schedules, {
    examples: [
      ['once after each change of the interval', 'incasso schedules apply'],
      ['do not wait for the next one', 'incasso schedules run sweep-paylinks'],
      ['fetch the Bacs messages now', 'incasso schedules run watch-bacs-messages'],
    ],
  });
}

function defineApply(schedules: Command, context: Context): void {
  const command = schedules
    .command('apply')
    .description(
      'Creates the schedules that are missing and updates those that differ, for the configured vendors. Safe to repeat.',
    );
  withJson(command, 'print one JSON object per line').action(
    acting(context, async ({ json }: { json?: true }) => {
      const { configuredVendors, readConfig } = await import('../../config.js');
      const { withIncasso } = await import('../connect.js');
      const { registerSearchAttributes } = await import('../../temporal/search-attributes.js');
      const everyMs = readConfig(['INCASSO_SWEEP_INTERVAL']).INCASSO_SWEEP_INTERVAL;
      const vendors = configuredVendors();
      await withIncasso(
        async (incasso) => {
          await registerSearchAttributes(incasso.temporal.connection, incasso.temporal.namespace);
          // Where no vendor is configured, as on an operator's machine, the client decides.
          for (const applied of await incasso.schedules.apply({ everyMs, ...(vendors.length > 0 && { vendors }) })) {
            context.io.out.write(json ? `${JSON.stringify(applied)}\n` : `${applied.id}: ${applied.change}\n`);
          }
        },
        { starts: true },
      );
    }),
  );
  withHelp(command, {
    examples: [['every five minutes', 'INCASSO_SWEEP_INTERVAL=5m incasso schedules apply']],
    variables: [
      'INCASSO_SWEEP_INTERVAL',
      'INCASSO_HTTP_TIMEOUT',
      'ALPHACOMM_API_KEY',
      'ACCEPTEASY_USERNAME',
      'ACCEPTEASY_PASSWORD',
      'PTX_EMAIL',
      'PTX_PASSWORD',
      ...clientVariables,
    ],
    temporal: true,
  });
}

function defineList(schedules: Command, context: Context): void {
  const command = schedules.command('list').description('Lists the schedules that exist.');
  withJson(command, 'print one JSON object per line').action(
    acting(context, async ({ json }: { json?: true }) => {
      const { withIncasso } = await import('../connect.js');
      const { printLine, tableLines } = await import('../print.js');
      const { out } = context.io;
      const found = await withIncasso((incasso) => incasso.schedules.list());
      if (json) for (const each of found) printLine(out, JSON.stringify(each));
      else if (found.length > 0) {
        const { formatDuration } = await import('../../domain/duration.js');
        const { instant } = await import('../print.js');
        const row = ({ id, everyMs, paused, lastRunAt, nextRunAt }: ScheduleView) => {
          return [id, formatDuration(everyMs), paused ? 'paused' : 'on', instant(lastRunAt), instant(nextRunAt)];
        };
        for (const line of tableLines([HEADER, ...found.map(row)])) printLine(out, line);
      }
    }),
  );
  withHelp(command, {
    examples: [['for people', 'incasso schedules list']],
    variables: clientVariables,
    temporal: true,
  });
}

const HEADER = ['ID', 'EVERY', 'STATE', 'LAST RUN (UTC)', 'NEXT RUN (UTC)'];

function defineRun(schedules: Command, context: Context): void {
  const command = schedules
    .command('run')
    .description('Runs one now, or as soon as its present run has ended.')
    .argument('<id>', 'the id, as `schedules list` shows it')
    .action(
      acting(context, async (id: string) => {
        const { withIncasso } = await import('../connect.js');
        await withIncasso((incasso) => incasso.schedules.run(id));
        context.io.out.write(`${id}: triggered\n`);
      }),
    );
  withHelp(command, {
    examples: [['find a payment whose webhook was lost', 'incasso schedules run sweep-paylinks']],
    variables: clientVariables,
    temporal: true,
  });
}
