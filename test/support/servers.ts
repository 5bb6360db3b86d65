import { afterAll } from '@jest/globals';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import {
  createLocalEnvironment,
  createTimeSkippingEnvironment,
  type LocalEnvironment,
} from '../../src/temporal/embedded/environments.js';

/** `answerWithinMs` of the clients of tests: where three files share two processors, a slow worker is not an absent one. */
export const ANSWER_WITHIN_MS = 25_000;

// One of each for a test file, started when first asked for, ended after its last test.
let real: Promise<LocalEnvironment> | undefined;
let skipping: Promise<TestWorkflowEnvironment> | undefined;

/** The file's real Temporal server, in memory, with `env.client` and `env.nativeConnection`. Knows the search attributes. */
export function startRealServer(): Promise<LocalEnvironment> {
  quietRuntime();
  real ??= createLocalEnvironment({ binary: temporalBinary() });
  return real;
}

/** The file's environment with skipped time: one workflow tree at a time, and only while `env.client` awaits a result. */
export function timeSkipping(): Promise<TestWorkflowEnvironment> {
  quietRuntime();
  skipping ??= createTimeSkippingEnvironment({ path: timeSkippingServer() });
  return skipping;
}

/** One of its own, for a file that may need several: whoever gives one up takes another. */
export async function anotherTimeSkipping(): Promise<TestWorkflowEnvironment> {
  quietRuntime();
  const env = await createTimeSkippingEnvironment({ path: timeSkippingServer() });
  atEnd(() => env.teardown());
  return env;
}

/** All workflows, bundled once for the whole run: `workflowBundle` of every worker and replay. */
export function workflowBundle(): { codePath: string } {
  return { codePath: fromSetup('INCASSO_TEST_WORKFLOW_BUNDLE', 'the workflows could not be bundled') };
}

/** The `temporal` command, for tests that start a server of their own. */
export function temporalBinary(): string {
  return fromSetup('INCASSO_TEST_TEMPORAL', 'no Temporal server to test with');
}

/** The program of the time-skipping server. */
export function timeSkippingServer(): string {
  return fromSetup('INCASSO_TEST_TIME_SKIPPING', 'no time-skipping server to test with');
}

/** The folder of the sources as JavaScript, for tests that start processes of their own. */
export function javascriptSources(): string {
  return fromSetup('INCASSO_TEST_SOURCES', 'no sources as JavaScript');
}

/** The browser that comes as a package. */
export function chromiumBinary(): string {
  return fromSetup('INCASSO_TEST_CHROMIUM', 'no browser to test with');
}

function fromSetup(variable: string, problem: string): string {
  const value = process.env[variable];
  if (value === undefined) throw new Error(`${problem}: ${process.env[`${variable}_ERROR`] ?? 'was the set-up run?'}`);
  return value;
}

/** Workers report their every change of state otherwise. A file that installed a Runtime before keeps its own. */
export function quietRuntime(): void {
  if (real !== undefined || skipping !== undefined) return;
  try {
    Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
  } catch {
    // There is one already.
  }
}

const stops: (() => Promise<void>)[] = [];

/** Has something stopped after the file's last test, before the servers that it uses; the last named first. */
export function atEnd(stop: () => Promise<void>): void {
  stops.unshift(stop);
}

afterAll(async () => {
  for (const stop of stops.splice(0)) await stop();
  await (await skipping?.catch(() => undefined))?.teardown();
  await (await real?.catch(() => undefined))?.teardown();
});
