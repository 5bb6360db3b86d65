import { createBacsFileActivities } from '../activities/bacs-files.js';
import { createBacsMessageActivities } from '../activities/bacs-messages.js';
import { createBacsRouters } from '../activities/bacs-routing.js';
import { createBatchStepActivities } from '../activities/batch-steps.js';
import { createBatchActivities } from '../activities/batches.js';
import { createCollectionHistoryActivities } from '../activities/collection-history.js';
import { createDdmFileActivities } from '../activities/ddm-files.js';
import { createInstructionActivities } from '../activities/instructions.js';
import { createMandateActivities } from '../activities/mandates.js';
import { createParkedEventActivities } from '../activities/parked-events.js';
import { createPtxProfileActivities } from '../activities/ptx-profiles.js';
import { createSubmissionReportActivities } from '../activities/submission-reports.js';
import { createEventDelivery } from '../client/delivery.js';
import { createMandateWatch } from '../client/mandate-watch.js';
import { createParking } from '../client/parking.js';
import { defaultTransactionTypes } from '../domain/bacs/transaction-types.js';
import { createPtxClient } from '../vendors/ptx/client.js';
import { createPtxSession, type PtxCredentials } from '../vendors/ptx/session.js';
import type { WorkerSettings } from './worker.js';

export interface PtxSettings {
  url: string;
  credentials: PtxCredentials;
  /** A second PTX user, for approvals only. */
  approver?: PtxCredentials;
  realm?: string;
  paths?: Readonly<Record<string, string>>;
  transactionTypes?: Readonly<Record<string, string>>;
  settleMs: number;
  concurrency: number;
  /** How often to look at what a person or the bank has to do. */
  lookEveryMs: number;
  dataDir: string;
}

/** What a worker does at PTX: all of it with one session for each user. */
export function ptxActivities({ client, httpTimeoutMs, taskQueuePrefix }: WorkerSettings, settings: PtxSettings) {
  const { url, credentials, approver, realm, paths, concurrency, settleMs, lookEveryMs, dataDir } = settings;
  const { transactionTypes = defaultTransactionTypes } = settings;
  const speaker = (user: PtxCredentials) =>
    createPtxClient({
      url,
      session: createPtxSession({ url, credentials: user, timeoutMs: httpTimeoutMs }),
      timeoutMs: httpTimeoutMs,
      concurrency,
      ...(realm === undefined ? {} : { realm }),
      ...(paths === undefined ? {} : { paths }),
    });
  const ptx = speaker(credentials);
  const second = approver && { user: approver.email, ptx: speaker(approver) };
  const delivery = createEventDelivery(client, { taskQueue: taskQueuePrefix });
  const parking = createParking(client, { taskQueue: taskQueuePrefix });
  const settling = { answeredMs: settleMs, cutOffMs: Math.max(settleMs, httpTimeoutMs) };
  return {
    ...createBatchActivities({ ptx, settling, transactionTypes }),
    ...createInstructionActivities({ ptx, settling, transactionTypes, concurrency }),
    ...createBatchStepActivities({
      ptx,
      approver: second?.ptx ?? ptx,
      settling,
      lookEveryMs,
      transactionTypes,
    }),
    ...createSubmissionReportActivities({ ptx, dataDir, lookEveryMs }),
    ...createPtxProfileActivities({ ptx, user: credentials.email, ...(second && { approver: second }) }),
    ...createBacsFileActivities({ ptx, settling }),
    ...createDdmFileActivities({ ptx, settling }),
    ...createCollectionHistoryActivities({ ptx, settleMs, mandates: createMandateWatch(client) }),
    ...createBacsMessageActivities({ ptx, dataDir, routers: createBacsRouters({ delivery, parking }) }),
    ...createMandateActivities({ ptx, settling }),
    ...createParkedEventActivities({ delivery }),
  };
}
