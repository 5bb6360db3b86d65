import { isUtf8 } from 'node:buffer';
import { FileFault } from './file-fault.js';

const NEWLINE = 0x0a;

/** A quote that never closes, or a file that is no text, must not fill the memory. */
export const longestRecordBytes = 1_000_000;

function checkText(block: Buffer, firstLine: number, file: string): void {
  const isText = (bytes: Buffer) => isUtf8(bytes) && !bytes.includes(0);
  if (isText(block)) return;
  let line = firstLine;
  for (let start = 0; start < block.length; line++) {
    const newline = block.indexOf(NEWLINE, start);
    const end = newline === -1 ? block.length : newline + 1;
    const bytes = block.subarray(start, end);
    if (!isText(bytes)) {
      throw new FileFault(
        `${file}:${line} is not UTF-8 at byte ${wrongByte(bytes)} of the line, save the file as CSV UTF-8`,
      );
    }
    start = end;
  }
}

/** Counted from 1: the start of the first character that is not UTF-8, or a NUL, which is UTF-16 in disguise. */
function wrongByte(bytes: Buffer): number {
  for (let start = 0; start < bytes.length; ) {
    const length = [1, 2, 3, 4].find(
      (size) => isUtf8(bytes.subarray(start, start + size)) && start + size <= bytes.length,
    );
    if (length === undefined || bytes[start] === 0) return start + 1;
    start += length;
  }
  return bytes.length;
}

const count = (bytes: Buffer): number => {
  let newlines = 0;
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) newlines++;
  return newlines;
};

/**
 * Passes a file on in blocks of whole lines, once it is known that they are UTF-8: a newline is never part of another
 * character, so each block can be judged alone. Throws `FileFault` with line and byte.
 */
export async function* wholeLines(chunks: AsyncIterable<Buffer>, file: string): AsyncGenerator<Buffer> {
  let line = 1;
  let rest: Buffer[] = [];
  let restBytes = 0;
  for await (const chunk of chunks) {
    const cut = chunk.lastIndexOf(NEWLINE) + 1;
    if (cut > 0) {
      const block = Buffer.concat([...rest, chunk.subarray(0, cut)]);
      checkText(block, line, file);
      line += count(block);
      rest = [];
      restBytes = 0;
      yield block;
    }
    rest.push(chunk.subarray(cut));
    restBytes += chunk.length - cut;
    if (restBytes > longestRecordBytes) {
      throw new FileFault(`${file}:${line} is longer than ${longestRecordBytes} bytes, write one row on each line`);
    }
  }
  const last = Buffer.concat(rest);
  checkText(last, line, file);
  if (last.length > 0) yield last;
}
