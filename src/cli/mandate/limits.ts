import { readConfig } from '../../config.js';

/** What new mandates carry of the set-up, for `withIncasso`. */
export function mandateLimits() {
  const { INCASSO_LODGEMENT_DAYS } = readConfig(['INCASSO_LODGEMENT_DAYS']);
  return { starts: true, lodgementDays: INCASSO_LODGEMENT_DAYS } as const;
}
