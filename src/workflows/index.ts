// What a worker runs. The bundle starts here: nothing that is exported may import zod, Node's built-ins or vendor code.
export { collectRecord } from './collect-record.js';
export { parkedEvent } from './parked-event.js';
export { submitBacsBatch } from './submit-bacs-batch.js';
export { sweepPayLinks } from './sweep-pay-links.js';
