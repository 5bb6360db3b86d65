/** What a person said, and who and why. */
export interface Said {
  by: string;
  why: string;
}

/** Something that happened: `at` in business time, UTC; `by` and `why` where a person did it. */
export interface TimelineEntry {
  at: string;
  what: string;
  by: string | null;
  why: string | null;
}

/** A question that only a person can answer. `kind` is for the code that asks, `text` for the person. */
export interface Attention<Kind extends string = string> {
  kind: Kind;
  text: string;
}

/** What everything that lives long keeps of itself, whatever it is about. */
export interface Dossier<Kind extends string = string> {
  timeline: TimelineEntry[];
  /** Open questions, the oldest first. */
  attentions: Attention<Kind>[];
  next: { what: string; at: string | null };
}

/** What comes next, in the words of every view. */
export interface NextAction {
  nextAction: string | null;
  nextActionAt: string | null;
}

export function nextActionOf({ attentions, next }: Dossier, open: boolean): NextAction {
  if (!open) return { nextAction: null, nextActionAt: null };
  // What waits for a person has no time of its own, even where a timer goes on beside it.
  if (attentions.length > 0) return { nextAction: 'a person answers by resolve', nextActionAt: null };
  return { nextAction: next.what, nextActionAt: next.at };
}
