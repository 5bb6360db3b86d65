import type { BillSeen } from '../activities/bill-readings.js';
import {
  type BillContact,
  type BounceReading,
  endOf,
  isUnpaid,
  type MessageReading,
  type PlannedMessage,
} from '../domain/bill.js';
import {
  answersBounce,
  endsWithBill,
  isEqual,
  isForPayers,
  isOut,
  isPending,
  otherChannel,
  pendingOf,
  stillDue,
} from '../domain/bill-messages.js';
import { attempt } from './attempt.js';
import { billActivities } from './bill-activities.js';
import type { BillFile } from './bill-file.js';
import { take } from './bill-reading.js';

/** What a vendor does with a moment in the past is not documented, so "now" lies a little ahead. */
const SOON_MS = 60_000;

/**
 * Has the vendor plan exactly these messages, and gives what was read back; 'left' where a person says that it is to stay as
 * it is. Null while it is not so: something else came up, or is to be tried again.
 */
async function arrange(
  file: BillFile,
  wanted: PlannedMessage[],
  disturbed: () => boolean,
  unread = false,
): Promise<MessageReading[] | 'left' | null> {
  const { arrangeMessages } = billActivities(file.input.httpTimeoutMs);
  const { clock } = file.input;
  const request = {
    ...{ atid: file.state.atid ?? '', wanted, ...(clock ? { clock } : {}) },
    ...{ ...(unread ? { unread } : {}), ...(file.isUnsettled ? { unsettled: true } : {}) },
  };
  const done = await attempt(() => arrangeMessages(request), disturbed);
  file.isUnsettled = done === 'given up' || ('failure' in done && done.failure.sent);
  if (done === 'given up') return null;
  if ('answer' in done) {
    const { bill, messages } = done.answer;
    if (bill !== null) {
      file.lastSeen = { bill, messages };
      take(file, file.lastSeen);
    }
    return messages;
  }
  if (disturbed()) return null;
  const { name, message } = done.failure;
  const answer = await file.ask(
    'effect',
    `the planned messages cannot be changed, and go out as they are: ${name}: ${message}`,
    disturbed,
  );
  if (answer !== 'happened' && answer !== 'not-happened') return null;
  file.lastSeen = null; // It does not show what has become of this.
  return 'left';
}

/**
 * On hold: takes away what the vendor has still planned, and keeps it for later; what is read first is known for good.
 * Where the bill cannot be read, nobody is written to all the same: our own plan says what is kept.
 */
export async function fallSilent(file: BillFile, seen: BillSeen | 'left alone'): Promise<void> {
  const { state } = file;
  const { hold } = state;
  const unread = seen === 'left alone';
  const pending = unread ? plannedAhead(file) : pendingOf(seen.messages, state.planned);
  // A withdrawal that was left has taken all of it over already. What a dead address should get is wanted elsewhere.
  if (state.due.length === 0) {
    state.due = (state.wanted ?? pending).filter(({ channel }) => !state.dead.includes(channel));
  }
  state.wanted = null;
  file.next('withdraw the planned messages');
  const disturbed = () => file.unwanted() || state.hold !== hold;
  const isDone = !unread && pending.length === 0 && !file.isUnsettled;
  const left = isDone ? seen.messages : await arrange(file, [], disturbed, unread);
  if (left === null) return;
  file.isSilent = true;
  if (left === 'left') return;
  // What has just gone out is not due any more.
  state.due = state.due.filter((each) => !isOut(each, left));
  const withdrawn = pending.filter((each) => !isOut(each, left));
  if (withdrawn.length > 0) file.note(`withdrawn at AcceptEasy, and read back: ${count(withdrawn)}`);
}

function plannedAhead({ state, now }: BillFile): PlannedMessage[] {
  return state.planned.filter(({ scheduledAt = '' }) => Date.parse(scheduledAt) > now());
}

/** The reading that shows that nothing has been planned since the withdrawal; undefined where something may have gone out. */
export function silence({ isSilent, isUnsettled, lastSeen }: BillFile): BillSeen | undefined {
  return isSilent && !isUnsettled && !lastSeen?.messages.some(isPending) ? (lastSeen ?? undefined) : undefined;
}

/** After a hold: what is still due is wanted again, but for what has gone out all the same. */
export function speakAgain(file: BillFile, seen: BillSeen | 'left alone'): void {
  const { state } = file;
  const shown = seen === 'left alone' ? (file.lastSeen?.messages ?? []) : seen.messages;
  const due = placed(file, stillDue(state.due, shown, soon(file)));
  state.wanted = due.length > 0 ? due : null;
  state.due = [];
  file.isSilent = false;
}

/** Brings the vendor to what is wanted. */
export async function planWanted(file: BillFile, wanted: PlannedMessage[]): Promise<void> {
  const { state } = file;
  file.next('change what AcceptEasy has planned');
  const disturbed = () => file.unwanted() || state.hold !== null;
  const there = await arrange(file, wanted, disturbed);
  // A payment is under way: nothing was planned, and all of it is wanted again if that fails.
  if (there === null || !isUnpaid(state.vendorStatus)) return;
  state.wanted = null;
  if (there !== 'left') file.note(`planned at AcceptEasy, and read back: ${count(wanted)}`);
}

/** Messages came back: what they say goes by another channel, where there is an address for it. */
export function answerBounces(file: BillFile, { messages, bounces }: BillSeen & { bounces: BounceReading[] }): void {
  const { state, input } = file;
  const fresh = bounces.filter(({ key }) => !state.bounces.includes(key));
  if (fresh.length === 0) return;
  const addressOf: Readonly<Record<string, string | undefined>> = { Email: input.email, Text: input.phone };
  /** The other channel, if somebody can be reached by it. */
  const wayOut = (channel: string): string | undefined => {
    const other = otherChannel(channel);
    return other !== undefined && addressOf[other] !== undefined && !state.dead.includes(other) ? other : undefined;
  };

  const extra: PlannedMessage[] = [];
  for (const { key, communicationId, hard } of fresh) {
    state.bounces.push(key);
    const shown = messages.find(({ id }) => id === communicationId);
    const contact = shown ? state.contacts.find(({ id }) => id === shown.id) : lastThatArrived(file);
    const channel = shown?.channel ?? contact?.channel ?? (input.email ? 'Email' : 'Text');
    if (contact) contact.result = 'Bounced';
    if (hard && !state.dead.includes(channel)) state.dead.push(channel);
    const other = wayOut(channel);
    file.note(`a message came back: ${channel}`);
    if (other === undefined) state.reason = `a message by ${channel} came back, and there is no other address`;
    else if (state.contacts.some((each) => each.channel === other && each.result === 'Bounced')) {
      // Each would answer the other without end.
      state.reason = `messages by ${channel} and by ${other} came back`;
    } else if (!answersBounce(state.planned, channel) && !extra.some((each) => each.channel === other)) {
      extra.push(moved(file, other, soon(file)));
    }
  }
  // An address that did not take a message is not tried again: what it should still get, the other one does.
  const rerouted = (all: readonly PlannedMessage[]) =>
    all.flatMap((message) => {
      if (!state.dead.includes(message.channel) || isOut(message, messages)) return [message];
      const other = wayOut(message.channel);
      return other === undefined ? [] : [moved(file, other, message.scheduledAt ?? soon(file))];
    });
  if (endOf(state.vendorStatus) !== undefined) return;
  // On hold all of it is due later, also where its withdrawal is not done yet.
  if (file.isSilent || state.due.length > 0) state.due = placed(file, [...rerouted(state.due), ...extra]);
  // Also while a payment is under way: if that fails, it is what is wanted.
  else state.wanted = placed(file, [...rerouted(state.wanted ?? pendingOf(messages, state.planned)), ...extra]);
}

/** Whose bounce it is when the vendor does not say: taken for an older one, each channel would answer the other without end. */
function lastThatArrived({ state }: BillFile): BillContact | undefined {
  const arrived = state.contacts.filter(({ result }) => result !== 'Bounced');
  return arrived.sort((one, other) => Date.parse(one.at) - Date.parse(other.at)).at(-1);
}

/** One channel's templates are not another's: it has its own in the plan, or the account's default. */
function moved({ input }: BillFile, channel: string, scheduledAt: string): PlannedMessage {
  const template = input.communications.find((each) => each.channel === channel)?.template;
  return { channel, scheduledAt, paymentStatus: 'Open', ...(template === undefined ? {} : { template }) };
}

/** The bill has ended: what would go out all the same is dropped. False as long as that is not done. */
export async function putAway(file: BillFile, seen: BillSeen | 'left alone'): Promise<boolean> {
  const { state } = file;
  // One that the vendor keeps open asks for a debt of which we know better.
  const hasEnded = endOf(state.vendorStatus) !== undefined;
  if (seen === 'left alone') {
    // Of one that has ended the vendor itself holds back what is for those who owe.
    return hasEnded || (await arrange(file, [], () => false, true)) !== null;
  }
  const pending = pendingOf(seen.messages, state.planned);
  const kept = pending.filter(
    (each) => (hasEnded && endsWithBill(each)) || (state.vendorStatus === 'Paid' && isForPayers(each)),
  );
  if (kept.length === pending.length && !file.isUnsettled) return true;
  file.next('withdraw what would be sent all the same');
  return (await arrange(file, kept, () => false)) !== null;
}

/** A message is known by its channel and its second: no two of ours share them. */
function placed(file: BillFile, wanted: readonly PlannedMessage[]): PlannedMessage[] {
  const { planned } = file.state;
  const taken = new Set<string>();
  return wanted.map((message) => {
    let atMs = Math.floor(Date.parse(message.scheduledAt ?? soon(file)) / 1000) * 1000;
    while (taken.has(`${message.channel} ${atMs}`)) atMs += 1000;
    taken.add(`${message.channel} ${atMs}`);
    const own = { ...message, scheduledAt: file.iso(atMs) };
    if (!planned.some((known) => isEqual(known, own))) planned.push(own);
    return own;
  });
}

function soon(file: BillFile): string {
  return file.iso(file.now() + SOON_MS);
}

function count(messages: readonly unknown[]): string {
  return messages.length === 1 ? '1 message' : `${messages.length} messages`;
}
