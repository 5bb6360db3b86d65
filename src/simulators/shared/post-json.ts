/** One HTTP POST of the webhook sender, over `node:http`: no connection is used twice. */
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { WebhookTarget } from './control-types.js';

const TIMEOUT_MS = 10_000;

// A burst waits its turn. No connection is used twice: a receiver that closes an idle one at that very moment would look
// like one that refuses the event.
const ONE_USE = { keepAlive: false, maxSockets: 64 };
const httpAgent = new HttpAgent(ONE_USE);
const httpsAgent = new HttpsAgent(ONE_USE);

/**
 * Posts a JSON body, with Basic credentials when the target has them, and gives the answer's status.
 * Throws when no answer comes, with a code (`ECONNREFUSED`, `ETIMEDOUT` …) as its message.
 */
export function postJson(target: WebhookTarget, body: string, signal: AbortSignal): Promise<number> {
  const headers: Record<string, string | number> = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  };
  if (target.username !== undefined) {
    headers.authorization = `Basic ${Buffer.from(`${target.username}:${target.password ?? ''}`).toString('base64')}`;
  }
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void => reject(new Error(error.code ?? error.message));
    const isHttps = target.url.startsWith('https:');
    const send = isHttps ? httpsRequest : httpRequest;
    const agent = isHttps ? httpsAgent : httpAgent;
    const request = send(target.url, { method: 'POST', headers, agent, signal }, (response) => {
      response.on('error', fail);
      response.on('end', () => resolve(response.statusCode ?? 0));
      response.resume();
    });
    request.setTimeout(TIMEOUT_MS, () => request.destroy(Object.assign(new Error(), { code: 'ETIMEDOUT' })));
    request.on('error', fail);
    request.end(body);
  });
}
