import type { Effect, LedgerEntry, VendorCall } from './control-types.js';
import type { Scheduler } from './scheduler.js';

type Facts = Omit<LedgerEntry, 'seq' | 'at' | 'effect'>;

/** Facts may be undefined where they do not apply; the entry then lacks them. */
export type LedgerFacts = { [K in keyof Facts]?: Facts[K] | undefined };

export interface Ledger {
  /** Writes down that something happened at the vendor. */
  add(effect: Effect, facts: LedgerFacts): void;
  entries(filter?: { reference?: string; effect?: string }): LedgerEntry[];
  /** Writes down an HTTP request; `answered` is filled in by whoever answers. */
  addCall(call: Pick<VendorCall, 'operation' | 'answered'> & { reference: string | undefined; status?: number }): void;
  calls(): VendorCall[];
}

/** What happened, and what was asked: the ledger alone says whether an effect came twice. */
export function createLedger(scheduler: Scheduler): Ledger {
  const entries: LedgerEntry[] = [];
  const calls: VendorCall[] = [];
  const at = (): string => new Date(scheduler.now()).toISOString();

  return {
    add(effect, { reference, script, id, amountMinor, detail }) {
      const entry: LedgerEntry = { seq: entries.length + 1, at: at(), effect };
      if (reference !== undefined) entry.reference = reference;
      if (script !== undefined) entry.script = script;
      if (id !== undefined) entry.id = id;
      if (amountMinor !== undefined) entry.amountMinor = amountMinor;
      if (detail !== undefined) entry.detail = detail;
      entries.push(entry);
    },
    entries({ reference, effect } = {}) {
      return entries.filter(
        (entry) =>
          (reference === undefined || entry.reference === reference) &&
          (effect === undefined || entry.effect === effect),
      );
    },
    addCall({ reference, ...call }) {
      const seen: VendorCall = { seq: calls.length + 1, at: at(), ...call };
      calls.push(reference === undefined ? seen : { ...seen, reference });
    },
    calls: () => calls,
  };
}
