import { fileURLToPath } from 'node:url';
import type { MandateRequest } from '../../client/index.js';
import type { BusinessClock } from '../../domain/clock.js';
import { UsageError } from '../errors.js';
import { readMandates } from '../mandate/import.js';
import { type MandatePlay, parseMandatePlays } from './mandates-plays.js';

/** One mandate of the demo: what is asked for, what banks and people do to it, and how it has to stand a year later. */
export interface DemoMandate {
  input: MandateRequest & { plan: NonNullable<MandateRequest['plan']> };
  plays: MandatePlay[];
  /** Its stage at the end. */
  expected: string;
}

export const demoMandatesFile = fileURLToPath(new URL('../../../examples/mandates.csv', import.meta.url));

/** A collection profile of the simulator, in which PTX presents nothing again by itself, as it does in 5761. */
const PROFILE = '4826';

/** Reads a file of mandates with its columns `_plays`, `_expected` and `_profile`. Throws `UsageError` with every fault in it. */
export async function readDemoMandates(file: string): Promise<DemoMandate[]> {
  const rows = await readMandates(file, { profile: PROFILE });
  const faults: string[] = [];
  const demo = rows.flatMap(({ line, input, extra }): DemoMandate[] => {
    const plays = parseMandatePlays(extra._plays ?? '');
    if ('fault' in plays) faults.push(`${file}:${line} _plays: ${plays.fault}`);
    const { plan } = input;
    if ('fault' in plays || !plan) return []; // A row has a plan: its columns are required.
    return [
      {
        input: { ...input, plan, profile: extra._profile || PROFILE },
        plays: plays.value,
        expected: extra._expected ?? '',
      },
    ];
  });
  if (faults.length > 0) throw new UsageError(faults);
  return demo;
}

/** The same mandates on the demo's clock; with a tag, under references that no earlier demo on that server has used. */
export function mandatesOnClock(demo: readonly DemoMandate[], clock: BusinessClock, tag = ''): DemoMandate[] {
  return demo.map(({ input, ...rest }) => ({
    ...rest,
    input: { ...input, reference: `${input.reference}${tag}`, clock },
  }));
}
