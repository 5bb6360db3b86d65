import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type BatchContent, canonicalLines, totalsOf } from '../../src/domain/bacs/control.js';
import { bacsCodes, isDebit } from '../../src/domain/bacs/transaction-types.js';

// Short texts from few signs, those of JSON among them: so that two values often nearly run into one another.
const text = fc.string({ unit: fc.constantFrom(...'A1",[]\\\n'), maxLength: 4 });

const instruction = fc.record({
  code: fc.constantFrom(...bacsCodes),
  sortCode: text,
  accountNumber: text,
  reference: text,
  name: text,
  text,
  amountMinor: fc.integer({ min: 0, max: 2_000_000_000 }),
  included: fc.boolean(),
});

const batch: fc.Arbitrary<BatchContent> = fc.record({
  profileId: text,
  paymentDate: text,
  instructions: fc.array(instruction, { minLength: 1, maxLength: 6 }),
});

const joined = (content: BatchContent) => canonicalLines(content).join('\n');

test('the order of instructions changes nothing', () => {
  const shuffled = batch.chain((content) =>
    fc
      .shuffledSubarray([...content.instructions], { minLength: content.instructions.length })
      .map((instructions) => [content, { ...content, instructions }] as const),
  );
  fc.assert(
    fc.property(shuffled, ([first, second]) => {
      expect(canonicalLines(second)).toEqual(canonicalLines(first));
      expect(totalsOf(second.instructions)).toEqual(totalsOf(first.instructions));
    }),
  );
});

test.each(['profileId', 'paymentDate'] as const)('another %s is another batch', (field) => {
  fc.assert(
    fc.property(batch, text, (content, value) => {
      expect(joined({ ...content, [field]: value }) === joined(content)).toBe(value === content[field]);
    }),
  );
});

test('any other value in any field of any instruction makes another batch', () => {
  fc.assert(
    fc.property(batch, fc.nat(), instruction, (content, position, other) => {
      const at = position % content.instructions.length;
      const old = content.instructions[at];
      if (!old) throw new Error('no instruction there');
      for (const [field, value] of Object.entries(other)) {
        const instructions = content.instructions.with(at, { ...old, [field]: value });
        const isSame = value === old[field as keyof typeof old];
        expect(joined({ ...content, instructions }) === joined(content)).toBe(isSame);
      }
    }),
  );
});

test('an instruction more, less or twice makes another batch', () => {
  fc.assert(
    fc.property(batch, (content) => {
      const [first, ...rest] = content.instructions;
      if (!first) throw new Error('no instruction there');
      expect(joined({ ...content, instructions: rest })).not.toBe(joined(content));
      expect(joined({ ...content, instructions: [first, first, ...rest] })).not.toBe(joined(content));
    }),
  );
});

test('values that run into one another are told apart', () => {
  const one = {
    code: '99',
    sortCode: '1',
    accountNumber: '',
    reference: '',
    name: '',
    text: '',
    amountMinor: 1,
    included: true,
  };
  const content = { profileId: '1', paymentDate: '2026-11-24' };
  const first = joined({ ...content, instructions: [{ ...one, reference: 'A', name: 'BC' }] });
  const second = joined({ ...content, instructions: [{ ...one, reference: 'AB', name: 'C' }] });
  expect(first).not.toBe(second);
});

test('totals keep debits and credits apart, to the penny', () => {
  expect(
    totalsOf([
      { code: '99', amountMinor: 1 },
      { code: 'Z4', amountMinor: 2 },
      { code: '17', amountMinor: 2_000_000_000 },
      { code: '01', amountMinor: 7 },
      { code: '0N', amountMinor: 0 },
    ]),
  ).toEqual({ count: 5, debitMinor: 2_000_000_007, creditMinor: 3 });
  expect(totalsOf([])).toEqual({ count: 0, debitMinor: 0, creditMinor: 0 });
});

test('money in equals money out: both sides together are the sum of all amounts', () => {
  fc.assert(
    fc.property(fc.array(instruction), (instructions) => {
      const { count, debitMinor, creditMinor } = totalsOf(instructions);
      const sum = (part: typeof instructions) => part.reduce((total, { amountMinor }) => total + amountMinor, 0);
      expect(count).toBe(instructions.length);
      expect(debitMinor + creditMinor).toBe(sum(instructions));
      expect(debitMinor).toBe(sum(instructions.filter(({ code }) => isDebit(code))));
    }),
  );
});

test('a code that nobody knows is in no total', () => {
  expect(() => totalsOf([{ code: 'H1', amountMinor: 1 }])).toThrow('"H1" is not a Bacs transaction code');
});
