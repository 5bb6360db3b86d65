import type { Command } from 'commander';
import type { BatchAcknowledgement, Batches, Resolution } from '../../../client/index.js';
import type { ApproveOptions } from '../../batch/approve.js';
import { acting, type Context } from '../../context.js';
import { clientVariables, type Help, withHelp } from '../../help.js';
import { wordsValue } from '../../values.js';
import { type SaidOptions, withJson, withResolution, withSaid } from '../said.js';

const WHO = 'who says so; it stands in the timeline';

export function defineBatchApprove(batch: Command, context: Context): void {
  const command = batch
    .command('approve')
    .description(
      'Shows what PTX has of a batch, and approves it. Asks at a terminal; elsewhere --hash says what was seen. After the ' +
        'last approval that is needed it waits for what follows, at most a minute.',
    )
    .argument('<key>', 'the key of the batch')
    .requiredOption('--by <who>', 'who approves: not who submitted it', wordsValue)
    .option('--hash <hash>', 'the hash of what is approved, as `batch show` has it');
  withJson(command).action(
    acting(context, async (key: string, options: ApproveOptions) => {
      const { approveBatch } = await import('../../batch/approve.js');
      return approveBatch(key, options, context.io);
    }),
  );
  help(command, [
    ['look, and then say yes', 'incasso batch approve PAY-03 --by bob'],
    [
      'what was seen before',
      'incasso batch approve PAY-03 --by bob --hash "$(incasso batch show PAY-03 --json | jq -r .hash)"',
    ],
  ]);
}

export function defineBatchReject(batch: Command, context: Context): void {
  const command = batch
    .command('reject')
    .description('Ends a batch that is not committed yet: nothing of it is paid. Its key is used up.')
    .argument('<key>', 'the key of the batch');
  withJson(withSaid(command)).action(
    acting(context, async (key: string, { by, why, json }: SaidOptions & { json?: true }) =>
      tell(context, key, (batches) => batches.reject(key, { by, why }), json),
    ),
  );
  help(command, [['a wrong amount', 'incasso batch reject PAY-03 --by bob --why "row 17 is 100.00 too much"']]);
}

export function defineBatchCommit(batch: Command, context: Context): void {
  const command = batch
    .command('commit')
    .description(
      'Commits an approved batch once more, where it did not work by itself. Refused for direct submitters, whose batches PTX signs and sends.',
    )
    .argument('<key>', 'the key of the batch')
    .requiredOption('--by <who>', WHO, wordsValue);
  withJson(command).action(
    acting(context, async (key: string, { by, json }: { by: string; json?: true }) =>
      tell(context, key, (batches) => batches.commit(key, { by }), json),
    ),
  );
  help(command, [['PTX can be reached again', 'incasso batch commit PAY-03 --by bob']]);
}

export function defineBatchResolve(batch: Command, context: Context): void {
  const command = batch
    .command('resolve')
    .description(
      'Says what became of something that PTX does not tell: it has happened, it has not, or it is to be tried again. The batch goes on from there.',
    )
    .argument('<key>', 'the key of the batch');
  withJson(withSaid(withResolution(command))).action(
    acting(context, async (key: string, { as, by, why, json }: SaidOptions & { as: Resolution['as']; json?: true }) =>
      tell(context, key, (batches) => batches.resolve(key, { as, by, why }), json),
    ),
  );
  help(command, [
    ['what waits', 'incasso batch list --stage needs-attention'],
    ['try again', 'incasso batch resolve PAY-03 --as retry --by ann --why "PTX is back"'],
  ]);
}

async function tell(
  { io }: Context,
  key: string,
  say: (batches: Batches) => Promise<BatchAcknowledgement>,
  json?: true,
) {
  const { tellBatch } = await import('../told.js');
  return tellBatch(io, key, say, { json });
}

const help = (command: Command, examples: Help['examples']) =>
  withHelp(command, { examples, variables: clientVariables, temporal: true });
