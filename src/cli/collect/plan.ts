import type { CollectionPlan, PlanStep } from '../../client/index.js';
import { durationForm, parseDuration } from '../../domain/duration.js';
import { UsageError } from '../errors.js';

/** The options of `collect` that make the plan, as they were written. */
export interface PlanOptions {
  messageScript?: string | undefined;
  link?: string | undefined;
  voiceScript?: string | undefined;
  wait: string;
  voiceRounds?: string | undefined;
  voiceWait?: string | undefined;
}

export const planDefaults = { wait: '14d', voiceRounds: '1', voiceWait: '2d' } as const;
const MOST_ROUNDS = 20;
const LONGEST_WAIT_MS = 3650 * 86_400_000;

/** The usual plan: one message or a link of our own, then voice rounds. Throws `UsageError` with every fault at once. */
export function planOf(options: PlanOptions): CollectionPlan {
  const { messageScript, link, voiceScript } = options;
  const faults: string[] = [];
  const fault = (line: string) => void faults.push(line);

  if (messageScript === undefined && link === undefined) {
    fault('--message-script or --link: one is needed, write --message-script N or --link own');
  }
  if (messageScript !== undefined && link !== undefined) {
    fault('--message-script and --link: only one of them makes the PayLink, leave one out');
  }
  if (link !== undefined && link !== 'own') fault(`--link: ${JSON.stringify(link)} is not known, write own`);
  for (const [name, script] of [
    ['--message-script', messageScript],
    ['--voice-script', voiceScript],
  ] as const) {
    if (script !== undefined && !/^\d{1,9}$/.test(script)) {
      fault(`${name}: ${JSON.stringify(script)} is not the number of a script, write digits`);
    }
  }
  if (voiceScript === undefined) {
    for (const [name, value] of [
      ['--voice-rounds', options.voiceRounds],
      ['--voice-wait', options.voiceWait],
    ] as const) {
      if (value !== undefined) fault(`${name}: there are no calls without --voice-script N`);
    }
  }
  const waitMs = waitOf('--wait', options.wait, fault);
  const voiceWaitMs = waitOf('--voice-wait', options.voiceWait ?? planDefaults.voiceWait, fault);
  const rounds = roundsOf(options.voiceRounds ?? planDefaults.voiceRounds, fault);
  if (faults.length > 0) throw new UsageError(faults);

  const message: PlanStep[] =
    messageScript === undefined ? [] : [{ channel: 'message', script: messageScript, waitMs }];
  const round: PlanStep[] =
    voiceScript === undefined ? [] : [{ channel: 'voice', script: voiceScript, waitMs: voiceWaitMs }];
  return {
    payLink: messageScript === undefined ? { from: 'api', waitMs } : { from: 'script' },
    steps: [...message, ...Array.from({ length: rounds }, () => round).flat()],
  };
}

function waitOf(name: string, text: string, fault: (line: string) => void): number {
  const ms = parseDuration(text);
  if (ms === undefined) fault(`${name}: ${JSON.stringify(text)} is not a duration, ${durationForm}`);
  else if (ms === 0) fault(`${name}: nobody can pay in no time, ${durationForm}`);
  else if (ms > LONGEST_WAIT_MS) fault(`${name}: ${text} is longer than ten years, ${durationForm}`);
  return ms ?? 0;
}

function roundsOf(text: string, fault: (line: string) => void): number {
  const rounds = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (rounds >= 1 && rounds <= MOST_ROUNDS) return rounds;
  fault(`--voice-rounds: ${JSON.stringify(text)} is not a number of rounds, write 1 to ${MOST_ROUNDS}`);
  return 0;
}
