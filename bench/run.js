// Runs a measurement on today's sources: `npm run bench`, `npm run bench -- bacs`, `npm run bench -- --help`.
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleWorkflows } from '../scripts/bundle-workflows.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const built = `${root}/.tmp/bench`;
rmSync(built, { recursive: true, force: true });
const env = { ...process.env, TZ: 'UTC', LANG: 'C.UTF-8' };
const run = (...args) => spawnSync(process.execPath, args, { stdio: 'inherit', env }).status ?? 1;
const compiled = run(`${root}/node_modules/typescript/bin/tsc`, '-p', `${root}/bench/tsconfig.json`);
if (compiled !== 0) process.exit(compiled); // The compiler has said why.
// Each where its worker looks for it: ours as the build makes it, and the peer's in the same way.
writeFileSync(`${built}/src/workflow-bundle.js`, await bundleWorkflows(`${built}/src/workflows/index.js`));
writeFileSync(`${built}/bench/bare/bundle.js`, await bundleWorkflows(`${built}/bench/bare/workflow.js`));

const [first, ...rest] = process.argv.slice(2);
const named = first !== undefined && !first.startsWith('-');
process.exit(run(`${built}/bench/${named ? first : 'collect'}.js`, ...(named ? rest : process.argv.slice(2))));
