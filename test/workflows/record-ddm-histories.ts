import { createHash } from 'node:crypto';
import { beforeAll } from '@jest/globals';
import type { DdmFileType } from '../../src/client/index.js';
import { latestCalendarVersion } from '../../src/domain/calendar/holidays.js';
import type { PtxFaultRule } from '../../src/simulators/ptx/control-types.js';
import { createPtxClient } from '../../src/vendors/ptx/client.js';
import { createPtxSession } from '../../src/vendors/ptx/session.js';
import * as messages from '../../src/workflows/messages.js';
import { COLLECTION_PROFILE, ddmFilesOf, oneOffsFile, payersFile } from '../support/ddm-files.js';
import { DAY_MS } from '../support/fixtures.js';
import { ddmPaths, recordHistories } from '../support/histories.js';
import { PTX_APPROVER, type PtxFlow, startPtxFlow } from '../support/ptx-flow.js';
import { runSchedule } from '../support/schedules.js';
import { until } from '../support/until.js';

// Not a test: plays each path once and keeps its history. Run by `npm run histories` alone.

type DdmPath = (typeof ddmPaths)[number];
const said = { by: 'an operator', why: 'a reason' };

let flow: PtxFlow;
beforeAll(async () => {
  flow = await startPtxFlow({ httpTimeoutMs: 800 });
});

const payersOf = (path: DdmPath) => payersFile([path.toUpperCase().slice(0, 18)]);

/** Imports a file by the name of its path, with a fault where one is named, and answers what it asks. */
async function play(
  content: Uint8Array,
  {
    type = 'payers',
    profile = COLLECTION_PROFILE,
    faults = [],
    answers = [],
  }: Partial<{
    type: DdmFileType;
    profile: string;
    faults: [PtxFaultRule['operation'], PtxFaultRule['kind'], times?: number][];
    answers: messages.Resolution['as'][];
  }> = {},
): Promise<string> {
  const { control, incasso } = flow;
  for (const [operation, kind, times = 1] of faults) await control.addFault({ operation, kind, times });
  const { id } = await incasso.ddmFiles.import({ profile, type, extension: 'csv', content });
  for (const [index, as] of answers.entries()) {
    await until('it asks', async () => {
      await control.advance(500);
      const { timeline } = await incasso.ddmFiles.show(id);
      return timeline.filter(({ what }) => what.startsWith('needs attention')).length === index + 1;
    });
    await incasso.ddmFiles.resolve(id, { as, ...said });
  }
  await ddmFilesOf(flow).settled(id);
  await control.clearFaults();
  return messages.ddmFileWorkflowId(id);
}

const plays: Record<DdmPath, (path: DdmPath) => Promise<string>> = {
  'ddm-done': (path) => play(payersOf(path)),
  'ddm-in-part': () =>
    play(oneOffsFile(['DDM-DONE,10.00,2000-01-03', 'NOBODY,10.00,2099-01-05']), { type: 'one-offs' }),
  async 'ddm-known-at-ptx'(path) {
    const { url } = flow.simulator;
    const session = createPtxSession({ url, credentials: PTX_APPROVER, timeoutMs: 5_000 });
    const content = payersOf(path);
    const fileName = `payers-${createHash('sha256').update(content).digest('hex').slice(0, 16)}.csv`;
    const ptx = createPtxClient({ url, session, timeoutMs: 5_000 });
    await ptx.importPayers({ profileId: COLLECTION_PROFILE, fileName, content });
    return play(content);
  },
  'ddm-without-profile': (path) => play(payersOf(path), { profile: 'nobody' }),
  'ddm-answer-lost': (path) => play(payersOf(path), { faults: [['ptx.ddmFiles.importPayers', 'drop-after']] }),
  'ddm-handed-in-again': (path) =>
    play(payersOf(path), {
      faults: [['ptx.ddmFiles.importPayers', 'drop-before']],
      answers: ['retry', 'not-happened'],
    }),
  'ddm-said-to-be-there': (path) =>
    play(payersOf(path), { faults: [['ptx.ddmFiles.importPayers', 'drop-before']], answers: ['happened'] }),
  'ddm-given-up': (path) =>
    play(payersOf(path), {
      faults: [['ptx.ddmFiles.importPayers', 'unauthorized', 100]],
      answers: ['retry', 'not-happened'],
    }),
  'ddm-log-given-up': (path) =>
    play(payersOf(path), {
      faults: [['ptx.ddmFiles.queryLogByFileId', 'wrong-typed', 100]],
      answers: ['not-happened'],
    }),
  async 'reconcile-first'() {
    const { client, taskQueue } = flow;
    const workflowId = messages.reconcileScheduleId;
    const input: messages.ReconcileCollectionsInput = { calendar: latestCalendarVersion };
    await client.workflow.start(messages.workflowTypes.reconcileCollections, { workflowId, taskQueue, args: [input] });
    return workflowId;
  },
  async 'reconcile-next'() {
    const { client, incasso } = flow;
    await incasso.schedules.apply({ everyMs: 300 * DAY_MS, vendors: ['ptx'] });
    const first = await runSchedule(flow, messages.reconcileScheduleId);
    await client.workflow.getHandle(first).result();
    return runSchedule(flow, messages.reconcileScheduleId);
  },
};

recordHistories(ddmPaths, plays, () => flow.client);
