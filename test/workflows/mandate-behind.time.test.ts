import { beforeAll, expect, test } from '@jest/globals';
import { aReport } from '../support/mandate-flow.js';
import { monthly, said, startWatchedLives } from '../support/mandate-watched.js';
import { gbp } from '../support/mandates.js';

// What happens at PTX behind our back, or does not happen. Time is skipped, a day at a time.

let live: Awaited<ReturnType<typeof startWatchedLives>>;
beforeAll(async () => {
  live = await startWatchedLives();
});

test('what PTX keeps PENDING past its time, or shows no more, is put to a person once, and followed without hurry', async () => {
  const life = await live('STUCK-1', { plan: monthly });
  const { control, mandates } = life;
  await life.until('2026-04-15');
  await mandates.collectOneOff('STUCK-1', { key: 'LOST', amount: gbp(7_00), date: '2026-05-05', ...said });
  const [, lost] = await life.rows();
  await life.until('2026-04-30');
  await control.dropHistoryRow(lost?.id ?? 0);
  const looks = await life.looks();
  // PTX's clock stands still: what was to be collected on the first of May is not.
  await life.env.sleep('20 days');
  expect((await life.looks()) - looks).toBeLessThan(6);
  const asked = () => life.said().then((lines) => lines.filter((what) => what.startsWith('needs attention')));
  expect(await asked()).toEqual([
    'needs attention: PTX shows collection plan:2026-05-01 of 2026-05-01 neither as collected nor as returned',
    'needs attention: PTX shows no collection LOST, which was due on 2026-05-05',
  ]);
  await mandates.resolve('STUCK-1', { as: 'happened', ...said });
  await mandates.resolve('STUCK-1', { as: 'retry', ...said });
  await life.staged('STUCK-1', 'needs-attention'); // Looked at again, and still so.
  expect(await asked()).toHaveLength(3);
  await mandates.resolve('STUCK-1', { as: 'happened', ...said });
  await control.advance(20 * 86_400_000);
  const view = await life.until('2026-06-10');
  expect(view).toMatchObject({ stage: 'active' });
  expect(view.collections.find(({ key }) => key === 'plan:2026-05-01')).toMatchObject({ state: 'cleared' });
}, 60_000);

test('what PTX has not done by its day is no question any more as soon as it has', async () => {
  const life = await live('LATE-001', { plan: monthly });
  await life.env.sleep('40 days'); // PTX's clock stands still.
  const asked = 'PTX shows no collection plan:2026-04-01, which was due on 2026-04-01';
  expect(await life.staged('LATE-001', 'needs-attention')).toMatchObject({ reason: asked });
  await life.control.advance(40 * 86_400_000);
  await life.differs();
  const view = await life.staged('LATE-001', 'active');
  expect(view.collections[0]).toMatchObject({ key: 'plan:2026-04-01', state: 'cleared' });
  expect(await life.said()).toContain(`settled at PTX: ${asked}`);
});

test('what PTX presents again by itself is watched: it is recovered when that has cleared, and nobody is asked', async () => {
  const life = await live('AGAIN-01', { plan: monthly, profile: '5761' });
  await life.until('2026-04-02');
  const [row] = await life.rows();
  expect(await life.returned(row, '0')).toMatchObject({ stage: 'active', owed: { minor: 12_50 } });
  // Three days after the payment date is Easter, and the bank's word came when that was too near.
  expect(await life.until('2026-04-12')).toMatchObject({ owed: { minor: 12_50 } });
  const view = await life.until('2026-04-13');
  expect(view).toMatchObject({ stage: 'active', owed: { minor: 0 } });
  expect(view.collections).toMatchObject([
    { key: 'plan:2026-04-01', state: 'returned', code: '01' },
    { key: 'plan:2026-04-01/r1', dueDate: '2026-04-08', state: 'cleared', code: '18' },
    { key: 'plan:2026-05-01', state: 'expected' },
  ]);
  expect(await life.effects('AGAIN-01')).not.toHaveProperty('one-off.created');
  expect(await life.said()).toContain('PTX presents it again by itself');
});

test('what PTX should present again and has forgotten is put to a person, once', async () => {
  const life = await live('FORGETS-1', { plan: monthly, profile: '5761' });
  await life.until('2026-04-02');
  const [row] = await life.rows();
  await life.returned(row, '0', false);
  expect(await life.until('2026-04-08')).toMatchObject({ stage: 'active' });
  expect(await life.until('2026-04-09')).toMatchObject({
    stage: 'needs-attention',
    reason: 'PTX has not presented collection plan:2026-04-01 of 2026-04-01 again',
    owed: { minor: 12_50 },
  });
  const looks = await life.looks();
  await life.mandates.resolve('FORGETS-1', { as: 'happened', ...said });
  expect(await life.until('2026-05-20')).toMatchObject({ stage: 'active', owed: { minor: 12_50 } });
  expect((await life.looks()) - looks).toBeLessThan(10);
});

test('what a person does in PTX is followed with the next look: suspended, gone on, and ended', async () => {
  const life = await live('BEHIND-1', { plan: monthly });
  const { control, reaches } = life;
  const { id = 0 } = (await control.mandates()).find(({ reference }) => reference === 'BEHIND-1') ?? {};
  await life.until('2026-04-08');
  await control.setMandateStatus(id, 'SUSPENDED');
  const suspended = await life.until('2026-05-07');
  // It was expected, and there is a reason why it did not come.
  expect(suspended).toMatchObject({ stage: 'suspended', reason: 'PTX shows SUSPENDED' });
  expect(suspended.collections).toMatchObject([{ state: 'cleared' }, { key: 'plan:2026-05-01', state: 'stopped' }]);
  await life.report('BEHIND-1', aReport('ADDACS', 'R'));
  await reaches('BEHIND-1', 'the report', ({ timeline }) => timeline.some(({ what }) => what.includes('it stays so')));
  await control.setMandateStatus(id, 'ACTIVE');
  await life.differs();
  expect(await life.staged('BEHIND-1', 'active')).toMatchObject({ reason: null });
  expect((await life.until('2026-06-10')).collections.at(-2)).toMatchObject({
    key: 'plan:2026-06-01',
    state: 'cleared',
  });
  await control.setMandateStatus(id, 'CANCELLED');
  await life.differs();
  expect(await life.staged('BEHIND-1', 'cancelled')).toMatchObject({
    reason: 'PTX shows CANCELLED',
    nextActionAt: '2026-09-10T08:00:00.000Z',
  });
});

test('rows that come, change and go in PTX behind our back are noticed as soon as the histories are compared', async () => {
  const life = await live('ROWS-001', { plan: monthly });
  const { control } = life;
  const { id: mandateId = 0 } = (await control.mandates()).find(({ reference }) => reference === 'ROWS-001') ?? {};
  await life.until('2026-04-02');
  const [row] = await life.rows();
  await control.addHistoryRow({ mandateId, paymentDay: '2026-04-10', amountMinor: 99 });
  await control.changeHistoryRow(row?.id ?? 0, { amountMinor: 13_50 });
  await life.differs();
  const view = await life.reaches('ROWS-001', 'the row', ({ collections }) => collections.length === 3);
  expect(view.collections).toMatchObject([
    { key: 'plan:2026-04-01', amount: gbp(13_50) },
    { dueDate: '2026-04-10', amount: gbp(99), state: 'submitted' },
    { key: 'plan:2026-05-01' },
  ]);
  expect(await life.said()).toContainEqual(
    expect.stringMatching(/^PTX shows a collection of 0.99 on 2026-04-10 that was not expected/),
  );
  // What is collected is what was notified, or a person is asked.
  const otherAmount = 'collection plan:2026-04-01 is of 13.50 at PTX and not of 12.50';
  expect(view).toMatchObject({ stage: 'needs-attention', reason: otherAmount });
  await life.mandates.resolve('ROWS-001', { as: 'happened', ...said });
  await control.dropHistoryRow(row?.id ?? 0);
  expect(await life.until('2026-04-09')).toMatchObject({
    stage: 'needs-attention',
    reason: 'PTX shows no collection plan:2026-04-01, which was due on 2026-04-01',
  });
  await life.mandates.resolve('ROWS-001', { as: 'happened', by: 'bob', why: 'PTX says so' });
  expect(await life.until('2026-06-10')).toMatchObject({ stage: 'active' });
});

test('a look that fails for good is put to a person, and goes on with the next one whatever he answers', async () => {
  const life = await live('FAILS-01', { plan: monthly });
  await life.control.addFault({ operation: 'ptx.paymentPlans.list', kind: 'unauthorized', times: 6 });
  await life.differs();
  await life.staged('FAILS-01', 'needs-attention');
  await life.mandates.resolve('FAILS-01', { as: 'not-happened', ...said });
  await life.control.clearFaults();
  expect(await life.until('2026-04-09')).toMatchObject({ stage: 'active', collections: [{ state: 'cleared' }, {}] });
});
