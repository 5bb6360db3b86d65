import { beforeAll, expect, test } from '@jest/globals';
import { eMandatesOf } from '../support/emandates.js';
import { type Flow, startFlow } from '../support/flow.js';
import { startRealServer } from '../support/servers.js';
import { run } from './support.js';

let flow: Flow;
let own: ReturnType<typeof eMandatesOf>;
let env: Record<string, string>;
const SAID = ['--by', 'ann', '--why', 'asked by phone'];
const ASKED = ['--debtor', 'D-1', '--name', 'A. Person', '--reason', 'rent'];

beforeAll(async () => {
  flow = await startFlow();
  own = eMandatesOf(flow);
  const { server } = await startRealServer();
  env = { TEMPORAL_ADDRESS: server.address, INCASSO_TASK_QUEUE_PREFIX: flow.taskQueue, INCASSO_HTTP_TIMEOUT: '2s' };
});

const emandate = (...args: string[]) => run(['emandate', ...args], env);

test('a mandate is requested once, shown with its address, and listed by its stage', async () => {
  expect(await emandate('request', 'CLI-1', ...ASKED)).toMatchObject({ code: 0, out: 'CLI-1: started\n' });
  expect(await emandate('request', 'CLI-1', ...ASKED)).toMatchObject({ out: 'CLI-1: already started before\n' });
  await own.stage('CLI-1', 'awaiting');
  const { lines } = await emandate('show', 'CLI-1');
  expect(lines[0]).toBe('CLI-1: awaiting');
  expect(lines.join('\n')).toMatch(/address +https:\/\/betaalmachtiging\.nl\//);
  const { json } = await emandate('show', 'CLI-1', '--json');
  expect(json).toEqual([await flow.incasso.emandates.show('CLI-1')]);
  await own.listed('CLI-1');
  expect((await emandate('list', '--stage', 'awaiting')).out).toMatch(/^REFERENCE.*\nCLI-1 +awaiting/);
  expect((await emandate('list', '--json')).json).toContainEqual(
    expect.objectContaining({ reference: 'CLI-1', stage: 'awaiting', outcome: null }),
  );
});

test('whoever cancels reads that the debtor can still give it', async () => {
  await emandate('request', 'CLI-2', ...ASKED, '--type', 'OOFF', '--wait', '90d', '--json');
  const { code, out } = await emandate('cancel', 'CLI-2', ...SAID);
  expect([code, out]).toEqual([0, expect.stringMatching(/^CLI-2: cancelled \(.*can still give it/)]);
  expect((await flow.incasso.emandates.result('CLI-2')).stage).toBe('cancelled');
  expect(await emandate('cancel', 'CLI-2', ...SAID)).toMatchObject({ code: 1, out: '' });
});

test('a question is answered, and one that is not asked is refused', async () => {
  await flow.control.addFault({ operation: 'mandate.create', kind: 'unauthorized', reference: 'CLI-3', times: 3 });
  await emandate('request', 'CLI-3', ...ASKED);
  await own.stage('CLI-3', 'needs-attention');
  expect(await emandate('resolve', 'CLI-3', '--as', 'retry', ...SAID)).toMatchObject({ code: 0 });
  await own.stage('CLI-3', 'awaiting');
  expect(await emandate('resolve', 'CLI-3', '--as', 'retry', ...SAID)).toMatchObject({ code: 1 });
});

test('what is wrong is told before anything is started, and an unknown reference is wrong input', async () => {
  const { code, faults } = await emandate('request', 'CLI-4', ...ASKED, '--wait', '400d');
  expect([code, faults]).toEqual([2, ['--wait: is longer than 366 days']]);
  expect(await emandate('request', 'CLI-1', ...ASKED, '--type', 'OOFF')).toMatchObject({ code: 2, out: '' });
  expect(await emandate('show', 'CLI-4')).toMatchObject({ code: 2, out: '' });
});
