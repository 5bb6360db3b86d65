import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from '@jest/globals';

export interface ReceivedRequest {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  text: string;
}

export type Respond = (response: ServerResponse, request: ReceivedRequest) => void;

const open: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** A small HTTP server that answers as told, after it has read the request whole. Ends with the test. */
export async function startVendor(respond: Respond) {
  const received: ReceivedRequest[] = [];
  const waiting: (() => void)[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const read = { method, url, headers, text: Buffer.concat(chunks).toString() };
      received.push(read);
      for (const tell of waiting.splice(0)) tell();
      respond(response, read);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  open.push(close);
  return {
    origin,
    received,
    /** Resolves when the next request was read whole. */
    nextRequest: () => new Promise<void>((resolve) => waiting.push(resolve)),
    close,
  };
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Respond {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };
}

export function text(body: string, status = 200, headers: Record<string, string> = {}): Respond {
  return (response) => void response.writeHead(status, headers).end(body);
}

/** Takes the request and cuts the connection. */
export const reset: Respond = (response) => void response.socket?.destroy();

/** Takes the request and never answers. */
export const silent: Respond = () => undefined;

/** Promises a body, sends a part of it, and cuts the connection. */
export const halfBody: Respond = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
  response.write('{"data":', () => response.socket?.destroy());
};

/** Sends a part of the body and never ends. */
export const endlessBody: Respond = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write('{"data":');
};
