/**
 * What happened and what was asked. `createLedger<Effect, Operation, SharedFaultKind>(scheduler)`: `add` notes an effect when it truly
 * happens, `addCall` is used by `createVendorAnswer`; the control API reads both.
 */
import type { SharedLedgerEntry, SharedVendorCall } from './control-types.js';
import type { Scheduler } from './scheduler.js';

type Facts = Omit<SharedLedgerEntry<string>, 'seq' | 'at' | 'effect'>;

/** Facts may be undefined where they do not apply; the entry then lacks them. */
export type LedgerFacts = { [K in keyof Facts]?: Facts[K] | undefined };

type NewCall<Operation extends string, Kind extends string> = Pick<
  SharedVendorCall<Operation, Kind>,
  'operation' | 'answered'
> & { reference: string | undefined; status?: number };

/** Generic over the vendor's names of effects and operations and its kinds of faults. */
export interface SharedLedger<Effect extends string, Operation extends string, Kind extends string> {
  /** Writes down that something happened at the vendor. */
  add(effect: Effect, facts: LedgerFacts): void;
  entries(filter?: { reference?: string; effect?: string }): SharedLedgerEntry<Effect>[];
  /** Writes down an HTTP request, and gives what was written: `answered` and `status` may be set once they are known. */
  addCall(call: NewCall<Operation, Kind>): SharedVendorCall<Operation, Kind>;
  calls(): SharedVendorCall<Operation, Kind>[];
}

/** What happened, and what was asked: the ledger alone says whether an effect came twice. */
export function createLedger<Effect extends string, Operation extends string, Kind extends string>(
  scheduler: Scheduler,
): SharedLedger<Effect, Operation, Kind> {
  const entries: SharedLedgerEntry<Effect>[] = [];
  const calls: SharedVendorCall<Operation, Kind>[] = [];
  const at = (): string => new Date(scheduler.now()).toISOString();

  return {
    add(effect, { reference, script, id, amountMinor, detail }) {
      const entry: SharedLedgerEntry<Effect> = { seq: entries.length + 1, at: at(), effect };
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
      const seen: SharedVendorCall<Operation, Kind> = { seq: calls.length + 1, at: at(), ...call };
      if (reference !== undefined) seen.reference = reference;
      calls.push(seen);
      return seen;
    },
    calls: () => calls,
  };
}
