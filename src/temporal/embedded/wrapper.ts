import { randomUUID } from 'node:crypto';
import { chmod, mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Writes a script that becomes the given program (`exec`: the SDK ends only the process that it started) and that ends it
 * when the process that started it is gone, even by SIGKILL. Arguments of the script go to the program. Safe to repeat,
 * and by several processes at once. POSIX only.
 */
export async function writeGuardedWrapper(path: string, command: readonly string[]): Promise<void> {
  const script = `#!/bin/sh
owner=$PPID
server=$$
# A killed owner can linger as a zombie, so on Linux the server's new parent tells; elsewhere the owner's own process.
is_owned() {
  [ -r "/proc/$server/status" ] || { kill -0 "$owner"; return; }
  while read -r key value; do
    if [ "$key" = PPid: ]; then [ "$value" = "$owner" ]; return; fi
  done <"/proc/$server/status"
}
(
  while kill -0 "$server" && is_owned; do sleep 0.5; done
  kill -9 "$server"
) </dev/null >/dev/null 2>&1 &
exec ${command.map(quote).join(' ')} "$@"
`;
  await mkdir(dirname(path), { recursive: true });
  const written = `${path}.${randomUUID()}`;
  await writeFile(written, script);
  await chmod(written, 0o755);
  await rename(written, path); // Never half a script, and never one that is busy.
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
