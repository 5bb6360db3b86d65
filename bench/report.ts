import type { Place, Round } from './rounds.js';
import type { Side } from './stack.js';
import type { Waiting } from './waiting.js';

/** Ours is to reach this part of the bare peer's rate. */
export const LIMIT = 0.9;

export interface Figures {
  startedAt: string;
  node: string;
  cpus: number;
  settings: { rounds: number; cases: number; inFlight: number; waiting: number };
  rounds: Round[];
  waiting: Waiting[];
}

const sides = ['ours', 'bare'] as const;

/** Ours over the bare peer's in cases a second, by the medians over all rounds. */
export function ratioOfMedians({ rounds }: Pick<Figures, 'rounds'>): number {
  return median(ratesOf(rounds, 'ours')) / median(ratesOf(rounds, 'bare'));
}

/**
 * The median of what each pair of neighbouring rounds shows: other programs that come and go disturb both of a pair, but
 * not all pairs alike. By this the limit is judged.
 */
export function ratioOfPairs({ rounds }: Pick<Figures, 'rounds'>): number {
  const bare = ratesOf(rounds, 'bare');
  return median(ratesOf(rounds, 'ours').map((rate, index) => rate / (bare[index] ?? Number.NaN)));
}

/** The figures for people. CPU is that of each process with all its threads, from `/proc`. */
export function tableOf(figures: Figures): string {
  const { settings, rounds, waiting } = figures;
  const { rounds: count, cases, inFlight } = settings;
  return [
    `${count} rounds of ${cases} cases for each side, alternating, ${inFlight} in flight, ${figures.cpus} CPUs, Node ${figures.node}`,
    '',
    row(
      '',
      'cases/s',
      'least',
      'most',
      'CPUs busy',
      'CPU ms a case:',
      'worker',
      'server',
      'receiver',
      'simulator',
      'client',
      'all',
    ),
    ...sides.map((side) => rateRow(rounds, side)),
    '',
    `ours / bare, cases/s: ${ratioOfPairs(figures).toFixed(3)} by pairs of rounds (limit ${LIMIT}), ` +
      `${ratioOfMedians(figures).toFixed(3)} by medians; CPU: ${cpuRatio(rounds).toFixed(3)}`,
    ...(waiting.length === 0 ? [] : ['', ...waitingRows(waiting)]),
  ].join('\n');
}

function rateRow(rounds: Round[], side: Side['name']): string {
  const rates = ratesOf(rounds, side);
  const cpu = (place: Place) => cpuOf(rounds, side, place).toFixed(1);
  return row(
    side,
    ...[median(rates), Math.min(...rates), Math.max(...rates)].map((rate) => rate.toFixed(2)),
    median(ofSide(rounds, side).map(cpusBusy)).toFixed(2),
    ' '.repeat(14),
    ...(['worker', 'server', 'receiver', 'simulator', 'client', 'all'] as const).map(cpu),
  );
}

function waitingRows(waiting: Waiting[]): string[] {
  const grown = ({ before, after }: Waiting['workerMib'], cases: number) =>
    (((after - before) * 1000) / cases).toFixed(0);
  const ms = (values: number[]) => [0.5, 0.99].map((part) => quantile(values, part).toFixed(0));
  return [
    row(
      '',
      'waiting',
      'MiB per 1,000:',
      'worker',
      'server',
      'webhook to read, ms:',
      'p50',
      'p99',
      'replayed first:',
      'p50',
      'p99',
    ),
    ...waiting.map(({ side, cases, workerMib, serverMib, reactionMs: { newest, oldest } }) => {
      const memory = [grown(workerMib, cases), grown(serverMib, cases)];
      return row(
        side,
        String(cases),
        ' '.repeat(14),
        ...memory,
        ' '.repeat(20),
        ...ms(newest),
        ' '.repeat(15),
        ...ms(oldest),
      );
    }),
  ];
}

const row = (name: string, ...cells: string[]): string =>
  [name.padEnd(5), ...cells.map((cell) => cell.padStart(10))].join(' ').trimEnd();

const ofSide = (rounds: Round[], side: Side['name']): Round[] => rounds.filter((round) => round.side === side);
const ratesOf = (rounds: Round[], side: Side['name']): number[] =>
  ofSide(rounds, side).map(({ casesPerSecond }) => casesPerSecond);
/** Below the number of CPUs the rate is bound by waiting, or other programs had the rest: then the CPU says more. */
const cpusBusy = ({ casesPerSecond, cpuMsPerCase }: Round): number => (casesPerSecond * cpuMsPerCase.all) / 1000;
const cpuOf = (rounds: Round[], side: Side['name'], place: Place): number =>
  median(ofSide(rounds, side).map(({ cpuMsPerCase }) => cpuMsPerCase[place]));
const cpuRatio = (rounds: Round[]): number => cpuOf(rounds, 'ours', 'all') / cpuOf(rounds, 'bare', 'all');
const median = (values: number[]): number => quantile(values, 0.5);

/** Linear between the two nearest values. */
function quantile(values: number[], part: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  const at = (sorted.length - 1) * part;
  const low = sorted[Math.floor(at)] ?? Number.NaN;
  const high = sorted[Math.ceil(at)] ?? Number.NaN;
  return low + (high - low) * (at - Math.floor(at));
}
