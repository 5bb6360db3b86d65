import { beforeAll, expect, test } from '@jest/globals';
import { createEMandateDelivery } from '../../src/client/emandates.js';
import { eMandateWorkflowId } from '../../src/workflows/messages.js';
import { aMandate, eMandatesOf } from '../support/emandates.js';
import { type Flow, startFlow } from '../support/flow.js';
import { until } from '../support/until.js';

// The vendor ends no mandate but well: a debtor can give his after everybody here has stopped waiting.

const said = { by: 'an operator', why: 'seen in the portal' };
const SHORT = { giveUpAfterMs: 1_000 };

let flow: Flow;
let own: ReturnType<typeof eMandatesOf>;
beforeAll(async () => {
  flow = await startFlow({ httpTimeoutMs: 1_500 });
  own = eMandatesOf(flow);
});

const delivery = () => createEMandateDelivery(flow.client);

async function parkedOf(reference: string) {
  const found = [];
  for await (const event of flow.incasso.parked.list()) if (event.reference === reference) found.push(event);
  return found;
}

/** Lets one be given up; its id at the vendor. */
async function givenUp(reference: string): Promise<string> {
  const id = await own.waiting(reference, SHORT);
  expect(await flow.incasso.emandates.result(reference)).toMatchObject({ outcome: 'given-up' });
  await until(`${reference} is listed`, async () => {
    for await (const each of flow.incasso.emandates.list({ stage: 'given-up' }))
      if (each.reference === reference) return true;
    return false;
  });
  return id;
}

test('a mandate that is given after it was given up is put before a person, though nobody else waits in that month', async () => {
  const id = await givenUp('LATE-1');
  await flow.control.setMandateStatus(id, 'success');
  expect(await own.sweep()).toMatchObject({ delivered: 0 });
  const [event, another] = await until('it is parked', async () => {
    const found = await parkedOf('LATE-1');
    return found.length > 0 && found;
  });
  expect(another).toBeUndefined();
  expect(event).toMatchObject({
    id: `alphacomm:emandate-${id}-success`,
    event: 'e-Mandate success',
    stage: 'needs-attention',
    reason: expect.stringContaining(`mandate ${id} was given, and e-Mandate LATE-1 is closed (given-up)`),
  });
});

test('however often sweeps see it, it is one event, and one that a person has put away stays away', async () => {
  const id = await givenUp('LATE-2');
  await flow.control.setMandateStatus(id, 'success');
  await own.sweep();
  await own.sweep();
  const [event, another] = await until('it is parked', async () => {
    const found = await parkedOf('LATE-2');
    return found.length > 0 && found;
  });
  expect(another).toBeUndefined();
  await flow.incasso.parked.discard(event?.id ?? '', said);
  await flow.client.workflow.getHandle(`event:${event?.id}`).result();
  await own.sweep();
  const { status } = await flow.client.workflow.getHandle(`event:${event?.id}`).describe();
  expect(status.name).toBe('COMPLETED');
});

test('one whose reference the vendor does not show is known by its id', async () => {
  const id = await givenUp('LATE-3');
  expect(await delivery().deliver({ mandateId: id, status: 'success' }, undefined)).toBe(false);
  await until('it is parked', async () => (await parkedOf('LATE-3')).length === 1);
});

test('a mandate that was cancelled here, or whose workflow was terminated, and is given after all is put before a person', async () => {
  const cancelled = await own.waiting('LATE-4');
  await flow.incasso.emandates.cancel('LATE-4', said);
  await flow.incasso.emandates.result('LATE-4');
  const terminated = await own.waiting('LATE-5');
  await flow.client.workflow.getHandle(eMandateWorkflowId('LATE-5')).terminate();
  await delivery().deliver({ mandateId: cancelled, status: 'success' }, 'LATE-4');
  await delivery().deliver({ mandateId: terminated, status: 'success' }, 'LATE-5');
  for (const [reference, end] of [
    ['LATE-4', 'cancelled'],
    ['LATE-5', 'terminated'],
  ] as const) {
    const [event] = await until('it is parked', async () => {
      const found = await parkedOf(reference);
      return found.length > 0 && found;
    });
    expect(event?.reason).toContain(`is closed (${end})`);
  }
});

test('where an e-Mandate ended before the vendor had named any, a person looks whose the mandate with its reference is', async () => {
  await flow.control.addFault({ operation: 'mandate.create', kind: 'unavailable', reference: 'LATE-9', times: 50 });
  await flow.incasso.emandates.request(aMandate('LATE-9'));
  await flow.incasso.emandates.cancel('LATE-9', said);
  expect(await flow.incasso.emandates.result('LATE-9')).toMatchObject({ outcome: 'cancelled', mandate: null });
  await delivery().deliver({ mandateId: 'b0d6f1c4-0000-4000-8000-000000000008', status: 'success' }, 'LATE-9');
  await until('it is parked', async () => (await parkedOf('LATE-9')).length === 1);
});

test('nobody is asked about another debtor’s mandate, one that is not given yet, and one that was handed over', async () => {
  const id = await givenUp('LATE-6');
  await own.waiting('LATE-7');
  await own.moves('LATE-7', 'success');
  await own.listed('LATE-7');
  await own.sweep();
  await flow.incasso.emandates.result('LATE-7');
  const given = await own.idOf('LATE-7');
  const others = 'b0d6f1c4-0000-4000-8000-000000000009';
  for (const [mandateId, status, reference] of [
    [others, 'success', 'LATE-6'],
    [id, 'pending', 'LATE-6'],
    [given, 'success', 'LATE-7'],
    [others, 'success', 'NEVER-OURS'],
  ] as const) {
    expect(await delivery().deliver({ mandateId, status }, reference)).toBe(false);
    const parked = flow.client.workflow.getHandle(`event:alphacomm:emandate-${mandateId}-success`);
    await expect(parked.describe()).rejects.toThrow();
  }
});

test('a month is awaited while somebody waits in it or has given up there, and no other is', async () => {
  await givenUp('LATE-8');
  const { mandate } = await flow.incasso.emandates.show('LATE-8');
  expect(await delivery().isAwaited(mandate?.createdAt?.slice(0, 7) ?? '')).toBe(true);
  expect(await delivery().isAwaited('1999-01')).toBe(false);
});
