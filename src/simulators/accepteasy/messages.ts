import { randomUUID } from 'node:crypto';
import type { Scheduler } from '../shared/scheduler.js';
import { ApiError } from './api-error.js';
import type { Ledger } from './parts.js';
import type { BouncePlay, Plays } from './plays.js';
import { type Channel, type Communication, isUnpaid, type NewCommunication, type VendorRecord } from './records.js';
import type { Store } from './store.js';
import type { Announcements } from './webhooks.js';

const BOUNCES_AFTER_MS = 60_000;

interface MessageDeps {
  scheduler: Scheduler;
  ledger: Ledger;
  store: Store;
  plays: Plays;
  announcements: Announcements;
}

const addressOf = (record: VendorRecord, channel: Channel): string =>
  channel === 'Email' ? record.email : record.phone.replaceAll(' ', '');

const hasBounced = (record: VendorRecord, channel: Channel): boolean =>
  record.communications.some((message) => message.channel === channel && message.bounce !== undefined);

const hasEvent = (record: VendorRecord, type: 'View' | 'Click'): boolean =>
  record.events.some((event) => event.type === type);

/** Each word of the conditions on payment and mandate. `Open` means unpaid, so it holds in the countdown too. */
function hasStatus(record: VendorRecord, condition: string): boolean {
  if (condition === 'All') return true;
  if (record.kind === 'mandate') return record.status === condition;
  if (condition === 'Open') return isUnpaid(record);
  return record.status.toLowerCase() === condition.toLowerCase(); // `Countdown` is the status `CountDown`.
}

/** Each word of the condition on earlier messages. Nobody snoozes here. */
const EARLIER: Readonly<Record<string, (record: VendorRecord) => boolean>> = {
  Opened: (record) => hasEvent(record, 'View'),
  NotOpened: (record) => !hasEvent(record, 'View'),
  Clicked: (record) => hasEvent(record, 'Click'),
  NotClicked: (record) => !hasEvent(record, 'Click'),
  BouncedEmail: (record) => hasBounced(record, 'Email'),
  BouncedSMS: (record) => hasBounced(record, 'Text'),
  Snoozed: () => false,
};

const isWanted = ({ record, paymentStatus = 'All', mandateStatus = 'All', messageStatus = 'All' }: Communication) =>
  hasStatus(record, record.kind === 'bill' ? paymentStatus : mandateStatus) &&
  (EARLIER[messageStatus]?.(record) ?? true);

const describe = ({ channel, template }: NewCommunication): string =>
  template === undefined ? channel : `${channel} ${template}`;

/**
 * The messages of records: each goes at its moment, if its conditions hold then. Without condition it always goes, to a
 * paid or cancelled bill too. Source: Bills, "Sending of Bills through email, text or both".
 */
export function createMessages({ scheduler, ledger, store, plays, announcements }: MessageDeps) {
  const note = (effect: Parameters<Ledger['add']>[0], message: Communication): void =>
    ledger.add(effect, { reference: message.record.srrid, id: message.record.atid, detail: describe(message) });

  function bounce(message: Communication, play: BouncePlay): void {
    const { record } = message;
    const delivery = announcements.deliveryOf('Bounced', record.srrid, play.delivery);
    if (delivery?.mode !== 'forged') {
      message.bounce = {
        receivedAt: scheduler.now(),
        message: play.message ?? 'smtp;550 5.4.1 Recipient address rejected',
        statusCode: play.statusCode ?? '5.1.1',
        isNamed: play.withoutId !== true,
      };
      note('communication.bounced', message);
    }
    announcements.tell('Bounced', record, { delivery });
  }

  function send(message: Communication): void {
    const { record, channel } = message;
    if (!isWanted(message)) {
      message.status = 'Cancelled';
      return;
    }
    const address = addressOf(record, channel);
    if (channel !== 'PDF' && address === '') {
      message.status = 'Failed';
      note('communication.failed', message);
      return;
    }
    message.status = 'Sent';
    note('communication.sent', message);
    const play = channel === 'PDF' ? undefined : plays.bounceOf(record.srrid, channel, address);
    if (play !== undefined) scheduler.after(play.afterMs ?? BOUNCES_AFTER_MS, () => bounce(message, play));
  }

  function appoint(message: Communication): void {
    const { revision } = message;
    scheduler.after(message.scheduledAt - scheduler.now(), () => {
      if (message.status === 'Pending' && message.revision === revision) send(message);
    });
  }

  function plan(record: VendorRecord, entries: readonly NewCommunication[]): Communication[] {
    return entries.map((entry) => {
      const message: Communication = {
        ...entry,
        id: randomUUID(),
        scheduledAt: entry.scheduledAt ?? scheduler.now(),
        status: 'Pending',
        record,
        revision: 0,
      };
      record.communications.push(message);
      store.communications.set(message.id, message);
      appoint(message);
      return message;
    });
  }

  function pendingOf(id: string): Communication {
    const message = store.communicationOf(id);
    if (message.status === 'Pending') return message;
    throw new ApiError(400, `Communication ${id} is ${message.status} and can no longer be changed.`);
  }

  return {
    /** Plans messages; one without moment, or with one in the past, goes at once. */
    plan,

    /** Plans messages for a bill that exists. Throws `ApiError` 404. */
    add(atid: string, entries: readonly NewCommunication[]): Communication[] {
      const added = plan(store.billOf(atid), entries);
      for (const message of added) note('communication.planned', message);
      return added;
    },

    /** Changes what is still planned. Throws `ApiError`: 404 for an unknown one, 400 for one that is gone out. */
    change(id: string, change: Partial<NewCommunication>): Communication {
      const message = pendingOf(id);
      Object.assign(message, change);
      message.revision += 1;
      appoint(message);
      note('communication.updated', message);
      return message;
    },

    /** Drops what is still planned: it is listed no more. Throws as `change` does. */
    drop(id: string): void {
      const message = pendingOf(id);
      message.revision += 1;
      store.communications.delete(id);
      message.record.communications = message.record.communications.filter((other) => other !== message);
      note('communication.deleted', message);
    },
  };
}

export type Messages = ReturnType<typeof createMessages>;
