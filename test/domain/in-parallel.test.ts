import { expect, test } from '@jest/globals';
import { inParallel } from '../../src/domain/in-parallel.js';

/** Work that ends when it is told to, in whatever order. */
function work() {
  const begun: { item: string; end(): void; fail(error: Error): void }[] = [];
  const run = (item: string) =>
    new Promise<string>((resolve, reject) => {
      begun.push({ item, end: () => resolve(item.toUpperCase()), fail: reject });
    });
  /** Lets everything that can go on go on. */
  const settle = () => new Promise((done) => setImmediate(done));
  return { begun, run, settle };
}

test('only so many are under way at once, and the results stand in the order of the items', async () => {
  const { begun, run, settle } = work();
  const all = inParallel(['a', 'b', 'c'], 2, run);
  await settle();
  expect(begun.map(({ item }) => item)).toEqual(['a', 'b']);
  begun[1]?.end();
  await settle();
  expect(begun.map(({ item }) => item)).toEqual(['a', 'b', 'c']);
  begun[2]?.end();
  begun[0]?.end();
  expect(await all).toEqual(['A', 'B', 'C']);
});

test('after one has failed none is begun, and those under way are waited for', async () => {
  const { begun, run, settle } = work();
  let isOver = false;
  const all = inParallel(['a', 'b', 'c'], 2, run).finally(() => {
    isOver = true;
  });
  const failure = expect(all).rejects.toThrow('first');
  await settle();
  begun[0]?.fail(new Error('first'));
  await settle();
  expect(isOver).toBe(false);
  begun[1]?.fail(new Error('second'));
  await failure;
  expect(begun).toHaveLength(2);
});

test('nothing to do is done', async () => {
  expect(await inParallel([], 3, async () => 'never')).toEqual([]);
});
