import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createBacsMessageActivities } from '../../src/activities/bacs-messages.js';
import type { PtxFaultRule } from '../../src/simulators/ptx/control-types.js';
import { createPtxClient } from '../../src/vendors/ptx/client.js';
import { createPtxSession } from '../../src/vendors/ptx/session.js';
import {
  bacsMessagesScheduleId,
  reconcileScheduleId,
  type WatchBacsMessagesResult,
} from '../../src/workflows/messages.js';
import { watchBacsMessages } from '../support/bacs-messages.js';
import { DAY_MS } from '../support/fixtures.js';
import { PTX_APPROVER, type PtxFlow, startPtxFlow } from '../support/ptx-flow.js';

const httpTimeoutMs = 800;
let flow: PtxFlow;
beforeAll(async () => {
  flow = await startPtxFlow({ httpTimeoutMs });
  await flow.incasso.schedules.apply({ everyMs: 300 * DAY_MS, vendors: ['ptx'] });
});
afterEach(() => flow.control.clearFaults());

// Of a type that concerns no mandate: how the others find theirs, `bacs-routing.test.ts` shows.
const xmlOf = (note: string) =>
  `<?xml version="1.0"?>\n<BACSDocument><Data><Input note="${note}"/></Data></BACSDocument>`;
const arrives = async (note: string, type = 'Input'): Promise<string> =>
  String((await flow.control.addMessage({ type, xml: xmlOf(note) })).reportId);
const pathOf = (reportId: string) => join(flow.dataDir, 'bacs-messages', `${reportId}.xml`);
const marked = async (reportId: string) =>
  (await flow.control.ledger({ effect: 'message.downloaded' })).filter(({ id }) => id === reportId).length;

const watch = () => watchBacsMessages(flow);

test('the schedules are those of the vendors that are asked for, each made once', async () => {
  const { schedules } = flow.incasso;
  const ids = [bacsMessagesScheduleId, reconcileScheduleId];
  const applied = await schedules.apply({ everyMs: 300 * DAY_MS, vendors: ['ptx'] });
  expect(applied).toEqual(ids.map((id) => ({ id, change: 'unchanged' })));
  expect(await schedules.list()).toMatchObject(ids.map((id) => ({ id, everyMs: 300 * DAY_MS, paused: false })));
  expect(await schedules.apply({ everyMs: 300 * DAY_MS, vendors: [] })).toEqual([]);
});

test('a message is kept as it came, for its owner alone, and only then marked as downloaded', async () => {
  const [one, other] = [await arrives('one', 'Arrival'), await arrives('other')];
  expect(await watch()).toEqual({ found: 2, kept: 2, failed: 0, routed: 0, parked: 0, warnings: [], failures: [] });
  expect(await readFile(pathOf(one), 'utf8')).toBe(xmlOf('one'));
  expect((await stat(pathOf(other))).mode & 0o777).toBe(0o600);
  expect([await marked(one), await marked(other)]).toEqual([1, 1]);
  expect(await watch()).toMatchObject({ found: 0, kept: 0 });
  const { messages } = await flow.incasso.ptx.messages();
  expect(messages).toMatchObject([
    { reportId: other, type: 'Input', downloaded: true, kept: true, serviceType: 'BACSTel-IP' },
    { reportId: one, type: 'Arrival', downloaded: true, kept: true },
  ]);
});

const KINDS: PtxFaultRule['kind'][] = [
  'drop-before',
  'drop-after',
  'timeout-after',
  'unauthorized',
  'rate-limited',
  'error-500-before',
  'error-500-after',
  'unavailable',
  'slow',
  'truncated',
  'wrong-typed',
];
const OPERATIONS = [
  'ptx.bacsMessages.export',
  'ptx.bacsMessages.markDownloaded',
  'ptx.bacsMessages.queryNotDownloaded',
  'ptx.bacsMessages.listDownloadable',
] as const;

describe.each(KINDS)('%s', (kind) => {
  test.each(OPERATIONS)(
    'at %s: the message is kept and marked once, at the latest by the next run',
    async (operation) => {
      const reportId = await arrives(`${kind} ${operation}`);
      await flow.control.addFault({ operation, kind, delayMs: httpTimeoutMs / 2, retryAfterSeconds: 1 });
      const first = await watch();
      expect(first.failed + first.kept).toBeLessThanOrEqual(1);
      expect(first.failures.map((failure) => failure.reportId)).toEqual(first.failed === 1 ? [reportId] : []);
      await watch();
      expect(await readFile(pathOf(reportId), 'utf8')).toBe(xmlOf(`${kind} ${operation}`));
      expect(await marked(reportId)).toBe(1);
      expect((await watch()).found).toBe(0);
    },
    30_000,
  );
});

test('a message that is cut off does not hold up the others; cut off once more it is taken as it came', async () => {
  const cutOff = '<BACSDocument><Data>';
  const poison = String((await flow.control.addMessage({ type: 'Arrival', xml: cutOff })).reportId);
  const good = await arrives('good');
  const expected = { found: 2, kept: 1, failed: 1, failures: [{ reportId: poison, reason: expect.any(String) }] };
  expect(await watch()).toMatchObject(expected);
  expect([await marked(good), await marked(poison)]).toEqual([1, 0]);
  const { messages } = await flow.incasso.ptx.messages();
  expect(messages.find(({ reportId }) => reportId === poison)).toMatchObject({ kept: false, downloaded: false });
  const warnings = [`report ${poison} never came whole: what came is ${poison}.xml`];
  expect(await watch()).toMatchObject({ found: 1, kept: 1, failed: 0, parked: 0, warnings });
  expect(await marked(poison)).toBe(1);
  expect(await readFile(pathOf(poison), 'utf8')).toBe(cutOff);
  expect((await readdir(join(flow.dataDir, 'bacs-messages'))).filter((name) => !/^\d+\.xml$/.test(name))).toEqual([]);
});

test('a message with a router is routed before it is marked, and routed again where that failed', async () => {
  const { simulator, dataDir } = flow;
  const session = createPtxSession({ url: simulator.url, credentials: PTX_APPROVER, timeoutMs: 5_000 });
  const ptx = createPtxClient({ url: simulator.url, session, timeoutMs: 5_000 });
  const routed: string[] = [];
  const ADDACS = async ({ reportId }: { reportId: string }, xml: string) => {
    routed.push(xml);
    expect(await marked(reportId)).toBe(0);
    if (routed.length === 1) throw new Error('no mandate yet');
    return { routed: 2, parked: 1 };
  };
  const { fetchBacsMessages } = createBacsMessageActivities({ ptx, dataDir, routers: { ADDACS } });
  const fetch = (): Promise<WatchBacsMessagesResult> =>
    new MockActivityEnvironment().run(fetchBacsMessages, { serviceType: 'BACSTel-IP' as const });
  const reportId = await arrives('routed', 'ADDACS');
  const failed = await fetch();
  expect(failed.failures).toContainEqual({ reportId, reason: 'no mandate yet' });
  expect(await marked(reportId)).toBe(0);
  expect(await fetch()).toMatchObject({ routed: 2, parked: 1 });
  expect(routed).toEqual([xmlOf('routed'), xmlOf('routed')]);
  expect(await marked(reportId)).toBe(1);
});
