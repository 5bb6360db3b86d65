import { beforeAll, describe, expect, test } from '@jest/globals';
import { createSharedReading } from '../../src/activities/shared-reading.js';
import type { PtxFaultRule } from '../../src/simulators/ptx/control-types.js';
import { attempted } from '../support/attempts.js';
import { faultKinds } from '../support/fault-kinds.js';
import {
  type AtPtxForTests,
  aContact,
  anActiveMandate,
  httpTimeoutMs,
  startMandateEffects,
} from '../support/mandate-effects.js';

// What a file of many mandates asks for at the same time.

let at: AtPtxForTests;
beforeAll(async () => {
  at = await startMandateEffects();
});

const five = Array.from({ length: 5 });

describe('several mandates of one payer', () => {
  const together = (reference: string) =>
    Promise.all(
      five.map(() => attempted(at.activities.ensureContact, { contact: aContact(reference), update: false })),
    );
  const made = async (reference: string) =>
    (await at.control.ledger({ effect: 'contact.created', reference: `C-${reference}` })).length;

  test('make one contact, whoever comes first', async () => {
    const answers = await together('TOGETHER');
    expect(new Set(answers.map(({ contactId }) => contactId)).size).toBe(1);
    expect(answers.filter(({ created }) => created)).toHaveLength(1);
    expect(await made('TOGETHER')).toBe(1);
  });

  const late = { name: 'LATE', kind: 'slow' as const, delayMs: httpTimeoutMs * 1.25 };
  const kinds: Pick<PtxFaultRule, 'kind' | 'delayMs'>[] = faultKinds.map((kind) => ({ kind }));
  test.each([...kinds.map((rule) => ({ name: rule.kind, ...rule })), late])(
    'make one also where the first one’s call goes wrong: $name',
    async ({ name, ...rule }) => {
      const reference = `ONE ${name}`;
      await at.control.addFault({
        operation: 'ptx.contacts.create',
        reference: `C-${reference}`,
        delayMs: httpTimeoutMs / 2,
        retryAfterSeconds: 1,
        ...rule,
      });
      const answers = await together(reference);
      expect(new Set(answers.map(({ contactId }) => contactId)).size).toBe(1);
      expect(await made(reference)).toBe(1);
    },
  );

  test('and those of different payers do not wait for each other', async () => {
    await at.control.addFault({
      operation: 'ptx.contacts.create',
      kind: 'slow',
      reference: 'C-WAITS',
      delayMs: httpTimeoutMs / 2,
    });
    const order: string[] = [];
    const ensured = async (reference: string) => {
      await attempted(at.activities.ensureContact, { contact: aContact(reference), update: false });
      order.push(reference);
    };
    await Promise.all(['WAITS', 'WAITS', 'GOES'].map(ensured));
    expect(order[0]).toBe('GOES');
  });
});

describe('the letters of a profile', () => {
  const readings = async () =>
    (await at.control.calls()).filter(({ operation }) => operation === 'ptx.correspondence.queryByProfileIdAndStatus')
      .length;

  test('are read once for all who ask while others read, and each sees its own', async () => {
    const all = await Promise.all(five.map((_, index) => anActiveMandate(at, `LETTERS ${index}`)));
    const before = await readings();
    const seen = await Promise.all(all.map((ids) => attempted(at.activities.readMandate, { ...ids, letters: true })));
    expect(seen.map(({ letters }) => letters.map(({ trigger }) => trigger))).toEqual(
      all.map(() => ['NEW_MANDATE_NO_PLAN']),
    );
    expect((await readings()) - before).toBeLessThan(all.length);
  });

  test('that were read before somebody asked are not what he is given', async () => {
    const begun: { answer(value: number): void; fail(): void }[] = [];
    const read = () =>
      new Promise<number>((resolve, reject) => {
        begun.push({ answer: resolve, fail: () => reject(new Error('away')) });
      });
    const shared = createSharedReading<number>();
    const first = shared('profile', read);
    const others = [shared('profile', read), shared('profile', read)];
    const elsewhere = shared('another profile', read);
    expect(begun).toHaveLength(2);
    begun[0]?.answer(1);
    begun[1]?.answer(9);
    expect(await Promise.all([first, elsewhere])).toEqual([1, 9]);
    expect(begun).toHaveLength(3);
    const later = shared('profile', read);
    begun[2]?.fail();
    await expect(Promise.all(others)).rejects.toThrow('away');
    await new Promise(setImmediate);
    begun[3]?.answer(4);
    expect([await later, begun.length]).toEqual([4, 4]);
  });
});
