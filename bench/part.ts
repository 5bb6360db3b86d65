// One process of the measurement: `node part.js <name>`, configured by the product's own variables. It says `ready` on
// stderr, as the product's processes do, and loads only what it runs, since its memory is measured.
const parts: Record<string, () => Promise<unknown>> = {
  simulator: async () =>
    (await import('../src/workers/simulators.js')).startSimulators({ portBase: Number(process.argv[3]) }),
  worker: async () =>
    (await import('../src/workers/run-worker.js')).runWorker({ vendors: process.argv[3] ?? 'alphacomm' }),
  webhooks: async () => (await import('../src/workers/webhooks.js')).runWebhooks({ insecure: false }),
  'bare-worker': async () => (await import('./bare/worker.js')).runBareWorker(),
  'bare-webhooks': async () => (await import('./bare/receiver.js')).runBareReceiver(),
};

const name = process.argv[2] ?? '';
process.once('disconnect', () => process.exit(1)); // The measurement is gone, however it ended.
process.channel?.unref();
await parts[name]?.();
if (name === 'simulator') process.stderr.write('ready\n');
