import { z } from 'zod';
import { toUtc } from '../answer-fields.js';
import { toCreationError } from './creation-errors.js';

// What every answer is made of. Unknown fields are dropped, and an empty text is none.

/** A word of the vendor's, documented or not, or one of its ids, which are never numbers. */
export const word = z.string().min(1);
// What we do not need may be odd: it is left out then.
export const optionalText = z
  .string()
  .nullish()
  .catch(undefined)
  .transform((text) => text?.trim() || undefined);
export const optionalInstant = z.unknown().optional().transform(toUtc);
/** Why a creation failed, in any of its shapes. */
export const optionalError = z.unknown().optional().transform(toCreationError);
