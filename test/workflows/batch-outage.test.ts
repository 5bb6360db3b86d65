import { expect, test } from '@jest/globals';
import type { PtxFaultRule } from '../../src/simulators/ptx/control-types.js';
import { aBatch, payments } from '../support/payments.js';
import { type PtxFlow, startPtxFlow } from '../support/ptx-flow.js';
import { until } from '../support/until.js';

// PTX is away, for every call, in each of the ways in which a server can be away. Time is real here, so the outage is one
// of seconds; what a day of it would cost follows from the pauses between the attempts, which are counted.
const OUTAGE_MS = 25_000;
const FOR_EVER = 1_000_000;
const PAYMENTS = 40;
const STEPS = ['batch.created', 'batch.entered', 'batch.approved', 'batch.committed'];

const stageOf = async ({ incasso }: PtxFlow, key: string, wanted: string) =>
  until(
    `${key} is ${wanted}`,
    async () => {
      const view = await incasso.batches.show(key);
      return view.stage === wanted && view;
    },
    120_000,
  );

const passed = (what: string, ms: number) => {
  const end = Date.now() + ms;
  return until(what, () => Date.now() > end, 2 * ms);
};

test.each<[string, PtxFaultRule['kind'][]]>([
  ['answers 503', ['unavailable']],
  ['cuts every connection', ['drop-before']],
  ['takes requests and never answers', ['timeout-after']],
])(
  'when PTX %s for a long time, batches end right once it is back, and it is not stormed',
  async (way, kinds) => {
    const flow = await startPtxFlow({ httpTimeoutMs: 800 });
    const { control, incasso } = flow;
    const { batches } = incasso;
    const keys = Array.from({ length: 6 }, (_, index) => `${way.split(' ').at(-1)}-${index + 1}`.toUpperCase());
    // In the middle of things: some wait for an approval, some are just being made.
    const [early, late] = [keys.slice(0, 3), keys.slice(3)];
    for (const key of early) await batches.submit(aBatch(key, { instructions: payments(PAYMENTS) }));
    for (const key of early) await stageOf(flow, key, 'awaiting-approval');
    for (const key of late) await batches.submit(aBatch(key, { instructions: payments(PAYMENTS) }));
    await until(
      'payments are being added',
      async () => (await control.calls()).at(-1)?.operation === 'ptx.instructions.create',
    );

    const before = (await control.calls()).length;
    for (const kind of kinds) await control.addFault({ operation: '*', kind, times: FOR_EVER });
    await Promise.all(
      early.map(async (key) => {
        const { hash } = await batches.show(key);
        await batches.approve(key, { by: 'ann', hash: hash ?? '' }).catch(() => undefined);
      }),
    );
    await passed('the outage', OUTAGE_MS);
    const during = (await control.calls()).length - before;
    const perSecond = new Map<number, number>();
    for (const c of (await control.calls()).slice(before)) {
      const s = Math.floor(Date.parse(c.at) / 1000);
      perSecond.set(s, (perSecond.get(s) ?? 0) + 1);
    }
    console.log(way, during, [...perSecond.values()].join(' '));
    await control.clearFaults();
    const at = (await control.calls()).length;
    const t = Date.now();

    for (const key of late) {
      const { hash } = await stageOf(flow, key, 'awaiting-approval');
      await batches.approve(key, { by: 'ann', hash: hash ?? '' });
    }
    for (const key of keys) {
      const v = await stageOf(flow, key, 'committed').catch(async (e) => {
        console.log(await batches.show(key));
        throw e;
      });
      expect(v.stage).toBe('committed');
    }
    console.log('after', (await control.calls()).length - at, Date.now() - t);
    const ledger = await control.ledger();
    for (const key of keys) {
      const own = ledger.filter(({ reference }) => reference?.endsWith(`[${key}]`)).map(({ effect }) => effect);
      console.log(key, own.join());
      const { batchId } = await batches.show(key);
      const there = await control.instructions(batchId ?? '');
      expect(there.map(({ reference }) => reference).sort()).toEqual(
        payments(PAYMENTS).map(({ reference }) => reference),
      );
    }
  },
  300_000,
);
