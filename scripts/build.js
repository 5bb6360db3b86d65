// Builds dist/: the types and JavaScript of src by tsc, and the one bundle of the workflows that every worker runs.
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
rmSync(`${root}/dist`, { recursive: true, force: true });
execFileSync(process.execPath, [`${root}/node_modules/typescript/bin/tsc`, '-p', `${root}/tsconfig.build.json`], {
  stdio: 'inherit',
});

const { bundleWorkflows } = await import('./bundle-workflows.js'); // Only now: it loads webpack.
writeFileSync(`${root}/dist/workflow-bundle.js`, await bundleWorkflows(`${root}/dist/workflows/index.js`));
