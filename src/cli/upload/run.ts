import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { BacsFileView, Files } from '../../client/index.js';
import { readConfig } from '../../config.js';
import { registerSearchAttributes } from '../../temporal/search-attributes.js';
import type { UploadOptions } from '../commands/batch-upload.js';
import { withIncasso } from '../connect.js';
import type { ExitCode, Io } from '../context.js';
import { UsageError } from '../errors.js';
import { printable, printJson, printLine } from '../print.js';
import { createProgress } from '../progress.js';

const LOOK_EVERY_MS = 1_000;

/**
 * Hands in a payment file and stays until its batch is started, or it has failed or waits for a person (1 then). Safe to
 * repeat, also after it was interrupted: the same file with the same key is only followed.
 */
export async function upload(file: string, { key, profile, by, json }: UploadOptions, io: Io): Promise<ExitCode> {
  const content = await contentOf(file);
  const cutOff = readConfig(['PTX_CUT_OFF']).PTX_CUT_OFF;
  return withIncasso(
    async ({ files, ptx, temporal }) => {
      await registerSearchAttributes(temporal.connection, temporal.namespace);
      const profileId = /^\d+$/.test(profile) ? profile : (await ptx.findProfile(profile)).id;
      const extension = extname(file).slice(1) || 'txt';
      const { id } = await files.uploadBacs({ key, profileId, by, extension, content, cutOff });
      const view = await follow(files, id, io);
      if (json) printJson(io.out, view);
      if (view.stage === 'done') {
        if (!json)
          printLine(io.out, `${key}: PTX took the file as submission ${view.submissionId}; its batch has begun`);
        return 0;
      }
      tellFailure(file, view, io);
      return 1;
    },
    { starts: true },
  );
}

async function contentOf(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError([`${file}: cannot be read (${code ?? 'unknown'}): check the name and its rights`]);
  }
}

async function follow(files: Files, id: string, { err }: Io): Promise<BacsFileView> {
  const progress = createProgress(err);
  try {
    for (;;) {
      const view = await files.show(id);
      if (view.stage !== 'running') return view;
      progress.show(0, 1, view.nextAction ?? '');
      await delay(LOOK_EVERY_MS);
    }
  } finally {
    progress.end();
  }
}

function tellFailure(file: string, { key, stage, reason, errors, errorCount }: BacsFileView, { err }: Io): void {
  const name = basename(file);
  for (const { line, code, message } of errors) {
    printLine(err, printable(`${name}${line > 0 ? `:${line}` : ''} ${code === null ? '' : `${code} `}${message}`));
  }
  const more = errorCount - errors.length;
  if (more > 0) printLine(err, `${name}: ${more} more errors`);
  printLine(err, printable(`${key}: ${stage}: ${reason ?? 'no reason is known'}`));
}
