import { createHash } from 'node:crypto';
import type { CallOutcome } from './control-types.js';
import type { Job } from './jobs.js';
import { toVendorTime } from './times.js';

interface Call {
  id: string;
  outcome: CallOutcome;
  endedAt: number;
  job: Job;
}

interface Node {
  id: string;
  type: string;
  seconds: number;
  result?: Record<string, string>;
}

const LOCAL_NUMBER = '31200000000';
const CUSTOMER = '1000';
const RING_SECONDS = 6;

const OPENING: readonly Node[] = [
  { id: 'vm_beep', type: 'Sound', seconds: 4 },
  { id: 'vm_wait_for_silence', type: 'WaitForSilence', seconds: 1 },
  { id: 'vm_is_vm', type: 'IsRemoteVoiceMail', seconds: 0 },
];
const SUCCESS: readonly Node[] = [
  { id: 'name', type: 'Sound', seconds: 2 },
  { id: 'success', type: 'AddResult', seconds: 0, result: { result: 'success-ok' } },
  { id: 'amount', type: 'Sound', seconds: 4 },
];
const CLOSING: readonly Node[] = [{ id: 'exit', type: 'Hangup', seconds: 0 }];

const NODES: Partial<Record<CallOutcome, readonly Node[]>> = {
  answered: [...OPENING, ...SUCCESS, ...CLOSING],
  voicemail: [...OPENING, { id: 'text10', type: 'Sound', seconds: 3 }, ...CLOSING],
};

const STATUS: Record<CallOutcome, string> = {
  answered: 'finished',
  voicemail: 'finished',
  'no-answer': 'no answer',
  busy: 'busy',
  'invalid number': 'invalid number',
};

/** What the call went through. `order` has gaps, as in the vendor's V1 sample, where a node without result is left. */
function toEvents(nodes: readonly Node[], answeredAt: number, isEnvelope: boolean) {
  const events: unknown[] = [];
  let at = answeredAt;
  let order = 0;
  const add = (node: Node, type: string, data: unknown): void => {
    order += 1;
    if (!isEnvelope && node.type === 'WaitForSilence' && type === 'NodeResult') return;
    events.push({ nodeId: node.id, nodeType: node.type, order, type, data, time: toVendorTime(at) });
  };
  for (const node of nodes) {
    add(node, 'NodeStart', []); // An empty list where an object would be: the vendor prints no data so.
    at += node.seconds * 1000;
    add(node, 'NodeResult', node.result ?? []);
  }
  return events;
}

/**
 * The body that reports a call, in the form of the job's script: the newer envelope, voice V1, or the older form with
 * `host` and without a reference. The call ended now, so its times lie before. Source: CollectMAXX API, "Webhook events".
 */
export function toCallBody({ id, outcome, endedAt, job }: Call): unknown {
  const form = job.setting.webhookForm ?? 'event';
  const nodes = NODES[outcome] ?? [];
  const answeredAt = endedAt - nodes.reduce((sum, { seconds }) => sum + seconds, 0) * 1000;
  const startedAt = answeredAt - RING_SECONDS * 1000;
  const facts = {
    direction: 'outbound',
    status: STATUS[outcome],
    localNumber: LOCAL_NUMBER,
    remoteNumber: (job.row.toPhoneNumbers?.[0] ?? '').replace('+', ''),
  };
  const answered = nodes.length > 0 ? { answeredOn: toVendorTime(answeredAt) } : {};
  const events = toEvents(nodes, answeredAt, form === 'event');

  if (form === 'event') {
    return {
      datetime: toVendorTime(startedAt),
      id,
      serviceId: id,
      service: 'voice',
      reference: job.reference,
      event: 'VoiceCallCompleted',
      data: { ...facts, ...answered, events },
    };
  }
  const hash = createHash('sha256').update(`${job.script}\n${job.reference}`).digest('hex');
  const attributes = {
    origin: 'annabel',
    customer: CUSTOMER,
    script: job.script,
    job: `${hash}-${job.script.padStart(5, '0')}`,
  };
  const times = { createdOn: toVendorTime(startedAt), updatedOn: toVendorTime(endedAt), ...answered };
  if (form === 'legacy') return { id, attributes, ...facts, host: hash.slice(0, 12), events, ...times };
  return { id, attributes: { ...attributes, reference: job.reference }, ...facts, events, ...times };
}
