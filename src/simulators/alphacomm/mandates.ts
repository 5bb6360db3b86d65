import { randomUUID } from 'node:crypto';
import { GraphQLError } from 'graphql';
import { Refusal } from '../shared/refusal.js';
import type { Scheduler } from '../shared/scheduler.js';
import { toWholeSeconds } from '../shared/times.js';
import type { MandateStatus } from './control-types.js';
import { type ListArgs, search, toPage } from './paging.js';
import type { Ledger } from './parts.js';
import { shortCode } from './short-code.js';
import { toVendorTime } from './times.js';

export interface MandateInput {
  personName?: string | null;
  reference?: string | null;
  type?: 'RCUR' | 'OOFF' | null;
  reason?: string | null;
  debtorReference?: string | null;
}

interface Mandate {
  readonly id: string;
  readonly input: MandateInput;
  readonly code: string;
  readonly pageId: string;
  readonly createdAt: number;
  status: MandateStatus;
  updatedAt: number;
}

const RANK: Record<MandateStatus, number> = { new: 0, pending: 1, success: 2 };

const toView = ({ id, input, code, pageId, status, createdAt, updatedAt }: Mandate) => ({
  id,
  reference: input.reference,
  shortUrl: `https://betaalmachtiging.nl/${code}`,
  longUrl: `https://alphacomm.betaalmachtiging.nl/pay/${pageId}`, // Not the mandate's id: so in the vendor's sample.
  type: input.type ?? 'RCUR',
  status,
  personName: input.personName,
  createdOn: () => toVendorTime(createdAt),
  updatedOn: () => toVendorTime(updatedAt),
});

/** E-mandates: made through the API, given by the debtor at a bank. No webhook tells of them. */
export function createMandates(scheduler: Scheduler, ledger: Ledger) {
  const mandates: Mandate[] = [];
  const byId = new Map<string, Mandate>();
  const taken = new Set<string>();

  return {
    /** The reference of a mandate, for the record of requests. */
    referenceOf: (id: string): string | undefined => byId.get(id)?.input.reference ?? undefined,

    create(input: MandateInput) {
      const { reference, debtorReference } = input;
      const pair = `${reference ?? ''}\n${debtorReference ?? ''}`;
      if (typeof reference === 'string' && typeof debtorReference === 'string') {
        if (taken.has(pair))
          throw new GraphQLError('A mandate with this reference and debtorReference exists already.');
        taken.add(pair);
      }
      const createdAt = toWholeSeconds(scheduler.now());
      const mandate: Mandate = {
        id: randomUUID(),
        input,
        code: shortCode(),
        pageId: randomUUID(),
        createdAt,
        status: 'new',
        updatedAt: createdAt,
      };
      mandates.push(mandate);
      byId.set(mandate.id, mandate);
      ledger.add('mandate.created', { reference: reference ?? undefined, id: mandate.id });
      return toView(mandate);
    },

    list: (args: ListArgs<MandateStatus>) => toPage(search<MandateStatus, Mandate>(mandates, args), args, toView),

    /** Moves a mandate on, never back. Safe to repeat. Throws `Refusal`. */
    setStatus(id: string, status: MandateStatus): void {
      const mandate = byId.get(id);
      if (mandate === undefined) throw new Refusal(404, `no mandate has the id ${id}`);
      if (mandate.status === status) return;
      if (RANK[status] < RANK[mandate.status]) {
        throw new Refusal(409, `the mandate is ${mandate.status} and cannot become ${status}`);
      }
      mandate.status = status;
      mandate.updatedAt = toWholeSeconds(scheduler.now());
    },
  };
}

export type Mandates = ReturnType<typeof createMandates>;
