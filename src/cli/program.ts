import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { defineBacs } from './commands/bacs.js';
import { defineBatch } from './commands/batch/index.js';
import { defineBill } from './commands/bill/index.js';
import { defineCancel } from './commands/cancel.js';
import { defineCase } from './commands/case.js';
import { defineCases } from './commands/cases.js';
import { defineCodec } from './commands/codec.js';
import { defineCollect } from './commands/collect.js';
import { defineCompletion } from './commands/completion.js';
import { defineDdm } from './commands/ddm.js';
import { defineEMandate } from './commands/emandate.js';
import { defineHold } from './commands/hold.js';
import { defineImport } from './commands/import.js';
import { defineMandate } from './commands/mandate/index.js';
import { defineParked } from './commands/parked.js';
import { definePtx } from './commands/ptx.js';
import { defineRecordPayment } from './commands/record-payment.js';
import { defineResolve } from './commands/resolve.js';
import { defineResume } from './commands/resume.js';
import { defineSchedules } from './commands/schedules.js';
import { defineSimulate } from './commands/simulate.js';
import { defineSimulators } from './commands/simulators.js';
import { defineStart } from './commands/start.js';
import { defineWebhooks } from './commands/webhooks.js';
import { defineWorker } from './commands/worker.js';
import type { Context } from './context.js';
import { variableLines } from './help.js';

type Define = (program: Command, context: Context) => void;

const groups: readonly (readonly [heading: string, commands: readonly Define[]])[] = [
  ['Try it:', [defineStart, defineSimulators, defineSimulate]],
  ['Run it:', [defineWorker, defineWebhooks, defineSchedules, defineCodec]],
  ['Collect:', [defineCollect, defineImport, defineCases, defineCase]],
  ['Decide:', [defineHold, defineResume, defineCancel, defineRecordPayment, defineResolve, defineParked]],
  ['Obtain mandates:', [defineEMandate]],
  ['Bill by AcceptEasy:', [defineBill]],
  ['Collect by Direct Debit:', [defineMandate, defineDdm]],
  ['Pay and collect by Bacs:', [defineBatch, defineBacs, definePtx]],
  ['More:', [defineCompletion]],
];

/** The whole command line as commander has it. Its parse throws `CommanderError` for what it has printed itself. */
export function createProgram(context: Context): Command {
  const { out, err } = context.io;
  const program = new Command('incasso')
    .description('Collects debts: asks by message and PayLink, calls who does not pay, and stops when the money is in.')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .enablePositionalOptions() // `import` takes a file, and has commands below it: what stands behind those is theirs.
    .exitOverride()
    .configureOutput({
      writeOut: (text) => out.write(text),
      writeErr: (text) => err.write(text),
      getOutHelpWidth: () => out.columns ?? 100,
      getErrHelpWidth: () => err.columns ?? 100,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
      outputError: (text, write) => write(oneLine(text)),
    });
  for (const [heading, commands] of groups) {
    program.commandsGroup(heading);
    for (const define of commands) define(program, context);
  }
  program.helpCommand('help [command]', 'print the help of a command');
  program.addHelpText('after', () =>
    [
      '',
      'Exit codes: 0 done; 1 done, but something was refused or failed; 2 wrong usage or input, nothing was started;',
      '3 Temporal or a vendor cannot be reached, or no worker answers.',
      '',
      'Environment (each command needs only what its own help names):',
      ...variableLines(),
      '',
      'Examples:',
      '  $ incasso start --exit',
      '  $ incasso collect debtors.csv --message-script 1001 --voice-script 6512 --follow',
      '  $ incasso case INV-1001',
    ].join('\n'),
  );
  return program;
}

/** Commander says `error: x` and puts the nearest known word on a second line. */
function oneLine(text: string): string {
  const [first = '', ...more] = text.trim().split('\n');
  return `${[first.replace(/^error: /, ''), ...more].join(' ')}\n`;
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return (manifest as { version: string }).version;
}
