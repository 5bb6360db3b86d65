import { beforeAll, describe, expect, test } from '@jest/globals';
import type { MandateRequest, MandateView } from '../../src/client/index.js';
import { createCalendar } from '../../src/simulators/ptx/calendar.js';
import { DEFAULT_COLLECTION_PROFILES } from '../../src/simulators/ptx/ddm/collection-profiles.js';
import type { CollectionProfileSetting } from '../../src/simulators/ptx/ddm/model.js';
import { historyDiffers } from '../../src/workflows/messages.js';
import { aReport, MANDATE_ORIGIN, type MandateLifeOptions, startMandateLives } from '../support/mandate-flow.js';
import { mandateReports } from '../support/mandate-reports.js';
import { gbp } from '../support/mandates.js';

// Money that was collected and comes back: returned by the bank, presented again by us or by PTX, or claimed back. Time is
// skipped; of each collection PTX's own ledger says what became of it.

const SAID = { by: 'an operator', why: 'asked for by the payer' };
const APRIL = '2026-04-01'; // A Wednesday; Easter is from Friday to Monday.
const monthly = { amount: gbp(12_50), frequency: 'monthly', start: APRIL } as const;
/** What Bacs works on, by a calendar that is not the product's. */
const bacs = createCalendar();
const profile = (some: Partial<CollectionProfileSetting>) =>
  ({ ...DEFAULT_COLLECTION_PROFILES[0], ...some }) as CollectionProfileSetting;
/** Three processing days of notice for a one-off, three days between presentations. */
const BRISK = profile({ oneOffNoticePeriod: 3, representationDelay: 3 });

let lives: Awaited<ReturnType<typeof startMandateLives>>;
beforeAll(async () => {
  lives = await startMandateLives();
});

/** A mandate that is active, at a PTX of its own with one collection profile. */
async function live(
  reference: string,
  setting: CollectionProfileSetting = profile({}),
  { origin = MANDATE_ORIGIN, ...more }: Partial<MandateRequest> & MandateLifeOptions = {},
) {
  const life = await lives.begin({ origin, collectionProfiles: [setting] });
  await life.active(reference, { plan: monthly, profile: String(setting.id), ...more });
  const { control, pass, dayIn, mandates } = life;
  const reports = mandateReports(life);
  const view = () => mandates.show(reference);
  const rows = async () => (await life.rowsOf(reference)).filter(({ paymentType }) => paymentType !== 'AUDDIS');
  const rowOn = async (day: string) => {
    const row = (await rows()).find(({ paymentDay, status }) => paymentDay === day && status !== 'DELETED');
    if (!row) throw new Error(`nothing is collected on ${day}`);
    return row;
  };
  /** Fetches the reports and waits for what comes of them: a line in the timeline. */
  const hears = async (line: string | RegExp): Promise<MandateView> => {
    expect(await reports.hearAll()).toMatchObject({ parked: 0 });
    const isIt = (what: string) => (typeof line === 'string' ? what.startsWith(line) : line.test(what));
    return life.reaches(reference, `${line}`, ({ timeline }) => timeline.some(({ what }) => isIt(what)));
  };
  return {
    ...{ ...life, ...reports, view, rows, rowOn, hears },
    async until(day: string) {
      while ((await dayIn(0)) < day) await pass(1);
      return view();
    },
    /** The bank returns what was collected on a day, and that is heard. */
    async returns(day: string, code: string, line: string | RegExp, more: object = {}) {
      await control.returnCollection({ rowId: (await rowOn(day)).id, code, ...more });
      return hears(line);
    },
    /** Of collections that were presented again: key, day, state. */
    again: async () =>
      (await view()).collections
        .filter(({ key }) => /\/r\d+$/.test(key))
        .map(({ key, dueDate, state }) => `${key} ${dueDate} ${state}`),
    oneOffs: async () => (await life.effects(reference))['one-off.created'] ?? 0,
  };
}

describe('PTX does not present again by itself', () => {
  test('it is collected once more in the same amount, on the first day that keeps the notice, and nothing is owed then', async () => {
    const life = await live('AGAIN-01');
    await life.until('2026-04-02');
    const view = await life.returns(APRIL, '0', 'PTX collects 12.50 GBP on');
    const day = bacs.after('2026-04-02', 10);
    expect(day > '2026-04-16').toBe(true); // The delay of 15 days is over by then.
    expect(view).toMatchObject({ stage: 'active', reason: null, owed: gbp(12_50) });
    expect(await life.again()).toEqual([`plan:2026-04-01/r1 ${day} submitted`]);
    expect(await life.rowOn(day)).toMatchObject({ amountMinor: 12_50, comments: 'Payment again [plan:2026-04-01/r1]' });

    const after = await life.until(bacs.after(day, 3));
    expect(after).toMatchObject({ stage: 'active', owed: gbp(0) });
    expect(await life.again()).toEqual([`plan:2026-04-01/r1 ${day} cleared`]);
    expect(await life.control.balance()).toMatchObject({ collectedMinor: 12_50, returnedMinor: 12_50 });
  });

  test('where the delay is longer than the notice, it waits for that', async () => {
    const life = await live('AGAIN-02', profile({ oneOffNoticePeriod: 2, representationDelay: 20 }));
    await life.until('2026-04-02');
    await life.returns(APRIL, '0', 'PTX collects');
    expect(await life.again()).toEqual(['plan:2026-04-01/r1 2026-04-21 submitted']);
  });

  test('it is presented again twice at most, then a person is asked', async () => {
    const life = await live('AGAIN-03', BRISK);
    await life.until('2026-04-02');
    await life.returns(APRIL, '0', /on 2026-04-09/);
    await life.until('2026-04-10');
    await life.returns('2026-04-09', '0', /on 2026-04-15/);
    await life.until('2026-04-16');
    const view = await life.returns('2026-04-15', '0', 'needs attention');
    expect(view.reason).toBe(
      'ARUDD 0: refer to payer (collection plan:2026-04-01/r2 of 12.50 GBP on 2026-04-15): it was presented again 2 times already',
    );
    expect(view.owed).toEqual(gbp(12_50));
    expect(await life.again()).toEqual([
      'plan:2026-04-01/r1 2026-04-09 returned',
      'plan:2026-04-01/r2 2026-04-15 returned',
    ]);
    expect(await life.oneOffs()).toBe(2);
    // The plan goes on; what is owed stays.
    await life.mandates.resolve('AGAIN-03', { as: 'happened', ...SAID });
    expect(await life.until('2026-05-07')).toMatchObject({ stage: 'active', owed: gbp(12_50) });
    expect(await life.control.balance()).toMatchObject({ collectedMinor: 12_50, returnedMinor: 3 * 12_50 });
  });

  test('no day within a month is left: a person is asked, and nothing is ordered', async () => {
    const life = await live('AGAIN-04');
    await life.until('2026-04-02');
    const day = bacs.after('2026-04-02', 10);
    await life.returns(APRIL, '0', `PTX collects 12.50 GBP on ${day}`);
    await life.until(bacs.after(day, 1));
    const view = await life.returns(day, '0', 'needs attention');
    expect(view.reason).toMatch(/^ARUDD 0: .*\/r1 .*: no day within a month is left to present it again$/);
    expect(await life.oneOffs()).toBe(1);
  });

  test.each([
    ['2026-02-13', 'PTX collects 12.50 GBP on 2026-02-27', 1],
    ['2026-02-16', 'needs attention: ARUDD 0', 0],
  ])(
    'what was due on 30 January and is returned on %s is presented again in February or not at all',
    async (day, line, oneOffs) => {
      const origin = '2025-12-01T09:00:00.000Z';
      const life = await live(`MONTHEND-${oneOffs}`, profile({ representationDelay: 3 }), {
        origin,
        plan: { ...monthly, start: '2026-01-30' },
      });
      await life.until(day);
      await life.returns('2026-01-30', '0', line);
      expect(await life.oneOffs()).toBe(oneOffs);
    },
  );

  test('it is not presented on a day of the plan, however far ahead that is, and never taken for another week', async () => {
    const life = await live('WEEKLY-01', profile({ oneOffNoticePeriod: 7, representationDelay: 3 }), {
      plan: { ...monthly, frequency: 'weekly' },
    });
    await life.until('2026-04-09');
    // The notice is over on Monday the 20th; the Wednesdays are the plan's own.
    await life.returns('2026-04-08', '0', 'PTX collects');
    expect(await life.again()).toEqual(['plan:2026-04-08/r1 2026-04-20 submitted']);
    await life.until('2026-04-13');
    const view = await life.returns(APRIL, '0', /on 2026-04-23/);
    expect(view.owed).toEqual(gbp(25_00));
    expect(await life.again()).toContain('plan:2026-04-01/r1 2026-04-23 submitted');
  });

  test('a one-off whose key is as long as keys may be is presented again too', async () => {
    const life = await live('LONGKEY-01', BRISK);
    const key = 'K'.repeat(30);
    await life.mandates.collectOneOff('LONGKEY-01', { key, amount: gbp(7_00), date: '2026-03-19', ...SAID });
    await life.until('2026-03-20');
    await life.returns('2026-03-19', '0', 'PTX collects 7.00 GBP on 2026-03-25');
    expect(await life.again()).toEqual([`${key}/r1 2026-03-25 submitted`]);
  });

  test('a mandate that a person has suspended asks, and orders nothing', async () => {
    const life = await live('HELD-01', BRISK);
    await life.until('2026-04-02');
    await life.mandates.suspend('HELD-01', SAID);
    const view = await life.returns(APRIL, '0', 'needs attention');
    expect(view.reason).toMatch(/^ARUDD 0: .*: the mandate is suspended$/);
    expect([view.owed, await life.oneOffs()]).toEqual([gbp(12_50), 0]);
  });

  test('PTX moves the day beyond the month: a person hears of it', async () => {
    const life = await live('MOVED-01', BRISK);
    await life.until('2026-04-27');
    // PTX's clock goes on while ours stands: for PTX the notice is over later.
    await life.control.advance(3 * 86_400_000);
    const view = await life.returns(APRIL, '0', 'needs attention');
    expect(view.reason).toMatch(/PTX presents it again on 2026-05-06, and not until 2026-04-30: look there$/);
  });

  test('what is returned before our clock has come to its day is acted on at once', async () => {
    const life = await live('AHEAD-01', BRISK);
    await life.until('2026-03-30');
    await life.control.advance(3 * 86_400_000);
    expect(await life.returns(APRIL, '0', 'PTX collects')).toMatchObject({ stage: 'active', owed: gbp(12_50) });
    expect(await life.oneOffs()).toBe(1);
  });

  test.each(['1', '5', 'B'])('what came back by ARUDD %s is owed, and never presented again', async (code) => {
    const life = await live(`STOPS-0${code}`, BRISK);
    await life.until('2026-04-02');
    const view = await life.returns(APRIL, code, code === '5' ? 'needs attention' : 'cancelled');
    expect(view.owed).toEqual(gbp(12_50));
    await life.until('2026-05-10');
    expect(await life.oneOffs()).toBe(0);
    expect((await life.rows()).filter(({ status }) => status === 'SUCCESS')).toEqual([]);
  });
});

describe('PTX presents again by itself', () => {
  const TWICE = profile({ representationRetries: 2, representationDelay: 3 });

  test('it is left to PTX, and watched until the money is there', async () => {
    const life = await live('THEIRS-01', TWICE);
    await life.until('2026-04-02');
    await life.returns(APRIL, '0', 'PTX presents it again by itself');
    const view = await life.until('2026-04-20');
    expect(await life.again()).toEqual(['plan:2026-04-01/r1 2026-04-08 cleared']);
    expect(view).toMatchObject({ stage: 'active', reason: null, owed: gbp(0) });
    expect(await life.oneOffs()).toBe(0);
  });

  test('a report that is faster than PTX is waited for, and what PTX forgets is put to a person', async () => {
    const life = await live('THEIRS-02', TWICE);
    await life.until('2026-04-02');
    await life.returns(APRIL, '0', 'PTX presents it again by itself', { applyReports: false });
    const view = await life.until('2026-04-14');
    expect(view).toMatchObject({
      stage: 'needs-attention',
      reason: expect.stringContaining('PTX has not presented collection'),
    });
    expect(await life.oneOffs()).toBe(0);
  });

  test('after PTX’s last try a person is asked: we present nothing beside PTX', async () => {
    const life = await live('THEIRS-03', TWICE);
    await life.until('2026-04-02');
    await life.returns(APRIL, '0', 'PTX presents it again by itself');
    const last = async () => (await life.rows()).findLast(({ code }) => code === '18')?.paymentDay ?? '';
    expect(await last()).toBe('2026-04-08');
    await life.until('2026-04-09');
    await life.returns('2026-04-08', '0', 'collection plan:2026-04-01/r1 came back');
    await life.until('2026-04-15');
    const view = await life.returns(await last(), '0', 'needs attention');
    expect(view.reason).toMatch(/^ARUDD 0: .*\/r2 .*: PTX has presented it 3 times$/);
    await life.until('2026-04-30');
    expect(await life.oneOffs()).toBe(0);
    expect(life.lines(await life.view())).not.toContainEqual(expect.stringContaining('PTX has not presented'));
  });

  test('in the same row of its history: that counts as the same collection, whichever comes first', async () => {
    const life = await live('THEIRS-04', TWICE);
    await life.until(APRIL);
    const { id } = await life.rowOn(APRIL);
    await life.handle('THEIRS-04').signal(historyDiffers, { eventId: 'look', day: APRIL });
    await life.reaches('THEIRS-04', 'its row', ({ collections }) => collections[0]?.state === 'submitted');
    await life.until('2026-04-02');
    const again = { status: 'PENDING', paymentDay: '2026-04-08', retryCount: 1, code: '18' } as const;
    await life.control.returnCollection({ rowId: id, code: '0', applyReports: false });
    await life.control.changeHistoryRow(id, again);
    await life.hears('collection plan:2026-04-01 came back before PTX presented it again');
    expect(await life.until('2026-04-14')).toMatchObject({ stage: 'active', owed: gbp(0) });
    expect(await life.oneOffs()).toBe(0);
  });

  test('a profile that was set so later holds: nothing is presented by both', async () => {
    const setting = { ...BRISK };
    const life = await live('THEIRS-05', setting);
    await life.until('2026-04-02');
    setting.representationRetries = 1;
    await life.returns(APRIL, '0', 'PTX presents it again by itself', { applyReports: false });
    expect(await life.oneOffs()).toBe(0);
  });
});

describe('a payer claims money back (DDICA)', () => {
  test('what had cleared has come back, and is owed; a person deals with the claim, and the plan goes on', async () => {
    const life = await live('CLAIM-01');
    await life.until('2026-05-20');
    await life.control.claimCollection({ rowId: (await life.rowOn(APRIL)).id, code: '2' });
    const view = await life.hears('needs attention');
    expect(view.collections[0]).toMatchObject({ key: 'plan:2026-04-01', state: 'returned' });
    expect(view).toMatchObject({ stage: 'needs-attention', owed: gbp(12_50) });
    expect(view.reason).toBe(
      'DDICA 2: indemnity claim: no advance notice, or the amount is disputed (collection plan:2026-04-01 of 12.50 GBP on ' +
        `2026-04-01): challenge it with proof by ${bacs.after('2026-05-20', 9)} or let it be, and refund nothing`,
    );
    await life.mandates.resolve('CLAIM-01', { as: 'happened', ...SAID });
    expect(await life.until('2026-06-10')).toMatchObject({ stage: 'active', owed: gbp(12_50) });
    expect(await life.effects('CLAIM-01')).not.toHaveProperty('refund.created');
    expect(await life.control.balance()).toMatchObject({
      claimedMinor: 12_50,
      collectedMinor: 25_00,
      refundedMinor: 0,
    });
  });

  test('of what was presented again and paid then: it is owed once more, and not presented again', async () => {
    const life = await live('CLAIM-02', BRISK);
    await life.until('2026-04-02');
    await life.returns(APRIL, '0', /on 2026-04-09/);
    expect(await life.until('2026-04-20')).toMatchObject({ owed: gbp(0) });
    await life.control.claimCollection({ rowId: (await life.rowOn('2026-04-09')).id, code: '1' });
    expect(await life.hears('needs attention')).toMatchObject({ owed: gbp(12_50) });
    // The bank tells the old return once more.
    await life.report('CLAIM-02', aReport('ARUDD', '0', { amountMinor: 12_50, originalDate: '2026-03-31' }));
    await life.reaches('CLAIM-02', 'the old return', (view) =>
      life.lines(view).includes('collection plan:2026-04-01 is presented again already'),
    );
    expect(await life.oneOffs()).toBe(1);
  });

  test('of two collections at once they are two claims', async () => {
    const life = await live('CLAIM-03');
    await life.until('2026-05-20');
    const rowIds = [(await life.rowOn(APRIL)).id, (await life.rowOn('2026-05-01')).id];
    await life.control.report({ type: 'DDICA', records: rowIds.map((rowId) => ({ rowId, code: '1' })) });
    await life.hears(/needs attention: DDICA 1: .*plan:2026-05-01/);
    expect((await life.view()).owed).toEqual(gbp(25_00));
    await life.mandates.resolve('CLAIM-03', { as: 'happened', ...SAID });
    expect(await life.view()).toMatchObject({
      stage: 'needs-attention',
      reason: expect.stringContaining('plan:2026-05-01'),
    });
  });

  test('of which no collection is known is put to a person too', async () => {
    const life = await live('CLAIM-04');
    await life.until('2026-05-20');
    await life.report('CLAIM-04', aReport('DDICA', '5', { amountMinor: 99_99, originalDate: '2026-03-31' }));
    const view = await life.staged('CLAIM-04', 'needs-attention');
    expect(view).toMatchObject({ reason: expect.stringMatching(/^DDICA 5: .*no collection is known/), owed: gbp(0) });
  });
});
