import Fastify from 'fastify';

export interface HealthSource {
  /** What a worker says of itself: it is ready while this is `RUNNING`. */
  state(): string;
  /** Where the SDK serves its Prometheus metrics. */
  metricsUrl: string;
}

/** `/healthz`: the process lives. `/readyz`: it takes work. `/metrics`: the SDK's figures, in Prometheus' text form. */
export async function startHealthServer(port: number, source: HealthSource): Promise<{ close(): Promise<void> }> {
  const server = Fastify();
  server.get('/healthz', (_, reply) => {
    const dead = ['FAILED', 'STOPPED'].includes(source.state());
    return reply.code(dead ? 503 : 200).send({ state: source.state() });
  });
  server.get('/readyz', (_, reply) => {
    return reply.code(source.state() === 'RUNNING' ? 200 : 503).send({ state: source.state() });
  });
  server.get('/metrics', async (_, reply) => {
    const response = await fetch(source.metricsUrl);
    return reply.type('text/plain; version=0.0.4').send(await response.text());
  });
  await server.listen({ host: '0.0.0.0', port });
  return { close: () => server.close() };
}
