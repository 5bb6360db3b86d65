#!/usr/bin/env node
// Before anything else is loaded: all our dates are in UTC, those of libraries included.
process.env.TZ = 'UTC';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 3)) {
  console.error(`incasso needs Node 20.3 or later, this is ${process.versions.node}: install a current one`);
  process.exit(2);
}

const entry = new URL('../dist/cli/main.js', import.meta.url);
const { existsSync } = await import('node:fs');
if (!existsSync(entry)) {
  console.error('incasso is not built yet: run `npm run build` in its folder');
  process.exit(2);
}
const { main } = await import(entry.href);
process.exitCode = await main(process.argv.slice(2));
