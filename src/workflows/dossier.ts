import type { SearchAttributeUpdatePair } from '@temporalio/common';
import { condition, setCurrentDetails, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import { type BusinessClock, businessTime, realDuration } from '../domain/clock.js';
import type { Attention, Dossier, Said } from '../domain/dossier.js';
import {
  nextActionAtAttribute,
  type Resolution,
  referenceAttribute,
  stageAttribute,
  vendorRefsAttribute,
} from './messages.js';

/** How a dossier is shown now: in the search attributes, and on the workflow's page. Nothing personal. */
export interface Shown {
  stage: string;
  nextActionAt: string | null;
  /** What it is at its vendors, for `IncassoVendorRefs`. */
  refs: string[];
  /** Paragraphs in markdown; empty ones are left out. */
  details: string[];
}

interface Question<Kind extends string> extends Attention<Kind> {
  answer?: Resolution['as'];
}

export type OpenDossier<Kind extends string = string> = ReturnType<typeof openDossier<Kind>>;

/** What every long-lived workflow does with its dossier: note, wait in business time, ask a person, show itself. */
export function openDossier<Kind extends string>({
  reference,
  state,
  clock,
  shown,
}: {
  reference: string;
  state: Dossier<Kind>;
  clock: BusinessClock | undefined;
  shown: () => Shown;
}) {
  const dossier = {
    now: () => businessTime(Date.now(), clock),
    iso: (businessMs: number) => new Date(businessMs).toISOString(),

    note(what: string, said?: Said) {
      state.timeline.push({ at: dossier.iso(dossier.now()), what, by: said?.by ?? null, why: said?.why ?? null });
    },

    /** Waits in business time for something to become true: false if the time ran out first. */
    wait(what: () => boolean, businessMs: number, summary: string): Promise<boolean> {
      return condition(what, realDuration(Math.max(0, businessMs), clock), { summary });
    },

    next(what: string, atBusinessMs?: number) {
      state.next = { what, at: atBusinessMs === undefined ? null : dossier.iso(atBusinessMs) };
      dossier.show();
    },

    /** Puts a question to a person and waits for the answer; 'over' as soon as none is needed any more. */
    async ask(kind: Kind, text: string, over = () => false): Promise<Resolution['as'] | 'over'> {
      const question: Question<Kind> = { kind, text };
      state.attentions.push(question);
      dossier.note(`needs attention: ${text}`);
      dossier.show();
      try {
        await condition(() => question.answer !== undefined || over());
      } finally {
        // Somebody may have taken it away with others meanwhile.
        const index = state.attentions.indexOf(question);
        if (question.answer === undefined && index >= 0) state.attentions.splice(index, 1);
      }
      dossier.show();
      return question.answer ?? 'over';
    },

    /** Puts something before a person that nothing waits for; the same words once, as long as they stand there. */
    raise(kind: Kind, text: string) {
      if (state.attentions.some((asked) => asked.kind === kind && asked.text === text)) return;
      state.attentions.push({ kind, text });
      dossier.note(`needs attention: ${text}`);
      dossier.show();
    },

    /** A person's answer to the oldest question. There must be one: the validator of the update sees to that. */
    answer({ as, by, why }: Resolution) {
      const question = state.attentions.shift() as Question<Kind>;
      question.answer = as;
      dossier.note(`resolved as ${as}: ${question.text}`, { by, why });
    },

    show: createDisplay(reference, shown),
  };
  return dossier;
}

/** Shows stage, next action and vendor references: one upsert when one of them has changed, none otherwise. */
function createDisplay(reference: string, shown: () => Shown): () => void {
  const { typedSearchAttributes } = workflowInfo();
  let last = key(
    typedSearchAttributes.get(stageAttribute),
    typedSearchAttributes.get(nextActionAtAttribute)?.toISOString(),
    typedSearchAttributes.get(vendorRefsAttribute),
  );
  return () => {
    const { stage, nextActionAt, refs, details } = shown();
    setCurrentDetails(details.filter((line) => line !== '').join('\n\n'));
    const now = key(stage, nextActionAt, refs);
    if (now === last) return;
    last = now;
    const at = nextActionAt === null ? null : new Date(nextActionAt);
    const pairs: SearchAttributeUpdatePair[] = [
      { key: stageAttribute, value: stage },
      { key: referenceAttribute, value: reference },
      { key: nextActionAtAttribute, value: at },
      { key: vendorRefsAttribute, value: refs.length > 0 ? refs : null },
    ];
    upsertSearchAttributes(pairs);
  };
}

function key(stage: string | undefined, nextActionAt: string | null | undefined, refs: string[] | undefined): string {
  return JSON.stringify([stage, nextActionAt ?? null, refs ?? []]);
}
