import { closeSync, openSync, writeSync } from 'node:fs';

export interface LogFile {
  readonly path: string;
  write(line: string): void;
  /** What comes later is thrown away. */
  close(): void;
}

/** A fresh file for the log of a process whose terminal shows something else. */
export function createLogFile(path: string): LogFile {
  closeSync(openSync(path, 'w'));
  let file: number | undefined = openSync(path, 'a'); // Whoever else has it open writes behind us, not over us.
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
