import { fileURLToPath } from 'node:url';
import type { BillRequest, CollectRecordInput } from '../../client/index.js';
import type { BusinessClock } from '../../domain/clock.js';
import { parseDuration } from '../../domain/duration.js';
import type { BillPlay } from '../../simulators/accepteasy/control-client.js';
import type { DebtorPlay } from '../../simulators/control-client.js';
import { readBills } from '../bill/submit.js';
import { parsePlays } from '../demo-plays.js';
import { UsageError } from '../errors.js';
import type { Parsed } from '../input/csv-columns.js';
import { echo } from '../input/echo.js';
import { demoPlan } from './demo-input.js';

/** One bill of the demo: what is asked for, what its payer and the vendor do, and how it has to end. */
export interface DemoBill {
  input: BillRequest;
  plays: BillPlay[];
  /** Mails about it come back, so that it has to move to text. */
  bounces: boolean;
  /** The case that asks for the same debt by a PayLink, and what its debtor does. */
  pair?: { input: CollectRecordInput; play: DebtorPlay };
  expected: string;
}

export const demoBillsFile = fileURLToPath(new URL('../../../examples/bills.csv', import.meta.url));

const billPlaysForm =
  'write never, or parts separated by ";": pays 2d, pays 2d twice, pays 2d lost, bounces, queued 10m, fails, case pays 2d';

interface Plays {
  plays: BillPlay[];
  queued: boolean;
  pair?: DebtorPlay;
}

/**
 * Reads what happens to a bill of the demo, `bounces; pays 2d`: times are counted from its making. `queued` has the vendor
 * make it in its turn, `case pays 2d` has the case of the same debt paid, counted from that case's message. An empty text
 * is `never`.
 */
export function parseBillPlays(srrid: string, text: string): Parsed<Plays> {
  const read: Plays = { plays: [], queued: false };
  const parts = text.split(';').map((part) => part.trim());
  if (parts.length === 1 && (parts[0] === '' || parts[0] === 'never')) return { value: read };
  for (const part of parts) {
    const fault = { fault: `has ${echo(part)}, which is no play of a bill: ${billPlaysForm}` };
    const [, whose, rest = ''] = /^(case )?(pays .*)$/.exec(part) ?? [];
    const queued = /^queued (\S+)$/.exec(part)?.[1];
    if (rest !== '') {
      const parsed = parsePlays(srrid, rest);
      if ('fault' in parsed) return fault;
      const { onMessage = [] } = parsed.value;
      if (whose !== undefined) read.pair = parsed.value;
      else
        read.plays.push(
          ...onMessage.map(({ afterMs, delivery }) => ({ srrid, do: 'pay' as const, afterMs, delivery })),
        );
    } else if (queued !== undefined) {
      const afterMs = parseDuration(queued);
      if (afterMs === undefined) return fault;
      read.queued = true;
      read.plays.push({ srrid, do: 'create', afterMs });
    } else if (part === 'bounces') read.plays.push({ srrid, do: 'bounce', channel: 'Email' });
    else if (part === 'fails') {
      read.plays.push({ srrid, do: 'fail-creation', message: 'Invalid banner template reference' });
    } else return fault;
  }
  return { value: read };
}

/** Reads a file of bills with its columns `_plays` and `_expected`. Throws `UsageError` with every fault in it. */
export async function readDemoBills(file: string): Promise<DemoBill[]> {
  const rows = await readBills(file);
  const faults: string[] = [];
  const demo = rows.flatMap(({ line, input, extra }): DemoBill[] => {
    const parsed = parseBillPlays(input.srrid, extra._plays ?? '');
    if ('fault' in parsed) {
      faults.push(`${file}:${line} _plays: ${parsed.fault}`);
      return [];
    }
    const { plays, queued, pair } = parsed.value;
    return [
      {
        input: { ...input, ...(queued && { async: true }) },
        plays,
        bounces: plays.some((play) => play.do === 'bounce'),
        ...(pair && { pair: { input: caseOf(input), play: { ...pair, reference: input.paymentReference } } }),
        expected: extra._expected ?? '',
      },
    ];
  });
  if (faults.length > 0) throw new UsageError(faults);
  return demo;
}

/** The same debt as a case: its reference is what the payer sees on the bill. */
function caseOf(bill: BillRequest): CollectRecordInput {
  const { srrid, paymentReference, description, amount, expiryDate, email, phone } = bill;
  return {
    reference: paymentReference,
    debtor: { ...(email !== undefined && { email }), phones: phone === undefined ? [] : [phone] },
    invoice: { number: paymentReference, description, amount, dueDate: expiryDate },
    plan: demoPlan,
    billSrrid: srrid,
  };
}

/** The same bills on the demo's clock; with a tag, under names that no earlier demo on that server has used. */
export function billsOnClock(demo: readonly DemoBill[], clock: BusinessClock, tag = ''): DemoBill[] {
  return demo.map(({ input, plays, pair, ...rest }) => {
    const srrid = `${input.srrid}${tag}`;
    const reference = pair && `${pair.input.reference}${tag}`;
    return {
      ...rest,
      input: { ...input, srrid, clock, ...(reference !== undefined && { caseReference: reference }) },
      plays: plays.map((play) => ({ ...play, srrid })),
      ...(pair &&
        reference !== undefined && {
          pair: {
            input: { ...pair.input, reference, billSrrid: srrid, clock },
            play: { ...pair.play, reference },
          },
        }),
    };
  });
}
