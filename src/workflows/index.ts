// What a worker runs. The bundle starts here: nothing that is exported may import zod, Node's built-ins or vendor code.
export { collectBill } from './collect-bill.js';
export { collectRecord } from './collect-record.js';
export { importDdmFile } from './import-ddm-file.js';
export { importRecords } from './import-records.js';
export { obtainEMandate } from './obtain-emandate.js';
export { parkedEvent } from './parked-event.js';
export { ptxLease } from './ptx-lease.js';
export { askPtx } from './ptx-questions.js';
export { reconcileCollections } from './reconcile-collections.js';
export { setUpMandate } from './set-up-mandate.js';
export { submitBacsBatch } from './submit-bacs-batch.js';
export { sweepBills } from './sweep-bills.js';
export { sweepEMandates } from './sweep-emandates.js';
export { sweepPayLinks } from './sweep-pay-links.js';
export { uploadBacsFile } from './upload-bacs-file.js';
export { watchBacsMessages } from './watch-bacs-messages.js';
