import type {
  DebtorPlay,
  FaultRule,
  LedgerEntry,
  MandateStatus,
  Story,
  StoryResult,
  TransactionStatus,
  VendorCall,
  WebhookTarget,
} from './alphacomm/control-types.js';

export type * from './alphacomm/control-types.js';

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

export interface ControlClient {
  /** Lets a debtor or a phone do something now. Not safe to repeat. */
  tell(story: Story): Promise<StoryResult>;
  /** Sets what debtors do by themselves from now on; replaces earlier plays of the same references. */
  plan(plays: DebtorPlay[]): Promise<void>;
  addFault(rule: FaultRule): Promise<void>;
  /** Takes all fault rules away, those for webhooks too. */
  clearFaults(): Promise<void>;
  /** What happened at the vendor, oldest first. */
  ledger(filter?: { reference?: string | undefined; effect?: string | undefined }): Promise<LedgerEntry[]>;
  /** Every HTTP request that the vendor's address has seen, oldest first. */
  calls(): Promise<VendorCall[]>;
  /** Where webhooks go from now on; nowhere with undefined. */
  setWebhook(target: WebhookTarget | undefined): Promise<void>;
  /** Jumps simulated time, runs what falls due, and resolves when its webhooks are answered. */
  advance(ms: number): Promise<void>;
  /** Resolves when nothing that is due now is still in progress. */
  quiet(): Promise<void>;
  clock(): Promise<{ now: string; speed: number }>;
  /** Moves an e-Mandate on, as its debtor would at the bank. */
  setMandateStatus(id: string, status: MandateStatus): Promise<void>;
  /** Lets a PayLink's transaction begin, be cancelled or fail, by the link's id. */
  setTransaction(id: string, status: TransactionStatus): Promise<void>;
}

/** Speaks the control API of a running CollectMAXX simulator. Throws `ControlError`, or fetch's own where none runs. */
export function createControlClient(controlUrl: string): ControlClient {
  async function call(method: string, path: string, body?: unknown): Promise<unknown> {
    const json = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const response = await fetch(`${controlUrl}${path}`, { method, ...(body === undefined ? {} : json) });
    const text = await response.text();
    if (response.ok) return text === '' ? undefined : JSON.parse(text);
    throw new ControlError(response.status, errorText(text) ?? `${method} ${path} was answered ${response.status}`);
  }

  return {
    tell: async (story) => (await call('POST', '/stories', story)) as StoryResult,
    plan: async (plays) => void (await call('POST', '/plays', plays)),
    addFault: async (rule) => void (await call('POST', '/faults', rule)),
    clearFaults: async () => void (await call('DELETE', '/faults')),
    async ledger({ reference, effect } = {}) {
      const query = new URLSearchParams();
      if (reference !== undefined) query.set('reference', reference);
      if (effect !== undefined) query.set('effect', effect);
      return (await call('GET', `/ledger?${query}`)) as LedgerEntry[];
    },
    calls: async () => (await call('GET', '/calls')) as VendorCall[],
    setWebhook: async (target) => void (await call('PUT', '/webhook', target ?? {})),
    advance: async (ms) => void (await call('POST', '/clock/advance', { ms })),
    quiet: async () => void (await call('GET', '/quiet')),
    clock: async () => (await call('GET', '/clock')) as { now: string; speed: number },
    setMandateStatus: async (id, status) =>
      void (await call('POST', `/mandates/${encodeURIComponent(id)}`, { status })),
    setTransaction: async (id, status) => void (await call('POST', `/paylinks/${encodeURIComponent(id)}`, { status })),
  };
}

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
