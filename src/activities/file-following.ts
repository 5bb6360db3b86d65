import { activityInfo } from '@temporalio/activity';
import { VendorError } from '../vendors/errors.js';
import { toApplicationFailure } from './failures.js';
import { whileHeartbeating } from './heartbeats.js';

// What following any file at PTX takes.

/** PTX's words for a file that it did not take. The list is not documented. */
export const refusedFile = /reject|fail|error|invalid/i;

const MOST_CHARACTERS = 500;

/** How long to wait before PTX is asked again what became of a file: soon at first, since a small one is done in seconds. */
export function pauseMs(): number {
  return Math.min(60_000, 500 * 2 ** Math.min(10, activityInfo().attempt));
}

/** A read, its failure named for Temporal. */
export async function readWhole<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await whileHeartbeating(work);
  } catch (error) {
    throw toApplicationFailure(error);
  }
}

/** What an id stands for, if it stands for that name: an answer that was not read right may have named another, or none. */
export async function namedSo<File>(
  reading: Promise<File>,
  isNamed: (file: File) => boolean,
): Promise<File | undefined> {
  try {
    const file = await reading;
    return isNamed(file) ? file : undefined;
  } catch (error) {
    if (error instanceof VendorError && error.status === 404) return undefined;
    throw error;
  }
}

/** What PTX says of a line, without blanks around it, as long as people read. */
export function shortened(message: string): string {
  return message.trim().slice(0, MOST_CHARACTERS);
}
