import { expect, test } from '@jest/globals';
import type { PtxFaultRule, PtxVendorCall } from '../../src/simulators/ptx/control-types.js';
import { aBatch, payments } from '../support/payments.js';
import { type PtxFlow, startPtxFlow } from '../support/ptx-flow.js';
import { until } from '../support/until.js';

// PTX is away, for every call, in each of the ways in which a server can be away. Time is real here, so the outage is one
// of seconds. A longer one only brings more attempts of the same kind: their pauses double up to a minute and stay there.
const OUTAGE_MS = 16_000;
const FOR_EVER = 1_000_000;
const PAYMENTS = 20;
const [EARLY, LATE] = [2, 2];
const CONCURRENCY = 4;
/** In the halves of the outage, by each batch: the pauses are 1, 2, 4 and 8 s. */
const [TRIES_AT_FIRST, TRIES_LATER] = [6, 3];
const STEPS = ['batch.created', 'batch.entered', 'batch.approved', 'batch.committed'];

function stageOf({ incasso }: PtxFlow, key: string, wanted: string) {
  const isThere = async () => {
    const view = await incasso.batches.show(key);
    return view.stage === wanted && view;
  };
  return until(`${key} is ${wanted}`, isThere, 120_000);
}

function passed(what: string, ms: number) {
  const end = Date.now() + ms;
  return until(what, () => Date.now() > end, 2 * ms);
}

test.concurrent.each<[string, PtxFaultRule['kind']]>([
  ['answers 503', 'unavailable'],
  ['cuts every connection', 'drop-before'],
  ['takes requests and never answers', 'timeout-after'],
])(
  'when PTX %s for a long time, nothing is lost or done twice, and it is not stormed',
  async (_, kind) => {
    // Rarely looked at: how often that is while a slow machine is at work says nothing of a storm.
    const flow = await startPtxFlow({ httpTimeoutMs: 800, concurrency: CONCURRENCY, lookEveryMs: 5_000 });
    const { control, incasso } = flow;
    const { batches } = incasso;
    const keys = Array.from({ length: EARLY + LATE }, (_none, index) => `OUT-${kind}-${index + 1}`);
    const submit = (key: string) => batches.submit(aBatch(key, { instructions: payments(PAYMENTS) }));
    const callsSince = async (count: number): Promise<PtxVendorCall[]> => (await control.calls()).slice(count);

    // In the middle of things: some wait for an approval, some are just being made.
    for (const key of keys.slice(0, EARLY)) await submit(key);
    for (const key of keys.slice(0, EARLY)) await stageOf(flow, key, 'awaiting-approval');
    for (const key of keys.slice(EARLY)) await submit(key);
    const before = (await control.calls()).length;
    await until('payments are being added', async () => {
      return (await callsSince(before)).some(({ operation }) => operation === 'ptx.instructions.create');
    });
    const begun = (await control.calls()).length;
    await control.addFault({ operation: '*', kind, times: FOR_EVER });
    for (const key of keys.slice(0, EARLY)) {
      const { hash } = await batches.show(key);
      batches.approve(key, { by: 'ann', hash: hash ?? '' }).catch(() => undefined); // Its answer comes after the outage.
    }
    await passed('the first half of the outage', OUTAGE_MS / 2);
    const half = (await control.calls()).length;
    await passed('the second half of the outage', OUTAGE_MS / 2);
    const ended = (await control.calls()).length;
    await control.clearFaults();
    // What was under way is cut off at once; then each batch tries now and then.
    expect(half - begun).toBeLessThanOrEqual(keys.length * (CONCURRENCY + TRIES_AT_FIRST));
    expect(ended - half).toBeLessThanOrEqual(keys.length * TRIES_LATER);

    for (const key of keys.slice(EARLY)) {
      const { hash } = await stageOf(flow, key, 'awaiting-approval');
      await batches.approve(key, { by: 'ann', hash: hash ?? '' });
    }
    for (const key of keys) await stageOf(flow, key, 'committed');
    // What is left to do, and looks at what has been done: no more than twice what half of the batches took from the start.
    expect((await callsSince(ended)).length).toBeLessThanOrEqual(2 * begun);

    const ledger = await control.ledger();
    for (const key of keys) {
      const own = ledger.filter(({ reference }) => reference?.endsWith(`[${key}]`)).map(({ effect }) => effect);
      expect([key, own]).toEqual([key, STEPS]);
      const there = await control.instructions((await batches.show(key)).batchId ?? '');
      expect(there.map(({ reference }) => reference).sort()).toEqual(
        payments(PAYMENTS).map(({ reference }) => reference),
      );
    }
  },
  300_000,
);
