import { paymentProfileSchema } from './answers.js';
import { entities, fields } from './entities.js';
import { whereText } from './query.js';
import type { RowReader } from './rows.js';
import type { PaymentProfile } from './types.js';

const byId = ({ id }: { id: string }): string => id;

/** The payment profiles; PTX has no way to change them from outside. Source: PTX API, "Payment profiles". */
export function createProfileOperations(rows: RowReader) {
  return {
    /** All payment profiles that the user may see. A read. */
    queryPaymentProfiles(signal?: AbortSignal): Promise<PaymentProfile[]> {
      return rows.all({
        operation: 'paymentProfiles.queryAll',
        query: () => entities.paymentProfiles,
        row: paymentProfileSchema,
        idOf: byId,
        signal,
      });
    },

    /** The profiles whose name contains this, without regard to case: the caller looks for the exact one. A read. */
    findPaymentProfilesByName(name: string, signal?: AbortSignal): Promise<PaymentProfile[]> {
      return rows.all({
        operation: 'paymentProfiles.queryByName',
        query: () => ({
          ...entities.paymentProfiles,
          criteria: [whereText(fields.profileName, 'CONTAINS', name)],
        }),
        row: paymentProfileSchema,
        idOf: byId,
        signal,
      });
    },
  };
}
