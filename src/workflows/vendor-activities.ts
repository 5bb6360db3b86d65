import {
  ActivityCancellationType,
  ActivityFailure,
  type ActivityOptions,
  ApplicationFailure,
  proxyActivities,
  TimeoutFailure,
  workflowInfo,
} from '@temporalio/workflow';
import type { createCallActivities } from '../activities/calls.js';
import type { createParkedEventActivities } from '../activities/parked-events.js';
import type { createPayLinkActivities } from '../activities/pay-links.js';
import type { createRecordActivities } from '../activities/records.js';
import type { createSweepActivities } from '../activities/sweeps.js';
import type { VendorName } from './messages.js';

type Activities = ReturnType<typeof createRecordActivities> &
  ReturnType<typeof createPayLinkActivities> &
  ReturnType<typeof createCallActivities> &
  ReturnType<typeof createSweepActivities>;

type ParkedActivities = ReturnType<typeof createParkedEventActivities>;

const HTTP_TIMEOUT_MS = 30_000;
const MARGIN_MS = 10_000;
const HEARTBEAT_MS = 15_000;
const RETRY = { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' } as const;
/** Names under which the server knows a worker that went silent: with an effect in hand, that is an unknown outcome. */
export const LOST_WORKER = ['TemporalTimeout:StartToClose', 'TemporalTimeout:Heartbeat'];

/** What all activities of a vendor have: the queue of its workers, the retries, and limits by the number of calls. */
export function activityLimits(vendor: VendorName, httpTimeoutMs = HTTP_TIMEOUT_MS) {
  const calls = (count: number) => ({ startToCloseTimeout: count * httpTimeoutMs + MARGIN_MS });
  return {
    common: {
      taskQueue: `${workflowInfo().taskQueue}-${vendor}`,
      retry: RETRY,
      // A try in flight is waited for: what it did must be known before the work goes on.
      cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    },
    calls,
    /** The same for one that heartbeats. */
    long: (count: number) => ({ ...calls(count), heartbeatTimeout: HEARTBEAT_MS }),
  };
}

/** The CollectMAXX activities with their time limits, from the limit of one vendor call. */
export function collectMaxxActivities(httpTimeoutMs = HTTP_TIMEOUT_MS) {
  const { common, calls, long } = activityLimits('alphacomm', httpTimeoutMs);
  const proxy = (options: ActivityOptions) => proxyActivities<Activities>({ ...common, ...options });
  const once = { ...RETRY, nonRetryableErrorTypes: LOST_WORKER };
  const onceBlind = { ...RETRY, nonRetryableErrorTypes: [...LOST_WORKER, 'Unavailable'] };
  return {
    importFirst: proxy({ ...calls(1), retry: once, summary: 'import the record' }).importRecord,
    importMessage: proxy({ ...long(3), retry: once, summary: 'last look, then import into the message script' })
      .importRecord,
    importVoice: proxy({ ...long(3), retry: onceBlind, summary: 'last look, then import into the voice script' })
      .importRecord,
    lookUpImport: proxy({ ...calls(1), summary: 'look up whether the import was taken' }).lookUpImport,
    ensurePayLink: proxy({ ...long(6), summary: 'make the PayLink' }).ensurePayLink,
    readPayLinks: proxy({ ...long(3), summary: 'read the PayLink' }).readPayLinks,
    stopCalling: proxy({ ...calls(1), summary: 'stop the calls' }).stopCalling,
    sweepPayLinks: proxy({
      startToCloseTimeout: '6h',
      heartbeatTimeout: Math.max(HEARTBEAT_MS, 2 * httpTimeoutMs),
      summary: 'ask what has changed since the watermark',
    }).sweepPayLinks,
  };
}

/** What becomes of an event: on the queue of the vendor that it came from, or of whoever tells it. */
export function parkedEventActivities(vendor: VendorName, httpTimeoutMs = HTTP_TIMEOUT_MS) {
  const { common, long } = activityLimits(vendor, httpTimeoutMs);
  const proxy = (options: ActivityOptions) => proxyActivities<ParkedActivities>({ ...common, ...options });
  return {
    deliverParkedEvent: proxy({
      ...long(3),
      scheduleToCloseTimeout: '24h',
      summary: 'look for the case of the event',
    }).deliverParkedEvent,
    assignParkedEvent: proxy({ ...long(1), summary: 'hand the event to the case' }).assignParkedEvent,
  };
}

/** `sent`: the vendor may have received the request that has an effect. */
export interface Failure {
  name: string;
  message: string;
  sent: boolean;
}

/** What an activity failed of, in the words of the failure table. A worker that went silent leaves an unknown outcome. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof ActivityFailure)) throw error;
  const { cause } = error;
  if (cause instanceof TimeoutFailure)
    return { name: 'OutcomeUnknown', message: 'the worker gave no answer in time', sent: true };
  if (cause instanceof ApplicationFailure) {
    const [details] = (cause.details ?? []) as { sent?: boolean }[];
    return { name: cause.type ?? 'Error', message: cause.message, sent: details?.sent !== false };
  }
  throw error;
}
