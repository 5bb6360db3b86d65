import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { type ImportFigures, isWithinLimits, measureImports, type RoundOfRows, tableOf } from './import-rounds.js';
import { startImportStack } from './import-stack.js';

const HELP = `How fast \`importRecords\` hands in rows, beside the bare HTTP calls in the same pages and at the same concurrency, in
alternating rounds against one simulator; with the worker's memory and the history of each run. Exit code 1 below the limits.
Needs Linux, for its /proc.

  --rows <n>    rows of a round (100000)
  --rounds <n>  rounds of each side (3)
  --json <file> where the figures go (.incasso/bench/import.json)`;

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '3' },
    json: { type: 'string', default: '.incasso/bench/import.json' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(HELP);
else {
  const settings = { rows: whole('rows'), rounds: whole('rounds') };
  const startedAt = new Date().toISOString();
  const rounds = await measure(settings);
  const figures: ImportFigures = { startedAt, node: process.versions.node, cpus: cpus().length, settings, rounds };
  await mkdir(dirname(values.json), { recursive: true });
  await writeFile(values.json, `${JSON.stringify(figures, null, 2)}\n`);
  console.log(tableOf(figures));
  process.exitCode = isWithinLimits(figures) ? 0 : 1;
}

function whole(option: 'rows' | 'rounds'): number {
  const value = Number(values[option]);
  if (Number.isInteger(value) && value >= 1) return value;
  process.stderr.write(`--${option}: "${values[option]}" is not a whole number from 1 up\n`);
  process.exit(2);
}

async function measure(settings: ImportFigures['settings']): Promise<RoundOfRows[]> {
  const folder = await mkdtemp(join(tmpdir(), 'incasso-bench-'));
  const say = (line: string) => process.stderr.write(`${line}\n`);
  say('starting a Temporal server, the simulator and a worker');
  const stack = await startImportStack(folder);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void stack.stop().finally(() => process.exit(1)));
  }
  try {
    return await measureImports(stack, settings, say);
  } finally {
    await stack.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
