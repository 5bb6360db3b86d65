import { expect, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createEMandateActivities, type EMandateRequest } from '../../src/activities/emandates.js';
import { createAlphacommClient } from '../../src/vendors/alphacomm/client.js';
import { json, startVendor } from '../support/vendor-server.js';

// What the simulator does not do of itself: a vendor whose list lags behind, or does not tell.

const SINCE = '2026-11-02T10:00:00.000Z';
const nobody = { isAwaited: async () => false, deliver: async () => false };
const ours = {
  id: 'b0d6f1c4-0000-4000-8000-000000000001',
  status: 'new',
  reference: 'M-1',
  personName: 'A. Person',
  createdOn: '2026-11-02T10:00:01+00:00',
};
const REFUSAL = 'A mandate with this reference and debtorReference exists already.';

/** Tries to make mandate M-1; `lists` are what the vendor's list shows, one reading after the other. */
async function ensure(lists: object[][], how: EMandateRequest['how'], attempt: number) {
  let reading = 0;
  const { origin, received } = await startVendor((response, request) => {
    if (request.text.includes('createMandate')) {
      return json({ errors: [{ message: REFUSAL }], data: null })(response, request);
    }
    const items = lists[Math.min(reading, lists.length - 1)] ?? [];
    reading += 1;
    json({ data: { mandate: { mandates: { items, pagination: { offset: 0, limit: 100, total: items.length } } } } })(
      response,
      request,
    );
  });
  const alphacomm = createAlphacommClient({ url: origin, apiKey: 'a key', timeoutMs: 2_000 });
  const { ensureEMandate } = createEMandateActivities({ alphacomm, httpTimeoutMs: 50, delivery: nobody });
  const mandate = { reference: 'M-1', debtorReference: 'D-1', personName: 'A. Person', type: 'RCUR', reason: 'rent' };
  const env = new MockActivityEnvironment({ attempt }, { logger: new DefaultLogger('ERROR') });
  const answer = await env.run(ensureEMandate, { mandate, since: SINCE, how }).catch((error: Error) => error.message);
  const made = received.filter(({ text }) => text.includes('createMandate')).length;
  return { answer, made, looked: reading, asked: received };
}

test('a first try asks for the mandate at once, and a refusal of it is the vendor’s answer', async () => {
  const { answer, made, looked } = await ensure([[ours]], 'make', 1);
  expect(answer).toEqual({ mandate: null, refused: expect.stringContaining(REFUSAL) });
  expect([made, looked]).toEqual([1, 0]);
});

test('a refusal after an unclear try means that the mandate is there: it is found, though the list was late', async () => {
  for (const lists of [
    [[], [], [ours]],
    [[], [], [], [ours]],
  ]) {
    const { answer, made } = await ensure(lists, 'make', 2);
    expect(answer).toMatchObject({ mandate: { id: ours.id, createdAt: expect.any(String) }, refused: null });
    expect(made).toBe(1);
  }
});

test('a refusal after an unclear try, when two more readings show nothing, is a person’s business', async () => {
  const { answer, looked } = await ensure([[]], 'make', 2);
  expect(answer).toContain(REFUSAL);
  expect(answer).toContain('an earlier try may have made it, and the list does not show it');
  expect(looked).toBe(4);
});

test('the look-up asks for what was made since the first try less a minute, and finds by reference and name', async () => {
  const other = { ...ours, id: 'b0d6f1c4-0000-4000-8000-000000000002', reference: 'M-2' };
  const theirs = { ...ours, id: 'b0d6f1c4-0000-4000-8000-000000000003', personName: 'B. Else' };
  const { answer, made, asked } = await ensure([[other, theirs, ours]], 'look-then-make', 1);
  expect(answer).toMatchObject({ mandate: { id: ours.id } });
  expect(made).toBe(0);
  expect(JSON.parse(asked[0]?.text ?? '')).toMatchObject({
    variables: { filters: { createdOn: { greaterThan: expect.stringContaining('2026-11-02T09:59:00') } } },
  });
});

test('a list that shows no references, or several that fit, is a person’s business: nothing is asked for', async () => {
  const { reference: _, ...silent } = ours;
  const unnamed = await ensure([[silent]], 'look-then-make', 1);
  expect(unnamed).toMatchObject({ answer: expect.stringContaining('does not show which reference'), made: 0 });
  const twice = await ensure([[ours, { ...ours, id: 'another' }]], 'look-then-make', 1);
  expect(twice).toMatchObject({ answer: expect.stringContaining('several mandates'), made: 0 });
});

test('what is only looked for is not made', async () => {
  const { answer, made } = await ensure([[]], 'look', 1);
  expect([answer, made]).toEqual([expect.stringContaining('shows no mandate with reference M-1'), 0]);
});

test('a mandate with the same reference and another name is another debtor’s: ours is asked for', async () => {
  const theirs = { ...ours, personName: 'B. Else' };
  expect(await ensure([[theirs]], 'look-then-make', 1)).toMatchObject({ made: 1 });
  const looked = await ensure([[theirs]], 'look', 1);
  expect(looked).toMatchObject({ answer: expect.stringContaining('shows no mandate with reference M-1'), made: 0 });
});

test('a name that the vendor writes with other capitals and blanks is the same name', async () => {
  const { answer } = await ensure([[{ ...ours, personName: ' a.  PERSON ' }]], 'look-then-make', 1);
  expect(answer).toMatchObject({ mandate: { id: ours.id } });
  expect(JSON.stringify(answer)).not.toMatch(/person/i);
});

test('whose a mandate without a name is, a person says: it is named, nobody’s name is, and nothing is asked for', async () => {
  for (const personName of [undefined, null, ' ']) {
    for (const how of ['look-then-make', 'look'] as const) {
      const { answer, made } = await ensure([[{ ...ours, personName }]], how, 1);
      expect(answer).toContain(`does not show whose mandate ${ours.id} with reference M-1 is`);
      expect(answer).not.toContain('Person');
      expect(made).toBe(0);
    }
    const vouched = await ensure([[{ ...ours, personName }]], 'look-nameless', 1);
    expect(vouched.answer).toMatchObject({ mandate: { id: ours.id } });
  }
});
