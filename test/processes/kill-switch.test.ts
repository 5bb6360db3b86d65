import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { createIncassoClient } from '../../src/client/index.js';
import { startAlphacommSimulator } from '../../src/simulators/alphacomm/index.js';
import { createControlClient } from '../../src/simulators/control-client.js';
import { createPtxControlClient } from '../../src/simulators/ptx/control-client.js';
import { startPtxSimulator } from '../../src/simulators/ptx/index.js';
import { startIncasso } from '../support/incasso-process.js';
import { debt, message } from '../support/inputs.js';
import { aBatch, payments } from '../support/payments.js';
import { PTX_USER } from '../support/ptx-flow.js';
import { atEnd, startRealServer, temporalBinary } from '../support/servers.js';
import { until } from '../support/until.js';

const API_KEY = 'key-of-the-tests';
/** The switch has this long to take hold; then it is watched. */
const TAKES_HOLD_MS = 10_000;
const WATCHED_MS = 4_000;
const PAYMENTS = 60;
const VENDORS = ['alphacomm', 'ptx'] as const;
type Vendor = (typeof VENDORS)[number];

test('the kill switch stops one vendor or all within 10 s, under load, and nothing is lost or done twice', async () => {
  const { env, server } = await startRealServer();
  const taskQueue = `switched-${process.pid}`;
  const alphacomm = await startAlphacommSimulator({ apiKey: API_KEY });
  atEnd(() => alphacomm.close());
  const ptx = await startPtxSimulator({ users: [PTX_USER] });
  atEnd(() => ptx.close());
  const debtors = createControlClient(alphacomm.controlUrl);
  const bank = createPtxControlClient(ptx.controlUrl);
  const { cases, batches } = createIncassoClient({ client: env.client, taskQueue, httpTimeoutMs: 1_000 });

  /** As docs/operations.md says. */
  const set = (vendor: Vendor, limit: '0' | 'default', why: string) => {
    const queue = ['--task-queue', `${taskQueue}-${vendor}`, '--task-queue-type', 'activity'];
    const limits = ['--queue-rps-limit', limit, '--queue-rps-limit-reason', why];
    const args = ['task-queue', 'config', 'set', ...queue, ...limits, '--address', server.address];
    return promisify(execFile)(temporalBinary(), args);
  };
  const calls = async () => ({ alphacomm: (await debtors.calls()).length, ptx: (await bank.calls()).length });
  const passed = (what: string, ms: number) => {
    const end = Date.now() + ms;
    return until(what, () => Date.now() > end, 2 * ms);
  };
  /** Nothing but work at these vendors goes on after the switch has taken hold. */
  const quiet = async (vendors: readonly Vendor[]) => {
    await passed('the switch has had its time', TAKES_HOLD_MS);
    const before = await calls();
    await passed('new work has come in meanwhile', WATCHED_MS);
    const after = await calls();
    for (const vendor of VENDORS)
      expect([vendor, after[vendor] > before[vendor]]).toEqual([vendor, !vendors.includes(vendor)]);
  };
  const busy = async (more: number) => {
    const before = await calls();
    await until('both vendors are called', async () => {
      const now = await calls();
      return VENDORS.every((vendor) => now[vendor] >= before[vendor] + more);
    });
  };

  const keys: string[] = [];
  const references: string[] = [];
  let loading = true;
  /** New work all the time. */
  const load = (async () => {
    while (loading) {
      const key = `BATCH-${keys.length + 1}`;
      await batches.submit(aBatch(key, { instructions: payments(PAYMENTS) }));
      keys.push(key);
      for (let count = 0; count < 3; count += 1) {
        const reference = `CASE-${references.length + 1}`;
        await cases.start(debt(reference, { plan: { payLink: { from: 'script' }, steps: [message()] } }));
        references.push(reference);
      }
      await passed('the next work comes in', 1_000);
    }
  })();
  load.catch(() => undefined);

  await startIncasso(['worker', '--vendors', VENDORS.join(',')], {
    TEMPORAL_ADDRESS: server.address,
    INCASSO_TASK_QUEUE_PREFIX: taskQueue,
    ALPHACOMM_URL: alphacomm.url,
    ALPHACOMM_API_KEY: API_KEY,
    PTX_URL: ptx.url,
    PTX_EMAIL: PTX_USER.email,
    PTX_PASSWORD: PTX_USER.password,
    PTX_SETTLE: '1s',
    INCASSO_HTTP_TIMEOUT: '1s',
    INCASSO_IMPORT_WINDOW: '3s',
    LOG_LEVEL: 'error',
  });
  await busy(20);
  await set('ptx', '0', 'PTX pays twice');
  await quiet(['ptx']);
  await set('alphacomm', '0', 'all of it');
  await quiet(VENDORS);
  for (const vendor of VENDORS) await set(vendor, 'default', 'mended');
  await busy(1);
  loading = false;
  await load;

  for (const key of keys) {
    const { hash } = await until(
      `${key} awaits approval`,
      async () => {
        const view = await batches.show(key);
        return view.stage === 'awaiting-approval' && view;
      },
      60_000,
    );
    await batches.approve(key, { by: 'ann', hash: hash ?? '' });
    await until(`${key} is committed`, async () => (await batches.show(key)).stage === 'committed');
  }
  for (const reference of references) {
    await until(`${reference} waits`, async () => (await cases.show(reference)).stage === 'awaiting-payment', 60_000);
  }
  const ledger = await bank.ledger();
  const steps = ['batch.created', 'batch.entered', 'batch.approved', 'batch.committed'];
  for (const key of keys) {
    const own = ledger.filter(({ reference }) => reference?.endsWith(`[${key}]`)).map(({ effect }) => effect);
    expect([key, own]).toEqual([key, steps]);
    const { batchId } = await batches.show(key);
    const there = await bank.instructions(batchId ?? '');
    expect(there.map(({ reference }) => reference).sort()).toEqual(
      payments(PAYMENTS).map(({ reference }) => reference),
    );
  }
  const created = await debtors.ledger({ effect: 'record.created' });
  expect(created.map(({ reference }) => reference).sort()).toEqual([...references].sort());
  expect(await debtors.ledger({ effect: 'record.updated' })).toEqual([]);
}, 400_000);
