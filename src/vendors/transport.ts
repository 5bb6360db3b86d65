import { request } from 'undici';

export interface Exchange {
  method: string;
  headers: Record<string, string>;
  body?: FormData | Uint8Array<ArrayBuffer> | string;
  signal: AbortSignal;
}

const WITHOUT_BODY = new Set([204, 205, 304]);

/**
 * One HTTP exchange as a `Response` whose body is here already; no redirects. What `fetch` would do, by the client below
 * it: that takes a third of the time, which counts where a batch has ten thousand payments.
 */
export async function exchangeOnce(url: string, { method, headers, body, signal }: Exchange): Promise<Response> {
  const answer = await request(url, {
    method: method as 'GET',
    headers: { 'user-agent': 'incasso', ...headers },
    body: body ?? null,
    signal,
  });
  const answered = new Headers();
  for (const [name, value = ''] of Object.entries(answer.headers)) {
    for (const one of Array.isArray(value) ? value : [value]) answered.append(name, one);
  }
  const bytes = await answer.body.arrayBuffer().catch((error: unknown) => {
    if (answer.statusCode >= 200 && answer.statusCode < 300) throw error;
    return new ArrayBuffer(0); // A refusal is a verdict, whatever became of its explanation.
  });
  const content = WITHOUT_BODY.has(answer.statusCode) ? null : bytes;
  return new Response(content, { status: answer.statusCode, headers: answered });
}
