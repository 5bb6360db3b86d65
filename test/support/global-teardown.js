import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Removes what the set-up made for this run alone. */
export default async function globalTeardown() {
  const sources = process.env.INCASSO_TEST_SOURCES;
  if (sources !== undefined) await rm(dirname(sources), { recursive: true, force: true });
}
