import { readFile, writeFile } from 'node:fs/promises';
import { beforeAll, expect, test } from '@jest/globals';
import { basic, CREDENTIALS } from '../support/fixtures.js';
import { type Flow, startFlow } from '../support/flow.js';
import { startRealServer } from '../support/servers.js';
import { until } from '../support/until.js';
import { debtorsFile, inFolder, row, run } from './support.js';

let flow: Flow;
let env: Record<string, string>;
const SAID = ['--by', 'ann', '--why', 'asked by phone'];
const MAIL = ['--message-script', '1001'];

beforeAll(async () => {
  flow = await startFlow({ speed: 60 });
  const { server } = await startRealServer();
  env = { TEMPORAL_ADDRESS: server.address, INCASSO_TASK_QUEUE_PREFIX: flow.taskQueue, INCASSO_HTTP_TIMEOUT: '2s' };
});

const stageOf = async (reference: string) => (await flow.incasso.cases.show(reference)).stage;
const waits = (reference: string) =>
  until(`${reference} waits for money`, async () => (await stageOf(reference)) === 'awaiting-payment');

/** Starts one case by the command and waits until it waits for money. */
const collected = (reference: string, options: readonly string[] = MAIL) =>
  inFolder(async (folder) => {
    const { code } = await run(['collect', await debtorsFile(folder, [row(reference)]), ...options], env);
    expect(code).toBe(0);
    await waits(reference);
  });

test('a file starts a case for each row, and a second time finds them all started', () =>
  inFolder(async (folder) => {
    const file = await debtorsFile(folder, [row('TWICE-1'), row('TWICE-2')]);
    const first = await run(['collect', file, ...MAIL], env);
    expect(first).toMatchObject({ code: 0, out: '2 cases: 2 started\n', err: '' });
    const second = await run(['collect', file, ...MAIL], env);
    expect(second).toMatchObject({ code: 0, out: '2 cases: 0 started, 2 already started before\n', err: '' });
    await waits('TWICE-1');
    expect(await flow.control.ledger({ reference: 'TWICE-1', effect: 'record.created' })).toHaveLength(1);
  }));

test('a reference that stands for something else is refused with its line, and the others are started', () =>
  inFolder(async (folder) => {
    await collected('TAKEN');
    const file = await debtorsFile(folder, [row('FREE'), row('TAKEN', '200.00')]);
    const { code, json, faults } = await run(['collect', file, ...MAIL, '--json'], env);
    expect(code).toBe(1);
    expect(faults).toEqual([expect.stringMatching(/debtors\.csv:3 reference TAKEN already belongs to a case/)]);
    expect(json).toEqual([
      { reference: 'FREE', result: 'started', reason: null },
      { reference: 'TAKEN', result: 'refused', reason: expect.stringContaining('TAKEN') },
    ]);
  }));

test('case shows people its money, its contacts and its story, and programs exactly what the client shows', async () => {
  await collected('SHOWN');
  await flow.control.tell({ reference: 'SHOWN', story: 'part-paid', amountMinor: 40_00 });
  await until('the part is booked', async () => (await flow.incasso.cases.show('SHOWN')).paid.minor === 40_00);
  const people = await run(['case', 'SHOWN'], env);
  expect(people).toMatchObject({ code: 0, err: '' });
  expect(people.out).toMatch(/^SHOWN: awaiting-payment\n/);
  for (const part of ['debt', '100.00 EUR', '40.00 EUR', '60.00 EUR', 'Contacts', 'message, script 1001', 'Timeline']) {
    expect(people.out).toContain(part);
  }
  const programs = await run(['case', 'SHOWN', '--json'], env);
  expect(programs.code).toBe(0);
  expect(programs.json).toEqual([await flow.incasso.cases.show('SHOWN')]);
});

test('an unknown reference is one line and exit code 2', async () => {
  for (const args of [
    ['case', 'NOBODY'],
    ['case', '\u001b[2J'],
    ['cancel', 'NOBODY', ...SAID],
  ]) {
    const { code, out, faults } = await run(args, env);
    expect({ code, out, lines: faults.length }).toEqual({ code: 2, out: '', lines: 1 });
  }
});

test('a case can be held and resumed; a refusal is one line and exit code 1', async () => {
  await collected('HELD');
  const held = await run(['hold', 'HELD', '--until', '2099-01-01', ...SAID], env);
  expect(held).toMatchObject({ code: 0, out: 'HELD: held, 100.00 EUR owed\n' });
  await until('lists show it', async () => (await run(['cases', '--stage', 'held', '--json'], env)).lines.length === 1);
  const { json } = await run(['cases', '--stage', 'held', '--json'], env);
  expect(json).toEqual([{ reference: 'HELD', stage: 'held', outcome: null, nextActionAt: '2099-01-01T00:00:00.000Z' }]);
  expect(await run(['hold', 'HELD', '--until', '2020-01-01', ...SAID], env)).toMatchObject({ code: 1, out: '' });
  const resumed = await run(['resume', 'HELD', ...SAID, '--json'], env);
  expect(resumed.json).toEqual([
    { reference: 'HELD', stage: 'awaiting-payment', owed: { minor: 100_00, currency: 'EUR' } },
  ]);
  const again = await run(['resume', 'HELD', ...SAID], env);
  expect(again).toMatchObject({ code: 1, faults: ['case HELD is not on hold'] });
});

test('money that came in elsewhere is booked once under its id, and closes the case when nothing is owed', async () => {
  await collected('ELSEWHERE');
  const pay = (amount: string, id: string, currency = 'EUR') =>
    run(['record-payment', 'ELSEWHERE', '--amount', amount, '--currency', currency, '--payment-id', id, ...SAID], env);
  expect(await pay('30.00', 'T-1')).toMatchObject({ code: 0, out: 'ELSEWHERE: awaiting-payment, 70.00 EUR owed\n' });
  expect(await pay('30.00', 'T-1')).toMatchObject({ code: 0, out: 'ELSEWHERE: awaiting-payment, 70.00 EUR owed\n' });
  expect(await pay('70.00', 'T-2', 'GBP')).toMatchObject({ code: 1, out: '' });
  expect((await pay('70.00', 'T-2')).code).toBe(0);
  await until('it is paid', async () => (await stageOf('ELSEWHERE')) === 'paid');
  expect(await pay('1.00', 'T-3')).toMatchObject({ code: 1, faults: ['case ELSEWHERE is closed (paid)'] });
});

test('a cancelled case is closed, and there is nothing to resolve in it', async () => {
  await collected('CANCELLED');
  expect((await run(['resolve', 'CANCELLED', '--as', 'happened', ...SAID], env)).code).toBe(1);
  expect((await run(['cancel', 'CANCELLED', ...SAID], env)).code).toBe(0);
  await until('it is closed', async () => (await stageOf('CANCELLED')) === 'cancelled');
  const { json } = await run(['case', 'CANCELLED', '--json'], env);
  expect(json[0]).toMatchObject({ stage: 'cancelled', outcome: 'cancelled', nextAction: null });
});

test('--follow stays until every case has ended, and says how', () =>
  inFolder(async (folder) => {
    await flow.control.plan([{ reference: 'PAYS', onMessage: [{ afterMs: 1000, do: 'pay' }] }]);
    const file = await debtorsFile(folder, [row('PAYS'), row('NEVER')]);
    const good = await run(['collect', file, ...MAIL, '--wait', '3s', '--follow'], env);
    expect(good.code).toBe(0);
    expect(good.lines).toEqual([
      expect.stringMatching(/^REFERENCE +STAGE +PAID +OWED +REASON$/),
      expect.stringMatching(/^PAYS +paid +100\.00 EUR +0\.00 EUR/),
      expect.stringMatching(/^NEVER +unpaid +0\.00 EUR +100\.00 EUR/),
    ]);
    expect(good.err).toMatch(/^2 cases: 2 started\n/);
  }));

test('--follow with a case that the vendor rejects is exit code 1', () =>
  inFolder(async (folder) => {
    const phoneOnly = 'REJECTED,10.00,EUR,N-1,2026-02-01,,+31600000000'; // To a script that sends mail.
    const file = await debtorsFile(folder, [phoneOnly]);
    const { code, json } = await run(['collect', file, ...MAIL, '--follow', '--json'], env);
    expect(code).toBe(1);
    expect(json).toEqual([
      expect.objectContaining({ result: 'started', reference: 'REJECTED', stage: 'rejected', outcome: 'rejected' }),
    ]);
  }));

test('--follow leaves a case to the person that it needs, and what this person says carries it on', () =>
  inFolder(async (folder) => {
    await flow.control.addFault({ operation: 'addRecords', kind: 'unauthorized', times: 99, reference: 'STUCK' });
    const file = await debtorsFile(folder, [row('STUCK')]);
    const { code, lines } = await run(['collect', file, ...MAIL, '--follow'], env);
    expect({ code, lines }).toEqual({
      code: 1,
      lines: [expect.anything(), expect.stringMatching(/^STUCK +needs-attention/)],
    });
    expect((await run(['cases', '--stage', 'needs-attention', '--json'], env)).json).toEqual([
      expect.objectContaining({ reference: 'STUCK', stage: 'needs-attention', outcome: null }),
    ]);
    await flow.control.clearFaults();
    expect((await run(['resolve', 'STUCK', '--as', 'retry', ...SAID], env)).code).toBe(0);
    await waits('STUCK');
  }));

test('a file with a byte order mark and Windows line ends is read like any other', () =>
  inFolder(async (folder) => {
    const file = await debtorsFile(folder, [row('WINDOWS')]);
    await writeFile(file, `\uFEFF${(await readFile(file, 'utf8')).replaceAll('\n', '\r\n')}`);
    expect(await run(['collect', file, ...MAIL], env)).toMatchObject({ code: 0, out: '1 case: 1 started\n' });
  }));

test('schedules are applied, listed and run; an unknown one is exit code 2', async () => {
  const applied = await run(['schedules', 'apply'], { ...env, INCASSO_SWEEP_INTERVAL: '1h' });
  expect(applied).toMatchObject({ code: 0, out: 'sweep-paylinks: created\nsweep-emandates: created\n' });
  expect(await run(['schedules', 'apply'], { ...env, INCASSO_SWEEP_INTERVAL: '1h' })).toMatchObject({
    code: 0,
    out: 'sweep-paylinks: unchanged\nsweep-emandates: unchanged\n',
  });
  const { json } = await run(['schedules', 'list', '--json'], env);
  expect(json).toContainEqual(expect.objectContaining({ id: 'sweep-paylinks', everyMs: 3_600_000, paused: false }));
  expect((await run(['schedules', 'list'], env)).out).toMatch(/sweep-paylinks +1h +on/);
  expect((await run(['schedules', 'run', 'sweep-paylinks'], env)).code).toBe(0);
  expect((await run(['schedules', 'run', 'sweep-nothing'], env)).code).toBe(2);
});

test('a parked event is listed, assigned by a person, and then gone from the list', async () => {
  await collected('ASSIGNED');
  expect(await run(['parked', 'list', '--json'], env)).toMatchObject({ code: 0, out: '' });
  const event = {
    ...{ datetime: '2026-03-03T09:00:00Z', id: 'parked-1', reference: 'WHO', serviceId: 'no-link' },
    ...{ service: 'paylink', event: 'PayLinkPaid', data: { 'transaction-amount': 100 } },
  };
  const posted = await fetch(`${flow.receiver.url}/webhooks/alphacomm`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: basic(CREDENTIALS),
    },
    body: JSON.stringify(event),
  });
  expect(posted.status).toBe(202);
  const { json } = await run(['parked', 'list', '--json'], env);
  expect(json).toEqual([
    expect.objectContaining({ id: 'alphacomm:parked-1', vendor: 'alphacomm', event: 'PayLinkPaid', reference: 'WHO' }),
  ]);
  const id = 'alphacomm:parked-1';
  expect((await run(['parked', 'list'], env)).out).toMatch(/^ID .*\nalphacomm:parked-1 /);
  expect((await run(['parked', 'assign', id, 'NOBODY', ...SAID], env)).code).toBe(2);
  expect((await run(['parked', 'discard', 'alphacomm:none', ...SAID], env)).code).toBe(2);
  expect(await run(['parked', 'assign', id, 'ASSIGNED', ...SAID], env)).toMatchObject({
    code: 0,
    out: `${id}: delivered\n`,
  });
  expect((await run(['parked', 'discard', id, ...SAID], env)).code).toBe(1);
  await until('it is listed no more', async () => (await run(['parked', 'list', '--json'], env)).out === '');
});

// Last, since it takes the worker away.
test('where no worker answers, an open case says so within 10 s, and a closed one is shown all the same', async () => {
  await collected('ASLEEP');
  await flow.worker.stop();
  const startedAt = Date.now();
  const { code, out, faults } = await run(['case', 'ASLEEP'], env);
  expect({ code, out }).toEqual({ code: 3, out: '' });
  expect(faults).toEqual([expect.stringMatching(/^no worker answers on task queue .*: start `incasso worker`/)]);
  expect(Date.now() - startedAt).toBeLessThan(10_000);
  expect((await run(['case', 'PAYS', '--json'], env)).json[0]).toMatchObject({ stage: 'paid' });
  const { json } = await run(['cases', '--stage', 'paid', '--json'], env);
  expect(json.map(({ reference }) => reference)).toEqual(expect.arrayContaining(['PAYS', 'ELSEWHERE']));
});
