import type { Scheduler } from '../shared/scheduler.js';
import type { Messages } from './messages.js';
import type { Ledger } from './parts.js';
import { checkRow, type RecordMessage, type Row } from './rows.js';
import type { FindScript, ScriptSetting } from './scripts.js';
import type { Voice } from './voice.js';

export type RecordStatus = 'rejected' | 'accepted' | 'created' | 'updated';

/** A record as import answers it. */
export interface ImportRecord {
  scriptId: string;
  status: RecordStatus;
  reference: string;
  messages: RecordMessage[];
}

/** What a record became: the unit of work of one script for one reference. A later record replaces `row`. */
export interface Job {
  readonly reference: string;
  readonly script: string;
  readonly setting: ScriptSetting;
  row: Row;
}

interface JobDeps {
  scheduler: Scheduler;
  ledger: Ledger;
  findScript: FindScript;
  messages: Messages;
  voice: Voice;
}

const STORED_AFTER_MS = 1000;

/** Turns records into jobs and starts their scripts. */
export function createJobs({ scheduler, ledger, findScript, messages, voice }: JobDeps) {
  const jobs = new Map<string, Job>();
  const references = new Set<string>();

  function store(row: Row, setting: ScriptSetting): 'created' | 'updated' {
    const key = `${row.script}\n${row.reference}`;
    let job = jobs.get(key);
    const status = job === undefined ? 'created' : 'updated';
    if (job === undefined) {
      job = { reference: row.reference, script: row.script, setting, row };
      jobs.set(key, job);
    }
    job.row = row;
    ledger.add(`record.${status}`, { reference: row.reference, script: row.script });
    if (setting.kind === 'voice') voice.start(job);
    else messages.start(job);
    return status;
  }

  return {
    /** Whether a record with this reference was ever handed in, taken or not. */
    knows: (reference: string): boolean => references.has(reference),

    /** Takes one record in: the answer says `accepted` or `rejected`, and a second later `created` or `updated`. */
    take(row: Row): ImportRecord {
      references.add(row.reference);
      const faults = checkRow(row, findScript);
      const setting = findScript(row.script);
      const record: ImportRecord = {
        scriptId: row.script,
        status: 'accepted',
        reference: row.reference,
        messages: faults,
      };
      if (faults.length > 0 || setting === undefined) {
        record.status = 'rejected';
        const detail = faults.map(({ context }) => context).join(', ');
        ledger.add('record.rejected', { reference: row.reference, script: row.script, detail });
        return record;
      }
      const stored = store(row, setting);
      scheduler.after(STORED_AFTER_MS, () => {
        record.status = stored;
      });
      return record;
    },
  };
}

export type Jobs = ReturnType<typeof createJobs>;
