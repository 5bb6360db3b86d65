/** The scheduler's own list of tasks: nothing else needs it. */
/** Work that falls due at a simulated instant (epoch milliseconds). */
export interface Task {
  readonly dueAt: number;
  readonly seq: number;
  readonly run: () => void;
}

const isBefore = (a: Task, b: Task): boolean => a.dueAt < b.dueAt || (a.dueAt === b.dueAt && a.seq < b.seq);

/** A binary heap of tasks: earliest first, and in the order of adding where they fall due together. */
export function createTaskQueue() {
  const heap: Task[] = [];

  /** Compares by index; an index past the end loses. */
  function wins(i: number, j: number): boolean {
    const a = heap[i];
    const b = heap[j];
    return a !== undefined && (b === undefined || isBefore(a, b));
  }

  function swap(i: number, j: number): void {
    const a = heap[i];
    const b = heap[j];
    if (a === undefined || b === undefined) return;
    heap[i] = b;
    heap[j] = a;
  }

  return {
    peek: (): Task | undefined => heap[0],

    add(task: Task): void {
      heap.push(task);
      for (let i = heap.length - 1; i > 0; ) {
        const parent = (i - 1) >> 1;
        if (!wins(i, parent)) return;
        swap(i, parent);
        i = parent;
      }
    },

    take(): Task | undefined {
      const first = heap[0];
      const last = heap.pop();
      if (last === undefined || heap.length === 0) return first;
      heap[0] = last;
      for (let i = 0; ; ) {
        let best = i;
        if (wins(2 * i + 1, best)) best = 2 * i + 1;
        if (wins(2 * i + 2, best)) best = 2 * i + 2;
        if (best === i) return first;
        swap(i, best);
        i = best;
      }
    },

    clear(): void {
      heap.length = 0;
    },
  };
}
