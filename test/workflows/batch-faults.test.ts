import { describe, expect, test } from '@jest/globals';
import type { PtxFaultRule } from '../../src/simulators/ptx/control-types.js';
import { faultKinds } from '../support/fault-kinds.js';
import { aBatch, aPaymentDate, payments } from '../support/payments.js';
import { type PtxFlow, startPtxFlow } from '../support/ptx-flow.js';
import { until } from '../support/until.js';

// Every fault at every call that has an effect. The batch must come to its end without anybody's help, and PTX's ledger
// must show each effect once, and no payment but those that were submitted.
const KINDS = [...faultKinds, 'unauthorized'] as const;

/**
 * Simulator and worker share a process and its processor: an answer that was meant to come has to come in time however busy
 * the machine is, or it is a lost one. A batch whose making is not answered is put away and made anew.
 */
const httpTimeoutMs = 4_000;
/** What is slow is still answered in time. */
const slowMs = 400;
let shared: Promise<PtxFlow> | undefined;
const flow = () => {
  shared ??= startPtxFlow({ httpTimeoutMs });
  return shared;
};

type Operation = PtxFaultRule['operation'];

async function fault(key: string, operation: Operation, kind: PtxFaultRule['kind'], reference?: string) {
  const { control } = await flow();
  await control.addFault({
    operation,
    kind,
    reference: reference ?? `Payments of ${aPaymentDate()} [${key}]`,
    retryAfterSeconds: 1,
    delayMs: slowMs,
  });
}

/** Submits a batch, approves it, and gives what PTX then has under its key: effects, and references of payments. */
async function followed(key: string, instructions = payments(3)) {
  const { incasso, control } = await flow();
  const { batches } = incasso;
  await batches.submit(aBatch(key, { instructions }));
  const { hash, batchId } = await until(`${key} awaits approval`, async () => {
    const view = await batches.show(key);
    expect(view.reason).toBeNull();
    return view.stage === 'awaiting-approval' && view;
  });
  await batches.approve(key, { by: 'ann', hash: hash ?? '' });
  await until(`${key} is committed`, async () => (await batches.show(key)).stage === 'committed');
  const ledger = await control.ledger();
  const there = await control.instructions(batchId ?? '');
  return {
    effects: ledger.filter(({ reference }) => reference?.endsWith(`[${key}]`)).map(({ effect }) => effect),
    references: there.map(({ reference }) => reference).sort(),
  };
}

const ONCE = ['batch.created', 'batch.entered', 'batch.approved', 'batch.committed'];
/** What a lost answer to the making of a batch leaves: an empty one, which is put away. */
const MADE_ANEW = ['batch.created', 'batch.rejected', ...ONCE];

const references = (rows: ReturnType<typeof payments>) => rows.map(({ reference }) => reference);

describe.each(KINDS)('%s', (kind) => {
  test.concurrent('at the making of the batch: one goes out', async () => {
    const key = `CREATE-${kind}`;
    await fault(key, 'ptx.batches.create', kind);
    const { effects } = await followed(key);
    expect([ONCE, MADE_ANEW]).toContainEqual(effects);
  });

  test.concurrent('at a payment: it is there once', async () => {
    const key = `ADD-${kind}`;
    const rows = payments(5).map((row, index) => ({ ...row, reference: `${kind.toUpperCase()} ${index}` }));
    await fault(key, 'ptx.instructions.create', kind, rows[2]?.reference);
    const seen = await followed(key, rows);
    expect(seen).toEqual({ effects: ONCE, references: references(rows) });
  });

  test.concurrent.each(['enter', 'approve', 'commit'] as const)('at %s: it happens once', async (step) => {
    const key = `${step.toUpperCase()}-${kind}`;
    await fault(key, `ptx.batches.${step}`, kind);
    expect(await followed(key)).toEqual({ effects: ONCE, references: references(payments(3)) });
  });
});

test.each([1, 2, 3, 5, 8, 11])(
  'a session that ends after %i calls is replaced, and nothing happens twice',
  async (calls) => {
    const { control } = await flow();
    await control.expireSessionsAfter(calls);
    const { effects, references: there } = await followed(`SESSION-${calls}`);
    expect([effects, there]).toEqual([ONCE, references(payments(3))]);
  },
);

test('a right that the user lacks is put to a person, and leads to no login', async () => {
  const strict = await startPtxFlow({
    httpTimeoutMs,
    simulator: {
      users: [{ email: 'payments@example.com', password: 'password-of-the-tests', may: { commit: false } }],
    },
  });
  const { batches } = strict.incasso;
  await batches.submit(aBatch('RIGHT-1'));
  const { hash } = await until('approval', async () => {
    const view = await batches.show('RIGHT-1');
    return view.stage === 'awaiting-approval' && view;
  });
  const answer = await batches.approve('RIGHT-1', { by: 'ann', hash: hash ?? '' });
  expect(answer).toMatchObject({ stage: 'needs-attention', reason: expect.stringContaining('403') });
  expect(await strict.control.ledger({ effect: 'login' })).toHaveLength(1);
});
