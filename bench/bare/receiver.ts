import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { readConfig } from '../../src/config.js';
import { connectClient } from '../../src/temporal/connection.js';

/** The peer's webhook endpoint: signals by reference, whoever asks. */
export async function runBareReceiver(): Promise<void> {
  const { WEBHOOK_PORT: port } = readConfig(['WEBHOOK_PORT']);
  const { client } = await connectClient();
  const server = createServer(async (request, response) => {
    try {
      const { reference } = JSON.parse(await text(request)) as { reference: string };
      await client.workflow.getHandle(`bare:${reference}`).signal('paid');
      response.writeHead(202).end();
    } catch {
      response.writeHead(500).end();
    }
  });
  server.listen(port, '127.0.0.1', () => process.stderr.write('ready\n'));
}
