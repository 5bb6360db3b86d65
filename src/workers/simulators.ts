import { ConfigError, readConfig, type VariableName } from '../config.js';
import { startVendorSimulators } from './vendor-simulators.js';

export interface RunningSimulators {
  /** What to set for the other processes, so that they speak to these simulators. */
  variables: readonly (readonly [name: VariableName, value: string])[];
  /** Safe to repeat. */
  close(): Promise<void>;
}

/** What the simulators take for a login where the variables are not set: it opens nothing else. */
const DEMO = {
  ALPHACOMM_API_KEY: 'demo-key',
  ACCEPTEASY_USERNAME: 'demo',
  ACCEPTEASY_PASSWORD: 'demo-key',
  PTX_EMAIL: 'demo@example.com',
  PTX_PASSWORD: 'demo-password',
} as const;

/** Where the first simulator listens unless told otherwise; the others follow behind it. */
export const defaultPortBase = 9700;

/**
 * Starts a simulator of each vendor on loopback, with the real time as its clock, sending webhooks to the receiver that
 * `WEBHOOK_HOST` and `WEBHOOK_PORT` name. Throws `ConfigError`, and `EADDRINUSE` for a port that is taken.
 */
export async function startSimulators({ portBase }: { portBase: number }): Promise<RunningSimulators> {
  const { WEBHOOK_HOST: host, WEBHOOK_PORT: port } = readConfig(['WEBHOOK_HOST', 'WEBHOOK_PORT']);
  if (port === 0) throw new ConfigError(['WEBHOOK_PORT: "0" names no receiver, write the port that it listens on']);
  const { WEBHOOK_USERNAME: username, WEBHOOK_PASSWORD: password } = given(['WEBHOOK_USERNAME', 'WEBHOOK_PASSWORD']);
  const logins = {
    ...DEMO,
    ...given(['ALPHACOMM_API_KEY']),
    ...given(['ACCEPTEASY_USERNAME', 'ACCEPTEASY_PASSWORD']),
    ...given(['PTX_EMAIL', 'PTX_PASSWORD']),
  };
  const simulators = await startVendorSimulators({
    ports: { alphacomm: portBase, accepteasy: portBase + 1, ptx: portBase + 2 },
    apiKey: logins.ALPHACOMM_API_KEY,
    accepteasy: { username: logins.ACCEPTEASY_USERNAME, password: logins.ACCEPTEASY_PASSWORD },
    ptx: [{ email: logins.PTX_EMAIL, password: logins.PTX_PASSWORD }, ...secondUser()],
    webhooks: { origin: `http://${reachable(host)}:${port}`, username, password },
  });
  return {
    variables: [
      ['ALPHACOMM_URL', simulators.alphacomm.url],
      ['ALPHACOMM_API_KEY', logins.ALPHACOMM_API_KEY],
      ['ACCEPTEASY_URL', simulators.accepteasy.url],
      ['ACCEPTEASY_USERNAME', logins.ACCEPTEASY_USERNAME],
      ['ACCEPTEASY_PASSWORD', logins.ACCEPTEASY_PASSWORD],
      ['PTX_URL', simulators.ptx.url],
      ['PTX_EMAIL', logins.PTX_EMAIL],
      ['PTX_PASSWORD', logins.PTX_PASSWORD],
    ],
    close: () => simulators.close(),
  };
}

/** The user who approves, where one is set. */
function secondUser(): { email: string; password: string }[] {
  const { PTX_APPROVER_EMAIL: email, PTX_APPROVER_PASSWORD: password } = readConfig([
    'PTX_APPROVER_EMAIL',
    'PTX_APPROVER_PASSWORD',
  ]);
  return email === undefined || password === undefined ? [] : [{ email, password }];
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
