import { createHash } from 'node:crypto';
import { beforeAll, expect, test } from '@jest/globals';
import type { MandateRequest } from '../../src/client/index.js';
import {
  aMandateRequest,
  aReport,
  MANDATE_ORIGIN,
  type MandateFlow,
  startMandateFlow,
} from '../support/mandate-flow.js';
import { mandateReports } from '../support/mandate-reports.js';
import { mandateRules, oneOff } from '../support/mandate-rules.js';
import { until } from '../support/until.js';

// What PTX does when it does not show at once what it has done, and when its clock is not ours.
const httpTimeoutMs = 600;
let flow: MandateFlow;
let rules: ReturnType<typeof mandateRules>;
let reports: ReturnType<typeof mandateReports>;
beforeAll(async () => {
  flow = await startMandateFlow({ httpTimeoutMs });
  rules = mandateRules(flow);
  reports = mandateReports(flow);
});

const newAccountHash = createHash('sha256').update('300000/33333333').digest('hex');

/** Active, with its payer's new account at PTX, and our clock ahead of PTX's by so much. */
async function withNewAccount(reference: string, aheadMs: number): Promise<void> {
  const clock = { ...flow.clock, origin: new Date(Date.parse(MANDATE_ORIGIN) + aheadMs).toISOString() };
  const { plan: _, ...request } = aMandateRequest(reference);
  await flow.mandates.setUp({ ...request, clock } satisfies MandateRequest);
  const { mandateId } = await flow.staged(reference, 'active');
  await flow.control.advise({
    ...{ type: 'ADDACS', mandateId: Number(mandateId), code: '3' },
    ...{ newSortCode: '300000', newAccountNumber: '33333333' },
  });
}

test.each([
  ['behind ours', 5_000],
  ['ahead of ours', -5_000],
])('the instruction is lodged anew once where PTX’s clock is some seconds %s', async (_, aheadMs) => {
  const reference = `CLOCK-${aheadMs > 0 ? 'BEHIND' : 'AHEAD'}`;
  await withNewAccount(reference, aheadMs);
  const before = await reports.instructions(reference);
  await flow.report(reference, aReport('ADDACS', '3', { newAccountHash }));
  await flow.reaches(reference, 'lodged anew', (view) =>
    rules.lines(view).some((line) => line.startsWith('the instruction is lodged anew on ')),
  );
  expect(await reports.instructions(reference)).toEqual([...before, '0N']);
});

test('and also where its answer is lost', async () => {
  const reference = 'CLOCK-LOST';
  await withNewAccount(reference, 5_000);
  const before = await reports.instructions(reference);
  await flow.control.addFault({ operation: 'ptx.mandates.addAuddisInstruction', kind: 'drop-after', reference });
  await flow.report(reference, aReport('ADDACS', '3', { newAccountHash }));
  await flow.reaches(reference, 'lodged anew', (view) =>
    rules.lines(view).some((line) => line.startsWith('the instruction is lodged anew on ')),
  );
  expect(await reports.instructions(reference)).toEqual([...before, '0N']);
});

test('what PTX has taken and does not show is put to a person, and is only looked for until he says that it is not there', async () => {
  const reference = 'UNSEEN-001';
  await rules.bare(reference);
  // The first look after the order fails, and before the next one PTX has lost the row.
  await flow.control.addFault({
    ...{ operation: 'ptx.collectionHistory.queryByMandate', kind: 'unavailable' },
    ...{ reference, skip: 1, times: 1, retryAfterSeconds: 1 },
  });
  const ordered = flow.mandates.collectOneOff(reference, oneOff());
  const row = await until('the row', async () =>
    (await flow.rowsOf(reference)).find(({ paymentType }) => paymentType === 'ONE_OFF'),
  );
  await flow.control.dropHistoryRow(row.id);
  await ordered;
  const made = async () => (await flow.effects(reference))['one-off.created'];
  await rules.asks(reference, 'OutcomeUnknown: PTX has taken collection EXTRA-1, but does not show it');
  await rules.answer(reference, 'retry');
  await flow.reaches(reference, 'the same question again', (view) => {
    const asked = rules.lines(view).filter((line) => line.startsWith('needs attention: collect EXTRA-1'));
    return asked.length === 2;
  });
  expect(await made()).toBe(1);
  await rules.answer(reference, 'not-happened');
  await flow.reaches(reference, 'given up', (view) =>
    rules.lines(view).includes('collect EXTRA-1 was given up by a person'),
  );
  await flow.mandates.collectOneOff(reference, oneOff({ why: 'PTX had lost it' }));
  await flow.reaches(reference, 'ordered anew', ({ collections }) =>
    collections.some(({ key, state }) => key === 'EXTRA-1' && state === 'submitted'),
  );
  expect(await made()).toBe(2);
}, 60_000);

test('an order that a report interrupts while it is on its way to PTX is not sent again', async () => {
  const reference = 'LEFT-001';
  await rules.bare(reference);
  // It lands when its caller has left, has heard the bank, and is back.
  const delayMs = httpTimeoutMs * 5;
  await flow.control.addFault({ operation: 'ptx.mandates.createOneOff', kind: 'slow', delayMs, reference });
  const ordered = flow.mandates.collectOneOff(reference, oneOff());
  await until('the order is on its way', async () =>
    (await flow.control.calls()).some((call) => call.reference === reference && call.answered === 'slow'),
  );
  await flow.report(reference, aReport('ADDACS', 'E'));
  await ordered;
  const view = await flow.reaches(reference, 'the order', ({ collections }) =>
    collections.some(({ key, state }) => key === 'EXTRA-1' && state === 'submitted'),
  );
  expect(rules.lines(view)).toContainEqual(expect.stringMatching(/^reported by the bank: ADDACS E/));
  expect(rules.lines(view).filter((line) => line.includes('attention'))).toEqual([]);
  const made = async () => (await flow.effects(reference))['one-off.created'];
  await until('the order has landed', made);
  const sent = (await flow.control.calls()).filter((call) => call.operation === 'ptx.mandates.createOneOff');
  expect(sent.filter((call) => call.reference === reference)).toHaveLength(1);
  expect(await made()).toBe(1);
}, 60_000);
