/** An instant as the vendor prints it: UTC with Z, whole seconds where it has no fraction. Source: Bills, all samples. */
export const toVendorTime = (atMs: number): string => new Date(atMs).toISOString().replace('.000Z', 'Z');

/** The same time of day `years` later. 29 February becomes 1 March. */
export function addYears(atMs: number, years: number): number {
  const date = new Date(atMs);
  return date.setUTCFullYear(date.getUTCFullYear() + years);
}
