import { describe, expect, test } from '@jest/globals';
import type { PtxFaultRule } from '../../../src/simulators/control-client.js';
import { contact, type DdmRig, mandate, payerIn, plan, startDdmRig } from './ddm-records-support.js';
import { effectsOf } from './support.js';

type Operation = PtxFaultRule['operation'];

interface Scene {
  rig: DdmRig;
  path: string;
  payerId: number;
  planPath: string;
  letterId: number;
}

async function scene(): Promise<Scene> {
  const rig = await startDdmRig();
  const path = await rig.createMandate({ status: 'ACTIVE' });
  const { body } = await rig.addPlan(path);
  const [letter] = await rig.control.letters();
  const planPath = `${path}/payment-plans/${body.MonthlyPaymentPlan?.id}`;
  return { rig, path, payerId: payerIn(path), planPath, letterId: letter?.id ?? 0 };
}

/** Every call of the records that names a mandate or a contact: its method, its path, and its body. */
const CALLS: [Operation, (scene: Scene) => [string, string, unknown?]][] = [
  ['ptx.contacts.create', () => ['POST', '/ddm/contacts', contact({ reference: 'CASE-1001' })]],
  ['ptx.mandates.list', ({ payerId }) => ['GET', `/ddm/contacts/${payerId}/mandates`]],
  ['ptx.mandates.create', ({ payerId }) => ['POST', `/ddm/contacts/${payerId}/mandates`, mandate({ payerId })]],
  ['ptx.mandates.get', ({ path }) => ['GET', path]],
  ['ptx.mandates.update', ({ path, payerId }) => ['PUT', path, mandate({ payerId, id: Number(path.split('/')[5]) })]],
  ['ptx.mandates.delete', ({ path }) => ['DELETE', path]],
  ['ptx.mandates.setStatus', ({ path }) => ['POST', `${path}/status/CANCELLED`]],
  ['ptx.mandates.createOneOff', ({ path }) => ['POST', `${path}/transaction`, {}]],
  ['ptx.mandates.addAuddisInstruction', ({ path }) => ['POST', `${path}/auddis`, { instructionCode: '0N' }]],
  ['ptx.mandates.verifyAccountOwner', ({ path }) => ['POST', path.replace(/\d+$/, 'verify'), mandate()]],
  ['ptx.paymentPlans.list', ({ path }) => ['GET', `${path}/payment-plans`]],
  ['ptx.paymentPlans.create', ({ path }) => ['POST', `${path}/payment-plans`, plan()]],
  ['ptx.paymentPlans.get', ({ planPath }) => ['GET', planPath]],
  ['ptx.paymentPlans.update', ({ planPath }) => ['PUT', planPath, plan()]],
  ['ptx.paymentPlans.delete', ({ planPath }) => ['DELETE', planPath]],
  ['ptx.paymentPlans.setStatus', ({ planPath }) => ['POST', `${planPath}/status/SUSPENDED`]],
  ['ptx.paymentPlans.validate', ({ path }) => ['POST', `${path}/payment-plans/validate`, plan()]],
  ['ptx.correspondence.suppress', ({ letterId }) => ['POST', `/ddm/communications/${letterId}/suppress`]],
  ['ptx.correspondence.generateReport', ({ letterId }) => ['POST', `/ddm/reports/generate/communication/${letterId}`]],
];

describe('a fault', () => {
  test.each(CALLS)('of %s finds its case, and nothing happens before it', async (operation, of) => {
    const here = await scene();
    const { rig } = here;
    const before = await rig.control.ledger();
    await rig.control.addFault({ operation, kind: 'error-500-before', reference: 'CASE-1001' });
    const [method, path, body] = of(here);
    expect((await rig.call(method, path, body)).status).toBe(500);
    expect((await rig.control.calls()).at(-1)).toMatchObject({ operation, answered: 'error-500-before' });
    expect(await rig.control.ledger()).toEqual(before);
  });

  test('of a contact’s own calls finds it by its reference', async () => {
    const { rig, payerId } = await scene();
    for (const [operation, method] of [
      ['ptx.contacts.get', 'GET'],
      ['ptx.contacts.update', 'PUT'],
    ] as const) {
      await rig.control.addFault({ operation, kind: 'unavailable', reference: 'PAYER-1' });
      const { status } = await rig.call(method, `/ddm/contacts/${payerId}`, method === 'PUT' ? contact() : undefined);
      expect(status).toBe(503);
    }
  });

  test('whose answer is lost leaves its effect', async () => {
    const { rig, path } = await scene();
    await rig.control.addFault({ operation: 'ptx.mandates.setStatus', kind: 'drop-after' });
    await expect(rig.setStatus(path, 'SUSPENDED')).rejects.toThrow();
    expect(await rig.statusOfMandate(path)).toBe('SUSPENDED');
    expect(await rig.setStatus(path, 'SUSPENDED')).toBe(409);
    expect(await effectsOf(rig, 'mandate.suspended')).toHaveLength(1);
  });

  test('of a creation that is repeated blindly makes two', async () => {
    const rig = await startDdmRig();
    await rig.control.addFault({ operation: 'ptx.mandates.create', kind: 'error-500-after', reference: 'CASE-1001' });
    await expect(rig.createMandate()).rejects.toThrow('500');
    await rig.createMandate();
    expect(await rig.control.ledger({ reference: 'CASE-1001', effect: 'mandate.created' })).toHaveLength(2);
  });
});

test('a call that this PTX does not know is answered with 404, and the others are not', async () => {
  const rig = await startDdmRig({
    missingOperations: ['ptx.paymentPlans.validate', 'ptx.mandates.verifyAccountOwner'],
  });
  const path = await rig.createMandate();
  expect((await rig.call('POST', `${path}/payment-plans/validate`, plan())).status).toBe(404);
  const verify = path.replace(/\d+$/, 'verify');
  expect((await rig.call('POST', verify, mandate({ payerId: payerIn(path) }))).status).toBe(404);
  expect((await rig.addPlan(path)).status).toBe(200);
});
