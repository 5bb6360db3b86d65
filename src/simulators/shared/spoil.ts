/** What the faults `truncated` and `wrong-typed` make of a body. */
/** A body cut in its middle: no longer JSON. */
export const cutShort = (text: string): string => text.slice(0, Math.ceil(text.length / 2));

/** Valid JSON in the shape of an answer, in which every field has another type than documented. */
export function mistype(value: unknown): unknown {
  if (typeof value === 'string' || typeof value === 'boolean') return 42;
  if (typeof value === 'number') return 'forty-two';
  if (Array.isArray(value)) return 'a list';
  if (value === null || typeof value !== 'object') return [];
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, mistype(field)]));
}
