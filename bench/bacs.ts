import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createIncassoClient } from '../src/client/index.js';
import { readConfig } from '../src/config.js';
import { createPtxControlClient } from '../src/simulators/ptx/control-client.js';
import { connectClient } from '../src/temporal/connection.js';
import { findTemporalServer, startTemporalServer } from '../src/temporal/embedded/index.js';
import { anyFreePort } from '../src/temporal/embedded/ports.js';
import { batchWorkflowId } from '../src/workflows/messages.js';
import { batchOf, createBarePtx, paymentDate } from './bare/ptx.js';
import { cpuMs, residentMib, startPart } from './processes.js';
import { until } from './until.js';

const LIMIT = 1.3;
const HELP = `How long a Bacs batch takes from its submission until it awaits approval, beside the bare HTTP calls that this
makes, by the same concurrency, against the same simulator, in alternating rounds. Exit code 1 above ${LIMIT} times the bare
time, or from 2,000 events in the history. Needs Linux, for its /proc.

  --rounds <n>       rounds of each side (3)
  --payments <n>     payments in a batch (10000)
  --concurrency <n>  calls at once (8)`;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    payments: { type: 'string', default: '10000' },
    concurrency: { type: 'string', default: '8' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(HELP);
else process.exitCode = await measure(Number(values.rounds), Number(values.payments), Number(values.concurrency));

async function measure(rounds: number, payments: number, concurrency: number): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'incasso-bench-'));
  const stops: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  try {
    const { TEMPORAL_CLI_PATH: cliPath } = readConfig(['TEMPORAL_CLI_PATH']);
    const binary = await findTemporalServer({ cliPath, report: () => undefined });
    const server = await startTemporalServer({ binary, dbFile: join(folder, 'temporal.db') });
    stops.unshift(server.stop);
    const { client, close } = await connectClient({ overrides: { address: server.address } });
    stops.unshift(close);
    const port = await anyFreePort();
    const url = `http://127.0.0.1:${port + 2}`;
    // Two users, since a login ends the session that the same user has.
    const users = { ours: 'ours@example.com', bare: 'bare@example.com', password: 'password-of-the-measurement' };
    const simulator = await startPart(['simulator', String(port)], folder, {
      PTX_EMAIL: users.ours,
      PTX_PASSWORD: users.password,
      PTX_APPROVER_EMAIL: users.bare,
      PTX_APPROVER_PASSWORD: users.password,
    });
    stops.unshift(simulator.stop);
    const worker = await startPart(['worker', 'ptx'], folder, {
      TEMPORAL_ADDRESS: server.address,
      PTX_URL: url,
      PTX_EMAIL: users.ours,
      PTX_PASSWORD: users.password,
      PTX_CONCURRENCY: String(concurrency),
      INCASSO_DATA_DIR: join(folder, 'data'),
    });
    stops.unshift(worker.stop);
    const control = createPtxControlClient(`${url}/control`);
    const { batches } = createIncassoClient({ client });
    const bare = await createBarePtx({ url, email: users.bare, password: users.password, concurrency });
    const date = paymentDate();

    const ours = async (key: string, count: number) => {
      const callsBefore = (await control.calls()).length;
      const cpuBefore = cpuMs(worker.pid);
      const began = performance.now();
      await batches.submit({ ...batchOf(key, count, date) });
      await until(`${key} awaits approval`, async () => (await batches.show(key)).stage === 'awaiting-approval');
      const ms = performance.now() - began;
      const pages = (await control.calls())
        .slice(callsBefore)
        .filter(({ operation }) => operation === 'ptx.instructions.queryByBatchId').length;
      return { ms, pages, cpuMs: cpuMs(worker.pid) - cpuBefore };
    };

    await ours('WARM-UP', 500);
    await bare('WARM-UP-BARE', 500, date, 2);
    const times: { ours: number; bare: number }[] = [];
    let pages = 0;
    for (let round = 1; round <= rounds; round += 1) {
      const mine = await ours(`OURS-${round}`, payments);
      pages = mine.pages;
      const bareMs = await bare(`BARE-${round}`, payments, date, pages);
      times.push({ ours: mine.ms, bare: bareMs });
      const { events } = await client.workflow.getHandle(batchWorkflowId(`OURS-${round}`)).fetchHistory();
      console.log(
        `round ${round}: ours ${seconds(mine.ms)}, bare ${seconds(bareMs)}, ratio ${(mine.ms / bareMs).toFixed(2)}; ` +
          `${events?.length} events, worker CPU ${seconds(mine.cpuMs)}, worker memory ${residentMib(worker.pid).toFixed(0)} MiB`,
      );
      if ((events?.length ?? 0) >= 2_000) return 1;
    }
    const ratios = times.map((time) => time.ours / time.bare).sort((a, b) => a - b);
    const median = ratios[Math.floor(ratios.length / 2)] ?? Number.NaN;
    console.log(
      `${payments} payments, ${concurrency} calls at once, ${pages} pages read: ${median.toFixed(2)} times the bare calls (limit ${LIMIT})`,
    );
    return median <= LIMIT ? 0 : 1;
  } finally {
    for (const stop of stops) await stop();
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
