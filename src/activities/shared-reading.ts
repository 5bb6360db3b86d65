/** Reads for several at once, by key. */
export type SharedReading<T> = (key: string, read: () => Promise<T>) => Promise<T>;

/**
 * A reading that is dear, and that many ask for at the same time: who asks while one is under way shares the next one, so that
 * each is given what was true after he had asked. A reading that fails, fails for all who share it.
 */
export function createSharedReading<T>(): SharedReading<T> {
  const running = new Map<string, Promise<T>>();
  const next = new Map<string, Promise<T>>();

  return (key, read) => {
    const waiting = next.get(key);
    if (waiting) return waiting;
    const begin = () => {
      next.delete(key);
      const reading = read();
      running.set(key, reading);
      const ended = () => void (running.get(key) === reading && running.delete(key));
      reading.then(ended, ended);
      return reading;
    };
    const now = running.get(key);
    if (!now) return begin();
    const later = now.then(begin, begin);
    next.set(key, later);
    return later;
  };
}
