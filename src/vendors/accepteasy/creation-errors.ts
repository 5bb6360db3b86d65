import { filled } from '../answer-fields.js';
import type { Refusal } from '../call-vendor.js';
import type { VendorError } from '../errors.js';
import { redact } from '../redact.js';
import type { CreationError } from './types.js';

const CODED = /^\s*([A-Z]{2,}\d+)\s*[-:]\s*(\S[\s\S]*)$/;

/**
 * Reads `ERROR` in all its shapes: absent or null for none, an object with `Message`, and the plain string of an older
 * edition. The message is redacted; a code that begins it stands apart. Source: Bills, "Creating a large amount of bills".
 */
export function toCreationError(error: unknown): CreationError | undefined {
  if (error === null || error === undefined || error === '') return undefined;
  if (typeof error !== 'object') return fromText(String(error));
  const { Message, Code } = error as { Message?: unknown; Code?: unknown };
  const said = typeof Message === 'string' && Message !== '' ? Message : undefined;
  if (said === undefined && Object.keys(error).length === 0) return undefined;
  const read = fromText(said ?? JSON.stringify(error));
  const code = typeof Code === 'string' || typeof Code === 'number' ? String(Code) : '';
  return code === '' ? read : { ...read, code };
}

function fromText(text: string): CreationError {
  const [, code, message = text] = CODED.exec(text) ?? [];
  return filled({ code, message: redact(message) });
}

const TOLD = /^accepteasy \S+: (?:answered \d+|refused): /;
const MESSAGE = /"Message"\s*:\s*"((?:[^"\\]|\\.)*)/;

/**
 * Why a bill was refused, from what the client threw of it. The body of a refusal is not documented: where it is an `ERROR`
 * of the documented form its message is taken, also when the end of it was cut off, and the vendor's raw text else.
 */
export function creationErrorOf({ message }: VendorError): CreationError {
  const text = message.replace(TOLD, '');
  const [, said] = MESSAGE.exec(text) ?? [];
  return fromText(said ?? text);
}

/** A good status with an error and without the key of anything that exists: the request was read, and refused. */
export function refusalInAnswer(body: unknown): Refusal | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
  if ('ATID' in body || 'BulkId' in body) return undefined;
  const error = toCreationError((body as { ERROR?: unknown }).ERROR);
  if (error === undefined) return undefined;
  const { code, message } = error;
  return { verdict: 'Invalid', text: code === undefined ? message : `${code} - ${message}` };
}
