import { describe, expect, test } from '@jest/globals';
import {
  ADD_RECORDS,
  BATCHES,
  CREATE_PAY_LINK,
  mailRow,
  PAY_LINKS,
  payLinkInput,
  STOP_CALLING,
  startRig,
} from './support.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const CREATE_MANDATE = `mutation createMandate($mandate: MandateInput!) {
  mandate { create(mandate: $mandate) { id reference shortUrl longUrl type } } }`;
const MANDATES = `query Mandates($filters: MandateFiltersInput $order: MandateOrderInput $offset: Int $limit: Int) {
  mandate { mandates(filters: $filters order: $order offset: $offset limit: $limit) {
    items { id personName status createdOn updatedOn } pagination { offset limit total } } } }`;

interface CreatedLink {
  payLink: { create: { id: string } };
}
interface CreatedMandate {
  mandate: { create: { id: string } };
}

describe('the documented operations', () => {
  test('a row is answered with a done batch and an accepted record', async () => {
    const rig = await startRig();
    const { body } = await rig.graphql(ADD_RECORDS, {
      rows: [
        mailRow('f0e7a0c3', {
          toPhoneNumbers: ['+31600000000'],
          invoiceDate: '2019-04-04',
          invoiceDueDate: '2019-07-30',
          invoiceReference: '40824524',
          invoiceNumber: '249075245',
          personBirthDay: '2000-01-01',
        }),
      ],
    });
    expect(body).toEqual({
      data: {
        import: {
          addRecords: {
            name: '20260302-1',
            action: 'IMPORT',
            status: 'done',
            records: [{ scriptId: '1001', status: 'accepted', reference: 'f0e7a0c3', messages: [] }],
          },
        },
      },
    });
  });

  test('a link made by API carries the caller’s attributes with a prefix, and the origin api', async () => {
    const rig = await startRig();
    const attributes = [{ id: 'source', value: 'whatsapp' }];
    const { body } = await rig.graphql<CreatedLink>(CREATE_PAY_LINK, { payLink: payLinkInput({ attributes }) });
    const { id } = body.data.payLink.create;
    expect(id).toMatch(UUID);
    expect(body.data.payLink.create).toEqual({
      attributes: [
        { id: 'customer_source', value: 'whatsapp' },
        { id: 'origin', value: 'api' },
      ],
      id,
      shortUrl: expect.stringMatching(/^https:\/\/ibanaccept\.com\/[a-z0-9]{7}$/),
      longUrl: `https://alphacomm.ibanaccept.com/pay/${id}`,
    });
  });

  test('a query without variables lists links, twenty to a page', async () => {
    const rig = await startRig();
    await rig.graphql(CREATE_PAY_LINK, { payLink: payLinkInput() });
    const { body } = await rig.graphql(
      'query { payLink { payLinks { items { status id } pagination { offset limit total } } } }',
    );
    expect(body).toHaveProperty('data.payLink.payLinks', {
      items: [{ status: 'ready', id: expect.stringMatching(UUID) }],
      pagination: { offset: 0, limit: 20, total: 1 },
    });
  });

  test('a mandate is made once per reference and debtor, found by id and status, and moves on to success', async () => {
    const rig = await startRig();
    const mandate = { personName: 'Example', reference: 'AC-HUUR', type: 'RCUR', reason: 'huur', debtorReference: '1' };
    const made = (await rig.graphql<CreatedMandate>(CREATE_MANDATE, { mandate })).body.data.mandate.create;
    expect(made).toEqual({
      id: expect.stringMatching(UUID),
      reference: 'AC-HUUR',
      shortUrl: expect.stringMatching(/^https:\/\/betaalmachtiging\.nl\/[a-z0-9]{7}$/),
      longUrl: expect.stringMatching(/^https:\/\/alphacomm\.betaalmachtiging\.nl\/pay\/[0-9a-f-]{36}$/),
      type: 'RCUR',
    });
    const again = await rig.graphql(CREATE_MANDATE, { mandate });
    expect(again.body).toMatchObject({
      data: { mandate: { create: null } },
      errors: [{ path: ['mandate', 'create'] }],
    });
    await rig.graphql(CREATE_MANDATE, { mandate: { ...mandate, debtorReference: '2' } });

    await rig.control.advance(5000);
    await rig.control.setMandateStatus(made.id, 'success');
    await expect(rig.control.setMandateStatus(made.id, 'pending')).rejects.toMatchObject({ status: 409 });
    await expect(rig.control.setMandateStatus('unknown', 'pending')).rejects.toMatchObject({ status: 404 });
    const found = await rig.graphql(MANDATES, {
      filters: { id: { equalTo: made.id }, status: { equalTo: 'success' } },
      order: { createdOn: 'DESCENDING' },
      offset: 0,
      limit: 20,
    });
    expect(found.body).toHaveProperty('data.mandate.mandates', {
      items: [
        {
          id: made.id,
          personName: 'Example',
          status: 'success',
          createdOn: '2026-03-02T09:00:00+00:00',
          updatedOn: '2026-03-02T09:00:05+00:00',
        },
      ],
      pagination: { offset: 0, limit: 20, total: 1 },
    });
    expect(await rig.control.ledger({ effect: 'mandate.created' })).toHaveLength(2);
  });

  test('calls are stopped with done, even when none was planned', async () => {
    const rig = await startRig();
    const { body } = await rig.graphql(STOP_CALLING, { scriptId: 18301, reference: 'your_identifier' });
    expect(body).toEqual({ data: { voice: { stopCalling: 'done' } } });
  });

  test('a batch that nobody made is not found', async () => {
    const rig = await startRig();
    const { body } = await rig.graphql(BATCHES, { filters: { name: { equalTo: 'Test' } } });
    expect(body).toHaveProperty('data.import.batches', { items: [], pagination: { offset: 0, limit: 20, total: 0 } });
  });
});

describe('what is refused', () => {
  test('a wrong or missing key gets 401 and does nothing', async () => {
    const rig = await startRig();
    const body = { query: ADD_RECORDS, variables: { rows: [mailRow('A-1')] } };
    expect((await rig.post(body, { 'x-auth-token': 'other' })).status).toBe(401);
    expect(
      (await fetch(rig.url, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })).status,
    ).toBe(400);
    expect(await rig.control.ledger()).toEqual([]);
    expect(await rig.control.calls()).toMatchObject([
      { operation: 'addRecords', reference: 'A-1', answered: 'unauthorized', status: 401 },
      { operation: 'other', answered: 'bad-request', status: 400 },
    ]);
  });

  test.each([
    ['not JSON', '{"query":'],
    ['no query', { variables: {} }],
    ['variables that are a list', { query: PAY_LINKS, variables: [] }],
  ])('a body with %s gets 400', async (_what, body) => {
    const rig = await startRig();
    expect((await rig.post(body)).status).toBe(400);
  });

  test.each([
    ['a syntax error', 'query {', {}],
    ['an unknown field', 'query { payLink { links { id } } }', {}],
    ['a missing variable', CREATE_PAY_LINK, {}],
    ['a status that does not exist', PAY_LINKS, { filters: { status: { equalTo: 'expired' } } }],
    ['a time that is none', PAY_LINKS, { filters: { createdOn: { greaterThan: '2019-02-08' } } }],
  ])('%s is answered with errors and no data', async (_what, query, variables) => {
    const rig = await startRig();
    const { status, body } = await rig.graphql(query, variables);
    expect(status).toBe(200);
    expect(body).toMatchObject({ data: null, errors: [{ message: expect.any(String) }] });
  });

  test.each([
    ['an amount with a decimal sign', { invoiceAmount: '12,50' }],
    ['an amount of nothing', { invoiceAmount: '0' }],
    ['a currency sign', { invoiceCurrency: '€' }],
  ])('a link for %s is not made', async (_what, wrong) => {
    const rig = await startRig();
    const { body } = await rig.graphql(CREATE_PAY_LINK, { payLink: payLinkInput(wrong) });
    expect(body).toMatchObject({ data: { payLink: { create: null } }, errors: [{}] });
    expect(await rig.control.ledger()).toEqual([]);
  });

  test('a document that was valid once is checked by its own text only', async () => {
    const rig = await startRig();
    for (let i = 0; i < 3; i += 1) {
      expect((await rig.graphql('{ payLink { payLinks { items { id } } } }')).body.errors).toBeUndefined();
      expect((await rig.graphql('{ payLink { payLinks { items { ids } } } }')).body.errors).toHaveLength(1);
    }
  });
});
