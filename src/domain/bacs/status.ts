/** The states of a submission that lie on its way, in their order. Words as PTX writes them, in small letters. */
const ORDER = ['draft', 'entered', 'approved', 'committed', 'sent'] as const;

/** `archived` says nothing of where it was before: what was rejected is archived too. */
export type SubmissionStatus = (typeof ORDER)[number] | 'archived' | 'rejected' | 'importing' | 'held' | 'unknown';

// Sources: PTX API, "Payment batches"; vendor help pages on batch states.
const WORDS: Readonly<Record<string, SubmissionStatus>> = {
  ...Object.fromEntries(ORDER.map((word) => [word, word])),
  archived: 'archived',
  rejected: 'rejected',
  'rejected by bacs': 'rejected',
  'import in progress': 'importing',
  // While the bureau sweeps what is committed.
  locked: 'committed',
  'risk assessment': 'held',
  'held for escalation': 'held',
};

/** What `statusDescription` says, without case. A word that is not known here is `unknown`: a person looks at it. */
export function submissionStatus(statusDescription: string | undefined): SubmissionStatus {
  return WORDS[statusDescription?.trim().toLowerCase() ?? ''] ?? 'unknown';
}

/** How far a status is on the way; -1 for one that is not on it. */
export function rankOf(status: SubmissionStatus): number {
  return ORDER.indexOf(status as (typeof ORDER)[number]);
}

/** Whether a submission in `status` has come as far as `goal`, or farther. */
export function hasReached(status: SubmissionStatus, goal: 'entered' | 'approved' | 'committed'): boolean {
  return rankOf(status) >= rankOf(goal);
}
