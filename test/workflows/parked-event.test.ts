import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { UnknownReferenceError } from '../../src/client/index.js';
import { createAlphacommClient } from '../../src/vendors/alphacomm/client.js';
import * as messages from '../../src/workflows/messages.js';
import { anonymousCall, basic, CREDENTIALS, payLinkEvent } from '../support/fixtures.js';
import { type Flow, startFlow } from '../support/flow.js';
import { debt, message } from '../support/inputs.js';
import { startSkippedTime } from '../support/skipped-time.js';
import { until } from '../support/until.js';

const DAY_MS = 24 * 3_600_000;
const eur = (minor: number) => ({ minor, currency: 'EUR' });
const said = { by: 'an operator', why: 'a reason' };
const ownLink = { plan: { payLink: { from: 'api' as const, waitMs: 14 * DAY_MS }, steps: [] } };

describe('events find their case', () => {
  let flow: Flow;
  beforeAll(async () => {
    flow = await startFlow();
  });

  /** Posts a body as the vendor would; says what the receiver made of it. */
  async function post(body: object): Promise<string> {
    const response = await fetch(`${flow.receiver.url}/webhooks/alphacomm`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: basic(CREDENTIALS) },
      body: JSON.stringify(body),
    });
    return ((await response.json()) as { outcome: string }).outcome;
  }

  /** Imports a record behind our back, and waits until its message with a PayLink is sent. */
  async function strange(reference: string): Promise<void> {
    const vendor = createAlphacommClient({ url: flow.simulator.url, apiKey: 'key-of-the-tests', timeoutMs: 5_000 });
    const { number: invoiceReference, dueDate: invoiceDueDate } = debt(reference).invoice;
    const invoice = { invoiceReference, invoiceDueDate, invoiceCurrency: 'EUR', invoiceAmountMinor: 100_00 };
    await vendor.addRecords([{ reference, script: '1001', toMailAddress: 'debtor@example.com', ...invoice }]);
    await until('the mail', async () => (await flow.control.ledger({ reference, effect: 'message.sent' }))[0]);
  }

  async function parkedOf(match: Partial<messages.ParkedView>): Promise<messages.ParkedView[]> {
    const found: messages.ParkedView[] = [];
    for await (const parked of flow.incasso.parked.list()) {
      if (Object.entries(match).every(([key, value]) => parked[key as keyof messages.ParkedView] === value)) {
        found.push(parked);
      }
    }
    return found;
  }

  const stage = (id: string, wanted: string) =>
    until(`parked ${wanted}`, async () => {
      const parked = await flow.incasso.parked.show(id);
      return parked.stage === wanted && parked;
    });

  /** Parks an event as the receiver would where it finds no case; gives the parked event's id. */
  async function park(event: messages.CaseEvent, reference: string | null): Promise<string> {
    const id = `alphacomm:${event.eventId}`;
    const receivedAt = new Date().toISOString();
    const input: messages.ParkedEventInput = { vendor: 'alphacomm', eventName: 'test', reference, receivedAt, event };
    await flow.client.workflow.start(messages.workflowTypes.parkedEvent, {
      workflowId: `${messages.parkedIdPrefix}${id}`,
      taskQueue: flow.taskQueue,
      args: [input],
      memo: { vendor: 'alphacomm', event: 'test', receivedAt, reference, reason: 'no case has it' },
    });
    return id;
  }

  const call = (): messages.CaseEvent => {
    const eventId = randomUUID();
    return { kind: 'call', eventId, callId: eventId, status: 'finished', at: new Date().toISOString() };
  };

  test('a payment that overtakes the start of its case reaches it within seconds', async () => {
    await strange('EARLY-1');
    await flow.control.tell({ reference: 'EARLY-1', story: 'paid' });
    const [parked] = await until('the parked event', async () => {
      const found = await parkedOf({ reference: 'EARLY-1' });
      return found.length > 0 && found;
    });
    expect(parked).toMatchObject({ stage: 'retrying', event: 'PayLinkPaid' });
    await flow.incasso.cases.start(debt('EARLY-1'));
    expect(await flow.incasso.cases.result('EARLY-1')).toMatchObject({ outcome: 'paid', paid: eur(100_00) });
    expect(await stage(parked?.id ?? '', 'delivered')).toMatchObject({ reason: 'delivered to EARLY-1' });
  });

  test('a payment that overtakes the answer of its PayLink finds the case by the link’s own attributes', async () => {
    await flow.control.addFault({ operation: 'payLink.create', kind: 'timeout-after', reference: 'EARLY-2' });
    await flow.incasso.cases.start(debt('EARLY-2', ownLink));
    await until(
      'the link',
      async () => (await flow.control.ledger({ reference: 'EARLY-2', effect: 'payLink.created' }))[0],
    );
    const { id: linkId = '' } = await flow.control.tell({
      reference: 'EARLY-2',
      story: 'paid',
      delivery: { mode: 'lost' },
    });
    const event = payLinkEvent('PayLinkPaid', '', linkId);
    expect(await post(event)).toBe('parked');
    const { reason } = await stage(`alphacomm:${event.id}`, 'delivered');
    expect(reason).toBe('delivered to EARLY-2');
    expect((await flow.incasso.cases.show('EARLY-2')).payLink).toBeNull(); // Its answer is still to come.
    expect(await flow.incasso.cases.result('EARLY-2')).toMatchObject({ outcome: 'paid', payLink: { id: linkId } });
    expect(await flow.control.ledger({ reference: 'EARLY-2', effect: 'payLink.created' })).toHaveLength(1);
  });

  test('an event without a reference finds the case that shows its PayLink', async () => {
    await flow.incasso.cases.start(debt('REFS-1'));
    await until(
      'the mail',
      async () => (await flow.control.ledger({ reference: 'REFS-1', effect: 'message.sent' }))[0],
    );
    const { id: linkId = '' } = await flow.control.tell({
      reference: 'REFS-1',
      story: 'part-paid',
      amountMinor: 10_00,
    });
    await until('the link', async () => (await flow.incasso.cases.show('REFS-1')).payLink?.id === linkId);
    await flow.control.tell({ reference: 'REFS-1', story: 'paid', delivery: { mode: 'lost' } });
    const at = new Date().toISOString();
    const id = await park({ kind: 'paylink', what: 'paid', eventId: randomUUID(), linkId, at }, null);
    expect(await stage(id, 'delivered')).toMatchObject({ reason: 'delivered to REFS-1' });
    expect(await flow.incasso.cases.result('REFS-1')).toMatchObject({ outcome: 'paid' });
  });

  test.each([
    ['whose number is withheld', anonymousCall()],
    ['in the older form', { ...anonymousCall(), host: 'c4c60a44e9c0', direction: 'outbound' }],
  ])('a call %s needs attention at once', async (_, body) => {
    expect(await post(body)).toBe('parked');
    expect(await flow.incasso.parked.show(`alphacomm:${body.id}`)).toMatchObject({
      stage: 'needs-attention',
      reference: null,
    });
  });

  test('the same event many times is one parked event', async () => {
    const body = anonymousCall();
    const outcomes = await Promise.all([post(body), post(body), post(body)]);
    expect([...outcomes, await post(body)]).toEqual(['parked', 'parked', 'parked', 'parked']);
    expect(await parkedOf({ id: `alphacomm:${body.id}` })).toHaveLength(1);
    await flow.incasso.parked.discard(`alphacomm:${body.id}`, said);
    expect(await post(body)).toBe('parked');
    expect(await flow.incasso.parked.show(`alphacomm:${body.id}`)).toMatchObject({ stage: 'discarded' });
  });

  test('a case that does not exist gets nothing, and the event stays open', async () => {
    const id = await park(call(), null);
    const assign = { reference: 'NOBODY-1', ...said };
    await expect(flow.incasso.parked.assign(id, assign)).rejects.toThrow(UnknownReferenceError);
    // Whoever asks the workflow itself is told the same.
    const handle = flow.client.workflow.getHandle(`${messages.parkedIdPrefix}${id}`);
    await expect(handle.executeUpdate(messages.assign, { args: [assign] })).rejects.toMatchObject({
      cause: { type: 'UnknownCase', message: 'no case has the reference NOBODY-1' },
    });
    expect(await stage(id, 'needs-attention')).toBeDefined();
  });

  test('a PayLink that a person gives to a case is read by its id, and booked there', async () => {
    await strange('THEIRS-1');
    await flow.control.tell({ reference: 'THEIRS-1', story: 'paid', amountMinor: 100_00 });
    const [parked] = await until('the parked event', async () => {
      const found = await parkedOf({ reference: 'THEIRS-1' });
      return found.length > 0 && found;
    });
    await flow.incasso.cases.start(debt('OURS-1'));
    await until('the wait', async () => (await flow.incasso.cases.show('OURS-1')).stage === 'awaiting-payment');
    const id = parked?.id ?? '';
    expect(await flow.incasso.parked.assign(id, { reference: 'OURS-1', ...said })).toEqual({ stage: 'delivered' });
    const closed = await flow.incasso.cases.result('OURS-1');
    expect(closed).toMatchObject({ outcome: 'paid', paid: eur(100_00) });
    await expect(flow.incasso.parked.assign(id, { reference: 'OURS-1', ...said })).rejects.toThrow('is closed');
  });

  test('a call that a person gives to a closed case is counted there', async () => {
    await flow.incasso.cases.start(debt('OURS-2', { plan: { payLink: { from: 'script' }, steps: [message(200)] } }));
    await flow.incasso.cases.result('OURS-2');
    const id = await park(call(), null);
    await flow.incasso.parked.assign(id, { reference: 'OURS-2', ...said });
    const counted = await until('the call', async () => {
      const view = await flow.incasso.cases.show('OURS-2');
      return view.timeline.some(({ what }) => what.startsWith('call reported')) && view;
    });
    expect(counted).toMatchObject({ outcome: 'unpaid' });
  });

  test('a person says who he is and why, and a closed event takes no more words', async () => {
    const id = await park(call(), null);
    const { parked } = flow.incasso;
    await expect(parked.discard(id, { by: '', why: 'x' })).rejects.toThrow('by: is missing');
    await expect(parked.discard(id, { by: 'x', why: ' ' })).rejects.toThrow('why: is missing');
    await flow.incasso.cases.start(debt('OURS-3'));
    await expect(parked.assign(id, { reference: 'OURS-3', by: 'x', why: '' })).rejects.toThrow('why: is missing');
    expect(await parked.discard(id, said)).toEqual({ stage: 'discarded' });
    await expect(parked.discard(id, said)).rejects.toThrow('is closed (discarded)');
  });

  test('an event of an unknown kind can only be put away', async () => {
    const id = await park({ kind: 'unknown', eventId: randomUUID() }, null);
    await flow.incasso.cases.start(debt('OURS-4'));
    const assigned = flow.incasso.parked.assign(id, { reference: 'OURS-4', ...said });
    await expect(assigned).rejects.toThrow('discard it');
    expect(await flow.incasso.parked.discard(id, said)).toEqual({ stage: 'discarded' });
  });
});

describe('while nobody is found', () => {
  test('an event is looked after for a minute in silence, then for a day with a person told of it', async () => {
    const { env, taskQueue } = await startSkippedTime();
    const at = new Date().toISOString();
    const event = { kind: 'call', eventId: 'call-1', callId: 'call-1', status: 'finished', at } as const;
    const input = { vendor: 'alphacomm', eventName: 'test', reference: 'NOBODY-2', receivedAt: at, event } as const;
    const handle = await env.client.workflow.start(messages.workflowTypes.parkedEvent, {
      workflowId: messages.parkedWorkflowId('alphacomm', 'call-1'),
      taskQueue,
      args: [input],
    });
    const view = () => handle.query(messages.parkedStatus);
    await env.sleep('50 seconds');
    expect((await view()).stage).toBe('retrying');
    await env.sleep('20 seconds');
    const told = await until('attention', async () => {
      const now = await view();
      return now.stage === 'needs-attention' && now;
    });
    expect(told.reason).toContain('the search goes on');
    await env.sleep('24 hours');
    await until('the end of the search', async () => (await view()).reason.endsWith('within a day'));
    await handle.executeUpdate(messages.discard, { args: [said] });
    expect(await handle.result()).toMatchObject({ stage: 'discarded' });
  });
});
