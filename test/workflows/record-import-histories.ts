import { randomBytes } from 'node:crypto';
import { beforeAll } from '@jest/globals';
import { type ImportRequest, prepareImport } from '../../src/client/prepare-import.js';
import type { VendorFaultKind } from '../../src/simulators/control-client.js';
import * as messages from '../../src/workflows/messages.js';
import { type Flow, startFlow } from '../support/flow.js';
import { importPaths, recordHistories } from '../support/histories.js';
import { message } from '../support/inputs.js';
import { records } from '../support/records.js';
import { until } from '../support/until.js';

// Not a test: plays each path once and keeps its history. Run by `npm run histories` alone.

type ImportPath = (typeof importPaths)[number];
const said = { by: 'an operator', why: 'a reason' };
/** A login that is refused so often, and once more with the other calls, is a person's business. */
const LOGINS = 3;

let flow: Flow;
beforeAll(async () => {
  flow = await startFlow({ httpTimeoutMs: 500, importWindowMs: 1_500 });
});

const request = (path: ImportPath, more: Partial<ImportRequest> = {}): ImportRequest => {
  return { script: '1001', as: 'rows', rows: records(path, 3), ...more };
};
const collect = { payLink: { from: 'script' as const }, steps: [message(300)] };

async function run(path: ImportPath, more: Partial<ImportRequest> = {}): Promise<string> {
  const { view } = await flow.incasso.imports.run(request(path, more));
  return messages.importWorkflowId(view.id);
}

/** An import whose next call goes wrong until a person is asked, who says what is to be. */
async function answered(
  path: ImportPath,
  { kind, times = 1, ...more }: { kind: VendorFaultKind; times?: number } & Partial<ImportRequest>,
  as: messages.Resolution['as'],
): Promise<string> {
  await flow.control.addFault({ operation: 'addRecords', kind, times });
  const { view } = await flow.incasso.imports.run(request(path, more));
  await flow.incasso.imports.resolve(view.id, { as, ...said });
  return run(path, more);
}

const plays: Record<ImportPath, (path: ImportPath) => Promise<string>> = {
  'import-rows': run,
  'import-collected': (path) => run(path, { collect }),
  async 'import-case'(path) {
    await run(path, { collect });
    const [reference = ''] = records(path, 1).map((row) => row.reference);
    const link = () => flow.control.ledger({ reference, effect: 'message.sent' });
    await until('its PayLink', async () => (await link()).length > 0);
    await flow.control.tell({ reference, story: 'paid' });
    return messages.caseWorkflowId(reference);
  },
  async 'import-looked-up'(path) {
    await flow.control.addFault({ operation: 'addRecords', kind: 'drop-after' });
    return run(path);
  },
  'import-needs-attention': (path) => answered(path, { kind: 'drop-before' }, 'retry'),
  'import-refused': (path) => answered(path, { kind: 'unauthorized', times: LOGINS }, 'not-happened'),
  async 'import-cancelled-in-temporal'(path) {
    await flow.control.addFault({ operation: 'addRecords', kind: 'drop-before' });
    const id = await run(path);
    await flow.client.workflow.getHandle(id).cancel();
    return id;
  },
  async 'import-in-a-new-run'(path) {
    // Pages that fill one history, and a small one that is left for the next.
    const noise = () => randomBytes(150).toString('base64');
    const layout = [...Array.from({ length: 10 }, () => 2_400), 3];
    const rows = records(path, 10 * 2_400 + 3).map((row, index) => {
      return index < 10 * 2_400 ? { ...row, personFamilyName: noise() } : row;
    });
    const { input, page } = prepareImport(request(path, { rows }), layout);
    const { client, taskQueue } = flow;
    const workflowId = messages.importWorkflowId(input.id);
    const { importRecords } = messages.workflowTypes;
    const { firstExecutionRunId } = await client.workflow.start(importRecords, {
      workflowId,
      taskQueue,
      args: [input],
    });
    for (const index of layout.keys()) {
      if (index === layout.length - 1) {
        await until('the next run', async () => {
          return (await client.workflow.getHandle(workflowId).describe()).runId !== firstExecutionRunId;
        });
      }
      await client.workflow.getHandle(workflowId).executeUpdate(messages.importPage, { args: [index, page(index)] });
    }
    return workflowId;
  },
  'import-file': (path) => run(path, { as: 'file' }),
  'import-file-answer-lost': (path) => answered(path, { kind: 'drop-before', as: 'file' }, 'retry'),
  'import-file-given-up': (path) => answered(path, { kind: 'timeout-after', as: 'file' }, 'not-happened'),
};

recordHistories(importPaths, plays, () => flow.client);
