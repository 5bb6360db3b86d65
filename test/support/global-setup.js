import { createHash } from 'node:crypto';
import { copyFile, cp, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { transformFile } from '@swc/core';

// Plain JavaScript, since jest gives its set-up none of the transforms that tests have. Before the first test it finds
// (or builds, once per computer) both Temporal servers and bundles the workflows, so that no test waits for that.
// What is missing is an error of the tests that need it, see servers.ts, and of no others.

const KEPT_MS = 24 * 3600 * 1000;
const QUIET_MS = 1500;

export default async function globalSetup({ rootDir }) {
  const scratch = join(rootDir, '.tmp');
  await mkdir(scratch, { recursive: true });
  await removeOld(scratch);
  // The product as it would be built, so that a test's own processes run today's sources and never an old build.
  const product = join(scratch, `product-${process.pid}`);
  const sources = join(product, 'dist');
  await transpile(join(rootDir, 'src'), sources);
  await cp(join(rootDir, 'bin'), join(product, 'bin'), { recursive: true });
  await copyFile(join(rootDir, 'package.json'), join(product, 'package.json'));
  process.env.INCASSO_TEST_SOURCES = sources;
  const { report, done } = reporter();
  const servers = () => import(join(sources, 'temporal/embedded/index.js'));
  await handOn('INCASSO_TEST_TEMPORAL', async () =>
    (await servers()).findTemporalServer({ cliPath: process.env.TEMPORAL_CLI_PATH, report }),
  );
  await handOn('INCASSO_TEST_TIME_SKIPPING', async () =>
    (await servers()).findTimeSkippingServer({ path: process.env.TEMPORAL_TEST_SERVER_PATH, report }),
  );
  await handOn('INCASSO_TEST_WORKFLOW_BUNDLE', async () => {
    const path = await bundle(rootDir, scratch);
    await copyFile(path, join(sources, 'workflow-bundle.js')); // Where a worker of these sources looks for it.
    return path;
  });
  // Unpacked once: two test files that did it at the same time would start a half-written one.
  await handOn('INCASSO_TEST_CHROMIUM', async () => (await import('@sparticuz/chromium')).default.executablePath());
  done();
}

async function handOn(variable, find) {
  try {
    process.env[variable] = await find();
  } catch (error) {
    process.env[`${variable}_ERROR`] = String(error.message).split('\n', 1)[0];
  }
}

/** Says nothing as long as all goes fast. */
function reporter() {
  let held = [];
  const print = (line) => process.stderr.write(`${line}\n`);
  const timer = setTimeout(() => {
    held?.forEach(print);
    held = undefined;
  }, QUIET_MS);
  return { report: (line) => (held === undefined ? print(line) : held.push(line)), done: () => clearTimeout(timer) };
}

/** Types taken off, nothing else. */
async function transpile(root, target) {
  const jsc = { parser: { syntax: 'typescript' }, target: 'es2022' };
  for (const file of await filesOf(root)) {
    const { code } = await transformFile(file, { jsc, module: { type: 'es6' }, swcrc: false });
    const written = join(target, relative(root, file).replace(/\.ts$/, '.js'));
    await mkdir(dirname(written), { recursive: true });
    await writeFile(written, code);
  }
}

/** Made anew only when a source has changed; several runs may make the same file at once. */
async function bundle(rootDir, scratch) {
  const workflowsPath = join(rootDir, 'src/workflows/index.ts');
  await stat(workflowsPath).catch(() => {
    throw new Error('src/workflows/index.ts does not exist');
  });
  const hash = createHash('sha256').update(await readFile(join(rootDir, 'package-lock.json')));
  for (const part of ['workflows', 'domain']) {
    for (const file of await filesOf(join(rootDir, 'src', part))) hash.update(file).update(await readFile(file));
  }
  const path = join(scratch, `workflow-bundle-${hash.digest('hex').slice(0, 16)}.js`);
  if (await stat(path).catch(() => undefined)) return path;
  const { bundleWorkflowCode, DefaultLogger } = await import('@temporalio/worker');
  const { code } = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
  await writeFile(`${path}.${process.pid}`, code);
  await rename(`${path}.${process.pid}`, path);
  return path;
}

async function filesOf(path) {
  if (!(await stat(path)).isDirectory()) return [path];
  const entries = await readdir(path, { withFileTypes: true });
  const files = await Promise.all(entries.map((entry) => filesOf(join(path, entry.name))));
  return files.flat().sort();
}

async function removeOld(scratch) {
  for (const name of await readdir(scratch)) {
    if (!/^(product|workflow-bundle)-/.test(name)) continue;
    const found = await stat(join(scratch, name)).catch(() => undefined);
    if (found !== undefined && Date.now() - found.mtimeMs > KEPT_MS) {
      await rm(join(scratch, name), { recursive: true, force: true });
    }
  }
}
