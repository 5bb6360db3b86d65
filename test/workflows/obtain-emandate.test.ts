import { beforeAll, expect, test } from '@jest/globals';
import { WorkflowNotFoundError } from '@temporalio/client';
import { InvalidInputError, ReferenceTakenError, RefusedError, UnknownReferenceError } from '../../src/client/index.js';
import { createAlphacommClient } from '../../src/vendors/alphacomm/client.js';
import { eMandateReported, eMandateWorkflowId } from '../../src/workflows/messages.js';
import { aMandate, eMandatesOf } from '../support/emandates.js';
import { type Flow, startFlow } from '../support/flow.js';
import { until } from '../support/until.js';

const said = { by: 'an operator', why: 'a reason' };
const WORKFLOW_TASK_COMPLETED = 7;
// What a mandate may cost on the real server: events are storage and replay, workflow tasks are CPU.
const GIVEN_EVENTS = 26;
const GIVEN_TASKS = 4;
const PENDING_EVENTS = 10;

let flow: Flow;
let own: ReturnType<typeof eMandatesOf>;
beforeAll(async () => {
  flow = await startFlow({ httpTimeoutMs: 800 });
  own = eMandatesOf(flow);
});

const report = async (reference: string, status: string, mandateId?: string) =>
  flow.client.workflow
    .getHandle(eMandateWorkflowId(reference))
    .signal(eMandateReported, { mandateId: mandateId ?? (await own.idOf(reference)), status });

async function historyOf(reference: string) {
  const { events } = await flow.client.workflow.getHandle(eMandateWorkflowId(reference)).fetchHistory();
  return events ?? [];
}

test('a mandate is made, followed from new over pending to success, and handed over with what the vendor shows of it', async () => {
  const { emandates } = flow.incasso;
  const id = await own.waiting('GIVEN-1');
  const { mandate, nextAction, nextActionAt } = await emandates.show('GIVEN-1');
  expect(mandate).toMatchObject({
    id,
    status: 'new',
    shortUrl: expect.stringMatching(/^https:\/\/betaalmachtiging\.nl\//),
  });
  expect([nextAction, typeof nextActionAt]).toEqual(['give up, after a last look', 'string']);
  await own.moves('GIVEN-1', 'pending');
  await own.listed('GIVEN-1');
  await own.sweep();
  await until('pending', async () => (await emandates.show('GIVEN-1')).mandate?.status === 'pending');
  expect((await emandates.show('GIVEN-1')).stage).toBe('awaiting');
  await own.moves('GIVEN-1', 'success');
  await own.sweep();
  const view = await emandates.result('GIVEN-1');
  expect(view).toMatchObject({
    reference: 'GIVEN-1',
    debtorReference: 'D-GIVEN-1',
    type: 'RCUR',
    stage: 'given',
    outcome: 'given',
    reason: null,
    mandate: { id, status: 'success', shortUrl: mandate?.shortUrl, createdAt: expect.any(String) },
    nextAction: null,
    nextActionAt: null,
  });
  expect(view.timeline.map(({ what }) => what)).toEqual([
    'e-Mandate made',
    'CollectMAXX shows pending',
    'CollectMAXX shows success',
    'closed as given',
  ]);
  expect(await emandates.show('GIVEN-1')).toEqual(view);
  expect(await own.made('GIVEN-1')).toBe(1);
});

test('the same again is the same mandate, and something else under its reference is an error', async () => {
  const { emandates } = flow.incasso;
  await own.waiting('SAME-1');
  expect(await emandates.request(aMandate('SAME-1'))).toEqual({ reference: 'SAME-1', started: false });
  await expect(emandates.request(aMandate('SAME-1', { debtorReference: 'another' }))).rejects.toThrow(
    ReferenceTakenError,
  );
  await emandates.cancel('SAME-1', said);
  await emandates.result('SAME-1');
  expect(await emandates.request(aMandate('SAME-1'))).toEqual({ reference: 'SAME-1', started: false });
  expect(await own.made('SAME-1')).toBe(1);
});

test('all faults of a request are told at once, and nothing is started', async () => {
  const { emandates } = flow.incasso;
  const faulty = {
    ...aMandate(' no '),
    debtorReference: '',
    personName: ' ',
    reason: 'x'.repeat(201),
    giveUpAfterMs: 5,
  };
  const told = await emandates.request({ ...faulty, type: 'B2B' as 'RCUR' }).catch((error: unknown) => error);
  expect(told).toBeInstanceOf(InvalidInputError);
  const { faults } = told as InvalidInputError;
  expect(faults.map((fault) => fault.split(':', 1)[0]).sort()).toEqual([
    'debtorReference',
    'giveUpAfterMs',
    'personName',
    'reason',
    'reference',
    'type',
  ]);
  await expect(emandates.show('NOBODY')).rejects.toThrow(UnknownReferenceError);
});

test('a request that the vendor refuses ends as rejected with the vendor’s words: nobody else’s mandate is taken for ours', async () => {
  const { emandates } = flow.incasso;
  const vendor = createAlphacommClient({ url: flow.simulator.url, apiKey: 'key-of-the-tests', timeoutMs: 5_000 });
  const { giveUpAfterMs: _, ...theirs } = aMandate('TAKEN-1');
  await vendor.createMandate({ ...theirs, debtorReference: 'D-TAKEN-1' });
  await emandates.request(aMandate('TAKEN-1'));
  expect(await emandates.result('TAKEN-1')).toMatchObject({
    stage: 'rejected',
    reason: expect.stringContaining('exists already'),
    mandate: null,
  });
  await expect(emandates.cancel('TAKEN-1', said)).rejects.toThrow(RefusedError);
});

test('another debtor’s mandate with the same reference is not waited for', async () => {
  const vendor = createAlphacommClient({ url: flow.simulator.url, apiKey: 'key-of-the-tests', timeoutMs: 5_000 });
  const { giveUpAfterMs: _, ...theirs } = aMandate('NAME-1');
  const other = await vendor.createMandate({ ...theirs, debtorReference: 'somebody else' });
  const id = await own.waiting('NAME-1');
  expect(id).not.toBe(other.id);
  await flow.control.setMandateStatus(other.id, 'success');
  await own.listed('NAME-1');
  expect((await own.sweep()).delivered).toBeGreaterThan(0);
  await own.moves('NAME-1', 'success');
  await own.sweep();
  expect((await flow.incasso.emandates.result('NAME-1')).mandate?.id).toBe(id);
  expect((await historyOf('NAME-1')).filter((event) => event.activityTaskScheduledEventAttributes)).toHaveLength(2);
});

test('whoever cancels is told that the vendor has no withdrawal, and nothing is waited for any more', async () => {
  const { emandates } = flow.incasso;
  const id = await own.waiting('CANCEL-1');
  await expect(emandates.cancel('CANCEL-1', { by: 'x', why: ' ' })).rejects.toThrow('why: say why');
  expect(await emandates.cancel('CANCEL-1', said)).toEqual({
    stage: 'cancelled',
    reason: 'CollectMAXX withdraws no mandate: the debtor can still give it there',
  });
  const { stage, reason, mandate, timeline } = await emandates.result('CANCEL-1');
  expect([stage, reason, mandate?.id]).toEqual(['cancelled', said.why, id]);
  expect(timeline.find(({ by }) => by === said.by)?.what).toContain('can still give it');
});

test('a cancellation in Temporal ends it in the same way', async () => {
  const { emandates } = flow.incasso;
  const id = await own.waiting('CANCEL-2');
  await flow.client.workflow.getHandle(eMandateWorkflowId('CANCEL-2')).cancel();
  const { stage, reason, mandate } = await emandates.result('CANCEL-2');
  expect([stage, reason, mandate?.id]).toEqual(['cancelled', 'the workflow was cancelled in Temporal', id]);
});

test('a cancellation while the mandate is being made waits for the try in flight, and knows what it made', async () => {
  const { emandates } = flow.incasso;
  await flow.control.addFault({ operation: 'mandate.create', kind: 'slow', reference: 'CANCEL-3', delayMs: 600 });
  await emandates.request(aMandate('CANCEL-3'));
  await until('the request', async () => {
    const calls = await flow.control.calls();
    return calls.some(({ operation, reference }) => operation === 'mandate.create' && reference === 'CANCEL-3');
  });
  expect((await emandates.cancel('CANCEL-3', said)).stage).toBe('cancelled');
  const { stage, mandate } = await emandates.result('CANCEL-3');
  expect([stage, mandate?.status, await own.made('CANCEL-3')]).toEqual(['cancelled', 'new', 1]);
});

test('a refused key is put to a person, and the mandate is made when it is mended', async () => {
  const { emandates } = flow.incasso;
  await flow.control.addFault({ operation: 'mandate.create', kind: 'unauthorized', reference: 'KEY-1', times: 3 });
  await emandates.request(aMandate('KEY-1'));
  const view = await own.stage('KEY-1', 'needs-attention');
  expect(view.reason).toMatch(/^make the e-Mandate: Unauthorized: /);
  expect(view.nextAction).toBe('a person answers by resolve');
  await emandates.resolve('KEY-1', { as: 'retry', ...said });
  await own.stage('KEY-1', 'awaiting');
  expect(await own.made('KEY-1')).toBe(1);
  await expect(emandates.resolve('KEY-1', { as: 'retry', ...said })).rejects.toThrow('asks nothing');
});

test('what a person says to have happened is looked for and not made again; what has not happened is made', async () => {
  const { emandates } = flow.incasso;
  await flow.control.addFault({ operation: 'mandate.create', kind: 'unauthorized', reference: 'WORD-1', times: 3 });
  await emandates.request(aMandate('WORD-1'));
  await own.stage('WORD-1', 'needs-attention');
  await emandates.resolve('WORD-1', { as: 'happened', ...said });
  const view = await until('the second question', async () => {
    const now = await emandates.show('WORD-1');
    return now.stage === 'needs-attention' && now.reason?.includes('shows no mandate') && now;
  });
  expect([view.mandate, await own.made('WORD-1')]).toEqual([null, 0]);
  await emandates.resolve('WORD-1', { as: 'not-happened', ...said });
  await own.stage('WORD-1', 'awaiting');
  expect(await own.made('WORD-1')).toBe(1);
});

test('a reading that fails is put to a person: retry reads again, happened takes his word', async () => {
  const { emandates } = flow.incasso;
  for (const [reference, as] of [
    ['READ-1', 'retry'],
    ['READ-2', 'happened'],
  ] as const) {
    await own.waiting(reference);
    await own.moves(reference, 'success');
    await flow.control.addFault({ operation: 'mandates', kind: 'wrong-typed', reference });
    await report(reference, 'success');
    expect((await own.stage(reference, 'needs-attention')).reason).toMatch(/^read the e-Mandate: ContractBroken: /);
    await emandates.resolve(reference, { as, ...said });
    expect((await emandates.result(reference)).stage).toBe('given');
  }
  expect((await emandates.show('READ-2')).reason).toBe('a person says that it was given');
});

test('a change that is reported before the mandate is known is read as soon as it is', async () => {
  const { emandates } = flow.incasso;
  await flow.control.addFault({ operation: 'mandate.create', kind: 'slow', reference: 'EARLY-1', delayMs: 600 });
  await emandates.request(aMandate('EARLY-1'));
  await report('EARLY-1', 'pending', 'not-known-yet');
  await own.stage('EARLY-1', 'awaiting');
  const readings = async () =>
    (await historyOf('EARLY-1')).filter((event) => event.activityTaskCompletedEventAttributes).length;
  await until('the reading', async () => (await readings()) === 2);
  expect((await emandates.show('EARLY-1')).mandate?.status).toBe('new');
});

test('a false report costs a reading, and one of what is known costs none', async () => {
  await own.waiting('FALSE-1');
  await report('FALSE-1', 'new');
  await report('FALSE-1', 'success');
  await until('the reading', async () => {
    const events = await historyOf('FALSE-1');
    return events.filter((event) => event.activityTaskCompletedEventAttributes).length === 2;
  });
  expect((await flow.incasso.emandates.show('FALSE-1')).stage).toBe('awaiting');
});

test('one that is given just before it is given up is given, though its report and the timer come at the same time', async () => {
  const references = Array.from({ length: 6 }, (_, index) => `RACE-${index}`);
  await Promise.all(
    references.map(async (reference, index) => {
      await own.waiting(reference, { giveUpAfterMs: 6_000 });
      await own.moves(reference, 'success');
      const { nextActionAt, mandate } = await flow.incasso.emandates.show(reference);
      // Null where a slow machine has let the moment pass: it is given at the last look then.
      const atMs = nextActionAt === null ? 0 : Date.parse(nextActionAt);
      await until('the moment', () => Date.now() >= atMs - 60 + 20 * index);
      await report(reference, 'success', mandate?.id).catch((error: unknown) => {
        if (!(error instanceof WorkflowNotFoundError)) throw error; // The timer was faster.
      });
      expect((await flow.incasso.emandates.result(reference)).stage).toBe('given');
    }),
  );
});

test('nothing personal is shown in Temporal', async () => {
  const name = 'Unmistakable Name';
  const id = await own.waiting('SHOWN-1', { personName: name });
  await own.listed('SHOWN-1');
  const run = await flow.client.workflow.getHandle(eMandateWorkflowId('SHOWN-1')).describe();
  const { workflowId, memo, searchAttributes } = run;
  expect(JSON.stringify([workflowId, memo, searchAttributes, await run.staticSummary()])).not.toContain(name);
  expect(searchAttributes.IncassoVendorRefs).toContainEqual(`emandate:${id}`);
  expect(await run.staticSummary()).toBe('RCUR e-Mandate, given up after 30d');
  await flow.incasso.emandates.cancel('SHOWN-1', said);
  const closed = await flow.client.workflow.getHandle(eMandateWorkflowId('SHOWN-1')).result();
  expect(JSON.stringify(closed)).not.toContain(name);
});

test('a mandate keeps to its budget of events and workflow tasks, with and without a second signature', async () => {
  await own.waiting('COST-1');
  await own.moves('COST-1', 'success');
  await report('COST-1', 'success');
  await flow.incasso.emandates.result('COST-1');
  const given = await historyOf('COST-1');
  expect(given.length).toBeLessThanOrEqual(GIVEN_EVENTS);
  expect(given.filter(({ eventType }) => eventType === WORKFLOW_TASK_COMPLETED).length).toBeLessThanOrEqual(
    GIVEN_TASKS,
  );
  await own.waiting('COST-2');
  for (const status of ['pending', 'success'] as const) {
    await own.moves('COST-2', status);
    await report('COST-2', status);
    await until(status, async () => (await flow.incasso.emandates.show('COST-2')).mandate?.status === status);
  }
  await flow.incasso.emandates.result('COST-2');
  expect((await historyOf('COST-2')).length - given.length).toBeLessThanOrEqual(PENDING_EVENTS);
});
