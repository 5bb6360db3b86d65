/** The cookies of one session: whatever the server set goes back to it byte for byte, without attributes. */
export function createCookieJar() {
  const cookies = new Map<string, string>();
  return {
    /** Takes what an answer sets, and drops what it takes back. */
    take(headers: Headers): void {
      for (const line of headers.getSetCookie()) {
        const [pair = '', ...attributes] = line.split(';');
        const at = pair.indexOf('=');
        if (at < 1) continue;
        const name = pair.slice(0, at).trim();
        if (attributes.some(isOver)) cookies.delete(name);
        else cookies.set(name, pair.slice(at + 1).trim());
      }
    },
    has: (name: string): boolean => Boolean(cookies.get(name)),
    /** The value of the `Cookie` header. */
    header: (): string => [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    values: (): string[] => [...cookies.values()],
  };
}

export type CookieJar = ReturnType<typeof createCookieJar>;

function isOver(attribute: string): boolean {
  const [name = '', value = ''] = attribute.trim().split('=');
  if (/^max-age$/i.test(name)) return Number(value) <= 0;
  return /^expires$/i.test(name) && Date.parse(value) <= Date.now();
}
