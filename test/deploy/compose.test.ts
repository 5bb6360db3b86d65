import { existsSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Command } from 'commander';
import { createProgram } from '../../src/cli/program.js';
import { describeVariables, type VariableName, vendorVariables } from '../../src/config.js';
import { composeFile, interpolated, isOneShot, ownServices, read, root, type Service, services } from './files.js';

// What the images of others read, from their own documentation and templates.
const THIRD_PARTY: Record<string, readonly string[]> = {
  postgres: ['POSTGRES_USER', 'POSTGRES_PASSWORD'],
  'temporalio/admin-tools': [
    ...['SQL_PLUGIN', 'SQL_HOST', 'SQL_PORT', 'SQL_USER', 'SQL_PASSWORD'],
    ...['TEMPORAL_ADDRESS', 'TEMPORAL_NAMESPACE', 'NAMESPACE_RETENTION'],
  ],
  'temporalio/server': [
    ...['DB', 'DB_PORT', 'POSTGRES_SEEDS', 'POSTGRES_USER', 'POSTGRES_PWD', 'BIND_ON_IP'],
    ...['NUM_HISTORY_SHARDS', 'DYNAMIC_CONFIG_FILE_PATH', 'LOG_LEVEL'],
  ],
  'temporalio/ui': ['TEMPORAL_ADDRESS', 'TEMPORAL_DEFAULT_NAMESPACE'],
};
/** Read by Node itself. */
const NODES = ['NODE_OPTIONS'];

const variables = describeVariables();
const named = (service: Service) => Object.entries(service.environment ?? {});
const longRunning = services.filter(([, service]) => !isOneShot(service));

test('the compose file is one by the Compose specification', () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  const validate = ajv.compile(JSON.parse(read('test/deploy/compose-spec.json')));
  validate(composeFile);
  expect(validate.errors ?? []).toEqual([]);
});

test('the specification would refuse a mistake', () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  const validate = ajv.compile(JSON.parse(read('test/deploy/compose-spec.json')));
  expect(validate({ services: { worker: { image: 'x', restarts: 'always' } } })).toBe(false);
  expect(validate({ services: { worker: { image: 'x', depends_on: { a: { condition: 'ready' } } } } })).toBe(false);
});

test.each(ownServices)('the command of %s exists', (_, { command = [] }) => {
  let found: Command | undefined = createProgram({
    io: { out: process.stdout, err: process.stderr, stopped: async () => undefined },
    exitCode: 0,
  });
  const options = command.findIndex((word) => word.startsWith('-'));
  for (const word of options < 0 ? command : command.slice(0, options)) {
    found = found?.commands.find((each) => each.name() === word);
  }
  expect(found?.commands.length).toBe(0); // Not a group of commands, but one that does something.
});

test.each(ownServices)('every variable of %s is one of the product', (_, service) => {
  const known = [...variables.map(({ name }) => name), ...NODES];
  expect(named(service).filter(([name]) => !known.includes(name))).toEqual([]);
});

test('every variable of another image is one that the image reads', () => {
  const unknown = services.flatMap(([name, service]) => {
    if (service.build !== undefined) return [];
    const known = THIRD_PARTY[service.image.split(':')[0] ?? ''] ?? [];
    return named(service).flatMap(([variable]) => (known.includes(variable) ? [] : [`${name}: ${variable}`]));
  });
  expect(unknown).toEqual([]);
});

test('images of others are pinned to a version', () => {
  const loose = services.filter(([, { build, image }]) => build === undefined && !/:\d/.test(image));
  expect(loose.map(([name]) => name)).toEqual([]);
});

test('no secret stands in the file, and what is needed is asked for by name', () => {
  const secret = /PASSWORD|PWD|API_KEY|PAYLOAD_KEY/;
  const values = services.flatMap(([, service]) => named(service).filter(([name]) => secret.test(name)));
  expect(values.length).toBeGreaterThan(5);
  expect(values.filter(([, value]) => !/^\$\{\w+(:\?[^}]+|:-)\}$/.test(value))).toEqual([]);
  const secrets = variables.filter((variable) => variable.secret).map(({ name }) => name);
  expect(secrets.filter((name) => !secret.test(name) && !name.startsWith('TEMPORAL_TLS_'))).toEqual([]);
  const ofOthers: string[] = [...vendorVariables.accepteasy, ...vendorVariables.ptx]; // Who uses neither goes without.
  const required = variables.flatMap(({ name, required }) => (required && !ofOthers.includes(name) ? [name] : []));
  const asked = interpolated();
  expect(required.filter((name) => asked.has(name) && !asked.get(name)?.startsWith(':?'))).toEqual([]);
});

test('the example of .env has every variable that is asked for, none that is not, and no value of a secret', () => {
  const lines = [...read('.env.example').matchAll(/^(# )?([A-Z_]+)=(.*)$/gm)];
  const given = new Map(lines.map(([, comment, name = '', value]) => [name, { comment, value }]));
  const asked = interpolated();
  const needed = [...asked].filter(([, rest]) => rest.startsWith(':?')).map(([name]) => name);
  expect(lines.flatMap(([, comment, name = '']) => (comment === undefined ? [name] : [])).sort()).toEqual(
    needed.sort(),
  );
  const ofCompose = ['COMPOSE_PROFILES'];
  expect([...given.keys()].filter((name) => !asked.has(name))).toEqual(ofCompose);
  expect(services.some(([, { profiles }]) => profiles?.includes(given.get('COMPOSE_PROFILES')?.value ?? ''))).toBe(
    true,
  );
  expect([...given].filter(([name, { value }]) => /PASSWORD|KEY/.test(name) && value !== '')).toEqual([]);
});

test('every mounted file and every script that is run exists, and every volume is declared', () => {
  const mounts = services.flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(/:(?!-)/)[0] ?? ''));
  const paths = mounts.map((source) => source.replace(/^\$\{\w+:-([^}]*)\}$/, '$1'));
  const missing = paths.filter((path) =>
    path.startsWith('.') ? !existsSync(`${root}${path}`) : !(path in composeFile.volumes),
  );
  expect(missing).toEqual([]);
  const inside = read('docker-compose.yml').matchAll(/\/(deploy\/[\w.-]+)/g);
  expect([...inside].filter(([, path]) => !existsSync(`${root}${path}`))).toEqual([]);
});

test('who needs another waits until it is ready: what runs for its health, what ends for its success', () => {
  const wrong = services.flatMap(([name, { depends_on = {} }]) =>
    Object.entries(depends_on).flatMap(([target, { condition }]) => {
      const service = composeFile.services[target];
      if (service === undefined) return [`${name} needs ${target}, which does not exist`];
      // Its neighbour in the network alone, ready or not.
      const neighbour = composeFile.services[name]?.network_mode === `service:${target}`;
      const wanted = isOneShot(service) ? 'service_completed_successfully' : 'service_healthy';
      return condition === wanted || (neighbour && condition === 'service_started') ? [] : [`${name}: ${target}`];
    }),
  );
  expect(wrong).toEqual([]);
});

test('nothing of ours starts before the namespace has its search attributes', () => {
  const early = ownServices.filter(([name, { depends_on = {} }]) => {
    return !name.startsWith('simulators') && !('temporal-namespace' in depends_on);
  });
  expect(early.map(([name]) => name)).toEqual([]);
});

test('what stays is watched by a health check and started again, what ends is tried again', () => {
  expect(longRunning.filter(([, { healthcheck }]) => !healthcheck).map(([name]) => name)).toEqual([]);
  expect(longRunning.filter(([, { restart }]) => restart !== 'unless-stopped').map(([name]) => name)).toEqual([]);
  const tools = services.filter(([, { profiles }]) => profiles?.includes('cli')).map(([name]) => name);
  const once = services.filter(([, { restart }]) => restart === 'no').map(([name]) => name);
  expect(once).toEqual(tools);
});

const namesOf = (service: string) => Object.keys(composeFile.services[service]?.environment ?? {});

test('each vendor’s variables reach the one service whose workers call it', () => {
  const beyond = (service: string, names: readonly VariableName[]) => {
    return names.filter((name) => !namesOf(service).includes(name));
  };
  expect(beyond('worker', [...vendorVariables.alphacomm, ...vendorVariables.accepteasy])).toEqual([]);
  expect(beyond('worker-ptx', vendorVariables.ptx)).toEqual([]);
  const passwords = services.filter(([, { environment = {} }]) => 'PTX_PASSWORD' in environment).map(([name]) => name);
  expect(passwords).toEqual(['worker-ptx', 'schedules', 'simulators', 'simulators-ptx']);
});

test('the schedules are those of the vendors that are configured for the workers', () => {
  const needed = variables.flatMap(({ name, required }) => (required ? [name] : []));
  const ofWorkers = [...namesOf('worker'), ...namesOf('worker-ptx')].filter((name) => needed.includes(name));
  expect(ofWorkers.filter((name) => !namesOf('schedules').includes(name))).toEqual([]);
});

test('one process is signed in to PTX, and what it keeps outlives it', () => {
  const { command, deploy, volumes, environment } = composeFile.services['worker-ptx'] ?? {};
  expect(command).toEqual(['worker', '--vendors', 'ptx']);
  expect(deploy).toEqual({ replicas: 1 });
  expect(volumes).toEqual([`data:${environment?.INCASSO_DATA_DIR}`]);
});

test('a worker is given longer to stop than it gives itself', () => {
  const seconds = (text: string | undefined) => Number(/^(\d+)s$/.exec(text ?? '')?.[1]);
  const own = /shutdownForceTime: '(\d+s)'/.exec(read('src/workers/worker.ts'))?.[1];
  for (const name of ['worker', 'worker-ptx']) {
    expect(seconds(composeFile.services[name]?.stop_grace_period)).toBeGreaterThan(seconds(own) + 5);
  }
});

test('without being told otherwise, nothing listens beyond the computer', () => {
  const published = services.flatMap(([, { ports = [] }]) => ports);
  expect(published.length).toBeGreaterThan(0);
  expect(published.filter((port) => !/^(\$\{\w+:-)?127\.0\.0\.1:/.test(port))).toEqual([]);
});

test('processes find each other at the ports where they listen', () => {
  const { worker, webhooks, simulators } = composeFile.services;
  for (const each of [worker, composeFile.services['worker-ptx']]) {
    expect(each?.healthcheck?.test.join()).toContain(`:${each?.environment?.INCASSO_HEALTH_PORT}/readyz`);
  }
  expect(webhooks?.healthcheck?.test.join()).toContain(`:${webhooks?.environment?.WEBHOOK_PORT}/readyz`);
  expect(webhooks?.ports?.every((port) => port.endsWith(`:${webhooks.environment?.WEBHOOK_PORT}`))).toBe(true);
  expect(simulators?.environment).toMatchObject({
    WEBHOOK_HOST: 'webhooks',
    WEBHOOK_PORT: webhooks?.environment?.WEBHOOK_PORT,
  });
});
