import { filled } from '../vendors/answer-fields.js';
import { VendorError } from '../vendors/errors.js';

/**
 * A change that may be sent twice without harm to what is changed, but not without harm: each one may write the payer a
 * letter. What became of it is unknown after a lost answer, so `ensureOnce` looks before it is sent again.
 */
export async function lookedUp<T>(change: Promise<T>): Promise<T> {
  try {
    return await change;
  } catch (error) {
    if (!(error instanceof VendorError) || error.name !== 'Unavailable') throw error;
    const { vendor, operation, status, retryAfterMs, message } = error;
    const place = { vendor, operation, ...filled({ status, retryAfterMs }) };
    throw new VendorError('OutcomeUnknown', place, message.slice(`${vendor} ${operation}: `.length));
  }
}
