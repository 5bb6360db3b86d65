import { createHash } from 'node:crypto';

const PLAIN_ID = /^[A-Za-z0-9._-]{1,100}$/;
const WORD_LIMIT = 100;

/** Whether an id that comes from outside can go into ids of ours as it is. */
export function isPlainId(id: string): boolean {
  return PLAIN_ID.test(id);
}

/** An id that comes from outside and goes into ids of ours: what is too long or has odd characters is hashed. */
export function plainId(id: string): string {
  return isPlainId(id) ? id : `sha256-${createHash('sha256').update(id).digest('hex').slice(0, 40)}`;
}

/** A word from outside, not too long. */
export function word(text: string): string {
  return text.slice(0, WORD_LIMIT);
}
