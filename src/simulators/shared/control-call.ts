/** The client's side of the control API: `createControlCall`, and the parts to spread into a vendor's client. */
import type { WebhookTarget } from './control-types.js';

/** What the control API refused: 404 for an unknown reference or id, 409 for what is not possible now, 400 for bad words. */
export class ControlError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
    this.name = 'ControlError';
  }
}

/** What every simulator's control client can do; generic over the vendor's own rules, entries and calls. */
export interface SharedControlClient<Rule, Entry, Call> {
  addFault(rule: Rule): Promise<void>;
  /** Takes all fault rules away, those for webhooks too. */
  clearFaults(): Promise<void>;
  /** What happened at the vendor, oldest first. */
  ledger(filter?: { reference?: string | undefined; effect?: string | undefined }): Promise<Entry[]>;
  /** Every HTTP request that the vendor's address has seen, oldest first. */
  calls(): Promise<Call[]>;
  /** Jumps simulated time, runs what falls due, and resolves when its webhooks are answered. */
  advance(ms: number): Promise<void>;
  /** Resolves when nothing that is due now is still in progress. */
  quiet(): Promise<void>;
  clock(): Promise<{ now: string; speed: number }>;
}

/** What the client of a simulator that sends webhooks can do besides. */
export interface WebhookControl {
  /** Where webhooks go from now on; nowhere with undefined. */
  setWebhook(target: WebhookTarget | undefined): Promise<void>;
}

/** Sends one control request (`path` begins with `/`, below `/control`) and gives the parsed answer, undefined when empty. */
export type ControlCall = (method: string, path: string, body?: unknown) => Promise<unknown>;

/** Throws `ControlError`, or fetch's own where no simulator runs. */
export function createControlCall(controlUrl: string): ControlCall {
  return async (method, path, body) => {
    const json = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const response = await fetch(`${controlUrl}${path}`, { method, ...(body === undefined ? {} : json) });
    const text = await response.text();
    if (response.ok) return text === '' ? undefined : JSON.parse(text);
    throw new ControlError(response.status, errorText(text) ?? `${method} ${path} was answered ${response.status}`);
  };
}

/**
 * The shared part of a control client: spread it into the vendor's own.
 * `const call = createControlCall(url); return { ...sharedControl<Rule, Entry, Call>(call), ...webhookControl(call), own… }`
 */
export function sharedControl<Rule, Entry, Call>(call: ControlCall): SharedControlClient<Rule, Entry, Call> {
  return {
    addFault: async (rule) => void (await call('POST', '/faults', rule)),
    clearFaults: async () => void (await call('DELETE', '/faults')),
    async ledger({ reference, effect } = {}) {
      const query = new URLSearchParams();
      if (reference !== undefined) query.set('reference', reference);
      if (effect !== undefined) query.set('effect', effect);
      return (await call('GET', `/ledger?${query}`)) as Entry[];
    },
    calls: async () => (await call('GET', '/calls')) as Call[],
    advance: async (ms) => void (await call('POST', '/clock/advance', { ms })),
    quiet: async () => void (await call('GET', '/quiet')),
    clock: async () => (await call('GET', '/clock')) as { now: string; speed: number },
  };
}

/** The webhook part of a control client. */
export const webhookControl = (call: ControlCall): WebhookControl => ({
  setWebhook: async (target) => void (await call('PUT', '/webhook', target ?? {})),
});

function errorText(text: string): string | undefined {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null && 'error' in body && typeof body.error === 'string')
      return body.error;
  } catch {
    return undefined; // Not from the control API: the status alone is told.
  }
  return undefined;
}
