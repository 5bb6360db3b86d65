import type { Command } from 'commander';
import type { PtxCheck, PtxProfile } from '../../client/index.js';
import { acting, type Context, type Output } from '../context.js';
import { clientVariables, withHelp } from '../help.js';
import { withJson } from './said.js';

/** What is at PTX. A worker asks, since one login holds one session. */
export function definePtx(program: Command, context: Context): void {
  const ptx = program
    .command('ptx')
    .summary('what is at PTX: check the login, list the payment profiles')
    .description('Asks PTX by a running worker: one PTX user holds one session, so nobody else ever logs in.');
  defineCheck(ptx, context);
  defineProfiles(ptx, context);
  withHelp(ptx, {
    examples: [
      ['before the first batch', 'incasso ptx check'],
      ['find the id of a profile', 'incasso ptx profiles'],
    ],
  });
}

function defineCheck(ptx: Command, context: Context): void {
  const command = ptx
    .command('check')
    .description(
      'Logs in, also as the approver where there is one, and says what stands in the way of a batch: rights, profiles, ' +
        'and the end of the bank calendar. Answers 1 when the approver cannot log in.',
    );
  withJson(command).action(
    acting(context, async ({ json }: { json?: true }) => {
      const { withIncasso } = await import('../connect.js');
      const { printJson } = await import('../print.js');
      const { out, err } = context.io;
      const check = await withIncasso((incasso) => incasso.ptx.check(), { starts: true });
      if (json) printJson(out, check);
      else await printCheck(out, err, check);
      return check.approver?.problem ? 1 : 0;
    }),
  );
  withHelp(command, {
    examples: [['for people', 'incasso ptx check']],
    variables: ['INCASSO_HTTP_TIMEOUT', ...clientVariables],
    temporal: true,
  });
}

async function printCheck(out: Output, err: Output, { user, approver, profiles, warnings }: PtxCheck): Promise<void> {
  const { printable, printLine } = await import('../print.js');
  const count = profiles.length;
  printLine(out, printable(`signed in as ${user}: ${count} payment profile${count === 1 ? '' : 's'}`));
  if (approver) printLine(out, printable(`approver ${approver.user}: ${approver.problem ?? 'signed in'}`));
  await printProfiles(out, profiles);
  const ofProfiles = profiles.flatMap(({ id, warnings: all }) => all.map((warning) => `profile ${id}: ${warning}`));
  for (const warning of [...warnings, ...ofProfiles]) printLine(err, printable(`warning: ${warning}`));
}

function defineProfiles(ptx: Command, context: Context): void {
  const command = ptx.command('profiles').description('Lists the payment profiles that the PTX user may see.');
  withJson(command, 'print one JSON object per line').action(
    acting(context, async ({ json }: { json?: true }) => {
      const { withIncasso } = await import('../connect.js');
      const { printJson } = await import('../print.js');
      const { out } = context.io;
      const profiles = await withIncasso((incasso) => incasso.ptx.profiles(), { starts: true });
      if (json) for (const profile of profiles) printJson(out, profile);
      else await printProfiles(out, profiles);
    }),
  );
  withHelp(command, {
    examples: [
      ['for people', 'incasso ptx profiles'],
      ['those that commit by themselves', 'incasso ptx profiles --json | jq \'select(.connectionType == "INDIRECT")\''],
    ],
    variables: ['INCASSO_HTTP_TIMEOUT', ...clientVariables],
    temporal: true,
  });
}

const HEADER = ['ID', 'NAME', 'CONNECTION', 'APPROVALS', 'STATUS', 'ENTRY'];

async function printProfiles(out: Output, profiles: readonly PtxProfile[]): Promise<void> {
  const { printLine, tableLines } = await import('../print.js');
  if (profiles.length === 0) return;
  const rows = profiles.map(({ id, name, connectionType, numberOfApprovals, status, dataEntryMethod }) => {
    return [id, name, connectionType ?? '-', String(numberOfApprovals), status ?? '-', dataEntryMethod ?? '-'];
  });
  for (const line of tableLines([HEADER, ...rows])) printLine(out, line);
}
