/** How a vendor's route answers, spoiled or not: see `createVendorAnswer` for an example. */
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RequestFaultRule, SharedFaultKind, SharedVendorCall } from './control-types.js';
import type { SharedFaults } from './faults.js';
import type { SharedLedger } from './ledger.js';
import type { Scheduler } from './scheduler.js';
import { cutShort, mistype } from './spoil.js';

const SLOW_MS = 1000;

/** What the vendor says. An empty body is sent as one. `errors` marks a refusal that the status does not show (GraphQL). */
export interface VendorAnswer {
  status: number;
  body: string;
  contentType: string;
  headers?: Record<string, string | string[]>;
  errors?: boolean;
}

/** A request that was understood so far that it can be executed. */
export interface AskedVendor<Operation extends string> {
  operation: Operation | 'other';
  /** Whose case the request is about, as far as it says so: for fault rules that name a reference, and the calls seen. */
  references: readonly string[];
  /** Whether the sender has proved who it is. When false, `execute` is not called and faults are not used up. */
  authorized: boolean;
  /**
   * Does the effect and answers, synchronously; refusals are answers too. Called at most once, with the clock held;
   * not at all where the fault comes before the effect. Anything that it throws is the server's 500.
   */
  execute(): VendorAnswer;
}

interface AnswerDeps<Operation extends string, Kind extends string> {
  scheduler: Scheduler;
  faults: Pick<SharedFaults<Operation, Kind, string>, 'takeVendor'>;
  ledger: Pick<SharedLedger<string, Operation, Kind>, 'addCall'>;
  /** Aborted when the simulator closes: ends slow answers. */
  closing: AbortSignal;
  /** How this vendor says no by a status of HTTP, for 401, 429, 500 and 503 (and what else the routes refuse). */
  failure(status: number, message: string): VendorAnswer;
  /** What the kinds of faults that only this vendor has do. */
  own?(kind: Exclude<Kind, SharedFaultKind>, execute: () => VendorAnswer): VendorAnswer;
}

const isOk = ({ status, errors }: VendorAnswer): boolean => status < 400 && errors !== true;

function mistyped(answer: VendorAnswer): VendorAnswer {
  if (!answer.contentType.includes('json') || answer.body === '') return { ...answer, body: '42' };
  return { ...answer, body: JSON.stringify(mistype(JSON.parse(answer.body))) };
}

export function sendAnswer(reply: FastifyReply, { status, body, contentType, headers }: VendorAnswer): FastifyReply {
  if (headers !== undefined) reply.headers(headers);
  return reply.code(status).header('content-type', contentType).send(body);
}

/** Leaves the request without an answer, and at once without a connection if told so. */
function leave(request: FastifyRequest, reply: FastifyReply, drop: boolean): FastifyReply {
  reply.hijack();
  if (drop) request.raw.socket.destroy();
  return reply;
}

/**
 * The one way in which every vendor route answers: writes the call down, lets a fault strike, executes, answers.
 *
 * ```ts
 * const answer = createVendorAnswer({ scheduler, faults, ledger, closing, failure });
 * app.post('/v2/Bill', (request, reply) =>
 *   answer(request, reply, { operation: 'bill.create', references: [ref], authorized: isOurs(request),
 *     execute: () => json(201, bills.create(request.body)) }));
 * ```
 */
export function createVendorAnswer<Operation extends string, Kind extends string = SharedFaultKind>(
  deps: AnswerDeps<Operation, Kind>,
) {
  const { scheduler, faults, ledger, closing, failure, own } = deps;

  async function spoil(
    rule: RequestFaultRule<Operation, Kind>,
    execute: () => VendorAnswer,
  ): Promise<VendorAnswer | 'hang' | 'drop'> {
    const { retryAfterSeconds = 1, delayMs = SLOW_MS } = rule;
    const kind: SharedFaultKind | Exclude<Kind, SharedFaultKind> = rule.kind as never;
    switch (kind) {
      case 'drop-before':
        return 'drop';
      case 'drop-after':
        execute();
        return 'drop';
      case 'timeout-after':
        execute();
        return 'hang';
      case 'unauthorized':
        return failure(401, 'Unauthorized');
      case 'rate-limited':
        return { ...failure(429, 'Too Many Requests'), headers: { 'retry-after': String(retryAfterSeconds) } };
      case 'error-500-before':
        return failure(500, 'Internal Server Error');
      case 'error-500-after':
        execute();
        return failure(500, 'Internal Server Error');
      case 'unavailable':
        return failure(503, 'Service Unavailable');
      case 'slow':
        await delay(delayMs, undefined, { signal: closing, ref: false }).catch(() => undefined);
        return closing.aborted ? 'drop' : execute();
      case 'truncated': {
        const whole = execute();
        return { ...whole, body: cutShort(whole.body) };
      }
      case 'wrong-typed':
        return mistyped(execute());
      default:
        return own?.(kind, execute) ?? failure(500, 'Internal Server Error');
    }
  }

  return async function answer(
    request: FastifyRequest,
    reply: FastifyReply,
    { operation, references, authorized, execute }: AskedVendor<Operation>,
  ): Promise<FastifyReply> {
    scheduler.runDue();
    const reference = references.length === 1 ? references[0] : undefined;
    const note = (answered: SharedVendorCall<Operation, Kind>['answered'], status?: number) =>
      ledger.addCall({ operation, reference, answered, ...(status === undefined ? {} : { status }) });

    if (!authorized) {
      note('unauthorized' as Kind, 401);
      return sendAnswer(reply, failure(401, 'Unauthorized'));
    }
    const run = (): VendorAnswer => scheduler.instant(execute);
    const rule = faults.takeVendor(operation, references);
    if (rule === undefined) {
      const answered = run();
      note(isOk(answered) ? 'ok' : 'errors', answered.status);
      return sendAnswer(reply, answered);
    }
    const call = note(rule.kind); // Before the effect: a slow request is seen while it waits.
    const spoiled = await spoil(rule, run);
    if (spoiled === 'hang' || spoiled === 'drop') return leave(request, reply, spoiled === 'drop');
    call.status = spoiled.status;
    return sendAnswer(reply, spoiled);
  };
}
