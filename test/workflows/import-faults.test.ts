import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { takeImportTurn } from '../../src/client/import-turn.js';
import type { ImportOutcome } from '../../src/client/index.js';
import { prepareImport } from '../../src/client/prepare-import.js';
import type { RecordRow } from '../../src/domain/record-row.js';
import type { VendorFaultKind } from '../../src/simulators/control-client.js';
import { type Flow, startFlow } from '../support/flow.js';
import { message } from '../support/inputs.js';
import { records } from '../support/records.js';
import { until } from '../support/until.js';

const MAIL = '1001';
const VOICE = '18301';
const said = { by: 'ann', why: 'seen in the portal' };

let flow: Flow;
beforeAll(async () => {
  flow = await startFlow({ httpTimeoutMs: 1_500, importWindowMs: 2_000 });
});
afterEach(() => flow.control.clearFaults());

const run = (name: string, count: number, script = MAIL): Promise<ImportOutcome> =>
  flow.incasso.imports.run({ script, as: 'rows', rows: records(name, count) });
const fault = (name: string, kind: VendorFaultKind, times = 1) =>
  flow.control.addFault({
    operation: 'addRecords',
    kind,
    reference: `${name}-1`,
    times,
    retryAfterSeconds: 1,
    delayMs: 300,
  });
const idOf = ({ view }: ImportOutcome) => view.id;

/** How often the vendor took each of the rows. */
async function taken(name: string): Promise<number[]> {
  const ledger = await flow.control.ledger();
  const counts = new Map<string | undefined, number>();
  for (const { effect, reference } of ledger) {
    if (effect === 'record.created' || effect === 'record.updated')
      counts.set(reference, (counts.get(reference) ?? 0) + 1);
  }
  return [...counts].filter(([reference]) => reference?.startsWith(`${name}-`)).map(([, times]) => times);
}

describe('an answer that is lost after the vendor has the rows', () => {
  test.concurrent.each(['drop-after', 'timeout-after', 'error-500-after', 'truncated', 'wrong-typed'] as const)(
    '%s: their PayLinks show it, and nobody is asked twice',
    async (kind) => {
      const name = `AFTER-${kind}`;
      await fault(name, kind);
      const { view, rows } = await run(name, 5);
      expect(view).toMatchObject({ stage: 'done', counts: { taken: 5 } });
      expect(rows?.every(({ messages }) => messages[0]?.message.includes('a PayLink shows'))).toBe(true);
      expect(await taken(name)).toEqual([1, 1, 1, 1, 1]);
    },
  );

  test.concurrent('of one call among several: the rows of the others keep the answer that came', async () => {
    await fault('ONE', 'drop-after');
    const { view } = await run('ONE', 1_000);
    expect(view.counts).toEqual({ taken: 500, accepted: 500 });
    expect((await taken('ONE')).every((times) => times === 1)).toBe(true);
  });
});

describe('an answer that is lost before the vendor has the rows', () => {
  test.concurrent.each(['drop-before', 'error-500-before', 'unavailable'] as const)(
    '%s: a person is asked, once for all rows, and by retry they are handed in',
    async (kind) => {
      const name = `BEFORE-${kind}`;
      await fault(name, kind);
      const asked = await run(name, 5);
      expect(asked).toMatchObject({ rows: null, view: { stage: 'needs-attention', settled: 0 } });
      expect(asked.view.reason).toMatch(
        /^rows 1 to 5: for 5 of them the answer was lost, and no PayLink shows it: answer/,
      );
      expect(await taken(name)).toEqual([]);
      await flow.incasso.imports.resolve(idOf(asked), { as: 'retry', ...said });
      expect((await run(name, 5)).view).toMatchObject({ stage: 'done', counts: { accepted: 5 } });
      expect(await taken(name)).toEqual([1, 1, 1, 1, 1]);
    },
  );

  test.concurrent('what a person says of the rows is their result', async () => {
    for (const [as, status] of [
      ['happened', 'taken'],
      ['not-happened', 'not-imported'],
    ] as const) {
      const name = `SAID-${as}`;
      await fault(name, 'drop-before');
      await flow.incasso.imports.resolve(idOf(await run(name, 2)), { as, ...said });
      const { view, rows } = await run(name, 2);
      expect(view.stage).toBe('done');
      expect(rows?.map((row) => row.status)).toEqual([status, status]);
      expect(await taken(name)).toEqual([]);
    }
  });
});

test('whether a voice script has the rows nothing tells: they are not handed in again blindly', async () => {
  await fault('VOICE', 'timeout-after');
  const asked = await run('VOICE', 3, VOICE);
  expect(asked.view.reason).toMatch(/^rows 1 to 3: for 3 of them the answer was lost/);
  await flow.incasso.imports.resolve(idOf(asked), { as: 'happened', ...said });
  expect((await run('VOICE', 3, VOICE)).view).toMatchObject({ stage: 'done', counts: { taken: 3 } });
  expect(await taken('VOICE')).toEqual([1, 1, 1]);
});

test('rows that the vendor had no time for are handed in when it has', async () => {
  await fault('BUSY', 'rate-limited', 2);
  expect((await run('BUSY', 3)).view).toMatchObject({ stage: 'done', counts: { accepted: 3 } });
  expect(await taken('BUSY')).toEqual([1, 1, 1]);
});

test('where one of several calls is put off, only that is made again', async () => {
  await fault('PART', 'rate-limited');
  expect((await run('PART', 1_000)).view).toMatchObject({ stage: 'done', counts: { accepted: 1_000 } });
  expect((await taken('PART')).every((times) => times === 1)).toBe(true);
});

describe('with a case for each row', () => {
  const collect = { payLink: { from: 'script' as const }, steps: [message()] };
  const collected = (name: string, more: Partial<RecordRow> = {}) =>
    flow.incasso.imports.run({
      script: MAIL,
      as: 'rows',
      rows: records(name, 3).map((row) => ({ ...row, ...more })),
      collect,
    });

  test('rows that the vendor took have their cases, also when the import is cancelled in Temporal', async () => {
    const calls = async () => (await flow.control.calls()).filter(({ operation }) => operation === 'addRecords').length;
    const before = await calls();
    await fault('CANCELLED', 'slow');
    const running = collected('CANCELLED');
    await until('the call', async () => (await calls()) > before);
    const { input } = prepareImport({ script: MAIL, as: 'rows', rows: records('CANCELLED', 3), collect });
    await flow.client.workflow.getHandle(`import:${input.id}`).cancel();
    const { view, rows } = await running;
    expect(view).toMatchObject({ stage: 'failed', cases: { started: 3, refused: 0 } });
    expect(rows?.map((row) => row.case)).toEqual(['started', 'started', 'started']);
  });

  test('one import at a time: another could contact the same debtors, and is refused', async () => {
    await fault('ALONE', 'drop-before');
    const asked = await collected('ALONE');
    const other = () => collected('ALONE', { invoiceAmountMinor: 5_00 });
    await expect(other()).rejects.toThrow(`import ${idOf(asked)} makes cases of its rows and is needs-attention`);
    expect((await collected('ALONE')).view.stage).toBe('needs-attention');
    expect((await run('BESIDE', 1)).view.stage).toBe('done');
    await flow.incasso.imports.resolve(idOf(asked), { as: 'retry', ...said });
    expect((await collected('ALONE')).view).toMatchObject({ stage: 'done', cases: { started: 3 } });
    expect((await other()).view).toMatchObject({ stage: 'done', counts: { 'not-imported': 3 } });
    expect(await taken('ALONE')).toEqual([1, 1, 1]);
  });

  test('a command that died before its import began keeps nobody waiting', async () => {
    await takeImportTurn(flow.client, flow.taskQueue, '0'.repeat(64));
    expect((await collected('AFTER-DEATH')).view.stage).toBe('done');
  });

  test('of two imports that begin at the same moment one is refused, and goes on after the other', async () => {
    const one = (amount: number) => collected('AT-ONCE', { invoiceAmountMinor: amount });
    const begun = await Promise.allSettled([one(1_00), one(2_00), one(3_00)]);
    const [first, ...none] = begun.flatMap((each) => (each.status === 'fulfilled' ? [each.value.view] : []));
    expect(none).toEqual([]);
    expect(first).toMatchObject({ stage: 'done', cases: { started: 3, refused: 0 } });
    for (const each of begun) {
      if (each.status === 'rejected') expect(String(each.reason)).toMatch(/makes cases of its rows and is running/);
    }
    for (const amount of [1_00, 2_00, 3_00]) expect((await one(amount)).view.stage).toBe('done');
    expect(await taken('AT-ONCE')).toEqual([1, 1, 1]);
  });
});

describe('a file', () => {
  const file = (name: string) => flow.incasso.imports.run({ script: MAIL, as: 'file', rows: records(name, 4) });
  const files = async () => (await flow.control.ledger({ effect: 'file.accepted' })).length;
  const faultNext = (kind: VendorFaultKind, operation: 'addRecords' | 'batches' = 'addRecords') =>
    flow.control.addFault({ operation, kind, times: 1 });

  test('whose answer is lost is never handed in again blindly', async () => {
    const before = await files();
    await faultNext('timeout-after');
    const asked = await file('LOST-FILE');
    expect(asked.view.stage).toBe('needs-attention');
    expect(asked.view.reason).toMatch(/^the file: OutcomeUnknown: /);
    expect((await file('LOST-FILE')).view.stage).toBe('needs-attention');
    expect(await files()).toBe(before + 1);
    await flow.incasso.imports.resolve(idOf(asked), { as: 'happened', ...said });
    expect((await file('LOST-FILE')).view).toMatchObject({ stage: 'done', batch: null });
    expect(await files()).toBe(before + 1);
  });

  test('is handed in again when a person says so, and given up when he says that', async () => {
    await faultNext('drop-before');
    await flow.incasso.imports.resolve(idOf(await file('RETRY-FILE')), { as: 'retry', ...said });
    expect((await file('RETRY-FILE')).view).toMatchObject({ stage: 'done', batch: { status: 'done' } });
    await faultNext('drop-before');
    await flow.incasso.imports.resolve(idOf(await file('GIVEN-UP')), { as: 'not-happened', ...said });
    expect((await file('GIVEN-UP')).view).toMatchObject({ stage: 'failed', batch: null });
  });

  test('whose batch cannot be read for a while is followed on', async () => {
    await faultNext('unavailable', 'batches');
    expect((await file('FOLLOWED')).view).toMatchObject({ stage: 'done', batch: { status: 'done' } });
    await faultNext('wrong-typed', 'batches');
    const asked = await file('UNREAD');
    expect(asked.view.reason).toMatch(/cannot be followed: ContractBroken/);
    await flow.incasso.imports.resolve(idOf(asked), { as: 'retry', ...said });
    expect((await file('UNREAD')).view.stage).toBe('done');
  });
});
