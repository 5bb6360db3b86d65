import { describe, expect, test } from '@jest/globals';
import { CREATE_PAY_LINK, DAY, mailRow, payLinkInput, startRig, type TestRig } from './support.js';

async function makeLink(rig: TestRig, more: object = {}): Promise<string> {
  const { body } = await rig.graphql<{ payLink: { create: { id: string } } }>(CREATE_PAY_LINK, {
    payLink: payLinkInput(more),
  });
  return body.data.payLink.create.id;
}

const keyed = (key: string) => ({ attributes: [{ id: 'incasso_key', value: key }] });

describe('the state of a link', () => {
  test('parts add up to paid, money on top counts, and updatedOn moves with each payment', async () => {
    const rig = await startRig();
    const id = await makeLink(rig, { ...keyed('A-1'), invoiceAmount: '1000' });
    const read = () => rig.link({ id: { equalTo: id } });
    expect(await read()).toMatchObject({ status: 'ready', amountPaid: 0, personGender: 'U', personName: 'Example' });

    await rig.control.advance(1000);
    await rig.control.tell({ reference: 'A-1', story: 'part-paid' });
    expect(await read()).toMatchObject({
      status: 'partially_paid',
      amountPaid: 500,
      createdOn: '2026-03-02T09:00:00+00:00',
      updatedOn: '2026-03-02T09:00:01+00:00',
    });
    await rig.control.advance(1000);
    await rig.control.tell({ reference: 'A-1', story: 'paid' });
    expect(await read()).toMatchObject({ status: 'paid', amountPaid: 1000, updatedOn: '2026-03-02T09:00:02+00:00' });
    await rig.control.tell({ reference: 'A-1', story: 'paid', amountMinor: 250 });
    expect(await read()).toMatchObject({ status: 'paid', amountPaid: 1250 });
    expect((await rig.control.ledger({ effect: 'payment' })).map(({ amountMinor }) => amountMinor)).toEqual([
      500, 500, 250,
    ]);
  });

  test('a transaction that begins can be cancelled or fail, and the link can still be paid', async () => {
    const rig = await startRig();
    const id = await makeLink(rig, keyed('A-1'));
    const status = async () => (await rig.link({ id: { equalTo: id } })).status;
    await expect(rig.control.setTransaction(id, 'cancelled')).rejects.toMatchObject({ status: 409 });
    for (const end of ['cancelled', 'failed'] as const) {
      await rig.control.setTransaction(id, 'started');
      expect(await status()).toBe('started');
      await rig.control.setTransaction(id, end);
      expect(await status()).toBe(end);
    }
    await rig.control.tell({ reference: 'A-1', story: 'paid' });
    expect(await status()).toBe('paid');
    await expect(rig.control.setTransaction(id, 'started')).rejects.toMatchObject({ status: 409 });
    await expect(rig.control.setTransaction('unknown', 'started')).rejects.toMatchObject({ status: 404 });
  });

  test.each([
    ['ninety days, when no moment was given', {}, 90 * DAY],
    ['the given moment', { visibleUntil: '2026-03-04T09:00:00+00:00' }, 2 * DAY],
  ])('a link cannot be paid after %s', async (_what, more, ms) => {
    const rig = await startRig();
    await makeLink(rig, { ...keyed('A-1'), ...more });
    await rig.control.advance(ms);
    await rig.control.tell({ reference: 'A-1', story: 'part-paid' });
    await rig.control.advance(1000);
    await expect(rig.control.tell({ reference: 'A-1', story: 'paid' })).rejects.toMatchObject({ status: 409 });
    expect(await rig.control.ledger({ effect: 'payment' })).toHaveLength(1);
  });
});

describe('searching links', () => {
  test('pages follow each other without gap or double, in both orders', async () => {
    const rig = await startRig();
    const ids: string[] = [];
    for (let i = 0; i < 25; i += 1) {
      ids.push(await makeLink(rig));
      if (i % 3 === 0) await rig.control.advance(1000);
    }
    const read = async (rest: object) => {
      const { items, pagination } = await rig.links({}, rest);
      return { ids: items.map(({ id }) => id), pagination };
    };
    expect(await read({})).toEqual({ ids: ids.slice(0, 20), pagination: { offset: 0, limit: 20, total: 25 } });
    expect((await read({ offset: 20 })).ids).toEqual(ids.slice(20));
    const order = { createdOn: 'DESCENDING' };
    const last = await read({ order, offset: 20, limit: 10 });
    expect(last).toEqual({ ids: ids.slice(0, 5).reverse(), pagination: { offset: 20, limit: 10, total: 25 } });
    expect((await read({ order: { createdOn: 'ASCENDING' }, limit: 1 })).ids).toEqual(ids.slice(0, 1));
    expect(await read({ limit: 0 })).toEqual({ ids: [], pagination: { offset: 0, limit: 0, total: 25 } });
  });

  test('the bounds of createdOn do not count themselves', async () => {
    const rig = await startRig();
    const ids: string[] = [];
    for (let i = 0; i < 3; i += 1) {
      ids.push(await makeLink(rig));
      await rig.control.advance(DAY);
    }
    const createdOn = { greaterThan: '2026-03-02T09:00:00+00:00', lesserThan: '2026-03-04T10:00:00+01:00' };
    const { items } = await rig.links({ createdOn });
    expect(items.map(({ id }) => id)).toEqual([ids[1]]);
  });

  test('attributes must all match; a record’s link is found by its reference, an API link by its prefixed key', async () => {
    const rig = await startRig();
    await rig.import(
      mailRow('A-1'),
      mailRow('A-1', { script: '1003', toPhoneNumbers: ['+31600000000'] }),
      mailRow('A-2'),
    );
    await makeLink(rig, keyed('A-1'));
    await rig.control.advance(1000);
    const total = async (attributes: object[], more: object = {}) =>
      (await rig.links({ attributes, ...more })).pagination.total;

    expect(await total([{ id: 'reference', equalTo: 'A-1' }])).toBe(2);
    expect(
      await total([
        { id: 'reference', equalTo: 'A-1' },
        { id: 'script', equalTo: '1003' },
      ]),
    ).toBe(1);
    expect(
      await total([
        { id: 'script', equalTo: '1001' },
        { id: 'reference', equalTo: 'A-2' },
      ]),
    ).toBe(1);
    expect(await total([{ id: 'customer_incasso_key', equalTo: 'A-1' }])).toBe(1);
    expect(await total([{ id: 'incasso_key', equalTo: 'A-1' }])).toBe(0);
    expect(await total([{ id: 'origin', equalTo: 'mail' }])).toBe(2);
    expect(await total([{ id: 'reference', equalTo: 'A-1' }], { status: { equalTo: 'paid' } })).toBe(0);

    const link = await rig.link({ attributes: [{ id: 'script', equalTo: '1003' }] });
    expect(link.attributes).toEqual([
      { id: 'origin', value: 'sms' },
      { id: 'script', value: '1003' },
      { id: 'reference', value: 'A-1' },
    ]);
  });
});
