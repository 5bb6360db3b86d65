import { type AccepteasySimulator, startAccepteasySimulator } from '../simulators/accepteasy/index.js';
import { type AlphacommSimulator, startAlphacommSimulator } from '../simulators/alphacomm/index.js';
import { type PtxSimulator, type PtxSimulatorOptions, startPtxSimulator } from '../simulators/ptx/index.js';

export interface Login {
  username: string;
  password: string;
}

export interface VendorSimulatorOptions {
  /** The port of each; 0 takes a free one. */
  ports: { alphacomm: number; accepteasy: number; ptx: number };
  apiKey: string;
  accepteasy: Login;
  /** The user of PTX, and perhaps one who approves. */
  ptx: readonly { email: string; password: string }[];
  /** Where webhooks go: the receiver's origin, and what it wants to be told. */
  webhooks: { origin: string; username?: string | undefined; password?: string | undefined };
  /** One clock for all: what it shows when the first one starts, and how fast it runs. */
  clock?: { origin: string; speed: number };
  /** What PTX is like on its direct debit side. */
  directDebit?: Pick<PtxSimulatorOptions, 'collectionProfiles' | 'lettersGoAfterMs'>;
}

export interface VendorSimulators {
  alphacomm: AlphacommSimulator;
  accepteasy: AccepteasySimulator;
  ptx: PtxSimulator;
  /** Safe to repeat. */
  close(): Promise<void>;
}

/** Starts a simulator of each vendor on loopback, or none: what had started is closed when another does not start. */
export async function startVendorSimulators(o: VendorSimulatorOptions): Promise<VendorSimulators> {
  const started: { close(): Promise<void> }[] = [];
  const kept = <S extends { close(): Promise<void> }>(simulator: S): S => {
    started.push(simulator);
    return simulator;
  };
  const close = async () => {
    for (const simulator of started) await simulator.close();
  };
  const { origin, ...credentials } = o.webhooks;
  const startedAt = performance.now();
  /** What the clock shows now: the later ones must not begin at its origin once more, since a moment is half a day when it runs fast. */
  const clock = () => {
    if (!o.clock) return {};
    const { origin, speed } = o.clock;
    const nowMs = Date.parse(origin) + (performance.now() - startedAt) * speed;
    return { clock: { origin: new Date(nowMs).toISOString(), speed } };
  };
  const webhook = (vendor: string) => ({ webhook: { url: `${origin}/webhooks/${vendor}`, ...credentials } });
  try {
    return {
      alphacomm: kept(
        await startAlphacommSimulator({
          port: o.ports.alphacomm,
          apiKey: o.apiKey,
          ...webhook('alphacomm'),
          ...clock(),
        }),
      ),
      accepteasy: kept(
        await startAccepteasySimulator({
          port: o.ports.accepteasy,
          ...o.accepteasy,
          ...webhook('accepteasy'),
          ...clock(),
        }),
      ),
      ptx: kept(await startPtxSimulator({ port: o.ports.ptx, users: o.ptx, ...o.directDebit, ...clock() })),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
