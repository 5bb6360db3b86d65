import { describe, expect, test } from '@jest/globals';
import type { PtxFaultRule } from '../../../src/simulators/control-client.js';
import { startPtxSimulator } from '../../../src/simulators/ptx/index.js';
import { effectsOf, INDIRECT, startPtxRig } from './support.js';

const create = 'ptx.instructions.create' as const;

describe('a fault of a request', () => {
  test.each<[PtxFaultRule['kind'], number, boolean]>([
    ['unauthorized', 401, false],
    ['rate-limited', 429, false],
    ['error-500-before', 500, false],
    ['error-500-after', 500, true],
    ['unavailable', 503, false],
    ['slow', 200, true],
    ['truncated', 200, true],
    ['wrong-typed', 200, true],
  ])('%s is answered with %i', async (kind, status, happened) => {
    const rig = await startPtxRig();
    const { batchId } = await rig.createBatch();
    await rig.control.addFault({ operation: create, kind, delayMs: 10, retryAfterSeconds: 7, reference: 'REF-101' });
    const answer = await rig.addPayment(batchId).catch((error: unknown) => error);
    if (kind === 'truncated') expect(answer).toBeInstanceOf(SyntaxError);
    else expect(answer).toMatchObject({ status });
    expect(await rig.control.instructions(batchId)).toHaveLength(happened ? 1 : 0);
    expect((await rig.control.calls()).at(-1)).toMatchObject({
      operation: create,
      answered: kind,
      status,
      reference: 'REF-101',
    });
    expect((await rig.addPayment(batchId)).status).toBe(200);
  });

  test.each<[PtxFaultRule['kind'], boolean]>([
    ['drop-before', false],
    ['drop-after', true],
  ])('%s has no answer', async (kind, happened) => {
    const rig = await startPtxRig();
    const { batchId } = await rig.createBatch();
    await rig.control.addFault({ operation: create, kind });
    await expect(rig.addPayment(batchId)).rejects.toThrow();
    expect(await rig.control.instructions(batchId)).toHaveLength(happened ? 1 : 0);
  });

  test('names the batch by its description in every transition', async () => {
    const rig = await startPtxRig();
    const { submissionId, batchId } = await rig.createBatch();
    await rig.addPayment(batchId);
    for (const [operation, path] of [
      ['ptx.batches.enter', `enter/${INDIRECT}`],
      ['ptx.batches.approve', 'approve'],
      ['ptx.batches.commit', 'commit'],
    ] as const) {
      await rig.control.addFault({ operation, kind: 'error-500-after', reference: 'Run [K-1]' });
      expect((await rig.call('POST', `/bacs/submissions/${submissionId}/${path}`)).status).toBe(500);
    }
    expect(await effectsOf(rig, 'batch')).toEqual([
      'batch.created',
      'batch.entered',
      'batch.approved',
      'batch.committed',
    ]);
  });

  test('of another batch does not strike', async () => {
    const rig = await startPtxRig();
    await rig.control.addFault({ operation: '*', kind: 'unavailable', reference: 'Run [K-2]' });
    await rig.createBatch();
    await expect(rig.createBatch({ description: 'Run [K-2]' })).rejects.toThrow('503');
  });

  test('can strike the login too, and all rules can be taken away', async () => {
    const rig = await startPtxRig();
    await rig.control.addFault({ operation: 'ptx.security.login', kind: 'unavailable', times: 2 });
    await expect(rig.login()).rejects.toThrow('503');
    await rig.control.clearFaults();
    await rig.login();
  });

  test.each([
    { operation: 'ptx.batches.delete', kind: 'slow' },
    { operation: create, kind: 'graphql-error' },
    { webhook: '*', kind: 'lost' },
  ])('%j is not understood', async (rule) => {
    const rig = await startPtxRig();
    await expect(rig.control.addFault(rule as never)).rejects.toMatchObject({ status: 400 });
  });
});

describe('starting and stopping', () => {
  test('a body that is not JSON, and an unknown path, are refused in the vendor’s form', async () => {
    const rig = await startPtxRig();
    const headers = await rig.login();
    const bad = await rig.raw('POST', '/payments-service/api/bacs/batches', headers, '{');
    expect(bad).toMatchObject({ status: 400, body: { errorMessages: [{ message: expect.any(String) }] } });
    expect(await rig.raw('GET', '/payments-service/api/nothing', headers)).toMatchObject({ status: 404 });
  });

  test('close ends a request left hanging', async () => {
    const rig = await startPtxRig();
    const { batchId } = await rig.createBatch();
    await rig.control.addFault({ operation: create, kind: 'timeout-after' });
    const simulator = await startPtxSimulator({ users: [] });
    await simulator.close();
    await simulator.close();
    const hanging = rig.addPayment(batchId);
    const ended = expect(hanging).rejects.toThrow();
    while ((await rig.control.instructions(batchId)).length === 0) await rig.control.quiet();
    await rig.close();
    await ended;
  });

  test('a wrong clock is named', async () => {
    await expect(startPtxSimulator({ users: [], clock: { origin: 'monday', speed: 1 } })).rejects.toThrow(
      'clock.origin',
    );
  });
});
