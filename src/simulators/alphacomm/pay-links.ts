import { randomUUID } from 'node:crypto';
import { GraphQLError } from 'graphql';
import type { Scheduler } from '../shared/scheduler.js';
import { toWholeSeconds } from '../shared/times.js';
import type { TransactionStatus } from './control-types.js';
import { type ListArgs, search, toPage } from './paging.js';
import { shortCode } from './short-code.js';
import { toVendorTime } from './times.js';

export type PayLinkStatus = 'ready' | 'started' | 'partially_paid' | 'paid' | 'cancelled' | 'failed';

export interface Attribute {
  id: string;
  value: string;
}

/** A link in our own words. Amounts in cents, times in epoch milliseconds of whole seconds. */
export interface PayLink {
  readonly id: string;
  /** The record's reference, or the caller's `incasso_key`: by it stories and plays find the link. */
  readonly key: string | undefined;
  /** What webhooks say: the record's reference, empty for a link made by API. */
  readonly reference: string;
  readonly script: string | undefined;
  readonly attributes: readonly Attribute[];
  readonly code: string;
  readonly personName: string;
  readonly amountMinor: number;
  readonly createdAt: number;
  readonly visibleUntil: number;
  status: PayLinkStatus;
  amountPaid: number;
  updatedAt: number;
}

type NewPayLink = Pick<PayLink, 'key' | 'reference' | 'script' | 'attributes' | 'personName' | 'amountMinor'> & {
  visibleUntil?: number | undefined;
};

export interface PayLinkListArgs extends ListArgs<PayLinkStatus> {
  filters?: (ListArgs<PayLinkStatus>['filters'] & { attributes?: AttributeFilter[] | null }) | null;
}

interface AttributeFilter {
  id: string;
  equalTo?: string | null;
}

const NINETY_DAYS_MS = 90 * 24 * 3_600_000; // Source: CollectMAXX API, "PayLink", visibleUntil.
const NONE: readonly PayLink[] = [];

const toView = (link: PayLink) => ({
  id: link.id,
  attributes: link.attributes,
  shortUrl: `https://ibanaccept.com/${link.code}`,
  longUrl: `https://alphacomm.ibanaccept.com/pay/${link.id}`,
  status: link.status,
  personName: link.personName,
  personGender: 'U',
  amountPaid: link.amountPaid,
  createdOn: () => toVendorTime(link.createdAt),
  updatedOn: () => toVendorTime(link.updatedAt),
});

const indexKey = (id: string, value: string): string => `${id}\n${value}`;

const has = (link: PayLink, { id, equalTo }: AttributeFilter): boolean =>
  link.attributes.some((own) => own.id === id && (typeof equalTo !== 'string' || own.value === equalTo));

/** All links, oldest first, with an index over their attributes, since every case is looked up by one. */
export function createPayLinks(scheduler: Scheduler) {
  const links: PayLink[] = [];
  const byId = new Map<string, PayLink>();
  const byKey = new Map<string, PayLink[]>();
  const byAttribute = new Map<string, PayLink[]>();

  function addTo(index: Map<string, PayLink[]>, key: string, link: PayLink): void {
    const list = index.get(key);
    if (list === undefined) index.set(key, [link]);
    else list.push(link);
  }

  function moveTo(link: PayLink, status: PayLinkStatus): void {
    link.status = status;
    link.updatedAt = toWholeSeconds(scheduler.now());
  }

  /** The shortest list that must hold every match. */
  function candidates({ filters }: PayLinkListArgs): readonly PayLink[] {
    const id = filters?.id?.equalTo ?? undefined;
    if (id !== undefined) {
      const link = byId.get(id);
      return link === undefined ? NONE : [link];
    }
    const first = filters?.attributes?.find(({ equalTo }) => typeof equalTo === 'string');
    return first === undefined ? links : (byAttribute.get(indexKey(first.id, first.equalTo ?? '')) ?? NONE);
  }

  const isExpired = (link: PayLink): boolean => scheduler.now() > link.visibleUntil;

  return {
    byId: (id: string): PayLink | undefined => byId.get(id),
    knows: (key: string): boolean => byKey.has(key),
    isExpired,
    view: toView,

    create(given: NewPayLink): PayLink {
      const now = scheduler.now();
      const createdAt = toWholeSeconds(now);
      const link: PayLink = {
        id: randomUUID(),
        key: given.key,
        reference: given.reference,
        script: given.script,
        attributes: given.attributes,
        code: shortCode(),
        personName: given.personName,
        amountMinor: given.amountMinor,
        createdAt,
        visibleUntil: given.visibleUntil ?? now + NINETY_DAYS_MS,
        status: 'ready',
        amountPaid: 0,
        updatedAt: createdAt,
      };
      links.push(link);
      byId.set(link.id, link);
      if (link.key !== undefined) addTo(byKey, link.key, link);
      for (const { id, value } of link.attributes) addTo(byAttribute, indexKey(id, value), link);
      return link;
    },

    /** The newest link of a case that still wants money, else its newest one. */
    newestOf(key: string): PayLink | undefined {
      const all = byKey.get(key) ?? NONE;
      return all.findLast((link) => link.status !== 'paid' && !isExpired(link)) ?? all.at(-1);
    },

    /** The newest link that a script made for a record. */
    ofRecord: (reference: string, script: string): PayLink | undefined =>
      byKey.get(reference)?.findLast((link) => link.script === script),

    /** Begins a transaction and settles it. More than the rest is taken too: the total then exceeds the amount. */
    settle(link: PayLink, amountMinor: number): void {
      link.amountPaid += amountMinor;
      moveTo(link, link.amountPaid >= link.amountMinor ? 'paid' : 'partially_paid');
    },

    /** A transaction that has begun or came to nothing. A paid link stays paid. Returns whether the status moved. */
    transact(link: PayLink, status: TransactionStatus): boolean {
      if (link.status === 'paid') return false;
      if (status !== 'started' && link.status !== 'started') return false;
      moveTo(link, status);
      return true;
    },

    list(args: PayLinkListArgs) {
      const attributes = args.filters?.attributes ?? [];
      const all = search<PayLinkStatus, PayLink>(candidates(args), args);
      const found =
        attributes.length === 0 ? all : all.filter((link) => attributes.every((wanted) => has(link, wanted)));
      return toPage(found, args, toView);
    },
  };
}

export type PayLinks = ReturnType<typeof createPayLinks>;

const CENTS = /^\d{1,9}$/;

/** Whole cents from the vendor's string of digits; undefined for anything else, nought included. */
export function parseCents(text: string | null | undefined): number | undefined {
  if (typeof text !== 'string' || !CENTS.test(text)) return undefined;
  const cents = Number(text);
  return cents > 0 ? cents : undefined;
}

export interface PayLinkInput {
  attributes?: Attribute[] | null;
  personName: string;
  invoiceAmount: string;
  invoiceCurrency: string;
  visibleUntil?: number | null;
}

/** What `payLink.create` makes of its input: caller attributes get their prefix, and the service adds its own. */
export function toNewPayLink(input: PayLinkInput): NewPayLink {
  const amountMinor = parseCents(input.invoiceAmount);
  if (amountMinor === undefined) throw new GraphQLError('invoiceAmount must be an amount in cents, digits only.');
  if (!/^[A-Z]{3}$/.test(input.invoiceCurrency)) throw new GraphQLError('invoiceCurrency must be a code such as EUR.');
  const own = (input.attributes ?? []).map(({ id, value }) => ({ id: `customer_${id}`, value }));
  return {
    key: own.find(({ id }) => id === 'customer_incasso_key')?.value,
    reference: '',
    script: undefined,
    attributes: [...own, { id: 'origin', value: 'api' }],
    personName: input.personName,
    amountMinor,
    visibleUntil: input.visibleUntil ?? undefined,
  };
}
