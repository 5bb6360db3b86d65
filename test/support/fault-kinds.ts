/** Every way in which one call to a vendor can go wrong without its credentials being wrong; fault tables run over it. */
export const faultKinds = [
  'drop-before',
  'drop-after',
  'timeout-after',
  'rate-limited',
  'error-500-before',
  'error-500-after',
  'unavailable',
  'slow',
  'truncated',
  'wrong-typed',
] as const;
