import type { VendorAnswer } from '../../shared/vendor-answer.js';
import type { VendorCallFacts } from '../vendor-calls.js';
import type { Store } from './store.js';

export const CONTACTS = '/ddm/contacts';
export const MANDATES = `${CONTACTS}/:contactId/mandates`;
export const MANDATE = `${MANDATES}/:mandateId`;

/** What a deletion answers. Source: outside of the page. */
export const noContent = (): VendorAnswer => ({ status: 204, body: '', contentType: 'application/json' });

/** The word in a body's field by which fault rules find the call. */
export function wordsIn(body: unknown, name: string): string[] {
  const value = (body as Record<string, unknown> | null | undefined)?.[name];
  return typeof value === 'string' ? [value] : [];
}

/** The reference of the mandate in a path, by which fault rules find the call. */
export const mandateNames =
  ({ mandates }: Store) =>
  ({ params }: VendorCallFacts): string[] => {
    const reference = mandates.find(params.mandateId)?.reference;
    return reference === undefined ? [] : [reference];
  };
