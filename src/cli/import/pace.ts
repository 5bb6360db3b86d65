const LOOK_BACK_MS = 15_000;

/** Says how far something is, how fast it goes, by the last quarter of a minute, and how long it will take. */
export function createPace(now: () => number = Date.now) {
  const seen: { at: number; done: number }[] = [];
  return (done: number, total: number, what: string): string => {
    const at = now();
    seen.push({ at, done });
    while (seen.length > 2 && at - (seen[1]?.at ?? at) > LOOK_BACK_MS) seen.shift();
    const first = seen[0] ?? { at, done };
    const perSecond = at > first.at ? ((done - first.done) * 1000) / (at - first.at) : 0;
    const far = `${whole(done)} of ${whole(total)} ${what}`;
    if (perSecond <= 0) return far;
    return `${far}, ${whole(Math.round(perSecond))} a second, ${left((total - done) / perSecond)} left`;
  };
}

const whole = (count: number): string => count.toLocaleString('en');

function left(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  if (seconds < 90 * 60) return `${Math.ceil(seconds / 60)} min`;
  return `${Math.ceil(seconds / 3600)} h`;
}
