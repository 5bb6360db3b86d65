import { createAsk, type PtxConfig } from './ask.js';
import { createMessageOperations } from './bacs-messages.js';
import { createBatchOperations } from './batches.js';
import { createCollectionProfileOperations } from './collection-profiles.js';
import { createContactOperations } from './contacts.js';
import { createDdmFileOperations } from './ddm-files.js';
import { createFileOperations } from './files.js';
import { createHistoryOperations } from './history.js';
import { createInstructionOperations } from './instructions.js';
import { createLetterOperations } from './letters.js';
import { createMandateQueryOperations } from './mandate-queries.js';
import { createMandateOperations } from './mandates.js';
import { createPlanTemplateOperations } from './plan-templates.js';
import { createPlanOperations } from './plans.js';
import { createPrincipalOperations } from './principals.js';
import { createProfileOperations } from './profiles.js';
import { createRowReader } from './rows.js';
import { createSubmissionOperations } from './submissions.js';

export type { PtxConfig } from './ask.js';
export type * from './ddm-types.js';
export { isGuessedPath } from './paths.js';
export type * from './types.js';

/** Everything that PTX can be asked. */
export type PtxClient = ReturnType<typeof createPtxClient>;

/**
 * Speaks the PTX API within a session, every operation of it. Amounts in whole pence, days in London, ids as
 * strings. Each call takes a signal last, and throws `VendorError` or the abort of its own caller; 403 and 409 are `Invalid`
 * with their status. No retries but the one after a login: what may be repeated stands with each operation. Throws
 * `RangeError` for wrong `paths`.
 */
export function createPtxClient(config: PtxConfig) {
  const ask = createAsk(config);
  const rows = createRowReader(ask);
  return {
    ...createProfileOperations(rows),
    ...createBatchOperations(ask),
    ...createSubmissionOperations(ask, rows),
    ...createInstructionOperations(ask, rows),
    ...createFileOperations(ask, rows),
    ...createMessageOperations(ask, rows),
    ...createCollectionProfileOperations(rows),
    ...createPlanTemplateOperations(ask),
    ...createContactOperations(ask, rows),
    ...createMandateOperations(ask),
    ...createMandateQueryOperations(rows),
    ...createPlanOperations(ask),
    ...createHistoryOperations(rows),
    ...createLetterOperations(ask, rows),
    ...createDdmFileOperations(ask, rows),
    ...createPrincipalOperations(ask, config.realm),
  };
}
