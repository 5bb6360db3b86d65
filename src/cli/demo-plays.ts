import { parseDuration } from '../domain/duration.js';
import { parseAmount } from '../domain/money.js';
import type { Act, CallOutcome, CallPlay, DebtorPlay, Delivery } from '../simulators/control-client.js';
import type { Parsed } from './input/csv-columns.js';
import { echo } from './input/echo.js';

const OUTCOMES = [
  'answered',
  'no-answer',
  'voicemail',
  'busy',
  'invalid number',
] as const satisfies readonly CallOutcome[];
const VERBS = { visits: 'visit', pays: 'pay', part: 'part-pay', overpays: 'overpay' } as const;

/** The words of the column `_plays`, for a person who has written a wrong one. */
export const playsForm =
  'write never, or parts separated by ";": visits 1d, pays 2d, part 40.00 2d, overpays 2d, overpays 90.00 2d, ' +
  `calls: ${OUTCOMES.join(', ')}; a part or a call may end with twice, lost, forged, swapped or late 6h`;

/** The last words of a part say how its webhook arrives. */
function takeDelivery(words: string[]): { words: string[]; delivery?: Delivery } | undefined {
  const last = words.at(-1);
  if (last === 'twice' || last === 'lost' || last === 'forged' || last === 'swapped') {
    return { words: words.slice(0, -1), delivery: { mode: last } };
  }
  const late = words.lastIndexOf('late');
  if (late === -1) return { words };
  const byMs = late === words.length - 2 ? parseDuration(words[late + 1] ?? '') : undefined;
  return byMs === undefined ? undefined : { words: words.slice(0, late), delivery: { mode: 'late', byMs } };
}

/** `pays 2d`, `part 40.00 1d lost`: what, how much, how long after the message or the call, and the webhook's way. */
function parseAct(text: string): Act | undefined {
  const taken = takeDelivery(text.split(/\s+/));
  if (!taken) return undefined;
  const [verb = '', ...rest] = taken.words;
  if (!Object.hasOwn(VERBS, verb)) return undefined;
  const act = VERBS[verb as keyof typeof VERBS];
  const afterMs = parseDuration(rest.at(-1) ?? '');
  const takesAmount = act === 'part-pay' || act === 'overpay';
  const amountMinor = rest.length === 2 && takesAmount ? parseAmount(rest[0] ?? '') : undefined;
  const isComplete = rest.length === 1 ? act !== 'part-pay' : rest.length === 2 && (amountMinor ?? 0) > 0;
  if (afterMs === undefined || !isComplete) return undefined;
  return {
    afterMs,
    do: act,
    ...(amountMinor !== undefined && { amountMinor }),
    ...(taken.delivery && { delivery: taken.delivery }),
  };
}

/** `no-answer`, `answered twice`: how a call ends, and its webhook's way. */
function parseCall(text: string): CallPlay | undefined {
  const taken = takeDelivery(text.split(/\s+/));
  const outcome = OUTCOMES.find((known) => known === taken?.words.join(' '));
  if (!taken || !outcome) return undefined;
  return { outcome, ...(taken.delivery && { delivery: taken.delivery }) };
}

/**
 * Reads what a debtor of the demo does, `visits 1d; pays 3d` or `calls: no-answer, answered; pays 6h`. Acts follow the
 * message; after `calls:` they follow the last call that it names, which also repeats. Times are counted from the
 * message or that call. Nobody answers the phone unless `calls:` says so; an empty text is `never`.
 */
export function parsePlays(reference: string, text: string): Parsed<DebtorPlay> {
  const onMessage: Act[] = [];
  let onCalls: CallPlay[] | undefined;
  const parts = text.split(';').map((part) => part.trim());
  if (parts.length === 1 && (parts[0] === '' || parts[0] === 'never')) parts.length = 0;
  for (const part of parts) {
    const fault: Parsed<DebtorPlay> = { fault: `has ${echo(part)}, which is no play: ${playsForm}` };
    if (part.startsWith('calls:')) {
      const calls = part
        .slice('calls:'.length)
        .split(',')
        .map((call) => parseCall(call.trim()));
      const known = calls.filter((call) => call !== undefined);
      if (onCalls || known.length < calls.length) return fault;
      onCalls = known;
      continue;
    }
    const act = parseAct(part);
    if (!act) return fault;
    const call = onCalls?.at(-1);
    if (call) call.afterwards = [...(call.afterwards ?? []), act];
    else onMessage.push(act);
  }
  return { value: { reference, onMessage, onCalls: onCalls ?? [{ outcome: 'no-answer' }] } };
}
