import fc from 'fast-check';
import type { PtxFaultRule } from '../../src/simulators/ptx/control-types.js';
import type { PlanFrequency, Resolution } from '../../src/workflows/messages.js';

/** How a mandate begins. */
export interface Birth {
  /** 4826: we present again what came back. 5761: PTX does, twice at most. */
  profile: '4826' | '5761';
  plan: NewPlan | null;
  /** What goes wrong while it is set up. */
  faults: Fault[];
}

export interface NewPlan {
  frequency: PlanFrequency;
  /** Calendar days from now to the start. */
  ahead: number;
  amountMinor: number;
  occurrences: number | null;
}

export interface Fault {
  operation: PtxFaultRule['operation'];
  kind: PtxFaultRule['kind'];
  /** So many calls pass before, and so many are struck. */
  skip: number;
  times: number;
}

type PtxStatus = 'ACTIVE' | 'SUSPENDED' | 'CANCELLED';

/** One thing that happens in the life of a mandate: to it, at PTX, or at a bank. */
export type Move = { do: 'days'; count: number } | { do: 'both'; moves: [Deed, Deed] } | Deed;

/** What takes no time by itself: two of them can come at once. */
export type Deed =
  | ({ do: 'addPlan' } & NewPlan)
  | { do: 'changePlan'; amountMinor: number | null; ahead: number | null }
  /** `early`: working days from the earliest date that is allowed, to which a date before it is refused. */
  | { do: 'collect'; key: number; early: number }
  | { do: 'suspend' | 'reactivate' | 'cancel' | 'suppressCorrespondence' }
  /** Somebody has compared PTX's history with what is expected. */
  | { do: 'look' }
  | { do: 'resolve'; as: Resolution['as'] }
  /** The bank returns one of the latest collections, as soon as there is one. `applied`: PTX takes its own reports in. `twice`: the mandate hears it twice. */
  | { do: 'return'; pick: number; code: string; applied: boolean; twice: boolean }
  | { do: 'claim'; pick: number; code: string }
  | { do: 'advise'; type: 'ADDACS' | 'AUDDIS'; code: string; applied: boolean; relodge: boolean }
  | ({ do: 'fault' } & Fault)
  /** A person does something in PTX. */
  | { do: 'person'; status: PtxStatus }
  | { do: 'row'; what: 'add' | 'drop' | 'change'; pick: number };

const OPERATIONS = [
  '*',
  'ptx.mandates.setStatus',
  'ptx.mandates.createOneOff',
  'ptx.mandates.addAuddisInstruction',
  'ptx.mandates.get',
  'ptx.paymentPlans.list',
  'ptx.paymentPlans.create',
  'ptx.paymentPlans.update',
  'ptx.collectionHistory.queryByMandate',
  'ptx.correspondence.queryByProfileIdAndStatus',
] as const;
const BIRTH_OPERATIONS = [
  '*',
  'ptx.contacts.create',
  'ptx.mandates.create',
  'ptx.paymentPlans.create',
  'ptx.mandates.setStatus',
] as const;
/** None that costs real seconds. */
const KINDS = [
  'drop-before',
  'drop-after',
  'error-500-before',
  'error-500-after',
  'unavailable',
  'truncated',
  'wrong-typed',
  'unauthorized',
] as const;

const faultAt = (operations: readonly PtxFaultRule['operation'][]): fc.Arbitrary<Fault> =>
  fc.record({
    operation: fc.constantFrom(...operations),
    kind: fc.constantFrom(...KINDS),
    skip: fc.integer({ min: 0, max: 4 }),
    times: fc.integer({ min: 1, max: 6 }),
  });

const plan = (soonest: number): fc.Arbitrary<NewPlan> =>
  fc.record({
    frequency: fc.constantFrom('weekly' as const, 'monthly' as const),
    ahead: fc.integer({ min: soonest, max: 40 }),
    amountMinor: fc.integer({ min: 1_000, max: 1_099 }),
    occurrences: fc.option(fc.integer({ min: 1, max: 5 })),
  });

export const births: fc.Arbitrary<Birth> = fc.record({
  profile: fc.constantFrom('4826' as const, '4826' as const, '5761' as const),
  plan: fc.option(plan(13), { freq: 4 }),
  faults: fc.array(faultAt(BIRTH_OPERATIONS), { maxLength: 1 }),
});

const pick = fc.integer({ min: 0, max: 2 });

const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.tuple(fc.constant({ do: 'addPlan' as const }), plan(12)).map(([a, b]) => ({ ...a, ...b })),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('changePlan' as const),
      amountMinor: fc.option(fc.integer({ min: 2_000, max: 2_099 }), { freq: 4 }),
      ahead: fc.option(fc.integer({ min: 8, max: 40 })),
    }),
  },
  {
    weight: 7,
    arbitrary: fc.record({
      do: fc.constant('collect' as const),
      key: fc.integer({ min: 1, max: 4 }),
      early: fc.integer({ min: -2, max: 6 }),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ do: 'suspend' as const }) },
  { weight: 3, arbitrary: fc.constant({ do: 'reactivate' as const }) },
  { weight: 1, arbitrary: fc.constantFrom({ do: 'cancel' as const }, { do: 'suppressCorrespondence' as const }) },
  { weight: 2, arbitrary: fc.constant({ do: 'look' as const }) },
  {
    weight: 7,
    arbitrary: fc.record({
      do: fc.constant('resolve' as const),
      as: fc.constantFrom('retry' as const, 'happened' as const, 'not-happened' as const),
    }),
  },
  {
    weight: 9,
    arbitrary: fc.record({
      do: fc.constant('return' as const),
      pick,
      code: fc.constantFrom(...'00000000138'),
      applied: fc.boolean(),
      twice: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('claim' as const), pick, code: fc.constantFrom('1', '4') }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('advise' as const),
      type: fc.constant('ADDACS' as const),
      code: fc.constantFrom(...'012333CDDDEERRRRRZ'),
      applied: fc.boolean(),
      relodge: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('advise' as const),
      type: fc.constant('AUDDIS' as const),
      code: fc.constantFrom('1', '2', '5', 'C'),
      applied: fc.boolean(),
      relodge: fc.constant(false),
    }),
  },
  { weight: 8, arbitrary: faultAt(OPERATIONS).map((fault) => ({ do: 'fault' as const, ...fault })) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('person' as const),
      status: fc.constantFrom<PtxStatus[]>(
        'ACTIVE',
        'ACTIVE',
        'ACTIVE',
        'SUSPENDED',
        'SUSPENDED',
        'SUSPENDED',
        'CANCELLED',
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('row' as const),
      what: fc.constantFrom('add' as const, 'drop' as const, 'change' as const),
      pick,
    }),
  },
);

const days = (min: number, max: number) =>
  fc.record({ do: fc.constant('days' as const), count: fc.integer({ min, max }) });

const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 12, arbitrary: days(1, 16) },
  { weight: 1, arbitrary: days(60, 120) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('both' as const), moves: fc.tuple(deed, deed) }) },
  { weight: 48, arbitrary: deed },
);

export const moves: fc.Arbitrary<Move[]> = fc.array(move, { minLength: 4, maxLength: 24, size: 'max' });
