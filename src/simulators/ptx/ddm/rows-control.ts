import { PtxRefusal } from '../answers.js';
import type { DiaryParts } from './diary.js';
import type { DdmBalance, HistoryRowChange, NewHistoryRow } from './diary-requests.js';
import type { HistoryRow } from './model.js';
import type { Reports } from './reports-control.js';
import { isDebit } from './rows.js';
import type { Store } from './store.js';

interface RowsControlDeps {
  store: Store;
  diary: DiaryParts;
  reports: Pick<Reports, 'isReturned' | 'isClaimed'>;
}

/** A history that changes behind everybody's back, and what it comes to. */
export function createRowsControl({ store, diary, reports }: RowsControlDeps) {
  const hidden = new Set<HistoryRow>();

  /** Throws `PtxRefusal`. */
  function byId(rowId: unknown): HistoryRow {
    const row = store.rows.find(rowId);
    if (row === undefined || hidden.has(row)) throw new PtxRefusal(404, `There is no row ${String(rowId)}`);
    return row;
  }

  return {
    all: (): HistoryRow[] => store.rows.all().filter((row) => !hidden.has(row)),
    isHidden: (row: HistoryRow): boolean => hidden.has(row),

    /** PTX loses a row: no query shows it, and nothing comes of it. Throws `PtxRefusal`. */
    drop(rowId: unknown): void {
      const row = byId(rowId);
      hidden.add(row);
      store.rows.change(row, { status: 'DELETED' });
    },

    /** A row appears that nobody asked for. Not safe to repeat. Throws `PtxRefusal`. */
    add({ mandateId, paymentType = 'ONE_OFF', code, ...facts }: NewHistoryRow): HistoryRow {
      const mandate = store.mandates.find(mandateId);
      if (mandate === undefined) throw new PtxRefusal(404, `There is no mandate ${mandateId}`);
      const row = diary.rows.add(mandate, { paymentType, code: code ?? '17', ...facts });
      if (code !== undefined) store.rows.change(row, { code });
      return row;
    },

    /** A row changes by itself; one that waits is paid on its new day. Throws `PtxRefusal`. */
    change(rowId: unknown, change: HistoryRowChange): HistoryRow {
      const row = byId(rowId);
      store.rows.change(row, change);
      if (change.paymentDay !== undefined || change.status === 'PENDING') diary.rows.settle(row);
      return row;
    },

    balance(): DdmBalance {
      const balance: DdmBalance = {
        collectedMinor: 0,
        returnedMinor: 0,
        claimedMinor: 0,
        pendingMinor: 0,
        representedMinor: 0,
        refundedMinor: 0,
      };
      for (const row of store.rows.all()) {
        const { amountMinor, code, paymentType, status } = row;
        if (paymentType === 'REFUND' && status === 'SUCCESS') balance.refundedMinor += amountMinor;
        if (!isDebit(row) || status === 'DELETED') continue;
        if (code === '18') balance.representedMinor += amountMinor;
        if (reports.isReturned(row)) balance.returnedMinor += amountMinor;
        else if (reports.isClaimed(row)) balance.claimedMinor += amountMinor;
        else if (status === 'SUCCESS') balance.collectedMinor += amountMinor;
        else balance.pendingMinor += amountMinor;
      }
      return balance;
    },
  };
}

export type RowsControl = ReturnType<typeof createRowsControl>;
