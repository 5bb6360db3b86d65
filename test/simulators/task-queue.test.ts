import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createTaskQueue } from '../../src/simulators/shared/task-queue.js';

test('tasks come out by their time, and in the order of adding where they fall due together', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.integer({ min: 0, max: 9 }))), (steps) => {
      const queue = createTaskQueue();
      const expected: { dueAt: number; seq: number }[] = [];
      for (const [seq, dueAt] of steps.entries()) {
        if (dueAt === null) {
          expect(queue.take()?.seq).toBe(expected.shift()?.seq); // Taking in between must not disturb the rest.
        } else {
          queue.add({ dueAt, seq, run: () => undefined });
          expected.push({ dueAt, seq });
          expected.sort((a, b) => a.dueAt - b.dueAt || a.seq - b.seq);
        }
        expect(queue.peek()?.seq).toBe(expected[0]?.seq);
      }
    }),
  );
});
