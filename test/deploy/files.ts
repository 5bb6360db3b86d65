import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

export const root = fileURLToPath(new URL('../../', import.meta.url));
export const read = (path: string): string => readFileSync(`${root}${path}`, 'utf8');

/** A service of the compose file: what of it the tests look at, after anchors and merges. */
export interface Service {
  image: string;
  build?: string;
  command?: string[];
  entrypoint?: unknown;
  environment?: Record<string, string>;
  volumes?: string[];
  ports?: string[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test: string[] };
  restart: string;
  network_mode?: string;
  stop_grace_period?: string;
  profiles?: string[];
  deploy?: { replicas?: number };
}

// Its services are anchors that hold further ones: more aliases than the parser takes from strangers.
export const composeFile = parse(read('docker-compose.yml'), { merge: true, maxAliasCount: 1_000 }) as {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
};
export const services = Object.entries(composeFile.services);

/** The services that run our own command. */
export const ownServices = services.filter(([, { build }]) => build !== undefined);

/** One that does its work and ends; all others stay. */
export const isOneShot = ({ restart }: Service): boolean => restart.startsWith('on-failure') || restart === 'no';

/** The variables that the compose file takes from outside, each with what stands behind it: `:-default` or `:?message`. */
export function interpolated(): Map<string, string> {
  const found = read('docker-compose.yml').matchAll(/\$\{(\w+)([^}]*)\}/g);
  return new Map([...found].map(([, name = '', rest = '']) => [name, rest]));
}
