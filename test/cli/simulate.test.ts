import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, expect, test } from '@jest/globals';
import { main } from '../../src/cli/main.js';
import { anyFreePort } from '../../src/temporal/embedded/ports.js';
import { until } from '../support/until.js';
import { createTerminal, run, withEnv } from './support.js';

const NO_KEY = { ALPHACOMM_API_KEY: '', WEBHOOK_USERNAME: '', WEBHOOK_PASSWORD: '' };
const stops: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const stop of stops) await stop();
});

/** Keeps the bodies of what is posted to it. */
async function startListener() {
  const heard: { event: string; reference: string }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      heard.push(JSON.parse(body));
      response.writeHead(202).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(() => new Promise((resolve) => server.close(() => resolve())));
  return { heard, port: String((server.address() as AddressInfo).port) };
}

/** `incasso simulators`, as it runs; gives the variables that it prints. */
async function startSimulators(webhookPort: string): Promise<Record<string, string>> {
  const { io, written, stop } = createTerminal();
  const ended = withEnv({ ...NO_KEY, WEBHOOK_PORT: webhookPort }, async () =>
    main(['simulators', '--port-base', String(await anyFreePort())], io),
  );
  await until('simulators are ready', () => written.err === 'ready\n');
  stops.push(async () => {
    stop();
    expect(await ended).toBe(0);
  });
  return Object.fromEntries(
    written.out
      .trim()
      .split(' ')
      .map((each) => each.split('=', 2)),
  );
}

/** Hands in a record of 100.00 for the mail script. */
async function importRecord(url: string, apiKey: string, reference: string): Promise<void> {
  const row = `{ script: "1001", reference: "${reference}", invoiceAmount: "10000", invoiceCurrency: "EUR", toMailAddress: "debtor@example.com" }`;
  const query = `mutation { import { addRecords(rows: [${row}]) { status } } }`;
  const headers = { 'content-type': 'application/json', 'x-auth-token': apiKey };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) });
  expect(await response.json()).not.toHaveProperty('errors');
}

test('the simulators say what to set, and a person plays debtor and phone with them', async () => {
  const { heard, port } = await startListener();
  const env = await startSimulators(port);
  expect(Object.keys(env)).toEqual([
    ...['ALPHACOMM_URL', 'ALPHACOMM_API_KEY'],
    ...['ACCEPTEASY_URL', 'ACCEPTEASY_USERNAME', 'ACCEPTEASY_PASSWORD'],
    ...['PTX_URL', 'PTX_EMAIL', 'PTX_PASSWORD'],
  ]);
  const { ALPHACOMM_URL: url = '', ALPHACOMM_API_KEY: apiKey = '' } = env;
  await importRecord(url, apiKey, 'PLAYED');

  // The message, and with it the link, leaves a second after the import: the command waits for that.
  expect(await run(['simulate', 'visited', 'PLAYED'], env)).toMatchObject({ code: 0, out: 'PLAYED: visited\n' });
  const part = await run(['simulate', 'part-paid', 'PLAYED', '--amount', '30.00', '--twice'], env);
  expect(part).toMatchObject({ code: 0, out: 'PLAYED: part-paid (30.00), webhook twice\n' });
  expect(await run(['simulate', 'paid', 'PLAYED'], env)).toMatchObject({ code: 0, out: 'PLAYED: paid (70.00)\n' });
  await until('all webhooks came', () => heard.length === 4);
  expect(heard.map(({ event }) => event)).toEqual(['PayLinkVisited', 'PayLinkPaid', 'PayLinkPaid', 'PayLinkPaid']);
  expect(await run(['simulate', 'answered', 'PLAYED'], env)).toMatchObject({
    code: 0,
    out: 'PLAYED: answered, at the next call\n',
  });
  expect(await run(['simulate', 'paid', 'NOBODY'], env)).toMatchObject({
    code: 2,
    faults: ['NOBODY was never imported, and no PayLink carries it'],
  });
});

test('where no simulator runs, the command says so and exits with 3', async () => {
  const ALPHACOMM_URL = `http://127.0.0.1:${await anyFreePort()}/v1`;
  const { code, faults } = await run(['simulate', 'paid', 'PLAYED'], { ALPHACOMM_URL });
  expect({ code, faults }).toEqual({ code: 3, faults: [expect.stringMatching(/^no simulator answers at http:/)] });
});

test('nobody plays debtor at the real vendor', async () => {
  const { code, faults } = await run(['simulate', 'paid', 'A'], { ALPHACOMM_URL: 'https://vendor.example.com/v1' });
  expect({ code, faults }).toEqual({ code: 2, faults: [expect.stringMatching(/is not a simulator on this computer/)] });
});

test('a port in use is one line and exit code 2', async () => {
  const { port } = await startListener();
  const { code, faults } = await run(['simulators', '--port-base', port], NO_KEY);
  expect({ code, faults }).toEqual({
    code: 2,
    faults: [expect.stringContaining(`port ${port} of 127.0.0.1 is in use`)],
  });
});
