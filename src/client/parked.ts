import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { UpdateDefinition } from '@temporalio/common';
import {
  assign,
  discard,
  type ParkedMemo,
  type ParkedStage,
  type ParkedView,
  parkedIdPrefix,
  type Said,
  type VendorName,
  workflowTypes,
} from '../workflows/messages.js';
import { tell } from './calls.js';
import { type Noun, named, RefusedError, reachable, UnknownParkedEventError, UnknownReferenceError } from './errors.js';
import {
  billNoun,
  caseNoun,
  describe,
  findBill,
  findCase,
  findMandate,
  isOpen,
  mandateNoun,
  quoted,
  type Run,
  stageShown,
} from './runs.js';

/** Events that belong to no known case. Every method throws `TemporalUnreachableError` when the server is away. */
export interface Parked {
  /** Lists the open ones, the newest first, without asking a worker. */
  list(): AsyncIterable<ParkedView>;
  /** Shows one, also when it is closed; needs no worker. Throws `UnknownParkedEventError`. */
  show(id: string): Promise<ParkedView>;
  /**
   * Gives the event to a case, one of AcceptEasy to a bill by its SRRID, or one of PTX to a mandate. Throws `RefusedError`,
   * `UnknownParkedEventError`, `NoWorkerError`, and `UnknownReferenceError` for a reference that nothing has: nothing has
   * changed then.
   */
  assign(id: string, payload: Said & { reference: string }): Promise<{ stage: ParkedStage }>;
  /** Puts the event away for good. Throws `RefusedError`, `UnknownParkedEventError`, `NoWorkerError`. */
  discard(id: string, payload: Said): Promise<{ stage: ParkedStage }>;
}

export function createParked(client: Client): Parked {
  const find = async (id: string) => {
    const run = id.length > 300 ? undefined : await reachable(client, () => describe(client, `${parkedIdPrefix}${id}`));
    if (!run || run.type !== workflowTypes.parkedEvent) throw new UnknownParkedEventError(id);
    return run;
  };

  const say = async <Payload extends object>(
    id: string,
    update: UpdateDefinition<{ stage: ParkedStage }, [Payload]>,
    payload: Payload,
  ): Promise<{ stage: ParkedStage }> => {
    const run = await find(id);
    if (!isOpen(run)) throw closedError(id, run);
    try {
      return await tell(client, run, update, payload);
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) throw closedError(id, await find(id));
      throw error;
    }
  };

  return {
    async *list() {
      const query = `WorkflowType = ${quoted(workflowTypes.parkedEvent)} AND ExecutionStatus = "Running"`;
      try {
        for await (const run of client.workflow.list({ query })) yield viewOf(run);
      } catch (error) {
        throw named(error);
      }
    },
    show: async (id) => viewOf(await find(id)),
    async assign(id, payload) {
      const { reference } = payload;
      const { noun, findOne } = receivers.find(({ vendor }) => id.startsWith(`${vendor}:`)) ?? cases;
      if (!(await reachable(client, () => findOne(client, reference))))
        throw new UnknownReferenceError(noun, reference);
      return say(id, assign, payload);
    },
    discard: (id, payload) => say(id, discard, payload),
  };
}

const cases = { vendor: 'alphacomm' as const, noun: caseNoun, findOne: findCase };
/** Whose the events of a vendor are. */
const receivers = [
  cases,
  { vendor: 'accepteasy', noun: billNoun, findOne: findBill },
  { vendor: 'ptx', noun: mandateNoun, findOne: findMandate },
] satisfies { vendor: VendorName; noun: Noun; findOne: typeof findCase }[];

function viewOf(run: Run): ParkedView {
  const { vendor, event, receivedAt, reference, reason } = run.memo as unknown as ParkedMemo; // As the receiver wrote it.
  const stage = (stageShown(run) ?? 'retrying') as ParkedStage;
  return { id: run.workflowId.slice(parkedIdPrefix.length), vendor, event, receivedAt, reference, reason, stage };
}

function closedError(id: string, run: Run): RefusedError {
  const how = run.status.name === 'COMPLETED' ? stageShown(run) : run.status.name.toLowerCase();
  return new RefusedError(`parked event ${id} is closed (${how})`);
}
