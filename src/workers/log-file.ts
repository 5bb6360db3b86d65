import { closeSync, openSync, writeSync } from 'node:fs';

export interface LogFile {
  readonly path: string;
  write(line: string): void;
  /** What comes later is thrown away. */
  close(): void;
}

/** A fresh file for the log of a process whose terminal shows something else. */
export function createLogFile(path: string): LogFile {
  let file: number | undefined = openSync(path, 'w');
  return {
    path,
    write(line) {
      if (file !== undefined) writeSync(file, line);
    },
    close() {
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };
}
