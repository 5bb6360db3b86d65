import type { Scheduler } from '../../shared/scheduler.js';
import type { Calendar } from '../calendar.js';
import type { PtxEffect } from '../control-types.js';
import type { Ledger } from '../parts.js';
import type { Agenda } from './agenda.js';
import type { CollectionProfiles } from './collection-profiles.js';
import type { HistoryRow, MandateEntry } from './model.js';
import type { Store } from './store.js';

export interface RowDeps {
  scheduler: Scheduler;
  ledger: Ledger;
  calendar: Calendar;
  store: Store;
  profiles: Pick<CollectionProfiles, 'find'>;
  agenda: Agenda;
}

/** What a new row has beside what its mandate says. */
export type RowFacts = Pick<HistoryRow, 'paymentType' | 'code' | 'paymentDay' | 'amountMinor'> &
  Partial<Pick<HistoryRow, 'comments' | 'retryCount' | 'planId' | 'plannedDay'>>;

/** The words that a row has from its mandate. */
export type Account = Pick<
  MandateEntry,
  'id' | 'profileId' | 'sortCode' | 'accountNumber' | 'accountName' | 'reference' | 'altReference'
>;

const CREATED: Readonly<Record<HistoryRow['paymentType'], PtxEffect>> = {
  AUDDIS: 'auddis.created',
  ONE_OFF: 'one-off.created',
  REFUND: 'refund.created',
  DIRECT_DEBIT: 'collection.created',
};

/** Whether a row takes money. */
export const isDebit = ({ paymentType }: HistoryRow): boolean =>
  paymentType === 'ONE_OFF' || paymentType === 'DIRECT_DEBIT';

const isLodging = ({ paymentType, code }: HistoryRow): boolean =>
  paymentType === 'AUDDIS' && (code === '0N' || code === '0S');
const isAlive = ({ status }: HistoryRow): boolean => status === 'PENDING' || status === 'SUCCESS';
const byPaymentDay = (a: HistoryRow, b: HistoryRow): number => a.paymentDay.localeCompare(b.paymentDay) || a.id - b.id;

/** The history's rows: made, coded, paid on their day, deleted. Whatever changes one goes through here, and is in the ledger. */
export function createRows({ scheduler, ledger, calendar, store, profiles, agenda }: RowDeps) {
  const finals = new Set<HistoryRow>();

  /** Writes an effect on a row into the ledger; its Bacs code and its day unless another detail is given. */
  function note(effect: PtxEffect, row: HistoryRow, detail = `${row.code} ${row.paymentDay}`): void {
    const { reference, id, amountMinor } = row;
    ledger.add(effect, { reference, id: String(id), amountMinor, detail });
  }

  /** The row that lodged the instruction which the bank has now, if it has one. */
  function lodging(mandateId: number): HistoryRow | undefined {
    const said = store.rows.ofMandate(mandateId).filter((row) => row.paymentType === 'AUDDIS' && isAlive(row));
    const last = said.at(-1);
    return last !== undefined && isLodging(last) ? last : undefined;
  }

  /**
   * Codes what still waits: the first collection of an instruction is 01, a plan's last 19, the others 17. Done anew after each
   * change, since a collection that is added later, or deleted, can change which one is the first.
   */
  function recode({ mandateId, profileId }: HistoryRow): void {
    const profile = profiles.find(profileId);
    const all = store.rows.ofMandate(mandateId);
    const since = all.findLast((row) => isLodging(row) && isAlive(row))?.paymentDay ?? '';
    const ofInstruction = all
      .filter((row) => isDebit(row) && row.status !== 'DELETED' && row.code !== '18' && row.paymentDay >= since)
      .sort(byPaymentDay);
    for (const [index, row] of ofInstruction.entries()) {
      if (row.status !== 'PENDING') continue;
      const rest = finals.has(row) && profile?.suppress19 === false ? '19' : '17';
      row.code = index === 0 && profile?.suppress01 !== true ? '01' : rest;
    }
  }

  /** Pays a row at 07:00 of its day, if it waits for that day then. */
  function settle(row: HistoryRow): void {
    const day = row.paymentDay;
    agenda.add(day, () => {
      if (row.status !== 'PENDING' || row.paymentDay !== day) return;
      store.rows.change(row, { status: 'SUCCESS' });
      if (isDebit(row)) note('collection.collected', row);
    });
  }

  /** Makes a row, PENDING, with its code where it takes money (18 stays). Not safe to repeat. */
  function add(account: Account, facts: RowFacts, isFinal = false): HistoryRow {
    const now = scheduler.now();
    const row = store.rows.create({
      mandateId: account.id,
      profileId: account.profileId,
      status: 'PENDING',
      sortCode: account.sortCode,
      accountNumber: account.accountNumber,
      accountName: account.accountName,
      reference: account.reference,
      altReference: account.altReference,
      comments: undefined,
      retryCount: 0,
      createdMs: now,
      updatedMs: now,
      plannedDay: undefined,
      planId: undefined,
      ...facts,
    });
    if (isFinal) finals.add(row);
    recode(row);
    note(row.code === '18' ? 'collection.represented' : CREATED[row.paymentType], row);
    settle(row);
    return row;
  }

  return {
    add,
    lodging,
    recode,
    settle,
    note,

    /** An instruction to the payer's bank, for the first day that Bacs can make. */
    addInstruction(account: Account, code: string): HistoryRow {
      const paymentDay = calendar.earliestPaymentDay(scheduler.now());
      return add(account, { paymentType: 'AUDDIS', code, paymentDay, amountMinor: 0 });
    },

    /** Deletes the collections of a mandate that wait, and are meant; gives their number back to their plan. Safe to repeat. */
    drop(mandateId: number, isMeant: (row: HistoryRow) => boolean = () => true): void {
      for (const row of store.rows.ofMandate(mandateId)) {
        if (row.status !== 'PENDING' || !isDebit(row) || !isMeant(row)) continue;
        store.rows.change(row, { status: 'DELETED' });
        note('collection.deleted', row);
        if (row.plannedDay !== undefined) store.plans.find(row.planId)?.collected.delete(row.plannedDay);
        recode(row);
      }
    },

    /** What waits is collected from the account, and under the reference, that the mandate has now. */
    readdress(mandate: MandateEntry): void {
      const { sortCode, accountNumber, accountName, reference, altReference } = mandate;
      for (const row of store.rows.ofMandate(mandate.id)) {
        if (row.status !== 'PENDING' || !isDebit(row)) continue;
        store.rows.change(row, { sortCode, accountNumber, accountName, reference, altReference });
        recode(row);
      }
    },
  };
}

export type Rows = ReturnType<typeof createRows>;
