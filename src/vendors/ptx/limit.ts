/** Lets at most so many pieces of work run at once; the others wait in the order in which they came. */
export function createLimit(most: number) {
  const waiting: (() => void)[] = [];
  let running = 0;

  function turn(signal: AbortSignal | undefined): Promise<void> {
    if (running < most) {
      running += 1;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        waiting.splice(waiting.indexOf(go), 1);
        reject(signal?.reason);
      };
      const go = () => {
        signal?.removeEventListener('abort', giveUp);
        resolve();
      };
      waiting.push(go);
      signal?.addEventListener('abort', giveUp, { once: true });
    });
  }

  /** The work's own result, or the reason of the signal where that came before its turn. */
  return async function run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    await turn(signal);
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1; // Else the place goes straight to who has waited longest.
    }
  };
}
