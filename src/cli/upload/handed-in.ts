import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Io } from '../context.js';
import { UsageError } from '../errors.js';
import { createProgress } from '../progress.js';

const LOOK_EVERY_MS = 1_000;

/** The bytes of a file that is handed in as it is, and what kind its name says it is. Throws `UsageError`. */
export async function bytesOf(file: string): Promise<{ content: Uint8Array; extension: string }> {
  try {
    return { content: await readFile(file), extension: extname(file).slice(1) || 'txt' };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError([`${file}: cannot be read (${code ?? 'unknown'}): check the name and its rights`]);
  }
}

/** Stays with such a file until it has ended or waits for a person. */
export async function followHandedIn<View extends { stage: string; nextAction: string | null }>(
  show: () => Promise<View>,
  { err }: Pick<Io, 'err'>,
): Promise<View> {
  const progress = createProgress(err);
  try {
    for (;;) {
      const view = await show();
      if (view.stage !== 'running') return view;
      progress.show(0, 1, view.nextAction ?? '');
      await delay(LOOK_EVERY_MS);
    }
  } finally {
    progress.end();
  }
}
