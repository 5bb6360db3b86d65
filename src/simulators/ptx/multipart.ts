import { PtxRefusal } from './answers.js';

export interface UploadedFile {
  filename: string;
  contents: Buffer;
}

/** The part named `file` of a multipart/form-data body. Throws `PtxRefusal` when there is none. Source: RFC 7578. */
export function readUploadedFile(contentType: string | undefined, body: unknown): UploadedFile {
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/.exec(contentType ?? '');
  if (boundary === null || !Buffer.isBuffer(body)) throw new PtxRefusal(400, 'The body must be multipart/form-data');
  const delimiter = Buffer.from(`\r\n--${boundary[1] ?? boundary[2]}`);
  const whole = Buffer.concat([Buffer.from('\r\n'), body]); // The first delimiter has no line before it.
  let at = whole.indexOf(delimiter);
  while (at >= 0) {
    const next = whole.indexOf(delimiter, at + delimiter.length);
    if (next < 0) break;
    const part = whole.subarray(at + delimiter.length + 2, next);
    const headEnd = part.indexOf('\r\n\r\n');
    const head = part.subarray(0, Math.max(0, headEnd)).toString('utf8');
    const filename = /filename="([^"]*)"/i.exec(head)?.[1];
    if (headEnd >= 0 && /[;\s]name="?file"?(;|\s|$)/i.test(head) && filename !== undefined && filename !== '') {
      return { filename, contents: part.subarray(headEnd + 4) };
    }
    at = next;
  }
  throw new PtxRefusal(400, 'There is no part named file with a file name', 'file');
}

/** The name of an uploaded file, by which fault rules find the call. */
export function uploadedNames(contentType: string | undefined, body: unknown): string[] {
  try {
    return [readUploadedFile(contentType, body).filename];
  } catch {
    return []; // What is wrong with the body comes out when it is answered.
  }
}
