import { Argument, type Command, Option } from 'commander';
import type { AddPlan, ChangePlan } from '../../../client/index.js';
import { acting, type Context } from '../../context.js';
import { UsageError } from '../../errors.js';
import { clientVariables, withHelp } from '../../help.js';
import { amountValue, countValue, dayValue } from '../../values.js';
import { type SaidOptions, withJson, withSaid } from '../said.js';

// The words of `planFrequencies` in the domain.
const FREQUENCIES: readonly NonNullable<ChangePlan['frequency']>[] = ['weekly', 'monthly', 'quarterly', 'yearly'];

interface PlanOptions extends SaidOptions {
  amount?: number;
  frequency?: NonNullable<ChangePlan['frequency']>;
  start?: string;
  end?: string;
  occurrences?: number;
  openEnded?: true;
  json?: true;
}

export function defineMandatePlan(mandate: Command, context: Context): void {
  const command = mandate
    .command('plan')
    .description(
      'Adds a plan to a mandate, or changes the one that it has: PTX keeps one. A start before the earliest day is refused ' +
        'with that day. What is left out of a change stays.',
    )
    .argument('<reference>', 'the reference of the mandate')
    .addArgument(new Argument('<action>', 'what to do').choices(['add', 'change']))
    .option('--amount <amount>', 'what is collected each time, like 12.50', amountValue)
    .addOption(
      new Option('--frequency <frequency>', 'how often; day and month come from the start').choices(FREQUENCIES),
    )
    .option('--start <date>', 'the first due date, YYYY-MM-DD; of a change, the next one that it holds for', dayValue)
    .addOption(
      new Option('--end <date>', 'the last day, YYYY-MM-DD')
        .argParser(dayValue)
        .conflicts(['occurrences', 'openEnded']),
    )
    .addOption(
      new Option('--occurrences <count>', 'how often it is collected').argParser(countValue).conflicts('openEnded'),
    )
    .option('--open-ended', 'of a change: without an end');
  withJson(withSaid(command)).action(
    acting(context, async (reference: string, action: 'add' | 'change', options: PlanOptions) => {
      const { tellMandate } = await import('../told.js');
      const { by, why, json } = options;
      if (action === 'add') {
        const added = { plan: planOf(options), by, why };
        return tellMandate(context.io, reference, (mandates) => mandates.addPlan(reference, added), { json });
      }
      const change = { ...changeOf(options), by, why };
      return tellMandate(context.io, reference, (mandates) => mandates.changePlan(reference, change), { json });
    }),
  );
  withHelp(command, {
    examples: [
      [
        '12.50 on the 15th of each month',
        'incasso mandate plan MEMBER-1001 add --amount 12.50 --frequency monthly --start 2027-01-15 --by anna --why "joined"',
      ],
      [
        'another amount',
        'incasso mandate plan MEMBER-1001 change --amount 13.00 --by anna --why "new price, told by letter"',
      ],
    ],
    variables: clientVariables,
    temporal: true,
  });
}

const gbp = (minor: number) => ({ minor, currency: 'GBP' });

function planOf({ amount, frequency, start, end, occurrences, openEnded }: PlanOptions): AddPlan['plan'] {
  const faults = Object.entries({ amount, frequency, start })
    .filter(([, value]) => value === undefined)
    .map(([name]) => `--${name}: is missing, and a plan has amount, frequency and start`);
  if (openEnded) faults.push('--open-ended: a new plan has no end by itself, leave it out');
  if (faults.length > 0 || amount === undefined || frequency === undefined || start === undefined) {
    throw new UsageError(faults);
  }
  return { amount: gbp(amount), frequency, start, end: end ?? null, occurrences: occurrences ?? null };
}

function changeOf({
  amount,
  frequency,
  start,
  end,
  occurrences,
  openEnded,
}: PlanOptions): Omit<ChangePlan, 'by' | 'why'> {
  const change = {
    ...(amount !== undefined && { amount: gbp(amount) }),
    ...(frequency !== undefined && { frequency }),
    ...(start !== undefined && { start }),
    ...(end !== undefined && { end }),
    ...(occurrences !== undefined && { occurrences }),
    ...(openEnded && { end: null, occurrences: null }),
  };
  if (Object.keys(change).length > 0) return change;
  throw new UsageError(['--amount, --frequency, --start, --end, --occurrences, --open-ended: say what is to change']);
}
