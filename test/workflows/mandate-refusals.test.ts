import { beforeAll, expect, test } from '@jest/globals';
import type { AddPlan, ChangePlan, CollectOneOff } from '../../src/workflows/messages.js';
import { type MandateFlow, startMandateFlow } from '../support/mandate-flow.js';
import { mandateRules, oneOff, refusal, SAID, planTerms as terms } from '../support/mandate-rules.js';
import { gbp } from '../support/mandates.js';

// What is refused, in these words, and does nothing at PTX.

let flow: MandateFlow;
let rules: ReturnType<typeof mandateRules>;
beforeAll(async () => {
  flow = await startMandateFlow();
  rules = mandateRules(flow);
});

const EARLY = '2026-03-13';
const inAdvance = 'is too early, the payer has to be told in advance: take 2026-03-16';
type Say = (reference: string) => Promise<unknown>;
const add =
  (plan: unknown): Say =>
  (reference) =>
    flow.mandates.addPlan(reference, { plan, ...SAID } as AddPlan);
const change =
  (what: Partial<ChangePlan> | Record<string, unknown>): Say =>
  (reference) =>
    flow.mandates.changePlan(reference, { ...what, ...SAID } as ChangePlan);
const collect =
  (what: Partial<Record<keyof CollectOneOff, unknown>>): Say =>
  (reference) =>
    flow.mandates.collectOneOff(reference, oneOff(what as Partial<CollectOneOff>));
const suspend: Say = (reference) => flow.mandates.suspend(reference, SAID);
const reactivate: Say = (reference) => flow.mandates.reactivate(reference, SAID);
const cancel: Say = (reference) => flow.mandates.cancel(reference, SAID);
const suppress: Say = (reference) => flow.mandates.suppressCorrespondence(reference, SAID);
const resolve: Say = (reference) => flow.mandates.resolve(reference, { as: 'retry', ...SAID });

const states = {
  /** Active with a plan, and without one. */
  'NO-PLANNED': (reference: string) => flow.active(reference),
  'NO-BARE-1': (reference: string) => rules.bare(reference),
  async 'NO-DRAFT'(reference: string) {
    await flow.setUp(reference, { plan: { amount: gbp(1), frequency: 'monthly', start: EARLY } });
    await rules.asks(reference, EARLY);
  },
  async 'NO-SUSPENDED'(reference: string) {
    await flow.active(reference);
    await flow.mandates.suspend(reference, SAID);
  },
  async 'NO-CANCELLED'(reference: string) {
    await flow.active(reference);
    await flow.mandates.cancel(reference, SAID);
  },
  // Asked to be something that it is not yet, since a person was asked in between.
  async 'NO-SUSPENDING'(reference: string) {
    await flow.active(reference);
    await rules.breaks('ptx.mandates.get', reference);
    await suspend(reference);
  },
  async 'NO-CHANGING'(reference: string) {
    await flow.active(reference);
    await rules.breaks('ptx.paymentPlans.list', reference);
    await change({ amount: gbp(1) })(reference);
  },
  async 'NO-ADDING'(reference: string) {
    await rules.bare(reference);
    await rules.breaks('ptx.paymentPlans.list', reference);
    await add(terms())(reference);
  },
  async 'NO-REACTIVATING'(reference: string) {
    await states['NO-SUSPENDED'](reference);
    await rules.breaks('ptx.mandates.get', reference);
    await reactivate(reference);
  },
  async 'NO-CANCELLING'(reference: string) {
    await flow.active(reference);
    await rules.breaks('ptx.mandates.get', reference);
    await cancel(reference);
  },
};
type State = keyof typeof states;
const before = new Map<string, string>();
beforeAll(async () => {
  for (const [reference, prepare] of Object.entries(states)) {
    await prepare(reference);
    before.set(reference, JSON.stringify(await flow.effects(reference)));
  }
});

const all = {
  add: add(terms()),
  change: change({ amount: gbp(1) }),
  suspend,
  reactivate,
  cancel,
  collect: collect({}),
  suppress,
};
const each = (state: State, words: string, names: (keyof typeof all)[]): [State, string, Say, string][] =>
  names.map((name) => [state, name, all[name], words]);
const bad: [State, string, Say, string][] = [
  ...each('NO-CANCELLED', 'mandate NO-CANCELLED is cancelled', Object.keys(all) as (keyof typeof all)[]),
  ...each('NO-CANCELLING', 'mandate NO-CANCELLING is being cancelled', Object.keys(all) as (keyof typeof all)[]),
  ...each('NO-DRAFT', 'mandate NO-DRAFT is draft', ['add', 'change', 'suspend', 'collect']),
  ...each('NO-DRAFT', 'mandate NO-DRAFT is draft, not suspended', ['reactivate']),
  ...each('NO-DRAFT', 'mandate NO-DRAFT is draft: it has no letters', ['suppress']),
  ...each('NO-SUSPENDED', 'mandate NO-SUSPENDED is suspended', ['add', 'change', 'suspend', 'collect']),
  ...each('NO-SUSPENDING', 'mandate NO-SUSPENDING is being suspended', ['add', 'change', 'suspend', 'collect']),
  ...each('NO-PLANNED', 'mandate NO-PLANNED is active, not suspended', ['reactivate']),
  ...each('NO-REACTIVATING', 'mandate NO-REACTIVATING is being reactivated', ['reactivate']),
  ...each('NO-PLANNED', 'mandate NO-PLANNED has a live plan, and PTX keeps one: change it instead', ['add']),
  ...each('NO-ADDING', 'mandate NO-ADDING has a live plan, and PTX keeps one: change it instead', ['add']),
  ...each('NO-BARE-1', 'mandate NO-BARE-1 has no live plan: add one instead', ['change']),
  ...each('NO-CHANGING', 'the plan of mandate NO-CHANGING is being changed', ['change']),
  ['NO-PLANNED', 'resolve', resolve, 'mandate NO-PLANNED asks nothing: its stage is active'],
  ['NO-CANCELLED', 'resolve', resolve, 'mandate NO-CANCELLED asks nothing: its stage is cancelled'],
  [
    'NO-DRAFT',
    'resolve as',
    (reference) => flow.mandates.resolve(reference, { as: 'perhaps' as 'retry', ...SAID }),
    'as: is none of happened, not-happened, retry',
  ],
  [
    'NO-DRAFT',
    'resolve why',
    (reference) => flow.mandates.resolve(reference, { as: 'retry', by: 'ann', why: '' }),
    'why: say why, in at most 500 characters',
  ],
  ['NO-BARE-1', 'no plan', add(undefined), 'plan: is missing'],
  ['NO-BARE-1', 'amount 0', add(terms({ amount: gbp(0) })), 'plan.amount: is not between 0.01 and 20000000.00'],
  ['NO-BARE-1', 'EUR', add(terms({ amount: { minor: 1, currency: 'EUR' } })), 'plan.amount: is not in GBP'],
  [
    'NO-BARE-1',
    'frequency',
    add(terms({ frequency: 'daily' as 'weekly' })),
    'plan.frequency: is none of weekly, monthly, quarterly, yearly',
  ],
  ['NO-BARE-1', 'start', add(terms({ start: '2026-02-30' })), 'plan.start: is not a date, write YYYY-MM-DD'],
  ['NO-BARE-1', 'end', add(terms({ end: 'soon' })), 'plan.end: is not a date, write YYYY-MM-DD'],
  ['NO-BARE-1', 'end first', add(terms({ end: '2026-04-09' })), 'plan.end: 2026-04-09 is before the start, 2026-04-10'],
  [
    'NO-BARE-1',
    'both',
    add(terms({ end: '2026-09-09', occurrences: 3 })),
    'plan: says both end and occurrences, say one',
  ],
  ['NO-BARE-1', 'none', add(terms({ occurrences: 0 })), 'plan.occurrences: is not a number above 0'],
  ['NO-BARE-1', 'early', add(terms({ start: EARLY })), `plan.start: plan start ${EARLY} ${inAdvance}`],
  ['NO-PLANNED', 'nothing', change({}), 'plan: says nothing that is to change'],
  ['NO-PLANNED', 'early', change({ start: EARLY }), `plan: plan start ${EARLY} ${inAdvance}`],
  ['NO-PLANNED', 'passed', change({ start: '2025-04-01' }), `plan: plan start 2025-04-01 ${inAdvance}`],
  ['NO-PLANNED', 'half', change({ amount: gbp(0.5) }), 'plan.amount: is not between 0.01 and 20000000.00'],
  ['NO-PLANNED', 'ended', change({ end: '2026-03-31' }), 'plan.end: 2026-03-31 is before the start, 2026-04-01'],
  ['NO-PLANNED', 'no key', collect({ key: '' }), 'key: write letters, digits and . _ -, at most 30'],
  ['NO-PLANNED', 'space', collect({ key: 'A B' }), 'key: write letters, digits and . _ -, at most 30'],
  ['NO-PLANNED', 'long', collect({ key: 'x'.repeat(31) }), 'key: write letters, digits and . _ -, at most 30'],
  ['NO-PLANNED', 'no amount', collect({ amount: undefined }), 'amount: is not in GBP'],
  ['NO-PLANNED', 'too much', collect({ amount: gbp(2_000_000_001) }), 'amount: is not between 0.01 and 20000000.00'],
  ['NO-PLANNED', 'no date', collect({ date: '20/03/2026' }), 'date: is not a date, write YYYY-MM-DD'],
  ['NO-PLANNED', 'early', collect({ date: EARLY }), `date: collection date ${EARLY} ${inAdvance}`],
  [
    'NO-PLANNED',
    'Saturday',
    collect({ date: '2026-03-21' }),
    'date: collection date 2026-03-21 is a Saturday, when Bacs does not work: take 2026-03-23',
  ],
  [
    'NO-PLANNED',
    'holiday',
    collect({ date: '2026-04-03' }),
    'date: collection date 2026-04-03 is Good Friday, when Bacs does not work: take 2026-04-07',
  ],
];
test.each(bad)('%s: %s', async (reference, _, say, words) => {
  expect(await refusal(say(reference))).toBe(words);
  expect(JSON.stringify(await flow.effects(reference))).toBe(before.get(reference));
});

const sayers: [string, (reference: string, said: typeof SAID) => Promise<unknown>][] = [
  ['addPlan', (reference, said) => flow.mandates.addPlan(reference, { plan: terms(), ...said })],
  ['changePlan', (reference, said) => flow.mandates.changePlan(reference, { amount: gbp(1), ...said })],
  ['suspend', (reference, said) => flow.mandates.suspend(reference, said)],
  ['reactivate', (reference, said) => flow.mandates.reactivate(reference, said)],
  ['cancel', (reference, said) => flow.mandates.cancel(reference, said)],
  ['collectOneOff', (reference, said) => flow.mandates.collectOneOff(reference, oneOff(said))],
  ['suppressCorrespondence', (reference, said) => flow.mandates.suppressCorrespondence(reference, said)],
];
test.each(sayers)('%s without who and why', async (_, say) => {
  const refusals: [typeof SAID, string][] = [
    [{ ...SAID, by: ' ' }, 'by: say who, in at most 500 characters'],
    [{ ...SAID, by: 'an\u200bn' }, 'by: has characters that cannot be seen, write the name without them'],
    [{ ...SAID, why: '' }, 'why: say why, in at most 500 characters'],
    [{ ...SAID, why: 'x'.repeat(501) }, 'why: say why, in at most 500 characters'],
  ];
  for (const [said, words] of refusals) {
    expect(await refusal(say('NO-PLANNED', said))).toBe(words);
  }
});
