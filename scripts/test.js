// Runs every test, or those that are named: `npm test`, `npm test -- test/domain`.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const jest = fileURLToPath(new URL('../node_modules/jest/bin/jest.js', import.meta.url));
const { status } = spawnSync(
  process.execPath,
  ['--experimental-vm-modules', '--no-warnings', jest, ...process.argv.slice(2)],
  {
    stdio: 'inherit',
    env: { ...process.env, TZ: 'UTC', LANG: 'C.UTF-8' },
  },
);
process.exit(status ?? 1);
