import { ConfigError, readConfig, type VariableName } from '../config.js';
import { startAlphacommSimulator } from '../simulators/alphacomm/index.js';

export interface RunningSimulators {
  /** What to set for the other processes, so that they speak to these simulators. */
  variables: readonly (readonly [name: VariableName, value: string])[];
  /** Safe to repeat. */
  close(): Promise<void>;
}

/** The key of the simulators where `ALPHACOMM_API_KEY` is not set: it opens nothing else. */
export const demoApiKey = 'demo-key';
/** Where the first simulator listens unless told otherwise. */
export const defaultPortBase = 9700;

/**
 * Starts a simulator of each vendor on loopback, with the real time as its clock, sending webhooks to the receiver that
 * `WEBHOOK_HOST` and `WEBHOOK_PORT` name. Throws `ConfigError`, and `EADDRINUSE` for a port that is taken.
 */
export async function startSimulators({ portBase }: { portBase: number }): Promise<RunningSimulators> {
  const { WEBHOOK_HOST: host, WEBHOOK_PORT: port } = readConfig(['WEBHOOK_HOST', 'WEBHOOK_PORT']);
  if (port === 0) throw new ConfigError(['WEBHOOK_PORT: "0" names no receiver, write the port that it listens on']);
  const { WEBHOOK_USERNAME: username, WEBHOOK_PASSWORD: password } = given(['WEBHOOK_USERNAME', 'WEBHOOK_PASSWORD']);
  const { ALPHACOMM_API_KEY: apiKey = demoApiKey } = given(['ALPHACOMM_API_KEY']);
  const alphacomm = await startAlphacommSimulator({
    port: portBase,
    apiKey,
    webhook: { url: `http://${reachable(host)}:${port}/webhooks/alphacomm`, username, password },
  });
  return {
    variables: [
      ['ALPHACOMM_URL', alphacomm.url],
      ['ALPHACOMM_API_KEY', apiKey],
    ],
    close: () => alphacomm.close(),
  };
}

/** Variables that the product needs and a simulator does not: all of them when set, none when all are missing. */
function given<const N extends VariableName>(names: readonly N[]): Partial<ReturnType<typeof readConfig<N>>> {
  try {
    return readConfig(names);
  } catch (error) {
    const allMissing =
      error instanceof ConfigError && error.lines.length === names.length && error.lines.every(isMissing);
    if (allMissing) return {};
    throw error;
  }
}

const isMissing = (line: string): boolean => /^\w+: is missing/.test(line);

/** What listens on every address is reached on loopback. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
