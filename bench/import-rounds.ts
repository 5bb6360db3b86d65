import type { ImportRequest } from '../src/client/index.js';
import { rowsPerImportCall, rowsPerImportPage } from '../src/workflows/messages.js';
import { importBare } from './bare/import.js';
import type { ImportStack } from './import-stack.js';
import { cpuMs, residentMib } from './processes.js';

/** What an import has to reach: part of the bare rate, events of a run, and how its memory may grow from half to half. */
const LIMITS = { ratio: 0.8, events: 5_000, grownMib: 64 };
const SCRIPT = '1001';
/** As many calls as ours has on their way: two pages. */
const AT_ONCE = 2 * (rowsPerImportPage / rowsPerImportCall);
const SAMPLE_MS = 250;
/** Until the heap of the worker has its size. */
const WARM_UP_ROWS = 100_000;

/** One round of one side; memory of the worker in MiB, the highest of each half of the round. */
export interface RoundOfRows {
  side: 'ours' | 'bare';
  rowsPerSecond: number;
  workerMib: { before: number; firstHalf: number; secondHalf: number };
  /** CPU in milliseconds per 1,000 rows. */
  cpuMs: Record<'client' | 'worker' | 'server' | 'simulator', number>;
  /** Events of each run of the workflow. */
  runs: number[];
}

export interface ImportFigures {
  startedAt: string;
  node: string;
  cpus: number;
  settings: { rows: number; rounds: number };
  rounds: RoundOfRows[];
}

/** Runs both sides in turn; each goes first in every other round. No row is handed in twice. */
export async function measureImports(
  stack: ImportStack,
  { rows, rounds }: ImportFigures['settings'],
  say: (line: string) => void,
): Promise<RoundOfRows[]> {
  const measured: RoundOfRows[] = [];
  for (const side of ['ours', 'bare'] as const) await measureRound(stack, side, 'warm', Math.min(rows, WARM_UP_ROWS));
  for (let index = 0; index < rounds; index += 1) {
    for (const side of index % 2 === 0 ? (['ours', 'bare'] as const) : (['bare', 'ours'] as const)) {
      const round = await measureRound(stack, side, String(index), rows);
      measured.push(round);
      say(`round ${index + 1}, ${side}: ${round.rowsPerSecond.toFixed(0)} rows/s`);
    }
  }
  return measured;
}

async function measureRound(stack: ImportStack, side: RoundOfRows['side'], name: string, count: number) {
  const { client, control, incasso, vendor, worker } = stack;
  const rows = rowsOf(`${side}-${name}`, count);
  await control.quiet(); // What the rows before have led to at the vendor belongs to no round.
  const before = residentMib(worker.pid);
  const cpuBefore = readCpu(stack);
  const samples: number[] = [];
  const sampler = setInterval(() => samples.push(residentMib(worker.pid)), SAMPLE_MS);
  const startedAt = performance.now();
  let id: string | undefined;
  try {
    if (side === 'bare')
      await importBare(vendor, rows, { script: SCRIPT, rowsPerCall: rowsPerImportCall, atOnce: AT_ONCE });
    else id = (await incasso.imports.run({ script: SCRIPT, as: 'rows', rows })).view.id;
  } finally {
    clearInterval(sampler);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const cpuAfter = readCpu(stack);
  const used = (part: keyof typeof cpuAfter) => ((cpuAfter[part] - cpuBefore[part]) * 1000) / count;
  const runs: number[] = [];
  if (id !== undefined) {
    for await (const run of client.workflow.list({ query: `WorkflowId = "import:${id}"` }))
      runs.push(run.historyLength);
  }
  const half = Math.ceil(samples.length / 2);
  return {
    side,
    rowsPerSecond: count / seconds,
    workerMib: {
      before,
      firstHalf: Math.max(before, ...samples.slice(0, half)),
      secondHalf: Math.max(before, ...samples.slice(half)),
    },
    cpuMs: { client: used('client'), worker: used('worker'), server: used('server'), simulator: used('simulator') },
    runs,
  };
}

function readCpu({ worker, serverPid, simulator }: ImportStack) {
  return {
    client: cpuMs(process.pid),
    worker: cpuMs(worker.pid),
    server: cpuMs(serverPid),
    simulator: cpuMs(simulator.pid),
  };
}

function rowsOf(name: string, count: number): ImportRequest['rows'] {
  return Array.from({ length: count }, (_, index) => ({
    reference: `${name}-${index}`,
    personFamilyName: `Debtor ${(index * 7_919) % 99_991}`,
    toMailAddress: `debtor${(index * 104_729) % 999_983}@example.com`,
    toPhoneNumbers: [`+316${10_000_000 + index}`],
    invoiceDate: '2026-01-15',
    invoiceDueDate: '2026-02-15',
    invoiceReference: `R${index}`,
    invoiceCurrency: 'EUR',
    invoiceAmountMinor: 1_000 + ((index * 31) % 90_000),
    invoiceNumber: `N-${index}`,
  }));
}

/** Ours over the bare rate: the median of what each pair of neighbouring rounds shows. */
function ratioOf({ rounds }: ImportFigures): number {
  const rates = (side: RoundOfRows['side']) => rounds.filter((round) => round.side === side);
  const bare = rates('bare');
  return median(
    rates('ours').map(({ rowsPerSecond }, index) => rowsPerSecond / (bare[index]?.rowsPerSecond ?? Number.NaN)),
  );
}

const mostEvents = ({ rounds }: ImportFigures): number => Math.max(...rounds.flatMap(({ runs }) => runs));
const grownMib = ({ rounds }: ImportFigures): number =>
  Math.max(
    ...rounds.filter(({ side }) => side === 'ours').map(({ workerMib }) => workerMib.secondHalf - workerMib.firstHalf),
  );

export function isWithinLimits(figures: ImportFigures): boolean {
  return (
    ratioOf(figures) >= LIMITS.ratio && mostEvents(figures) < LIMITS.events && grownMib(figures) <= LIMITS.grownMib
  );
}

/** The figures for people. */
export function tableOf(figures: ImportFigures): string {
  const { settings, rounds, cpus, node } = figures;
  const row = (name: string, ...cells: string[]) =>
    [name.padEnd(5), ...cells.map((cell) => cell.padStart(10))].join(' ');
  return [
    `${settings.rounds} rounds of ${settings.rows} rows for each side, ${rowsPerImportCall} a call, ${AT_ONCE} calls at once, ${cpus} CPUs, Node ${node}`,
    '',
    row(
      '',
      'rows/s',
      'CPU ms per',
      '1,000:',
      'client',
      'worker',
      'server',
      'simulator',
      'worker MiB',
      '1st half',
      '2nd half',
      'events',
    ),
    ...rounds.map(({ side, rowsPerSecond, cpuMs: cpu, workerMib, runs }) =>
      row(
        side,
        rowsPerSecond.toFixed(0),
        '',
        '',
        ...[cpu.client, cpu.worker, cpu.server, cpu.simulator].map((ms) => ms.toFixed(1)),
        ...[workerMib.before, workerMib.firstHalf, workerMib.secondHalf].map((mib) => mib.toFixed(0)),
        runs.join('+'),
      ),
    ),
    '',
    `ours / bare, rows/s: ${ratioOf(figures).toFixed(3)} (limit ${LIMITS.ratio}); events of a run: at most ${mostEvents(figures)} ` +
      `(limit ${LIMITS.events}); memory of the worker, second half over first: ${grownMib(figures).toFixed(0)} MiB (limit ${LIMITS.grownMib})`,
  ].join('\n');
}

function median(values: number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const at = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(at)] ?? Number.NaN) + (sorted[Math.ceil(at)] ?? Number.NaN)) / 2;
}
