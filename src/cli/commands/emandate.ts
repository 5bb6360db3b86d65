import { type Command, Option } from 'commander';
import type { EMandateAcknowledgement, EMandateStage, EMandates, Resolution } from '../../client/index.js';
import { acting, type Context, type ExitCode } from '../context.js';
import { clientVariables, type Help, withHelp } from '../help.js';
import { durationValue, wordsValue } from '../values.js';
import { type SaidOptions, withJson, withResolution, withSaid } from './said.js';

const STAGES: readonly EMandateStage[] = [
  ...(['creating', 'awaiting', 'needs-attention'] as const),
  ...(['given', 'given-up', 'rejected', 'cancelled'] as const),
];

interface RequestOptions {
  debtor: string;
  name: string;
  reason: string;
  type: 'RCUR' | 'OOFF';
  wait: number;
  json?: true;
}

/** e-Mandates of CollectMAXX. */
export function defineEMandate(program: Command, context: Context): void {
  const emandate = program
    .command('emandate')
    .summary('obtain e-Mandates: request, show, list, cancel, resolve')
    .description(
      'e-Mandates, which debtors give at their bank. CollectMAXX tells the debtor nothing: hand him the address that `emandate show` has.',
    );
  defineRequest(emandate, context);
  defineShow(emandate, context);
  defineList(emandate, context);
  defineCancel(emandate, context);
  defineResolve(emandate, context);
  withHelp(emandate, {
    examples: [
      ['ask for one', 'incasso emandate request RENT-1001 --debtor D-77 --name "A. Debtor" --reason rent'],
      ['where the debtor gives it', 'incasso emandate show RENT-1001 --json | jq -r .mandate.shortUrl'],
    ],
  });
}

function defineRequest(emandate: Command, context: Context): void {
  const command = emandate
    .command('request')
    .description('Has an e-Mandate made, once for its reference, and waits for it to be given. Safe to repeat.')
    .argument('<reference>', 'the name of the mandate for all time')
    .requiredOption('--debtor <reference>', 'who the debtor is, in your own words', wordsValue)
    .requiredOption('--name <name>', 'the name of the debtor', wordsValue)
    .requiredOption('--reason <text>', 'what the debtor is shown as the reason', wordsValue)
    .addOption(new Option('--type <type>', 'recurring or one-off').choices(['RCUR', 'OOFF']).default('RCUR'))
    .option('--wait <time>', 'how long it may be given', durationValue, 30 * 86_400_000);
  withJson(command).action(
    acting(context, async (reference: string, options: RequestOptions) => {
      const { InvalidInputError } = await import('../../client/index.js');
      const { registerSearchAttributes } = await import('../../temporal/search-attributes.js');
      const { withIncasso } = await import('../connect.js');
      const { debtor: debtorReference, name: personName, reason, type, wait: giveUpAfterMs, json } = options;
      const mandate = { reference, debtorReference, personName, reason, type, giveUpAfterMs };
      const asking = withIncasso(
        async ({ emandates, temporal }) => {
          await registerSearchAttributes(temporal.connection, temporal.namespace);
          return emandates.request(mandate);
        },
        { starts: true },
      );
      const done = await asking.catch((error: unknown) => {
        throw error instanceof InvalidInputError ? new InvalidInputError(error.faults.map(inOptions)) : error;
      });
      const words = `${reference}: ${done.started ? 'started' : 'already started before'}`;
      context.io.out.write(`${json ? JSON.stringify(done) : words}\n`);
    }),
  );
  withHelp(command, {
    examples: [['a month', 'incasso emandate request RENT-1001 --debtor D-77 --name "A. Debtor" --reason rent']],
    variables: ['INCASSO_HTTP_TIMEOUT', ...clientVariables],
    temporal: true,
  });
}

function defineShow(emandate: Command, context: Context): void {
  const command = emandate
    .command('show')
    .description('Shows one: status, address, what comes next, what happened. A closed one needs no worker.')
    .argument('<reference>', 'the reference of the mandate');
  withJson(command).action(
    acting(context, async (reference: string, { json }: { json?: true }) => {
      const { withIncasso } = await import('../connect.js');
      const view = await withIncasso(({ emandates }) => emandates.show(reference));
      const { eMandateLines } = await import('../emandate/lines.js');
      context.io.out.write(`${json ? JSON.stringify(view) : eMandateLines(view).join('\n')}\n`);
    }),
  );
  help(command, [['for people', 'incasso emandate show RENT-1001']]);
}

function defineList(emandate: Command, context: Context): void {
  const command = emandate
    .command('list')
    .description('Lists them, the newest first. Needs no worker; what has changed a moment ago can be missing.')
    .addOption(new Option('--stage <stage>', 'only those in this stage').choices(STAGES));
  withJson(command, 'print one JSON object per line').action(
    acting(context, async ({ stage, json }: { stage?: EMandateStage; json?: true }) => {
      const { withIncasso } = await import('../connect.js');
      const { instant, printJson, printTable } = await import('../print.js');
      const { out } = context.io;
      await withIncasso(async ({ emandates }) => {
        const found = emandates.list(stage === undefined ? {} : { stage });
        if (json) for await (const each of found) printJson(out, each);
        else {
          const header = ['REFERENCE', 'STAGE', 'NEXT ACTION (UTC)'];
          await printTable(out, header, found, (each) => [each.reference, each.stage, instant(each.nextActionAt)]);
        }
      });
    }),
  );
  help(command, [['what debtors have not given in time', 'incasso emandate list --stage given-up']]);
}

function defineCancel(emandate: Command, context: Context): void {
  const command = emandate
    .command('cancel')
    .description('Stops waiting. CollectMAXX has no withdrawal: the debtor can still give the mandate there.')
    .argument('<reference>', 'the reference of the mandate');
  withJson(withSaid(command)).action(
    acting(context, (reference: string, { by, why, json }: SaidOptions & { json?: true }) =>
      tell(context, reference, (emandates) => emandates.cancel(reference, { by, why }), json),
    ),
  );
  help(command, [['the contract ended', 'incasso emandate cancel RENT-1001 --by anna --why "moved out"']]);
}

function defineResolve(emandate: Command, context: Context): void {
  const command = emandate
    .command('resolve')
    .description(
      'Says what became of something that CollectMAXX does not tell: it has happened, it has not, or it is to be tried again.',
    )
    .argument('<reference>', 'the reference of the mandate');
  withJson(withSaid(withResolution(command))).action(
    acting(context, (reference: string, { as, by, why, json }: SaidOptions & { as: Resolution['as']; json?: true }) =>
      tell(context, reference, (emandates) => emandates.resolve(reference, { as, by, why }), json),
    ),
  );
  help(command, [
    ['what waits', 'incasso emandate list --stage needs-attention'],
    ['try again', 'incasso emandate resolve RENT-1001 --as retry --by anna --why "the key was renewed"'],
  ]);
}

// What the fields of a request are called on the command line.
const OPTION_OF: Readonly<Record<string, string>> = {
  debtorReference: '--debtor',
  personName: '--name',
  reason: '--reason',
  giveUpAfterMs: '--wait',
};

const inOptions = (fault: string): string => fault.replace(/^\w+/, (field) => OPTION_OF[field] ?? field);

async function tell(
  { io: { out } }: Context,
  reference: string,
  say: (emandates: EMandates) => Promise<EMandateAcknowledgement>,
  json = false,
): Promise<ExitCode> {
  const { withIncasso } = await import('../connect.js');
  const { printable } = await import('../print.js');
  const { stage, reason } = await withIncasso(({ emandates }) => say(emandates));
  const words = `${reference}: ${stage}${reason === null ? '' : ` (${printable(reason)})`}`;
  out.write(`${json ? JSON.stringify({ reference, stage, reason }) : words}\n`);
  return 0;
}

const help = (command: Command, examples: Help['examples']) =>
  withHelp(command, { examples, variables: clientVariables, temporal: true });
