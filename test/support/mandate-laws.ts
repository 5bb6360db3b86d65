import type { MandateView } from '../../src/client/index.js';
import { addMonths } from '../../src/domain/direct-debit/months.js';
import type { PtxHistoryRow } from '../../src/simulators/ptx/control-types.js';
import { processingDaysBefore } from '../../src/simulators/ptx/ddm/processing-days.js';
import { bacs, isDebit, LODGEMENT_DAYS, NOTICE_DAYS, type World } from './mandate-world.js';

// What must hold of a mandate whatever happens, by PTX's own records and by what the mandate shows. Each law throws with a line.

const REPORTED = /^reported by the bank: .*\((\S+)\)$/;
const MARK = / \[([^\]]+)\]$/;

/** The key at the end of a row's comments. */
const keyOf = ({ comments = '' }: PtxHistoryRow): string | undefined => MARK.exec(comments)?.[1];
const createdDay = ({ createdMs }: PtxHistoryRow): string => new Date(createdMs).toISOString().slice(0, 10);
const isLive = ({ status }: PtxHistoryRow): boolean => status !== 'DELETED';

function law(holds: boolean, text: string): void {
  if (!holds) throw new Error(`law broken: ${text}`);
}

/** What holds at any moment at which nothing is under way. */
export async function checkLaws(world: World, view: MandateView): Promise<void> {
  const rows = (await world.rows()).filter(({ id }) => !world.book.byHand.has(id));
  await effectsOnce(world);
  await nothingAfterTheEnd(world, view);
  inTime(world, rows);
  coded(rows);
  oneOffsOnce(rows);
  presentedWithinLimits(world, rows);
  consistent(view);
}

/** One activation, with one letter of a new mandate. */
async function effectsOnce({ control, reference }: World): Promise<void> {
  const ledger = await control.ledger({ reference });
  const count = (what: string) => ledger.filter(({ effect }) => effect === what).length;
  law(count('mandate.created') <= 1, 'a mandate is made once');
  law(count('mandate.activated') <= 1, 'a mandate is activated once');
  const letters = ledger.filter(
    ({ effect, detail }) => effect === 'letter.created' && detail?.startsWith('NEW_MANDATE'),
  );
  law(letters.length === count('mandate.activated'), 'an activation has one letter of a new mandate');
}

/** What is cancelled here is cancelled at PTX, and nothing was made there since. */
async function nothingAfterTheEnd({ control, reference, book, mandate }: World, view: MandateView): Promise<void> {
  const ledger = await control.ledger({ reference });
  const isEnd = ({ effect, detail = '' }: (typeof ledger)[number]) =>
    effect === 'mandate.cancelled' || (effect === 'report.applied' && detail.endsWith('cancel'));
  const isBeginning = ({ effect, detail }: (typeof ledger)[number]) =>
    effect === 'letter.created' && detail === 'REACTIVATE_MANDATE';
  let isOver = false;
  for (const entry of ledger) {
    if (isEnd(entry)) isOver = true;
    if (isBeginning(entry)) isOver = false;
    const isMoney = ['one-off.created', 'collection.created', 'collection.represented'].includes(entry.effect);
    law(!(isOver && isMoney && !book.byHand.has(Number(entry.id))), `${entry.effect} after the end, ${entry.at}`);
  }
  if (view.stage !== 'cancelled') return;
  const status = (await mandate())?.status;
  law(status === undefined || status === 'CANCELLED' || book.isReinstated, `cancelled here, and ${status} at PTX`);
  law(
    view.collections.every(({ state }) => state !== 'expected'),
    'a cancelled mandate expects a collection',
  );
}

/** No collection without notice, nor before the bank can know the instruction. */
function inTime({ book }: World, rows: readonly PtxHistoryRow[]): void {
  const first = rows.find(({ paymentType, code }) => paymentType === 'AUDDIS' && code === '0N');
  for (const row of rows.filter((one) => isDebit(one) && isLive(one) && one.code !== '18')) {
    const { paymentDay, paymentType } = row;
    const what = `row ${row.id} on ${paymentDay}, made on ${createdDay(row)}`;
    law(first !== undefined, `${what}: no instruction was ever lodged`);
    law(
      paymentDay >= bacs.after(first?.paymentDay ?? '', LODGEMENT_DAYS),
      `${what}: the bank does not know the instruction yet`,
    );
    law(bacs.isProcessingDay(paymentDay), `${what}: Bacs does not work on that day`);
    if (paymentType === 'ONE_OFF')
      law(paymentDay >= bacs.after(createdDay(row), NOTICE_DAYS), `${what}: without notice`);
    const key = keyOf(row);
    const asked = key === undefined ? undefined : book.ordered.get(key);
    law(!asked || paymentDay >= asked.date, `${what}: before the day that was asked for`);
  }
}

/** 01 first, and once for an instruction. */
function coded(rows: readonly PtxHistoryRow[]): void {
  const lodged = rows
    .filter(({ paymentType, code }) => paymentType === 'AUDDIS' && code === '0N')
    .map(({ paymentDay }) => paymentDay);
  for (const [n, since] of lodged.entries()) {
    const until = lodged[n + 1] ?? '9999';
    const taken = rows
      .filter(
        (one) => isDebit(one) && isLive(one) && one.code !== '18' && one.paymentDay >= since && one.paymentDay < until,
      )
      .sort((a, b) => a.paymentDay.localeCompare(b.paymentDay) || a.id - b.id);
    law(
      taken.slice(1).every(({ code }) => code !== '01'),
      `01 is not the first of the instruction of ${since}`,
    );
  }
}

/** Each key is collected once, whatever answer was lost. What PTX presents again has the words of the original. */
function oneOffsOnce(rows: readonly PtxHistoryRow[]): void {
  const seen = new Set<string>();
  for (const row of rows.filter((one) => isDebit(one) && one.code !== '18')) {
    const key = keyOf(row);
    if (key === undefined) continue;
    law(!seen.has(key), `${key} is collected twice`);
    seen.add(key);
  }
}

/** At most two re-presentations, of the same amount, each after the last one, within a month of the original's processing day. */
function presentedWithinLimits({ profile, book }: World, rows: readonly PtxHistoryRow[]): void {
  for (const row of rows.filter((one) => isDebit(one) && isLive(one))) {
    const [, of, nth] = /^(.+)\/r(\d+)$/.exec(keyOf(row) ?? '') ?? [];
    if (of === undefined || row.code === '18') continue;
    law(profile === '4826', `${of} is presented again by us, though PTX does`);
    const original = rows.find((one) => isOriginal(one, of) && isLive(one));
    if (!original) continue; // A person has changed it.
    const { paymentDay } = original;
    law(
      book.returned.get(original.id) === 'ARUDD 0',
      `${of} is presented again, and nobody has returned it for want of money`,
    );
    law(Number(nth) <= 2, `${of} is presented again more than twice`);
    law(row.amountMinor === original.amountMinor, `${of} is presented again in another amount`);
    const last = addMonths(processingDaysBefore(bacs, paymentDay, 1), 1);
    law(
      row.paymentDay > paymentDay && row.paymentDay <= last,
      `${of} of ${paymentDay} is presented again on ${row.paymentDay}`,
    );
  }
}

/** The row of a collection by its key. */
function isOriginal(row: PtxHistoryRow, key: string): boolean {
  if (row.code === '18') return false;
  if (key.startsWith('ptx:')) return String(row.id) === key.slice(4);
  return key.startsWith('plan:') ? row.plannedDay === key.slice(5) && keyOf(row) === undefined : keyOf(row) === key;
}

/** What the mandate shows fits together. */
function consistent({ collections, owed, stage, timeline }: MandateView): void {
  const keys = collections.map(({ key }) => key);
  law(new Set(keys).size === keys.length, `a collection stands there twice: ${keys.join(', ')}`);
  const expected = collections.filter(
    ({ key, state }) => state === 'expected' && key.startsWith('plan:') && !key.includes('/'),
  );
  law(expected.length <= 1, 'a plan has one next collection');
  law(stage !== 'suspended' || expected.length === 0, 'a suspended mandate expects a collection');
  const cleared = new Set(
    collections.flatMap(({ key, state }) => (state === 'cleared' ? [key.replace(/\/r\d+$/, '')] : [])),
  );
  const sum = collections
    .filter(({ key, state }) => state === 'returned' && !key.includes('/r') && !cleared.has(key))
    .reduce((total, { amount }) => total + amount.minor, 0);
  law(owed.minor === sum, `owed are ${owed.minor}, and returned and not recovered ${sum}`);
  const noted = timeline.flatMap(({ what }) => REPORTED.exec(what)?.[1] ?? []);
  law(new Set(noted).size === noted.length, `a report counts twice: ${noted.join(', ')}`);
}

/** What holds when everything is answered, and all has been looked at after it had cleared. */
export async function checkEnd(world: World, view: MandateView): Promise<void> {
  const { book, mandate, today } = world;
  const status = (await mandate())?.status;
  const stages: Record<string, string> = { ACTIVE: 'active', SUSPENDED: 'suspended', CANCELLED: 'cancelled' };
  if (status !== undefined && status !== 'DRAFT') {
    law(view.stage === stages[status], `PTX shows ${status}, and the mandate ${view.stage} (${view.reason})`);
  }
  const isGivenUp = view.timeline.some(({ what }) => what === 'cancel was given up by a person');
  law(!book.isCancelled || isGivenUp || view.stage === 'cancelled', `cancelled by a person, and ${view.stage}`);

  const noted = new Set(view.timeline.flatMap(({ what }) => REPORTED.exec(what)?.[1] ?? []));
  const unheard = [...book.told].filter((eventId) => !noted.has(eventId));
  law(unheard.length === 0, `reports are lost: ${unheard.join(', ')}`);

  // Money at PTX is money here, row by row. What a person has dropped is neither.
  const day = await today();
  const rows = (await world.rows()).filter((row) => isDebit(row) && isLive(row));
  const stateOf = (row: PtxHistoryRow) => {
    if (book.returned.has(row.id) || row.status === 'FAILURE') return 'returned';
    return row.status === 'SUCCESS' && bacs.after(row.paymentDay, 3) <= day ? 'cleared' : 'submitted';
  };
  const atPtx = rows.map((row) => `${row.paymentDay} ${row.amountMinor} ${stateOf(row)}`).sort();
  // Of what was changed before it was dropped nobody here may have seen the other amount; what is not due yet is not missed.
  const lost = book.lost.map(({ paymentDay }) => paymentDay);
  const here = view.collections
    .filter(({ state }) => ['cleared', 'returned', 'submitted'].includes(state))
    .filter(({ state, dueDate }) => state === 'returned' || !takeFrom(lost, dueDate))
    .map(({ dueDate, amount, state }) => `${dueDate} ${amount.minor} ${state}`)
    .sort();
  law(atPtx.join('\n') === here.join('\n'), `PTX has\n${atPtx.join('\n')}\nand the mandate\n${here.join('\n')}`);

  const owed = owedAtPtx(world, rows, (row) => stateOf(row) === 'cleared');
  law(view.owed.minor === owed, `owed are ${view.owed.minor}, and by PTX and the banks ${owed}`);
}

function takeFrom(list: string[], line: string): boolean {
  const index = list.indexOf(line);
  if (index >= 0) list.splice(index, 1);
  return index >= 0;
}

/** What banks have taken back, and no later presentation has recovered. */
function owedAtPtx(
  { book }: World,
  rows: readonly PtxHistoryRow[],
  isCleared: (row: PtxHistoryRow) => boolean,
): number {
  const originalOf = (row: PtxHistoryRow): PtxHistoryRow => {
    const again = rows.find(({ id }) => id === book.again.get(row.id));
    if (again) return originalOf(again);
    const [, of] = /^(.+)\/r\d+$/.exec(keyOf(row) ?? '') ?? [];
    return (of !== undefined && rows.find((one) => isOriginal(one, of))) || row;
  };
  const recovered = new Set(
    rows.filter((row) => isCleared(row) && originalOf(row) !== row).map((row) => originalOf(row).id),
  );
  return rows
    .filter((row) => originalOf(row) === row && !recovered.has(row.id))
    .filter(({ id, status }) => book.returned.has(id) || status === 'FAILURE')
    .reduce((sum, { amountMinor }) => sum + amountMinor, 0);
}
