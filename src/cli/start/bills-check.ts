import type { BillView } from '../../client/index.js';
import { formatMinor } from '../../domain/money.js';
import type { LedgerEntry } from '../../simulators/accepteasy/control-client.js';
import type { DemoBill } from './bills-input.js';
import type { LedgerCheck } from './ledger-check.js';

const ENDS: readonly LedgerEntry['effect'][] = ['bill.paid', 'bill.expired', 'bill.canceled'];

/**
 * Holds what happened at AcceptEasy against what the bills know: each made once, no message more often than it was planned
 * or than a bounce has asked for, none after the end, money in equals money booked, and a bounced mail moved to text.
 */
export function checkBills(
  ledger: readonly LedgerEntry[],
  views: ReadonlyMap<string, BillView>,
  bills: readonly DemoBill[],
): LedgerCheck {
  const faults: string[] = [];
  for (const { input, bounces } of bills) {
    const { srrid } = input;
    const own = ledger.filter(({ reference }) => reference === srrid);
    const view = views.get(srrid);
    const fault = (text: string) => void faults.push(`${srrid}: ${text}`);

    const made = times(own, 'bill.created');
    const known = view?.atid ? 1 : 0;
    if (made !== known) fault(`made ${made} times at AcceptEasy, ${known} known`);

    const sent = own.filter(({ effect }) => effect === 'communication.sent');
    const planned = (input.communications ?? [{ channel: input.email === undefined ? 'Text' : 'Email' }]).map(
      ({ channel, template }) => (template === undefined ? channel : `${channel} ${template}`),
    );
    for (const message of new Set(planned)) {
      const asked = planned.filter((each) => each === message).length;
      const went = sent.filter(({ detail }) => detail === message).length;
      // What was moved goes without a template of its own, or by that of another message of the same channel.
      if (went > asked && !bounces) fault(`${went} x ${message} went out, asked for ${asked}`);
    }
    const most = planned.length + times(own, 'communication.bounced');
    if (sent.length > most) fault(`${sent.length} messages went out, asked for ${most}`);
    const end = own.find(({ effect }) => ENDS.includes(effect));
    if (end && sent.some(({ seq }) => seq > end.seq)) fault(`a message went out after ${end.effect}`);

    const came = own.find(({ effect }) => effect === 'communication.bounced');
    const moved = sent.some(({ seq, detail = '' }) => came && seq > came.seq && detail.startsWith('Text'));
    if (bounces && !moved) fault('its mail came back, and no text went out');

    const received = total(own);
    const booked = (view?.payments ?? []).reduce(
      (sum, { source, amount }) => sum + (source === 'bill' ? amount.minor : 0),
      0,
    );
    if (received !== booked) fault(`${formatMinor(received)} came in at AcceptEasy, ${formatMinor(booked)} is booked`);
  }
  return { counts: countsOf(ledger), faults };
}

function countsOf(ledger: readonly LedgerEntry[]): string {
  return [
    `${times(ledger, 'bill.created')} bills`,
    `${times(ledger, 'communication.sent')} messages (${times(ledger, 'communication.bounced')} bounced)`,
    `${times(ledger, 'bill.paid')} payments of ${formatMinor(total(ledger))} in all`,
    `${times(ledger, 'bill.expired')} expired`,
    `${times(ledger, 'bill.canceled')} taken back`,
  ].join(', ');
}

const times = (entries: readonly LedgerEntry[], effect: LedgerEntry['effect']): number =>
  entries.filter((entry) => entry.effect === effect).length;

const total = (entries: readonly LedgerEntry[]): number =>
  entries.reduce((sum, { effect, amountMinor = 0 }) => sum + (effect === 'bill.paid' ? amountMinor : 0), 0);
