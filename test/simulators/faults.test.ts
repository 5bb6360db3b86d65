import { describe, expect, test } from '@jest/globals';
import type { VendorFaultRule } from '../../src/simulators/control-client.js';
import {
  ADD_RECORDS,
  CREATE_PAY_LINK,
  mailRow,
  PAY_LINKS,
  payLinkInput,
  STOP_CALLING,
  startRig,
  type TestRig,
} from './support.js';

const CREATE = {
  query: CREATE_PAY_LINK,
  variables: { payLink: payLinkInput({ attributes: [{ id: 'incasso_key', value: 'A-1' }] }) },
};

async function withFault(rule: Omit<VendorFaultRule, 'operation'>): Promise<TestRig> {
  const rig = await startRig();
  await rig.control.addFault({ operation: 'payLink.create', ...rule });
  return rig;
}

const created = async (rig: TestRig) => (await rig.control.ledger({ effect: 'payLink.created' })).length;

describe('each kind, before or after the effect', () => {
  test.each([
    ['drop-before', 0],
    ['drop-after', 1],
  ] as const)('%s closes the connection, %i effect', async (kind, effects) => {
    const rig = await withFault({ kind });
    await expect(rig.post(CREATE)).rejects.toThrow();
    expect(await created(rig)).toBe(effects);
  });

  test('timeout-after never answers, though it is done', async () => {
    const rig = await withFault({ kind: 'timeout-after' });
    const giveUp = new AbortController();
    const asked = fetch(rig.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-auth-token': 'key-of-the-tests' },
      body: JSON.stringify(CREATE),
      signal: giveUp.signal,
    });
    while ((await created(rig)) === 0) await rig.control.quiet();
    giveUp.abort();
    await expect(asked).rejects.toThrow();
    expect(await rig.control.calls()).toMatchObject([{ answered: 'timeout-after', reference: 'A-1' }]);
  });

  test.each([
    ['unauthorized', 401, 0],
    ['rate-limited', 429, 0],
    ['error-500-before', 500, 0],
    ['error-500-after', 500, 1],
    ['unavailable', 503, 0],
  ] as const)('%s answers %i, %i effect', async (kind, status, effects) => {
    const rig = await withFault({ kind, retryAfterSeconds: 7 });
    const response = await rig.post(CREATE);
    expect(response.status).toBe(status);
    expect(response.headers.get('retry-after')).toBe(kind === 'rate-limited' ? '7' : null);
    expect(await created(rig)).toBe(effects);
    expect(await rig.control.calls()).toMatchObject([{ answered: kind, status }]);
  });

  test('slow answers rightly, in its own time', async () => {
    const rig = await withFault({ kind: 'slow', delayMs: 50 });
    const begun = performance.now();
    const { body } = await rig.graphql(CREATE.query, CREATE.variables);
    expect(performance.now() - begun).toBeGreaterThan(40);
    expect(body.errors).toBeUndefined();
    expect(await created(rig)).toBe(1);
  });

  test('truncated answers 200 with JSON that ends early', async () => {
    const rig = await withFault({ kind: 'truncated' });
    const response = await rig.post(CREATE);
    expect(response.status).toBe(200);
    const text = await response.text();
    expect(text).toMatch(/^\{"data":/);
    expect(() => JSON.parse(text)).toThrow();
    expect(await created(rig)).toBe(1);
  });

  test('wrong-typed answers valid JSON whose fields have other types', async () => {
    const rig = await withFault({ kind: 'wrong-typed' });
    const { body } = await rig.graphql(CREATE.query, CREATE.variables);
    expect(body).toEqual({
      data: { payLink: { create: { attributes: 'a list', id: 42, shortUrl: 42, longUrl: 42 } } },
    });
    expect(await created(rig)).toBe(1);
  });

  test('graphql-error answers 200 with errors and does nothing', async () => {
    const rig = await withFault({ kind: 'graphql-error' });
    const { status, body } = await rig.graphql(CREATE.query, CREATE.variables);
    expect(status).toBe(200);
    expect(body).toMatchObject({ data: null, errors: [{ message: expect.any(String) }] });
    expect(await created(rig)).toBe(0);
  });
});

describe('which request a rule strikes', () => {
  const status = async (rig: TestRig, query: string, variables: unknown) =>
    (await rig.post({ query, variables })).status;

  test('it skips, strikes as often as told, and is used up', async () => {
    const rig = await startRig();
    await rig.control.addFault({ operation: '*', kind: 'unavailable', skip: 1, times: 2 });
    const seen: number[] = [];
    for (let i = 0; i < 5; i += 1) seen.push(await status(rig, PAY_LINKS, {}));
    expect(seen).toEqual([200, 503, 503, 200, 200]);
  });

  test('it knows the operation and the reference, in variables and written in the document', async () => {
    const rig = await startRig();
    await rig.control.addFault({ operation: 'addRecords', kind: 'unavailable', reference: 'A-2', times: 9 });
    await rig.control.addFault({ operation: 'payLinks', kind: 'unavailable', reference: 'A-2', times: 9 });
    await rig.control.addFault({ operation: 'stopCalling', kind: 'unavailable', reference: 'A-2', times: 9 });
    const byReference = (equalTo: string) => ({ filters: { attributes: [{ id: 'reference', equalTo }] } });
    const inline = (reference: string) =>
      `mutation { voice { stopCalling(scriptId: 18301, reference: "${reference}") } }`;
    const seen: number[][] = [];
    for (const reference of ['A-1', 'A-2']) {
      seen.push([
        await status(rig, ADD_RECORDS, { rows: [mailRow(reference)] }),
        await status(rig, PAY_LINKS, byReference(reference)),
        await status(rig, STOP_CALLING, { scriptId: 18301, reference }),
        await status(rig, inline(reference), {}),
      ]);
    }
    expect(seen).toEqual([
      [200, 200, 200, 200],
      [503, 503, 503, 503],
    ]);
    expect(
      (await rig.control.calls()).map(({ operation, reference }) => `${operation} ${reference}`).slice(0, 3),
    ).toEqual(['addRecords A-1', 'payLinks A-1', 'stopCalling A-1']);
  });

  test('cleared rules strike no more', async () => {
    const rig = await startRig();
    await rig.control.addFault({ operation: '*', kind: 'unavailable', times: 9 });
    await rig.control.clearFaults();
    expect(await status(rig, PAY_LINKS, {})).toBe(200);
  });
});
