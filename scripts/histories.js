// Records the histories that the replay test reads: those that are missing, and again those that are named, as in
// `npm run histories -- case-paid`. Open cases replay what they have done by the code of today: where a history has to
// be recorded again because it does not replay, such cases would stand still.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const jest = fileURLToPath(new URL('../node_modules/jest/bin/jest.js', import.meta.url));
for (const name of process.argv.slice(2)) {
  const file = fileURLToPath(new URL(`../test/histories/${name}.json`, import.meta.url));
  rmSync(file, { force: true });
}
const { status } = spawnSync(
  process.execPath,
  ['--experimental-vm-modules', '--no-warnings', jest, '--testMatch', '**/test/workflows/record-*.ts'],
  {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    stdio: 'inherit',
    env: { ...process.env, TZ: 'UTC', LANG: 'C.UTF-8' },
  },
);
process.exit(status ?? 1);
