import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createBacsMessageActivities } from '../../src/activities/bacs-messages.js';
import { createBacsRouters } from '../../src/activities/bacs-routing.js';
import { createEventDelivery } from '../../src/client/delivery.js';
import { UnknownReferenceError } from '../../src/client/index.js';
import { createParking } from '../../src/client/parking.js';
import type { BacsRecord, NewBacsReport } from '../../src/simulators/ptx/control-types.js';
import { createPtxClient } from '../../src/vendors/ptx/client.js';
import { createPtxSession } from '../../src/vendors/ptx/session.js';
import * as messages from '../../src/workflows/messages.js';
import { unservedMandates, watchBacsMessages } from '../support/bacs-messages.js';
import { all, DAY_MS, SAID } from '../support/fixtures.js';
import { startIncasso } from '../support/incasso-process.js';
import { startMandateFlow } from '../support/mandate-flow.js';
import { PTX_APPROVER, PTX_USER, type PtxFlow, startPtxFlow } from '../support/ptx-flow.js';
import { startRealServer } from '../support/servers.js';
import { until } from '../support/until.js';

// What Bacs reports comes to its mandate, once, or to a person; and only then PTX is told that it was taken.
let flow: PtxFlow;
let mandates: ReturnType<typeof unservedMandates>;
beforeAll(async () => {
  flow = await startPtxFlow();
  mandates = unservedMandates(flow.client);
  await flow.incasso.schedules.apply({ everyMs: 300 * DAY_MS, vendors: ['ptx'] });
});

const watch = () => watchBacsMessages(flow);
const addReport = async (report: NewBacsReport): Promise<string> =>
  String((await flow.control.addMessage(report)).reportId);
const isMarked = async (reportId: string) =>
  (await flow.control.messages()).find((message) => String(message.reportId) === reportId)?.downloaded;
const advice = (reference: string, code: string) => ({
  reference,
  'reason-code': code,
  'effective-date': '2026-03-04',
});
const eventIdsTold = async (reference: string) => (await mandates.told(reference)).map(({ eventId }) => eventId);
const parkedOf = async (reportId: string) =>
  (await all(flow.incasso.parked.list())).filter(({ id }) => id.startsWith(`ptx:${reportId}-`));
const stageOf = (id: string, stage: messages.ParkedStage) =>
  until(`${id} is ${stage}`, async () => {
    const parked = await flow.incasso.parked.show(id);
    return parked.stage === stage && parked;
  });

test('each record comes to its own mandate, in the order of the report, and then the report is marked', async () => {
  await Promise.all(['ROUTE-0001', 'ROUTE-0002'].map(mandates.open));
  const report = await addReport({
    type: 'ARUDD',
    records: [
      { ref: 'ROUTE-0001', returnCode: '0', transCode: '17', originalProcessingDate: '2026-03-02', valueOf: '12.50' },
      {
        ref: ' route-0002 ',
        returnCode: '2',
        PayerAccount: { number: '12345678', sortCode: '200000', name: 'A PAYER' },
      },
      { ref: 'ROUTE-0001', returnCode: '1' },
    ],
  });
  expect(await watch()).toMatchObject({ found: 1, kept: 1, failed: 0, routed: 3, parked: 0, warnings: [] });
  const nothing = {
    transactionCode: null,
    amountMinor: null,
    originalDate: null,
    effectiveDate: null,
    newAccountHash: null,
  };
  expect(await mandates.told('ROUTE-0001')).toEqual([
    {
      ...{ ...nothing, eventId: `${report}-1`, report: 'ARUDD', code: '0', reference: 'ROUTE-0001' },
      ...{ transactionCode: '17', amountMinor: 12_50, originalDate: '2026-03-02' },
    },
    { ...nothing, eventId: `${report}-3`, report: 'ARUDD', code: '1', reference: 'ROUTE-0001' },
  ]);
  expect(await mandates.told('ROUTE-0002')).toEqual([
    { ...nothing, eventId: `${report}-2`, report: 'ARUDD', code: '2', reference: 'route-0002' },
  ]);
  expect(await isMarked(report)).toBe(true);
  expect(await parkedOf(report)).toEqual([]);
});

const empty = '<BACSDocument><Data><X/></Data></BACSDocument>';
const WHOLE: [what: string, report: NewBacsReport, reason: string | null][] = [
  ['ADDACS without records', { type: 'ADDACS', xml: empty }, 'no record with a reason code'],
  ['ARUDD whose records have no code', { type: 'ARUDD', records: [{ ref: 'X-00000001' }] }, 'no reason code in any'],
  ['DDICA in a layout that is not known', { type: 'DDICA', xml: '<a><b c="d"/></a>' }, 'no record'],
  ['AUDDIS whose document expands', { type: 'AUDDIS', xml: '<!DOCTYPE a><a/>' }, 'declares a document type'],
  ['AUDDIS that rejects a file', { type: 'AUDDIS', name: 'AUDDIS File Rejection (7004)', xml: empty }, 'no record'],
  ['AUDDIS that accepts a file', { type: 'AUDDIS', name: 'AUDDIS File Acceptance (7003)', xml: empty }, null],
  ['a type that concerns no mandate', { type: 'Withdrawal', xml: empty }, null],
  ['a test', { type: 'Test Advice', name: 'AUDDIS Bank Returned DDI', records: [advice('ROUTE-0001', '2')] }, null],
];

test.each(WHOLE)('%s is kept and marked, and whole for a person where it has to be seen', async (_, report, reason) => {
  const reportId = await addReport(report);
  expect(await watch()).toMatchObject({ found: 1, kept: 1, failed: 0, routed: 0, parked: reason === null ? 0 : 1 });
  expect(await isMarked(reportId)).toBe(true);
  expect((await readFile(join(flow.dataDir, 'bacs-messages', `${reportId}.xml`), 'utf8')).length).toBeGreaterThan(0);
  const expected = {
    id: `ptx:${reportId}-0`,
    vendor: 'ptx',
    event: report.type,
    stage: 'needs-attention',
    reference: null,
  };
  expect(await parkedOf(reportId)).toEqual(
    reason === null ? [] : [expect.objectContaining({ ...expected, reason: expect.stringContaining(reason) })],
  );
});

const CUT_OFF = '<BACSDocument><Data><ADDACS><MessagingAdvice reference="ROUTE-0001" reason-code="1"';

test('a report that comes cut off twice in the same way is kept as it came, whole for a person, and marked', async () => {
  const { reportId } = await flow.control.addMessage({ type: 'ADDACS', xml: CUT_OFF });
  const told = await eventIdsTold('ROUTE-0001');
  expect(await watch()).toMatchObject({ found: 1, kept: 0, failed: 1, parked: 0 });
  expect(await parkedOf(String(reportId))).toEqual([]);
  expect(await isMarked(String(reportId))).toBe(false);
  const warnings = [`report ${reportId} never came whole: what came is ${reportId}.xml`];
  expect(await watch()).toMatchObject({ found: 1, kept: 1, failed: 0, parked: 1, warnings });
  expect(await parkedOf(String(reportId))).toMatchObject([
    { id: `ptx:${reportId}-0`, stage: 'needs-attention', reason: expect.stringContaining('is not well-formed XML') },
  ]);
  expect(await isMarked(String(reportId))).toBe(true);
  const folder = join(flow.dataDir, 'bacs-messages');
  expect(await readFile(join(folder, `${reportId}.xml`), 'utf8')).toBe(CUT_OFF);
  expect((await readdir(folder)).filter((name) => !name.endsWith('.xml'))).toEqual([]);
  expect(await eventIdsTold('ROUTE-0001')).toEqual(told);
  expect(await watch()).toMatchObject({ found: 0, parked: 0 });
});

test('a report of which PTX gives no XML twice is for a person, and is taken as soon as PTX gives it', async () => {
  await mandates.open('ROUTE-0007');
  const report = await addReport({ type: 'ADDACS', records: [advice('ROUTE-0007', '1')] });
  await flow.control.addFault({ operation: 'ptx.bacsMessages.export', kind: 'wrong-typed', times: 2 });
  expect(await watch()).toMatchObject({ kept: 0, failed: 1 });
  expect(await parkedOf(report)).toEqual([]);
  expect(await watch()).toMatchObject({ kept: 0, failed: 1 });
  expect(await parkedOf(report)).toMatchObject([
    { id: `ptx:${report}-0`, stage: 'needs-attention', reason: 'PTX gives no XML of the report: look for it there' },
  ]);
  expect(await isMarked(report)).toBe(false);
  expect(await watch()).toMatchObject({ kept: 1, failed: 0, routed: 1 });
  expect(await eventIdsTold('ROUTE-0007')).toEqual([`${report}-1`]);
});

test('the type of a report is the same in whatever letters, with blanks around it', async () => {
  await mandates.open('ROUTE-0006');
  const reports: string[] = [];
  for (const type of ['Addacs', ' arudd ']) {
    const record: BacsRecord = type === 'Addacs' ? advice('ROUTE-0006', '1') : { ref: 'ROUTE-0006', returnCode: '0' };
    reports.push(await addReport({ type, records: [record] }));
  }
  expect(await watch()).toMatchObject({ routed: 2, parked: 0 });
  expect(await mandates.told('ROUTE-0006')).toMatchObject([
    { eventId: `${reports[0]}-1`, report: 'ADDACS', code: '1' },
    { eventId: `${reports[1]}-1`, report: 'ARUDD', code: '0' },
  ]);
});

test.each(['Addacs (test)', 'BACS-ADDACS'])(
  'a report of type %s is for a person, whole, and tells no mandate',
  async (type) => {
    const told = await eventIdsTold('ROUTE-0006');
    const report = await addReport({ type, records: [advice('ROUTE-0006', '1')] });
    expect(await watch()).toMatchObject({ kept: 1, routed: 0, parked: 1 });
    expect(await parkedOf(report)).toMatchObject([
      {
        id: `ptx:${report}-0`,
        event: 'ADDACS',
        stage: 'needs-attention',
        reason: expect.stringContaining(`of type "${type}"`),
      },
    ]);
    expect(await isMarked(report)).toBe(true);
    expect(await eventIdsTold('ROUTE-0006')).toEqual(told);
  },
);

test('an acceptance of a file tells mandates only what it says against them', async () => {
  await mandates.open('ROUTE-0003');
  const records = [advice('ROUTE-0003', '5'), { reference: 'ROUTE-0004' }];
  const report = await addReport({ type: 'AUDDIS', name: 'AUDDIS File Acceptance (7003)', records });
  expect(await watch()).toMatchObject({ routed: 1, parked: 0 });
  expect(await eventIdsTold('ROUTE-0003')).toEqual([`${report}-1`]);
});

test('a returned credit comes to the mandate whose refund it was', async () => {
  await mandates.open('ROUTE-0005');
  const report = await addReport({ type: 'ARUCS', records: [{ ref: 'ROUTE-0005', returnCode: '5', valueOf: '3.00' }] });
  expect(await watch()).toMatchObject({ routed: 1, parked: 0 });
  expect(await mandates.told('ROUTE-0005')).toMatchObject([
    { eventId: `${report}-1`, report: 'ARUCS', amountMinor: 3_00 },
  ]);
});

describe('what finds no mandate', () => {
  test('is parked record by record: it looks for its mandate by itself, unless it lacks what one needs', async () => {
    const records = [
      advice('NOBODY-0001', '1'),
      { reference: 'NOBODY-0002', 'effective-date': '2026-03-04' },
      { 'reason-code': '1' },
      advice('not a reference: #1', '3'),
    ];
    const report = await addReport({ type: 'ADDACS', records });
    expect(await watch()).toMatchObject({ found: 1, kept: 1, failed: 0, routed: 0, parked: 4 });
    expect(await isMarked(report)).toBe(true);
    expect((await parkedOf(report)).sort((a, b) => a.id.localeCompare(b.id))).toMatchObject([
      { id: `ptx:${report}-1`, event: 'ADDACS', stage: 'retrying', reference: 'NOBODY-0001' },
      {
        id: `ptx:${report}-2`,
        stage: 'needs-attention',
        reference: 'NOBODY-0002',
        reason: 'the record has no reason code',
      },
      {
        id: `ptx:${report}-3`,
        stage: 'needs-attention',
        reference: null,
        reason: 'the record of ADDACS names no mandate',
      },
      { id: `ptx:${report}-4`, stage: 'needs-attention', reference: null },
    ]);
  });

  test('reaches a mandate that is set up after it by itself, once', async () => {
    const report = await addReport({ type: 'AUDDIS', records: [advice('EARLY-0001', '1')] });
    expect(await watch()).toMatchObject({ routed: 0, parked: 1 });
    await mandates.open('EARLY-0001');
    expect(await stageOf(`ptx:${report}-1`, 'delivered')).toMatchObject({ reason: 'delivered to EARLY-0001' });
    expect(await eventIdsTold('EARLY-0001')).toEqual([`${report}-1`]);
  });

  test('a person gives to a mandate, in small letters too, or puts it away', async () => {
    await mandates.open('THEIRS-0001');
    const report = await addReport({
      type: 'ADDACS',
      records: [advice('NOBODY-0003', '1'), { 'reason-code': 'D' }, {}],
    });
    await watch();
    const { parked } = flow.incasso;
    await expect(parked.assign(`ptx:${report}-1`, { reference: 'NOBODY-0004', ...SAID })).rejects.toThrow(
      new UnknownReferenceError({ one: 'mandate', many: 'mandates', name: 'reference' }, 'NOBODY-0004'),
    );
    for (const n of [2, 3]) {
      const assigned = await parked.assign(`ptx:${report}-${n}`, { reference: 'theirs-0001', ...SAID });
      expect(assigned).toEqual({ stage: 'delivered' });
    }
    expect(await mandates.told('THEIRS-0001')).toMatchObject([
      { eventId: `${report}-2`, code: 'D' },
      { eventId: `${report}-3`, code: null },
    ]);
    expect(await parked.discard(`ptx:${report}-1`, SAID)).toEqual({ stage: 'discarded' });
  });

  test('is parked where the mandate has ended, which no report begins anew', async () => {
    await mandates.open('ENDED-0001');
    const first = await addReport({ type: 'ARUDD', records: [{ ref: 'ENDED-0001', returnCode: '0' }] });
    await watch();
    await mandates.end('ENDED-0001', [`${first}-1`]);
    const second = await addReport({ type: 'ARUDD', records: [{ ref: 'ENDED-0001', returnCode: '1' }] });
    expect(await watch()).toMatchObject({ routed: 0, parked: 1 });
    expect(await parkedOf(second)).toMatchObject([{ reason: 'its mandate ENDED-0001 is closed', stage: 'retrying' }]);
    const assigning = flow.incasso.parked.assign(`ptx:${second}-1`, { reference: 'ENDED-0001', ...SAID });
    await expect(assigning).rejects.toThrow('its mandate ENDED-0001 is closed');
    const delivery = createEventDelivery(flow.client, flow);
    const [taken] = await mandates.told('ENDED-0001');
    if (taken === undefined) throw new Error('nothing was told');
    expect(await delivery.deliver({ kind: 'bacs', ...taken }, 'ENDED-0001')).toEqual({
      to: 'case',
      reference: 'ENDED-0001',
    });
    expect(await eventIdsTold('ENDED-0001')).toEqual([`${first}-1`]);
  });
});

describe('at unlucky moments', () => {
  /** The activity alone, with a login of its own, so that a delivery can fail. */
  function fetcher(fails: (reference: string | null) => boolean) {
    const { client, simulator, dataDir, taskQueue } = flow;
    const session = createPtxSession({ url: simulator.url, credentials: PTX_APPROVER, timeoutMs: 5_000 });
    const ptx = createPtxClient({ url: simulator.url, session, timeoutMs: 5_000 });
    const delivery = createEventDelivery(client, { taskQueue });
    const deliver: typeof delivery.deliver = async (event, reference) => {
      if (fails(reference)) throw new Error('Temporal has not got it');
      return delivery.deliver(event, reference);
    };
    const routers = createBacsRouters({ delivery: { deliver }, parking: createParking(client, { taskQueue }) });
    const { fetchBacsMessages } = createBacsMessageActivities({ ptx, dataDir, routers });
    return (): Promise<messages.WatchBacsMessagesResult> =>
      new MockActivityEnvironment().run(fetchBacsMessages, { serviceType: 'BACSTel-IP' as const });
  }

  test('a record that fails holds up no other one, and its report is not marked until it is through', async () => {
    await Promise.all(['FAIL-0001', 'FAIL-0002'].map(mandates.open));
    const records = ['FAIL-0001', 'FAIL-0002', 'FAIL-0001', 'NOBODY-0005'].map((reference) => advice(reference, '0'));
    const report = await addReport({ type: 'ADDACS', records });
    let broken = true;
    const fetch = fetcher((reference) => broken && reference === 'FAIL-0001');
    const reason = `record ${report}-1: Temporal has not got it`;
    expect(await fetch()).toMatchObject({ found: 1, kept: 0, failed: 1, failures: [{ reportId: report, reason }] });
    expect(await isMarked(report)).toBe(false);
    expect(await eventIdsTold('FAIL-0002')).toEqual([`${report}-2`]);
    expect(await parkedOf(report)).toHaveLength(1);
    broken = false;
    expect(await fetch()).toMatchObject({ found: 1, kept: 1, failed: 0, routed: 3, parked: 1 });
    expect(await isMarked(report)).toBe(true);
    expect(await eventIdsTold('FAIL-0001')).toEqual([`${report}-1`, `${report}-3`]);
    expect(new Set(await eventIdsTold('FAIL-0002'))).toEqual(new Set([`${report}-2`]));
    expect(await parkedOf(report)).toHaveLength(1);
  });

  test('what a person has put away does not come back with the next try', async () => {
    const report = await addReport({ type: 'ADDACS', records: [advice('NOBODY-0006', '0')] });
    await flow.control.addFault({ operation: 'ptx.bacsMessages.markDownloaded', kind: 'error-500-before', times: 10 });
    expect(await watch()).toMatchObject({ kept: 0, failed: 1 });
    await flow.incasso.parked.discard(`ptx:${report}-1`, SAID);
    await flow.control.clearFaults();
    expect(await watch()).toMatchObject({ kept: 1, parked: 1 });
    expect(await parkedOf(report)).toEqual([]);
    expect(await flow.incasso.parked.show(`ptx:${report}-1`)).toMatchObject({ stage: 'discarded' });
  });

  test('two that fetch at once leave each record with its mandate under one name, and park it once', async () => {
    await mandates.open('TWICE-0001');
    const records = Array.from({ length: 20 }, (_, n) =>
      advice(n % 2 === 0 ? 'TWICE-0001' : `NOBODY-1${100 + n}`, '0'),
    );
    const report = await addReport({ type: 'ADDACS', records });
    const start = (n: number) =>
      flow.client.workflow.execute(messages.workflowTypes.watchBacsMessages, {
        workflowId: `watch-${process.pid}-${n}`,
        taskQueue: flow.taskQueue,
      });
    const results = (await Promise.all([start(1), start(2)])) as messages.WatchBacsMessagesResult[];
    expect(results.map(({ failed }) => failed)).toEqual([0, 0]);
    expect(new Set(await eventIdsTold('TWICE-0001'))).toEqual(
      new Set(records.flatMap((_, n) => (n % 2 === 0 ? [`${report}-${n + 1}`] : []))),
    );
    expect(await until('the list', async () => (await parkedOf(report)).length >= 10 && parkedOf(report))).toHaveLength(
      10,
    );
    const marks = (await flow.control.ledger({ effect: 'message.downloaded' })).filter(({ id }) => id === report);
    expect(marks).toHaveLength(1);
  });
});

test.each([
  ['seen ten days after its date is acted on, and told to be late', -10, 1],
  ['whose date lies ahead of our clock is acted on at once', 10, 0],
])('a report %s', async (_, days, warnings) => {
  const origin = new Date(Date.now() + days * DAY_MS).toISOString();
  const late = await startPtxFlow({ simulator: { clock: { origin, speed: 1 } } });
  const reference = `LATE-${1000 + days}`;
  await mandates.open(reference);
  const { reportId } = await late.control.addMessage({ type: 'ADDACS', records: [advice(reference, '1')] });
  await late.control.addMessage({ type: 'Arrival', records: [] });
  const workflowId = `watch-${process.pid}-${days}`;
  const run = { workflowId, taskQueue: late.taskQueue };
  const result = await late.client.workflow.execute(messages.workflowTypes.watchBacsMessages, run);
  expect(result).toMatchObject({ found: 2, kept: 2, failed: 0, routed: 1, parked: 0 });
  expect((result as messages.WatchBacsMessagesResult).warnings).toEqual(
    warnings === 0 ? [] : [expect.stringMatching(new RegExp(`^report ${reportId} \\(ADDACS\\) of .* is late on `))],
  );
  expect(await eventIdsTold(reference)).toEqual([`${reportId}-1`]);
});

test('a mandate acts once on a record that it is told twice', async () => {
  const { active, control, hear, mandates: live, staged } = await startMandateFlow();
  await active('LIVE-00001');
  await control.addMessage({ type: 'ADDACS', records: [advice('live-00001', 'D')] });
  await control.addFault({ operation: 'ptx.bacsMessages.markDownloaded', kind: 'error-500-before' });
  expect(await hear()).toMatchObject({ kept: 0, failed: 1 });
  expect(await hear()).toMatchObject({ kept: 1, failed: 0, routed: 1, parked: 0 });
  expect(await staged('LIVE-00001', 'needs-attention')).toMatchObject({ reason: expect.stringMatching(/^ADDACS D/) });
  const { timeline } = await live.show('LIVE-00001');
  expect(timeline.filter(({ what }) => what.includes('reported by the bank: ADDACS D'))).toHaveLength(1);
});

test('a worker that dies between telling and marking is followed by one that tells the same, and marks', async () => {
  const { client, control, simulator } = flow;
  await mandates.open('KILLED-0001');
  await flow.worker.stop(); // Two workers of one PTX user there are not.
  const { server } = await startRealServer();
  const taskQueue = `bacs-killed-${process.pid}`;
  const variables = {
    TEMPORAL_ADDRESS: server.address,
    INCASSO_TASK_QUEUE_PREFIX: taskQueue,
    PTX_URL: simulator.url,
    PTX_EMAIL: PTX_USER.email,
    PTX_PASSWORD: PTX_USER.password,
    INCASSO_HTTP_TIMEOUT: '90s',
    INCASSO_DATA_DIR: flow.dataDir,
    LOG_LEVEL: 'error',
  };
  const records = [advice('KILLED-0001', '0'), advice('NOBODY-0007', '0')];
  const report = await addReport({ type: 'ADDACS', records });
  await control.addFault({ operation: 'ptx.bacsMessages.markDownloaded', kind: 'slow', delayMs: 80_000 });
  const worker = await startIncasso(['worker'], variables);
  const run = { workflowId: `watch-${taskQueue}`, taskQueue };
  const handle = await client.workflow.start(messages.workflowTypes.watchBacsMessages, run);
  await until('the mark is under way', async () =>
    (await control.calls()).some(
      ({ operation, answered }) => operation.endsWith('markDownloaded') && answered === 'slow',
    ),
  );
  await worker.kill();
  expect(await isMarked(report)).toBe(false);
  await startIncasso(['worker'], variables);
  expect(await handle.result()).toMatchObject({ found: 1, kept: 1, failed: 0, routed: 1, parked: 1 });
  expect(await isMarked(report)).toBe(true);
  expect(await eventIdsTold('KILLED-0001')).toEqual([`${report}-1`, `${report}-1`]);
  expect(await parkedOf(report)).toHaveLength(1);
});
