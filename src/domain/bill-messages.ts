import type { MessageReading, PlannedMessage } from './bill.js';

// Which messages a vendor still has planned, and which it should have. A message has no key of ours: it is known by its
// channel and its moment, and where both name one, its template.

export const isPending = ({ status }: MessageReading): boolean => status === 'Pending';

const GONE = new Set(['Sent', 'InProgress', 'Failed']);

/** Whether it has left, whatever became of it then. */
export const hasGone = ({ status }: MessageReading): boolean => status !== undefined && GONE.has(status);

/** Whether a message that was planned is the one that the vendor shows. */
export function isSame(planned: PlannedMessage, shown: MessageReading): boolean {
  if (planned.channel !== shown.channel || secondOf(planned.scheduledAt) !== secondOf(shown.scheduledAt)) return false;
  return planned.template === undefined || shown.template === undefined || planned.template === shown.template;
}

/** Whether the vendor shows that a message which was planned has left. */
export function isOut(planned: PlannedMessage, shown: readonly MessageReading[]): boolean {
  return shown.some((each) => hasGone(each) && isSame(planned, each));
}

function secondOf(instant: string | undefined): number | undefined {
  return instant === undefined ? undefined : Math.floor(Date.parse(instant) / 1000);
}

/**
 * Of what is late only the last: nobody gets three reminders at once. What goes at once comes after all that is late;
 * documents, and what only those who have paid get, are no reminders. One that goes by the fate of another may never go, so
 * it counts as the last only where there is none else.
 */
export function withoutMissed(planned: readonly PlannedMessage[], nowMs: number): PlannedMessage[] {
  const atMs = ({ scheduledAt }: PlannedMessage) => (scheduledAt === undefined ? nowMs : Date.parse(scheduledAt));
  const isLate = (each: PlannedMessage) => atMs(each) <= nowMs && each.channel !== 'PDF' && !isForPayers(each);
  const late = planned.filter(isLate);
  const sure = late.filter(({ messageStatus }) => messageStatus === undefined);
  const lastMs = Math.max(...(sure.length > 0 ? sure : late).map(atMs));
  return planned.filter((each) => !isLate(each) || atMs(each) === lastMs);
}

/** What has to be dropped at the vendor, and what planned, until it has planned exactly what is wanted. */
export function differences(
  wanted: readonly PlannedMessage[],
  shown: readonly MessageReading[],
  nowMs: number,
): { surplus: MessageReading[]; missing: PlannedMessage[] } {
  const isAhead = ({ scheduledAt = '' }: PlannedMessage) => Date.parse(scheduledAt) > nowMs;
  return {
    surplus: shown.filter((each) => isPending(each) && !wanted.some((planned) => isSame(planned, each))),
    // What has gone out meanwhile is not missing, nor what the vendor left out by its condition; what was dropped is.
    missing: withoutMissed(wanted, nowMs).filter(
      (planned) => !shown.some((each) => isSame(planned, each) && !(each.status === 'Cancelled' && isAhead(planned))),
    ),
  };
}

/**
 * What the vendor still has planned, with all that is known of it: what it does not show is taken from our own plan. One
 * that is nobody's goes on only while the bill is open: its condition may just not have been shown.
 */
export function pendingOf(shown: readonly MessageReading[], planned: readonly PlannedMessage[]): PlannedMessage[] {
  return shown.filter(isPending).map(({ id: _, status: _status, channel = 'Email', ...seen }) => {
    const own = planned.find((each) => isSame(each, { id: '', channel, ...seen }));
    return own ? { ...seen, ...own, ...moment(seen) } : { paymentStatus: 'Open', ...seen, channel };
  });
}

function moment({ scheduledAt }: { scheduledAt?: string }): { scheduledAt?: string } {
  return scheduledAt === undefined ? {} : { scheduledAt };
}

/** What may go out after the end of a bill: only what is meant for those who have paid. */
export function isForPayers({ paymentStatus }: PlannedMessage): boolean {
  return paymentStatus === 'Paid';
}

/** Whether the vendor itself will not send it once the bill is no longer open. */
export function endsWithBill({ paymentStatus }: PlannedMessage): boolean {
  return paymentStatus !== undefined && paymentStatus !== 'All' && paymentStatus !== 'Paid';
}

/**
 * What is still to be sent after a while in which nothing was to be: what lies ahead at its moment, and what was missed soon,
 * of reminders only the last. What has gone out all the same is not, nor what it came after.
 */
export function stillDue(
  due: readonly PlannedMessage[],
  shown: readonly MessageReading[],
  soonAt: string,
): PlannedMessage[] {
  const isMissed = ({ scheduledAt = soonAt }: PlannedMessage) => Date.parse(scheduledAt) <= Date.parse(soonAt);
  const left = withoutMissed(due, Date.parse(soonAt)).filter((each) => !isOut(each, shown));
  const missed = left.filter(isMissed).map((each) => ({ ...each, scheduledAt: soonAt }));
  return [...missed, ...left.filter((each) => !isMissed(each))];
}

const BOUNCED: Readonly<Record<string, string>> = { Email: 'BouncedEmail', Text: 'BouncedSMS' };

/** The other channel that a person can be reached by; a document for the payment page has none. */
export function otherChannel(channel: string): string | undefined {
  return channel === 'Email' ? 'Text' : channel === 'Text' ? 'Email' : undefined;
}

/** Whether the plan itself says what follows when a message of this channel comes back. */
export function answersBounce(planned: readonly PlannedMessage[], channel: string): boolean {
  return planned.some(({ messageStatus }) => messageStatus !== undefined && messageStatus === BOUNCED[channel]);
}

/** Whether two plans say the same of when and how; what is said is the template's. */
export function isEqual(a: PlannedMessage, b: PlannedMessage): boolean {
  return a.channel === b.channel && a.scheduledAt === b.scheduledAt && a.template === b.template;
}
