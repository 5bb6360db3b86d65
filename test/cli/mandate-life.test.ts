import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { calendarOf } from '../../src/domain/calendar/bacs-calendar.js';
import { latestCalendarVersion } from '../../src/domain/calendar/holidays.js';
import { type PtxFlow, startPtxFlow } from '../support/ptx-flow.js';
import { startRealServer } from '../support/servers.js';
import { until } from '../support/until.js';
import { inFolder, run } from './support.js';

const SAID = ['--by', 'ann', '--why', 'asked by phone'];
const HEADER =
  'reference,contact_reference,title,first_name,last_name,email,account_name,sort_code,account_number,amount,frequency,start_date';
const calendar = calendarOf(latestCalendarVersion);
const today = new Date().toISOString().slice(0, 10);
/** A day that is far enough ahead for every notice. */
const LATER = calendar.addProcessingDays(today, 30);

let flow: PtxFlow;
let env: Record<string, string>;
beforeAll(async () => {
  flow = await startPtxFlow();
  const { server } = await startRealServer();
  env = {
    TEMPORAL_ADDRESS: server.address,
    INCASSO_TASK_QUEUE_PREFIX: flow.taskQueue,
    INCASSO_HTTP_TIMEOUT: '1s',
    PTX_SETTLE: '1s',
  };
});

const mandate = (...args: string[]) => run(['mandate', ...args], env);

const row = (reference: string, account: string) =>
  `${reference},C-${reference},Ms,Anna,Example,payer@example.com,Anna Example,20-00-00,${account},12.50,monthly,${LATER}`;

async function mandatesFile(folder: string, rows: readonly string[]): Promise<string> {
  const file = join(folder, 'mandates.csv');
  await writeFile(file, `${[HEADER, ...rows].join('\n')}\n`);
  return file;
}

const setUp = async (reference: string, account: string) =>
  inFolder(async (folder) => {
    const file = await mandatesFile(folder, [row(reference, account)]);
    const { code, json } = await mandate('import', file, '--profile', '4826', '--follow', '--json');
    expect({ code, json }).toMatchObject({ code: 0, json: [{ result: 'started', reference, stage: 'active' }] });
  });

test('followed until they are set up, mandates are active, and stand so beside the file', () =>
  inFolder(async (folder) => {
    const rows = [row('FOLLOW-1', '10000001'), row('FOLLOW-2', '10000002')];
    const file = await mandatesFile(folder, rows);
    const { code, lines } = await mandate('import', file, '--profile', '4826', '--follow');
    expect({ code, lines }).toEqual({
      code: 0,
      lines: ['REFERENCE  STAGE   OWED      REASON', 'FOLLOW-1   active  0.00 GBP', 'FOLLOW-2   active  0.00 GBP'],
    });
    expect(await readFile(`${file}.results.csv`, 'utf8')).toBe(
      'line,reference,result,stage,reason\n2,FOLLOW-1,started,active,\n3,FOLLOW-2,started,active,\n',
    );
    const again = await mandate('import', file, '--profile', '4826', '--follow', '--json');
    expect(again.json).toMatchObject(
      ['FOLLOW-1', 'FOLLOW-2'].map((reference) => ({ reference, result: 'already-started', stage: 'active' })),
    );
  }));

test('a mandate that cannot be set up waits for a person, and the import says so', () =>
  inFolder(async (folder) => {
    const file = await mandatesFile(folder, [row('WRONG-01', '10000003')]);
    const { code, out } = await mandate('import', file, '--profile', 'no such profile', '--follow');
    expect(code).toBe(1);
    expect(out).toMatch(/WRONG-01 +needs-attention +0\.00 GBP +.*no such profile/);
    expect(await readFile(`${file}.results.csv`, 'utf8')).toMatch(/\n2,WRONG-01,started,needs-attention,.+\n$/);
    await until('the list asks for attention', async () => {
      const { lines } = await mandate('list', '--stage', 'needs-attention');
      return lines.some((line) => line.startsWith('WRONG-01'));
    });
    const cancelled = await mandate('cancel', 'WRONG-01', ...SAID, '--json');
    expect(cancelled.json).toMatchObject([{ reference: 'WRONG-01' }]);
  }));

test('a mandate is shown with its plan, for people and as the client has it for programs', async () => {
  await setUp('SHOWN-01', '10000011');
  const { json } = await mandate('show', 'SHOWN-01', '--json');
  expect(json).toEqual([await flow.incasso.mandates.show('SHOWN-01')]);
  expect(Object.keys(json[0] ?? {}).sort()).toEqual(
    [
      ...['reference', 'stage', 'reason', 'mandateId', 'contactId', 'plan', 'collections', 'letters', 'owed'],
      ...['nextAction', 'nextActionAt', 'timeline'],
    ].sort(),
  );
  expect(json).toMatchObject([
    {
      reference: 'SHOWN-01',
      stage: 'active',
      reason: null,
      mandateId: expect.stringMatching(/^\d+$/),
      plan: { amount: { minor: 12_50, currency: 'GBP' }, frequency: 'monthly', start: LATER, end: null },
      owed: { minor: 0, currency: 'GBP' },
    },
  ]);
  const { out } = await mandate('show', 'SHOWN-01');
  expect(out).toMatch(/^SHOWN-01: active\n {2}at PTX +mandate \d+, contact \d+\n/);
  expect(out).toMatch(new RegExp(`\\n {2}plan +12\\.50 GBP monthly from ${LATER} \\(\\d+\\)\\n`));
  expect(out).toMatch(/\nTimeline \(UTC\)\n/);
});

test('the plan is changed, and a second one is refused', async () => {
  await setUp('PLAN-001', '10000021');
  const add = ['plan', 'PLAN-001', 'add', '--amount', '1.00', '--frequency', 'weekly', '--start', LATER, ...SAID];
  const second = await mandate(...add);
  expect({ code: second.code, out: second.out }).toEqual({ code: 1, out: '' });
  expect(second.err).toMatch(/^mandate PLAN-001 has a live plan, and PTX keeps one: change it instead/);
  const change = await mandate('plan', 'PLAN-001', 'change', '--amount', '13.00', '--occurrences', '6', ...SAID);
  expect(change).toMatchObject({ code: 0, out: 'PLAN-001: active\n' });
  await until('PTX has the change', async () => {
    const { plan } = await flow.incasso.mandates.show('PLAN-001');
    return plan?.amount.minor === 13_00;
  });
});

test('one-offs are collected once for their key, and not before the earliest day', async () => {
  await setUp('ONE-0001', '10000031');
  const collect = (...args: string[]) => mandate('collect', 'ONE-0001', '--amount', '25.00', ...args, ...SAID);
  const early = await collect('--date', today, '--key', 'FEE-1');
  expect({ code: early.code, out: early.out }).toEqual({ code: 1, out: '' });
  expect(early.err).toMatch(/^date: .*\d{4}-\d{2}-\d{2}/);
  for (let times = 0; times < 2; times += 1) {
    expect(await collect('--date', LATER, '--key', 'FEE-1')).toMatchObject({ code: 0, out: 'ONE-0001: active\n' });
  }
  const other = await collect('--date', calendar.addProcessingDays(LATER, 1), '--key', 'FEE-1');
  expect(other).toMatchObject({ code: 1, err: expect.stringMatching(/^key: FEE-1 stands for another collection/) });
  await until('PTX has the collection', async () => {
    const { collections } = await flow.incasso.mandates.show('ONE-0001');
    return collections.filter(({ key, code }) => key === 'FEE-1' && code !== null).length === 1;
  });
});

test('a mandate is suspended, reactivated and cancelled, and a cancelled one takes no more commands', async () => {
  await setUp('CANCEL-1', '10000041');
  const say = (command: string, ...args: string[]) => mandate(command, 'CANCEL-1', ...args, ...SAID);
  const shows = (stage: string) =>
    until(`it is ${stage}`, async () => (await flow.incasso.mandates.show('CANCEL-1')).stage === stage);
  expect((await say('suspend')).code).toBe(0);
  await shows('suspended');
  expect(await say('suspend')).toMatchObject({ code: 1, err: 'mandate CANCEL-1 is suspended\n' });
  expect((await say('reactivate')).code).toBe(0);
  await shows('active');
  expect((await say('suppress-letters')).code).toBe(0);
  expect(await say('resolve', '--as', 'retry')).toMatchObject({ code: 1, err: expect.stringMatching(/asks nothing/) });
  expect((await say('cancel')).code).toBe(0);
  await shows('cancelled');
  await until('the list has the outcome, though its workflow still takes reports', async () => {
    const { json } = await mandate('list', '--stage', 'cancelled', '--json');
    return json.some(({ reference, outcome }) => reference === 'CANCEL-1' && outcome === 'cancelled');
  });
  for (const command of ['suspend', 'reactivate', 'cancel', 'suppress-letters']) {
    expect(await say(command)).toMatchObject({ code: 1, out: '', err: 'mandate CANCEL-1 is cancelled\n' });
  }
  const again = await inFolder(async (folder) => {
    const file = await mandatesFile(folder, [row('CANCEL-1', '10000041')]);
    return mandate('import', file, '--profile', '4826', '--json');
  });
  expect(again).toMatchObject({ code: 0, json: [{ reference: 'CANCEL-1', result: 'already-started' }] });
});
