import { fileURLToPath } from 'node:url';
import type { CollectionPlan, CollectRecordInput } from '../../client/index.js';
import type { BusinessClock } from '../../domain/clock.js';
import type { DebtorPlay } from '../../simulators/control-client.js';
import { planDefaults, planOf } from '../collect/plan.js';
import { parsePlays } from '../demo-plays.js';
import { UsageError } from '../errors.js';
import { readDebtorsFile } from '../input/debtors-file.js';

/** One debtor of the demo: the case, what he does, and how the case has to end. */
export interface DemoCase {
  input: CollectRecordInput;
  play: DebtorPlay;
  expected: string;
}

/** Mail with a PayLink, two weeks, then one round of calls. */
export const demoPlan: CollectionPlan = planOf({ messageScript: '1001', voiceScript: '6512', wait: planDefaults.wait });

export const demoFile = fileURLToPath(new URL('../../../examples/debtors.csv', import.meta.url));

/** Reads the example file with its columns `_plays` and `_expected`. Throws `UsageError` with every fault in it. */
export async function readDemo(file: string): Promise<DemoCase[]> {
  const { rows, faults } = await readDebtorsFile(file);
  const demo: DemoCase[] = [];
  for (const { line, reference, debtor, invoice, extra } of rows) {
    const plays = parsePlays(reference, extra._plays ?? '');
    if ('fault' in plays) faults.push(`${file}:${line} _plays: ${plays.fault}`);
    else
      demo.push({
        input: { reference, debtor, invoice, plan: demoPlan },
        play: plays.value,
        expected: extra._expected ?? '',
      });
  }
  if (faults.length > 0) throw new UsageError(faults);
  return demo;
}

/** The same debtors on the demo's clock; with a tag, under references that no earlier demo on that server has used. */
export function onClock(demo: readonly DemoCase[], clock: BusinessClock, tag = ''): DemoCase[] {
  return demo.map(({ input, play, expected }) => {
    const reference = `${input.reference}${tag}`;
    return { input: { ...input, reference, clock }, play: { ...play, reference }, expected };
  });
}
