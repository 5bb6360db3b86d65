import { setTimeout as delay } from 'node:timers/promises';
import { type Connection, isGrpcServiceError } from '@temporalio/client';
import type { SearchAttributeType } from '@temporalio/common';
import { searchAttributeKeys } from '../workflows/messages.js';

/** Of a client's or a worker's connection, the part that registers search attributes. */
export type OperatorConnection = Pick<Connection, 'operatorService' | 'workflowService'>;

type Key = (typeof searchAttributeKeys)[number];

// Of temporal.api.enums.v1.IndexedValueType: its number, and its name on the command line.
const TYPES: Record<SearchAttributeType, { code: number; flag: string }> = {
  TEXT: { code: 1, flag: 'Text' },
  KEYWORD: { code: 2, flag: 'Keyword' },
  INT: { code: 3, flag: 'Int' },
  DOUBLE: { code: 4, flag: 'Double' },
  BOOL: { code: 5, flag: 'Bool' },
  DATETIME: { code: 6, flag: 'Datetime' },
  KEYWORD_LIST: { code: 7, flag: 'KeywordList' },
};
const GRPC = { invalidArgument: 3, alreadyExists: 6, permissionDenied: 7, unimplemented: 12, unauthenticated: 16 };
const ATTEMPTS = 10;
const USABLE_WITHIN_MS = 20_000;

/** What `--search-attribute` and `--type` of the `temporal` command take, for example `['IncassoStage', 'Keyword']`. */
export function searchAttributeFlags(): [name: string, type: string][] {
  return searchAttributeKeys.map(({ name, type }) => [name, TYPES[type].flag]);
}

/**
 * Registers what is missing of the search attributes in `messages.ts`, and returns once workflows can use them.
 * Safe to repeat, and any number of processes may do it at once. Where all are present, it needs no right to add any.
 * Throws with the commands that an operator has to run where it is forbidden, and when a name exists with another type.
 */
export async function registerSearchAttributes(connection: OperatorConnection, namespace: string): Promise<void> {
  let lastError: unknown;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    // Others may be registering too, and the server lets only one of them change the namespace at a time.
    if (attempt > 0) await delay(100 * attempt + Math.random() * 300);
    const present = await list(connection, namespace);
    const missing = searchAttributeKeys.filter(({ name }) => !present?.has(name));
    if (missing.length === 0) return attempt === 0 ? undefined : await untilUsable(connection, namespace);
    const errors = [];
    for (const key of missing) errors.push(...(await add(connection, namespace, key)));
    // The time-skipping server cannot list.
    if (present === undefined && errors.length === 0) return;
    lastError = errors[0] ?? lastError;
  }
  throw new Error(`search attributes could not be registered in namespace ${namespace}: ${oneLine(lastError)}`, {
    cause: lastError,
  });
}

/** The names that the namespace has, or undefined where we may not ask. */
async function list(connection: OperatorConnection, namespace: string): Promise<Set<string> | undefined> {
  let types: Record<string, number>;
  try {
    types = (await connection.operatorService.listSearchAttributes({ namespace })).customAttributes;
  } catch (error) {
    if (isForbidden(error)) return undefined;
    throw error;
  }
  for (const { name, type } of searchAttributeKeys) {
    // Asked to add it again, the server would say yes and keep the old type.
    if (name in types && types[name] !== TYPES[type].code) {
      throw new Error(
        `search attribute ${name} of namespace ${namespace} has another type than ${type}: ` +
          `remove it with temporal operator search-attribute remove --namespace ${namespace} --name ${name}`,
      );
    }
  }
  return new Set(Object.keys(types));
}

/** One attribute a call, since a server that knows one of several refuses the whole call. Returns what to try again. */
async function add(connection: OperatorConnection, namespace: string, { name, type }: Key): Promise<unknown[]> {
  try {
    await connection.operatorService.addSearchAttributes({ namespace, searchAttributes: { [name]: TYPES[type].code } });
    return [];
  } catch (error) {
    if (isForbidden(error)) throw forbidden(namespace, await list(connection, namespace), error);
    return hasCode(error, GRPC.alreadyExists) ? [] : [error];
  }
}

/** A server reads its namespaces again every few seconds, and refuses the names until it has. */
async function untilUsable(connection: OperatorConnection, namespace: string): Promise<void> {
  const query = searchAttributeKeys.map(({ name }) => `${name} IS NOT NULL`).join(' OR ');
  const end = Date.now() + USABLE_WITHIN_MS;
  for (;;) {
    try {
      await connection.workflowService.countWorkflowExecutions({ namespace, query });
      return;
    } catch (error) {
      // Any other answer says nothing about the attributes: the time-skipping server cannot count, for example.
      if (!hasCode(error, GRPC.invalidArgument)) return;
      if (Date.now() > end) throw new Error(`${namespace}: new search attributes stay unknown: ${oneLine(error)}`);
      await delay(100);
    }
  }
}

function forbidden(namespace: string, present: ReadonlySet<string> | undefined, cause: unknown): Error {
  const missing = searchAttributeKeys.filter(({ name }) => !present?.has(name));
  const commands = missing.map(
    ({ name, type }) =>
      `temporal operator search-attribute create --namespace ${namespace} --name ${name} ` +
      `--type ${TYPES[type].flag}`,
  );
  return new Error(
    `not allowed to register search attributes in namespace ${namespace}; let somebody who is run:\n${commands.join('\n')}`,
    { cause },
  );
}

function isForbidden(error: unknown): boolean {
  return [GRPC.permissionDenied, GRPC.unimplemented, GRPC.unauthenticated].some((code) => hasCode(error, code));
}

function hasCode(error: unknown, code: number): boolean {
  return isGrpcServiceError(error) && error.code === code;
}

function oneLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split('\n', 1)[0] ?? '';
}
