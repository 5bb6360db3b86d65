import { expect, test } from '@jest/globals';
import type { PtxFaultRule } from '../../src/simulators/ptx/control-types.js';
import { batchWorkflowId } from '../../src/workflows/messages.js';
import { aBatch, payments } from '../support/payments.js';
import { startPtxFlow } from '../support/ptx-flow.js';
import { until } from '../support/until.js';

const COUNT = 10_000;
const FAULTS = 40;
const KINDS: PtxFaultRule['kind'][] = [
  'drop-before',
  'drop-after',
  'timeout-after',
  'unauthorized',
  'rate-limited',
  'error-500-before',
  'error-500-after',
  'unavailable',
  'truncated',
];

test('a batch of 10,000 payments holds each once, with faults at random payments, and in few events', async () => {
  const { incasso, control, client } = await startPtxFlow({ httpTimeoutMs: 1_500, settleMs: 50 });
  const instructions = payments(COUNT);
  for (let fault = 0; fault < FAULTS; fault += 1) {
    const struck = instructions[Math.floor(Math.random() * COUNT)];
    await control.addFault({
      operation: 'ptx.instructions.create',
      kind: KINDS[fault % KINDS.length] ?? 'drop-after',
      reference: struck?.reference,
      retryAfterSeconds: 1,
    });
  }
  const { batches } = incasso;
  await batches.submit(aBatch('LARGE', { instructions }));
  const view = await until(
    'approval',
    async () => {
      const shown = await batches.show('LARGE');
      expect(shown.reason).toBeNull();
      return shown.stage === 'awaiting-approval' && shown;
    },
    240_000,
  );
  await batches.approve('LARGE', { by: 'ann', hash: view.hash ?? '' });
  await until('commitment', async () => (await batches.show('LARGE')).stage === 'committed', 60_000);

  const there = await control.instructions(view.batchId ?? '');
  expect(there.map(({ reference }) => reference).sort()).toEqual(instructions.map(({ reference }) => reference));
  const total = instructions.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  expect(view).toMatchObject({ count: COUNT, total: { credit: { minor: total }, debit: { minor: 0 } } });
  const { events } = await client.workflow.getHandle(batchWorkflowId('LARGE')).fetchHistory();
  expect(events?.length).toBeLessThan(2_000);
  expect((await control.ledger({ effect: 'batch.broken' })).length).toBe(0);
}, 400_000);
