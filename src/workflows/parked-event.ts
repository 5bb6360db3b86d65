import {
  ApplicationFailure,
  CancellationScope,
  condition,
  isCancellation,
  setCurrentDetails,
  setHandler,
  upsertMemo,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { ParkedEventInput, ParkedStage, ParkedView, Said } from './messages.js';
import * as messages from './messages.js';
import { failureOf, parkedEventActivities } from './vendor-activities.js';

const QUIET_MS = 60_000;

/** Keeps an event whose case is not known: looks for the case by itself, then asks a person. Nothing of it is lost. */
export async function parkedEvent(input: ParkedEventInput): Promise<ParkedView> {
  const { deliverParkedEvent, assignParkedEvent } = parkedEventActivities(input.vendor);
  const { memo, typedSearchAttributes } = workflowInfo();
  let stage: ParkedStage = messages.isKeyed(input) ? 'retrying' : 'needs-attention';
  let reason = String(memo?.reason ?? 'no case of this event is known');
  let shown = typedSearchAttributes.get(messages.stageAttribute);
  let assigning = false;
  const open = () => stage === 'retrying' || stage === 'needs-attention';

  setHandler(messages.parkedStatus, view);
  const validator = (said: Said) => {
    if (!open()) throw new Error(`event ${view().id} is ${stage}`);
    if (assigning) throw new Error(`event ${view().id} is being assigned`);
    for (const word of ['by', 'why'] as const) {
      if (typeof said[word] !== 'string' || said[word].trim() === '') throw new Error(`${word}: is missing`);
    }
  };
  setHandler(
    messages.assign,
    async ({ reference }) => {
      assigning = true;
      const delivered = await assignParkedEvent({ event: input.event, reference }).finally(() => {
        assigning = false;
      });
      if (delivered.to === 'nobody')
        throw ApplicationFailure.create({ type: 'UnknownCase', message: delivered.reason });
      enter('delivered', `assigned to ${reference} by a person`);
      return { stage };
    },
    {
      validator: (said) => {
        validator(said);
        if (input.event.kind === 'unknown')
          throw new Error('an event of an unknown kind cannot be assigned: discard it');
      },
    },
  );
  setHandler(
    messages.discard,
    () => {
      enter('discarded', 'discarded by a person');
      return { stage };
    },
    { validator },
  );

  show();
  if (messages.isKeyed(input)) await search();
  await condition(() => !open());
  return view();

  /** The search goes on for a day; after its first minute a person is told, and may end it. */
  async function search(): Promise<void> {
    await CancellationScope.cancellable(async () => {
      const scope = CancellationScope.current();
      const asked = condition(() => !open(), QUIET_MS, { summary: 'then a person is asked' }).then(async (answered) => {
        if (!answered) enter('needs-attention', 'no case of this event was found so far; the search goes on for a day');
        await condition(() => !open());
        scope.cancel();
      });
      asked.catch(() => undefined); // The search ended first.
      try {
        const reference = await deliverParkedEvent(input);
        if (open()) enter('delivered', `delivered to ${reference}`);
      } catch (error) {
        if (isCancellation(error)) return;
        const { name, message } = failureOf(error);
        // Past its time limit the activity fails of its last look, unless that one was still under way.
        const inVain = name === 'NotYet' || name === 'OutcomeUnknown';
        enter('needs-attention', inVain ? 'no case of this event was found within a day' : `${name}: ${message}`);
      } finally {
        scope.cancel();
      }
    });
  }

  function enter(next: ParkedStage, why: string): void {
    stage = next;
    reason = why;
    upsertMemo({ reason });
    show();
  }

  function show(): void {
    setCurrentDetails(`**${stage}**: ${input.eventName}\n\n${reason}`);
    if (shown === stage) return;
    shown = stage;
    upsertSearchAttributes([{ key: messages.stageAttribute, value: stage }]);
  }

  function view(): ParkedView {
    const id = workflowInfo().workflowId.slice(messages.parkedIdPrefix.length);
    const { vendor, eventName, receivedAt, reference } = input;
    return { id, vendor, event: eventName, receivedAt, reason, stage, reference };
  }
}
