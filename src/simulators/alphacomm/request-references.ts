import type { Asked } from './graphql-documents.js';
import type { Mandates } from './mandates.js';
import type { PayLinks } from './pay-links.js';

const KEY_ATTRIBUTES: readonly unknown[] = ['reference', 'incasso_key', 'customer_incasso_key'];

function get(from: unknown, ...path: string[]): unknown {
  let value = from;
  for (const step of path) value = (value as Record<string, unknown> | null | undefined)?.[step];
  return value;
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const texts = (values: unknown[]): string[] => values.filter((value) => typeof value === 'string');

function keysAmong(attributes: unknown, valueName: 'value' | 'equalTo'): string[] {
  const named = listOf(attributes).filter((attribute) => KEY_ATTRIBUTES.includes(get(attribute, 'id')));
  return texts(named.map((attribute) => get(attribute, valueName)));
}

/** Whose case a request is about, as far as it says so: for fault rules that name a reference, and for the calls seen. */
export function createReferencesOf(payLinks: PayLinks, mandates: Mandates) {
  return ({ operation, args }: Asked): string[] => {
    const id = get(args, 'filters', 'id', 'equalTo');
    switch (operation) {
      case 'addRecords':
        return texts(listOf(args.rows).map((row) => get(row, 'reference')));
      case 'payLink.create':
        return keysAmong(get(args, 'payLink', 'attributes'), 'value');
      case 'payLinks':
        if (typeof id === 'string') return texts([payLinks.byId(id)?.key]);
        return keysAmong(get(args, 'filters', 'attributes'), 'equalTo');
      case 'mandate.create':
        return texts([get(args, 'mandate', 'reference')]);
      case 'mandates':
        return typeof id === 'string' ? texts([mandates.referenceOf(id)]) : [];
      case 'stopCalling':
        return texts([args.reference]);
      default:
        return [];
    }
  };
}
