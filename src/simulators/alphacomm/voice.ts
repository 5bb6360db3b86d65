import { randomUUID } from 'node:crypto';
import type { Scheduler } from '../shared/scheduler.js';
import type { CallOutcome, CallPlay, Delivery } from './control-types.js';
import type { Debtors } from './debtors.js';
import type { Job } from './jobs.js';
import type { Faults, Ledger, Webhooks } from './parts.js';
import { toCallBody } from './voice-body.js';

const FIRST_CALL_AFTER_MS = 60_000;
const TOLD_CALL_AFTER_MS = 1_000;
const NEXT_CALL_AFTER_MS = 3_600_000;
const ATTEMPTS = 3;

interface PlannedCall {
  readonly id: string;
  dueAt: number;
}

/** The calling of one job: at most one call is planned at a time. */
interface Calling {
  readonly job: Job;
  attempts: number;
  planned: PlannedCall | undefined;
}

/** A call as a person or a play tells it. */
type Told = Pick<CallPlay, 'outcome' | 'delivery' | 'afterwards'>;

interface VoiceDeps {
  scheduler: Scheduler;
  ledger: Ledger;
  faults: Faults;
  webhooks: Webhooks;
  debtors: Debtors;
}

/**
 * Voice scripts: a first call a minute after import, up to three attempts an hour apart until one succeeds. When a call
 * is due it goes as a remembered story or a play says; without one it stays planned, in a person's hands.
 */
export function createVoice({ scheduler, ledger, faults, webhooks, debtors }: VoiceDeps) {
  const callings = new Map<string, Map<string, Calling>>(); // By reference, then by script.
  const remembered = new Map<string, Told[]>();

  const ofReference = (reference: string): Calling[] => [...(callings.get(reference)?.values() ?? [])];

  function planAfter(calling: Calling, ms: number): void {
    const { reference, script } = calling.job;
    const dueAt = scheduler.now() + ms;
    if (calling.planned === undefined) {
      calling.planned = { id: randomUUID(), dueAt };
      ledger.add('call.planned', { reference, script, id: calling.planned.id });
    } else calling.planned.dueAt = dueAt;
    const call = calling.planned;
    scheduler.after(ms, () => {
      if (call.dueAt === dueAt) callDue(calling, call);
    });
  }

  function callDue(calling: Calling, call: PlannedCall): void {
    const { reference } = calling.job;
    let last: Told | undefined;
    while (calling.planned === call) {
      const told = remembered.get(reference)?.shift() ?? debtors.nextCall(reference);
      if (told === undefined || told === last) return; // A forged play that repeats would never end.
      last = told;
      make(calling, call, told);
    }
  }

  function report(job: Job, id: string, outcome: CallOutcome, delivery: Delivery | undefined): void {
    const body = toCallBody({ id, outcome, endedAt: scheduler.now(), job });
    webhooks.emit({ event: 'VoiceCallCompleted', id, key: job.reference, lane: job.reference, body }, delivery);
  }

  function make(calling: Calling, call: PlannedCall, { outcome, delivery, afterwards }: Told): string {
    const { job } = calling;
    const { reference, script } = job;
    const how = delivery ?? faults.takeWebhook('VoiceCallCompleted', reference);
    if (how?.mode === 'forged') {
      const id = randomUUID(); // Of a call that nobody made: the planned one stays planned.
      report(job, id, outcome, how);
      return id;
    }
    calling.planned = undefined;
    calling.attempts += 1;
    ledger.add('call.made', { reference, script, id: call.id, detail: outcome });
    report(job, call.id, outcome, how);
    if (outcome !== 'answered' && calling.attempts < ATTEMPTS) planAfter(calling, NEXT_CALL_AFTER_MS);
    debtors.callEnded(reference, afterwards ?? []);
    return call.id;
  }

  /** The call that would be made first. */
  function earliest(reference: string): { calling: Calling; call: PlannedCall } | undefined {
    let first: { calling: Calling; call: PlannedCall } | undefined;
    for (const calling of ofReference(reference)) {
      const call = calling.planned;
      if (call !== undefined && (first === undefined || call.dueAt < first.call.dueAt)) first = { calling, call };
    }
    return first;
  }

  return {
    /** Starts or restarts the calling of a job: all attempts again, and a call planned already is moved, not doubled. */
    start(job: Job): void {
      const ofScripts = callings.get(job.reference) ?? new Map<string, Calling>();
      callings.set(job.reference, ofScripts);
      const calling = ofScripts.get(job.script) ?? { job, attempts: 0, planned: undefined };
      ofScripts.set(job.script, calling);
      calling.attempts = 0;
      // Whoever has said how the next call goes need not wait for it.
      planAfter(calling, remembered.get(job.reference)?.length ? TOLD_CALL_AFTER_MS : FIRST_CALL_AFTER_MS);
    },

    /** Plays the earliest planned call now; undefined when none is planned, and the story waits for the next one. */
    tell(reference: string, told: Told): string | undefined {
      const next = earliest(reference);
      if (next !== undefined) return make(next.calling, next.call, told);
      const job = ofReference(reference).at(-1)?.job;
      if (told.delivery?.mode === 'forged' && job !== undefined) {
        const id = randomUUID();
        report(job, id, told.outcome, told.delivery);
        return id;
      }
      remembered.set(reference, [...(remembered.get(reference) ?? []), told]);
      return undefined;
    },

    /** Lets calls that wait in a person's hands follow plays that were set since. */
    review(references: readonly string[]): void {
      const all = references.includes('*');
      for (const reference of all ? callings.keys() : references) {
        for (const calling of ofReference(reference)) {
          const call = calling.planned;
          if (call !== undefined && call.dueAt <= scheduler.now()) callDue(calling, call);
        }
      }
    },

    /** Drops what is planned for this script and reference, and nothing else. Safe to repeat. */
    stop(scriptId: number, reference: string): void {
      ledger.add('stopCalling', { reference, script: String(scriptId) });
      for (const calling of ofReference(reference)) {
        const call = calling.planned;
        if (call === undefined || Number(calling.job.script) !== scriptId) continue;
        calling.planned = undefined;
        ledger.add('call.dropped', { reference, script: calling.job.script, id: call.id });
      }
    },
  };
}

export type Voice = ReturnType<typeof createVoice>;
