import { basename } from 'node:path';
import type { BacsFileView } from '../../client/index.js';
import { readConfig } from '../../config.js';
import { registerSearchAttributes } from '../../temporal/search-attributes.js';
import type { UploadOptions } from '../commands/batch-upload.js';
import { withIncasso } from '../connect.js';
import type { ExitCode, Io } from '../context.js';
import { printable, printJson, printLine } from '../print.js';
import { bytesOf, followHandedIn } from './handed-in.js';

/**
 * Hands in a payment file and stays until its batch is started, or it has failed or waits for a person (1 then). Safe to
 * repeat, also after it was interrupted: the same file with the same key is only followed.
 */
export async function upload(file: string, { key, profile, by, json }: UploadOptions, io: Io): Promise<ExitCode> {
  const { content, extension } = await bytesOf(file);
  const cutOff = readConfig(['PTX_CUT_OFF']).PTX_CUT_OFF;
  return withIncasso(
    async ({ files, ptx, temporal }) => {
      await registerSearchAttributes(temporal.connection, temporal.namespace);
      const profileId = /^\d+$/.test(profile) ? profile : (await ptx.findProfile(profile)).id;
      const { id } = await files.uploadBacs({ key, profileId, by, extension, content, cutOff });
      const view = await followHandedIn(() => files.show(id), io);
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

function tellFailure(file: string, { key, stage, reason, errors, errorCount }: BacsFileView, { err }: Io): void {
  const name = basename(file);
  for (const { line, code, message } of errors) {
    printLine(err, printable(`${name}${line > 0 ? `:${line}` : ''} ${code === null ? '' : `${code} `}${message}`));
  }
  const more = errorCount - errors.length;
  if (more > 0) printLine(err, `${name}: ${more} more errors`);
  printLine(err, printable(`${key}: ${stage}: ${reason ?? 'no reason is known'}`));
  if (stage !== 'needs-attention') return;
  printLine(
    err,
    `answer with: incasso batch resolve-file ${key} --as not-happened|retry --by WHO --why TEXT; then run the same command again`,
  );
}
