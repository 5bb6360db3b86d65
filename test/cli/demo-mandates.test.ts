import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { createDisplay } from '../../src/cli/start/display.js';
import { checkMandates } from '../../src/cli/start/mandates-check.js';
import { mandatesFlow } from '../../src/cli/start/mandates-flow.js';
import { demoMandatesFile, mandatesOnClock, readDemoMandates } from '../../src/cli/start/mandates-input.js';
import { parseMandatePlays } from '../../src/cli/start/mandates-plays.js';
import type { PtxTruth } from '../../src/cli/start/mandates-scene.js';
import { type MandateState, mandateViewOf, openMandateState } from '../../src/domain/direct-debit/mandate.js';
import type { PtxEffect, PtxHistoryRow } from '../../src/simulators/ptx/control-types.js';
import { DEFAULT_COLLECTION_PROFILES } from '../../src/simulators/ptx/ddm/collection-profiles.js';
import { startMandateFlow } from '../support/mandate-flow.js';
import { aMandate, gbp } from '../support/mandates.js';
import { createTerminal, inFolder } from './support.js';

const CLOCK = { since: new Date().toISOString(), origin: '2026-03-02T09:00:00Z', speed: 1 };
const AT = '2026-06-01T09:00:00Z';
const DAY_MS = 86_400_000;

test('the example shows what can become of a mandate, and each story has its own end', async () => {
  const demo = await readDemoMandates(demoMandatesFile);
  expect(demo).toHaveLength(12);
  expect(new Set(demo.map(({ expected }) => expected))).toEqual(new Set(['active', 'cancelled']));
  const told = demo.flatMap(({ plays }) => plays);
  expect(new Set(told.map((play) => play.do))).toEqual(
    new Set(['take-back', 'advise', 'suspend', 'reactivate', 'change', 'collect', 'answer']),
  );
  const reports = told.flatMap((play) => ('report' in play ? [`${play.report} ${play.code}`] : []));
  expect(reports).toEqual(
    expect.arrayContaining(['ARUDD 0', 'DDICA 2', 'ADDACS 1', 'ADDACS 2', 'ADDACS 3', 'ADDACS D']),
  );
  expect(demo.filter(({ input }) => input.profile !== '4826')).toHaveLength(1);
});

test('a second demo on the same server has references of its own, which Bacs can carry', async () => {
  const mandates = mandatesOnClock(await readDemoMandates(demoMandatesFile), CLOCK, '-T1ABCD');
  for (const { input } of mandates) {
    expect(input).toMatchObject({ reference: expect.stringMatching(/^.{1,11}-T1ABCD$/), clock: CLOCK });
  }
});

test('plays say what banks and people do, and a wrong one is a fault that shows the words', () => {
  expect(parseMandatePlays('ARUDD 0 on 3; ARUDD 0 on 3/r1; answer happened')).toEqual({
    value: [
      { do: 'take-back', report: 'ARUDD', code: '0', collection: 3, again: 0 },
      { do: 'take-back', report: 'ARUDD', code: '0', collection: 3, again: 1 },
      { do: 'answer', as: 'happened' },
    ],
  });
  expect(parseMandatePlays('ADDACS D after 1; suspend after 2; reactivate after 30d')).toEqual({
    value: [
      { do: 'advise', report: 'ADDACS', code: 'D', when: { collections: 1 } },
      { do: 'suspend', when: { collections: 2 } },
      { do: 'reactivate', when: { afterMs: 30 * DAY_MS } },
    ],
  });
  expect(parseMandatePlays('change 30.00 after 2; collect 15.00 after 5')).toMatchObject({
    value: [{ amountMinor: 30_00 }, { amountMinor: 15_00 }],
  });
  for (const none of ['', 'never']) expect(parseMandatePlays(none)).toEqual({ value: [] });
  for (const wrong of ['ARUDD 0', 'ARUDD 0 after 2', 'suspend', 'suspend after soon', 'change after 2', 'answer yes']) {
    expect(parseMandatePlays(wrong)).toMatchObject({ fault: expect.stringContaining('write never, or parts') });
  }
});

const REFERENCE = 'MEMBER-1001';
const request = aMandate(REFERENCE);
const { plan } = request;
if (!plan) throw new Error('the mandate of the tests has a plan');
const demo = [{ input: { ...request, plan }, plays: [], expected: 'active' }];
const LAST_DAY = '2026-12-31';

/** What PTX wrote down of these, in their order. */
const ledgerOf = (...effects: (PtxEffect | [PtxEffect, string])[]) =>
  effects.map((each, index) => {
    const [effect, detail] = Array.isArray(each) ? each : [each, ''];
    return { seq: index + 1, at: AT, reference: REFERENCE, effect, detail };
  });
const SET_UP: Parameters<typeof ledgerOf> = [
  'mandate.created',
  'plan.created',
  'mandate.activated',
  ['letter.created', 'NEW_MANDATE_WITH_PLAN'],
  ['auddis.created', '0N 2026-03-04'],
];

const aRow = (id: number, paymentDay: string, more: Partial<PtxHistoryRow> = {}): PtxHistoryRow => ({
  ...{ id, mandateId: 1, profileId: 4826, status: 'SUCCESS', paymentType: 'DIRECT_DEBIT', code: '17' },
  ...{ sortCode: '200000', accountNumber: '55779911', accountName: 'ANNA EXAMPLE', reference: REFERENCE },
  ...{ altReference: undefined, paymentDay, amountMinor: 12_50, comments: undefined, retryCount: 0, createdMs: 0 },
  ...{ updatedMs: 0, plannedDay: paymentDay, planId: 1, ...more },
});
const balance = { collectedMinor: 12_50, returnedMinor: 0, claimedMinor: 0, pendingMinor: 12_50, representedMinor: 0 };
const truth = {
  ledger: ledgerOf(...SET_UP, ['collection.created', '17'], 'collection.collected'),
  history: [aRow(1, '2026-12-15'), aRow(2, '2027-01-15', { status: 'PENDING' })],
  balance: { ...balance, refundedMinor: 0 },
} satisfies PtxTruth;

/** The mandate with one collection in a state. */
function viewsOf(state: MandateState['collections'][number]['state']) {
  const collection = {
    ...{ key: 'plan:2026-12-15', origin: 'plan' as const, dueDate: '2026-12-15', amount: gbp(12_50), state },
    ...{ code: '17', rowId: '1', of: null, returnedBy: null, retryCount: 0 },
  };
  return new Map([[REFERENCE, mandateViewOf(request, { ...openMandateState(), collections: [collection] })]]);
}

test('what was collected in the year, and nothing that falls due after it, has to be known by the mandates', () => {
  expect(checkMandates(truth, viewsOf('cleared'), { demo, lastDay: LAST_DAY })).toEqual({
    counts: '1 collections, 12.50 collected, 0.00 came back, 0.00 presented again, 0.00 owed',
    faults: [],
  });
});

test('money that PTX and the mandates have in different places is one line', () => {
  expect(checkMandates(truth, viewsOf('returned'), { demo, lastDay: LAST_DAY }).faults).toEqual([
    'collected: 12.50 at PTX, 0.00 by the mandates; came back: 0.00 at PTX, 12.50 by the mandates; owed: 0.00 at PTX, 12.50 by the mandates',
  ]);
});

test('a second letter, a second one-off and a collection after the end are faults', () => {
  const ledger = ledgerOf(
    ...SET_UP,
    ['letter.created', 'NEW_MANDATE_WITH_PLAN'],
    'one-off.created',
    ['report.applied', 'ADDACS 1: cancel'],
    'collection.created',
  );
  expect(checkMandates({ ...truth, ledger }, viewsOf('cleared'), { demo, lastDay: LAST_DAY }).faults).toEqual([
    `${REFERENCE}: 2 x letter of the activation, asked for 1`,
    `${REFERENCE}: 1 x one-off, asked for 0`,
    `${REFERENCE}: collection.created after it was cancelled`,
  ]);
});

test('what happens is told as a line elsewhere, and below the table on a terminal', () => {
  const show = (isTTY: boolean) => {
    const { io, written } = createTerminal({ isTTY });
    const display = createDisplay(io.out, CLOCK, { more: () => 'collected 12.50' });
    display.tell('suspended by ann');
    display.show(new Map(), []);
    return written.out;
  };
  expect(show(false)).toBe('2026-03-02 09:00  suspended by ann\n');
  expect(show(true)).toMatch(/^2026-03-02 09:00 UTC {2}; collected 12\.50.*LATEST.*suspended by ann/s);
});

const COLUMNS =
  'reference,contact_reference,title,first_name,last_name,email,account_name,sort_code,account_number,amount,frequency,start_date,_plays,_expected';
const who = (n: number) =>
  `MEMBER-910${n},M-910${n},Ms,Pat,Example,pat@example.com,Pat Example,00-00-31,7300910${n},12.50`;

test('two months of mandates end as their plays say, with each pound in its place', () =>
  inFolder(async (folder) => {
    const file = join(folder, 'mandates.csv');
    const rows = [
      `${who(1)},weekly,2026-04-10,ARUDD 0 on 1,active`,
      `${who(2)},weekly,2026-04-14,ADDACS 1 after 2,cancelled`,
      `${who(3)},monthly,2026-04-10,DDICA 1 on 1; answer happened,active`,
      `${who(4)},weekly,2026-04-16,suspend after 1; reactivate after 14d,active`,
    ];
    await writeFile(file, `${[COLUMNS, ...rows].join('\n')}\n`);
    const { play, speed } = await mandatesFlow({ file, days: 60 });
    const collectionProfiles = DEFAULT_COLLECTION_PROFILES.map((profile) => {
      return { ...profile, mandateNoticePeriod: 3, oneOffNoticePeriod: 3, representationDelay: 5 };
    });
    const { control, hear, incasso } = await startMandateFlow({ speed, simulator: { collectionProfiles } });
    const { now: origin } = await control.clock();
    const clock = { since: new Date().toISOString(), origin, speed };
    const { io, written } = createTerminal();
    const stack = { clock, incasso, ptxControl: control, hearBanks: async () => void (await hear()) };
    const good = await play({ ...stack, temporal: { address: '', uiUrl: '' } }, io, new AbortController().signal);
    expect({ good, out: good ? '' : written.out }).toEqual({ good: true, out: '' });
    expect(written.out).toMatch(/^4 of 4 mandates ended as expected: /m);
    expect(written.out).toMatch(/, 25\.00 came back, 12\.50 presented again, 12\.50 owed; each effect once$/m);
  }));
