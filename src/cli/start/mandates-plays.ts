import { parseDuration } from '../../domain/duration.js';
import { parseAmount } from '../../domain/money.js';
import type { Parsed } from '../input/csv-columns.js';
import { echo } from '../input/echo.js';

/**
 * When something happens: after so many collections of the plan (that PTX has made, for a bank; that the mandate shows as
 * cleared, for a person), or so long after what happened before, in business time.
 */
export type When = { collections: number } | { afterMs: number };

/** One thing that happens to a mandate of the demo: what a bank reports, or what a person says. Amounts in pence. */
export type MandatePlay =
  /** The bank returns or claims a collection: the plan's n-th, or its k-th re-presentation. */
  | { do: 'take-back'; report: 'ARUDD' | 'DDICA'; code: string; collection: number; again: number }
  /** A bank says something about the instruction. */
  | { do: 'advise'; report: 'ADDACS' | 'AUDDIS'; code: string; when: When }
  | { do: 'suspend' | 'reactivate'; when: When }
  | { do: 'change' | 'collect'; amountMinor: number; when: When }
  /** A person answers what the mandate waits with. */
  | { do: 'answer'; as: 'happened' | 'not-happened' | 'retry' };

const mandatePlaysForm =
  'write never, or parts separated by ";": ARUDD 0 on 2, ARUDD 0 on 2/r1, DDICA 1 on 3, ADDACS 1 after 4, suspend after 3, ' +
  'reactivate after 30d, change 30.00 after 2, collect 15.00 after 5, answer happened';

/**
 * Reads what happens to a mandate of the demo, one thing after the other: `ARUDD 0 on 2; ARUDD 0 on 2/r1; answer happened`.
 * Numbers count the plan's collections, `/r1` is the first re-presentation of one. An empty text is `never`.
 */
export function parseMandatePlays(text: string): Parsed<MandatePlay[]> {
  const parts = text.split(';').map((part) => part.trim());
  if (parts.length === 1 && (parts[0] === '' || parts[0] === 'never')) return { value: [] };
  const plays: MandatePlay[] = [];
  for (const part of parts) {
    const play = parsePlay(part);
    if (!play) return { fault: `has ${echo(part)}, which is no play of a mandate: ${mandatePlaysForm}` };
    plays.push(play);
  }
  return { value: plays };
}

function parsePlay(part: string): MandatePlay | undefined {
  const taken = /^(ARUDD|DDICA) ([0-9A-Z]) on ([1-9]\d?)(?:\/r([1-9]))?$/.exec(part);
  if (taken) {
    const [, report, code = '', collection, again = 0] = taken;
    const counted = { collection: Number(collection), again: Number(again) };
    return { do: 'take-back', report: report as 'ARUDD' | 'DDICA', code, ...counted };
  }
  const [, as] = /^answer (happened|not-happened|retry)$/.exec(part) ?? [];
  if (as !== undefined) return { do: 'answer', as: as as 'happened' | 'not-happened' | 'retry' };

  const [, what = '', after = ''] = /^(.+) after (\S+)$/.exec(part) ?? [];
  const when = parseWhen(after);
  if (!when) return undefined;
  const advised = /^(ADDACS|AUDDIS) ([0-9A-Z])$/.exec(what);
  if (advised) return { do: 'advise', report: advised[1] as 'ADDACS' | 'AUDDIS', code: advised[2] ?? '', when };
  if (what === 'suspend' || what === 'reactivate') return { do: what, when };
  const [, verb, amount = ''] = /^(change|collect) (\S+)$/.exec(what) ?? [];
  const amountMinor = parseAmount(amount) ?? 0;
  return verb !== undefined && amountMinor > 0 ? { do: verb as 'change' | 'collect', amountMinor, when } : undefined;
}

function parseWhen(text: string): When | undefined {
  if (/^[1-9]\d?$/.test(text)) return { collections: Number(text) };
  const afterMs = parseDuration(text);
  return afterMs === undefined ? undefined : { afterMs };
}
