import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { type Figures, LIMIT, ratioOfMedians, ratioOfPairs, tableOf } from './report.js';
import { measureRound, runCases } from './rounds.js';
import { startStack } from './stack.js';
import { measureWaiting } from './waiting.js';

const HELP = `How much our logic costs: cases a second and CPU of \`collectRecord\`, beside a bare workflow that makes the same
calls to the same simulator, on the same server, in alternating rounds. Then memory of waiting cases, and how fast a
webhook causes its read. Exit code 1 below ${LIMIT} of the bare one's rate. Needs Linux, for its /proc.

  --rounds <n>     rounds of each side (5)
  --cases <n>      cases in a round (200)
  --in-flight <n>  cases at a time (50)
  --waiting <n>    waiting cases (1000); 0 leaves that part out
  --json <file>    where the figures go (.incasso/bench/collect.json)`;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    cases: { type: 'string', default: '200' },
    'in-flight': { type: 'string', default: '50' },
    waiting: { type: 'string', default: '1000' },
    json: { type: 'string', default: '.incasso/bench/collect.json' },
    help: { type: 'boolean', default: false },
  },
});
const say = (line: string) => process.stderr.write(`${line}\n`);

if (values.help) console.log(HELP);
else {
  const settings = {
    rounds: whole('rounds', 1),
    cases: whole('cases', 1),
    inFlight: whole('in-flight', 1),
    waiting: whole('waiting', 0),
  };
  const figures = await measure(settings);
  await mkdir(dirname(values.json), { recursive: true });
  const ratios = { limit: LIMIT, ratioOfPairs: ratioOfPairs(figures), ratioOfMedians: ratioOfMedians(figures) };
  await writeFile(values.json, `${JSON.stringify({ ...ratios, ...figures }, null, 2)}\n`);
  console.log(tableOf(figures));
  process.exitCode = ratios.ratioOfPairs >= LIMIT ? 0 : 1;
}

function whole(option: 'rounds' | 'cases' | 'in-flight' | 'waiting', least: number): number {
  const value = Number(values[option]);
  if (Number.isInteger(value) && value >= least) return value;
  say(`--${option}: "${values[option]}" is not a whole number from ${least} up`);
  process.exit(2);
}

async function measure(settings: Figures['settings']): Promise<Figures> {
  const { rounds, cases, inFlight, waiting } = settings;
  const startedAt = new Date().toISOString();
  const figures: Figures = {
    startedAt,
    node: process.versions.node,
    cpus: cpus().length,
    settings,
    rounds: [],
    waiting: [],
  };
  say('starting a Temporal server, the simulator, and a worker and a receiver of each side');
  const stack = await startStack();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void stack.stop().finally(() => process.exit(1)));
  }
  try {
    const { control, ours, bare } = stack;
    await control.plan([{ reference: '*', onMessage: [{ afterMs: 0, do: 'pay' }] }]);
    for (const side of [ours, bare]) {
      await control.setWebhook(side.webhook);
      await runCases(side, inFlight, inFlight); // Nothing is loaded or compiled within a measured round.
    }
    for (let index = 0; index < rounds; index += 1) {
      // Each goes first in every other round: what grows with time falls on both alike.
      for (const side of index % 2 === 0 ? [ours, bare] : [bare, ours]) {
        const round = await measureRound(stack, side, cases, inFlight);
        figures.rounds.push(round);
        say(`round ${index + 1}, ${side.name}: ${round.casesPerSecond.toFixed(2)} cases/s`);
      }
    }
    for (const side of waiting > 0 ? [ours, bare] : []) {
      say(`${side.name}: ${waiting} cases that wait`);
      figures.waiting.push(await measureWaiting(stack, side, waiting, inFlight));
    }
    return figures;
  } finally {
    await stack.stop();
  }
}
