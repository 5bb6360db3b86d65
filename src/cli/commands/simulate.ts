import { type Command, Option } from 'commander';
import type { Story } from '../../simulators/control-client.js';
import { acting, type Context } from '../context.js';
import { withHelp } from '../help.js';
import type { SimulateOptions } from '../simulate/tell.js';
import { amountValue, durationValue } from '../values.js';

const STORIES: readonly Story['story'][] = ['paid', 'part-paid', 'visited', 'answered', 'no-answer', 'voicemail'];

export function defineSimulate(program: Command, context: Context): void {
  const deliveries = [
    new Option('--twice', 'the webhook comes twice').conflicts(['late', 'lost', 'forged']),
    new Option('--late <duration>', 'the webhook comes so much later')
      .argParser(durationValue)
      .conflicts(['twice', 'lost', 'forged']),
    new Option('--lost', 'the webhook never comes').conflicts(['twice', 'late', 'forged']),
    new Option('--forged', 'the webhook comes, but nothing has happened').conflicts(['twice', 'late', 'lost']),
  ];
  const command = program
    .command('simulate')
    .summary('play the debtor, or the phone, of a case at the simulators')
    .description(
      'Tells the running simulators what a debtor does with the PayLink (paid, part-paid, visited) or how the next call goes (answered, no-answer, voicemail).',
    )
    .addArgument(program.createArgument('<story>', 'what happens').choices(STORIES))
    .argument('<reference>', 'the reference of the case')
    .option(
      '--amount <amount>',
      'how much is paid, with two decimals (default: what is left, or half of it)',
      amountValue,
    );
  for (const option of deliveries) command.addOption(option);
  command.action(
    acting(context, async (story: Story['story'], reference: string, options: SimulateOptions) => {
      const { simulate } = await import('../simulate/tell.js');
      await simulate(story, reference, options, context.io);
    }),
  );
  withHelp(command, {
    examples: [
      ['the debtor pays all', 'incasso simulate paid INV-1001'],
      [
        '50.00 are paid, and the webhook gets lost: the sweep finds it',
        'incasso simulate part-paid INV-1001 --amount 50.00 --lost',
      ],
      ['the next call is answered by a machine', 'incasso simulate voicemail INV-1001'],
    ],
    variables: ['ALPHACOMM_URL'],
  });
}
