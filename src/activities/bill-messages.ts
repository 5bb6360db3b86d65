import { activityInfo, Context } from '@temporalio/activity';
import { type BillReading, endOf, isUnpaid, type MessageReading, type PlannedMessage } from '../domain/bill.js';
import { differences, isForPayers, isPending, isSame } from '../domain/bill-messages.js';
import { type BusinessClock, businessTime } from '../domain/clock.js';
import type { AccepteasyClient } from '../vendors/accepteasy/client.js';
import { VendorError } from '../vendors/errors.js';
import { type BillSeen, readBillAndMessages } from './bill-readings.js';
import { ensureOnce } from './ensure.js';
import { notYet, refused, toApplicationFailure } from './failures.js';
import { whileHeartbeating } from './heartbeats.js';

const PAUSE_MS = 1_000;
/** So often the vendor may show something else than it has just taken, before a person hears of it. */
const READINGS = 5;

/** What the vendor is to have planned. */
export interface Arrangement {
  atid: string;
  wanted: PlannedMessage[];
  /** The bill itself cannot be read, and is not: for taking messages away. */
  unread?: boolean;
  /** An earlier change may still be under way: nothing is believed before that has landed. */
  unsettled?: boolean;
  /** Only the demo sets it: which moments are past is said by the vendor's own time. */
  clock?: BusinessClock;
}

/** A bill that is to be taken back. `forPayers`: of its messages those that only who has paid gets, as they were planned. */
export interface Withdrawal extends Pick<Arrangement, 'atid' | 'unsettled'> {
  forPayers?: PlannedMessage[];
}

/** What was read back; without the bill where that was not to be read. */
export interface Arranged {
  bill: BillReading | null;
  messages: MessageReading[];
}

export function createBillMessageActivities({
  accepteasy,
  httpTimeoutMs,
}: {
  accepteasy: AccepteasyClient;
  httpTimeoutMs: number;
}) {
  return {
    /**
     * Brings what the vendor has planned for a bill to what is wanted: drops the rest, plans what is missing, unless a last
     * look shows that nothing is owed any more, and reads back that it is so. Safe to repeat: it looks before each step, and
     * where an earlier try may have planned something, again after a settling time. Source: outside, sendingMessages.md.
     */
    async arrangeMessages({ atid, wanted, unread, unsettled, clock }: Arrangement): Promise<Arranged> {
      if (unsettled) await landed();
      // Of each attempt, however long after the first: an outage may have made reminders late.
      const nowMs = businessTime(Date.now(), clock);
      const arranged = async (): Promise<Arranged | undefined> => {
        const seen = unread
          ? { bill: null, messages: await accepteasy.listCommunications(atid) }
          : await readBillAndMessages(accepteasy, atid);
        return isArranged(seen, wanted, nowMs) ? seen : undefined;
      };
      return ensureOnce({
        what: 'the list of messages',
        find: arranged,
        act: async () => {
          const { surplus, missing } = differences(wanted, await accepteasy.listCommunications(atid), nowMs);
          await drop(surplus);
          for (const message of missing) {
            // The last look, before each contact.
            if (!isUnpaid((await accepteasy.getBill(atid)).status)) break;
            await accepteasy.createCommunication(atid, message);
          }
          return (await arranged()) ?? unproven('has not planned what was asked for');
        },
        settling: { answeredMs: httpTimeoutMs, cutOffMs: httpTimeoutMs },
      });
    },

    /**
     * Sets a bill to `Canceled` if it can still be paid, drops the messages that it has planned, and reads both back. The
     * answer shows another status where a payment came first or is under way, and then keeps what is for those who have
     * paid; the rest is dropped even where the bill can be neither read nor changed. Safe to repeat: the state itself is
     * the mark. Source: outside, documents/billPatch.md and sendingMessages.md.
     */
    async cancelBill({ atid, forPayers = [], unsettled }: Withdrawal): Promise<BillSeen> {
      if (unsettled) await landed();
      const asks = (each: MessageReading) =>
        isPending(each) &&
        !isForPayers({ channel: '', ...each }) &&
        !forPayers.some((planned) => isSame(planned, each));
      const isSurplus = (status: string) => (mayBePaid(status) ? asks : isPending);
      return whileHeartbeating(async () => {
        try {
          try {
            const { status } = await accepteasy.getBill(atid);
            if (isUnpaid(status)) await ifStillPossible(() => accepteasy.updateBill(atid, { status: 'Canceled' }));
          } finally {
            await drop((await accepteasy.listCommunications(atid)).filter(asks));
          }
          let seen = await readBillAndMessages(accepteasy, atid);
          const surplus = seen.messages.filter(isSurplus(seen.bill.status));
          if (surplus.length > 0) {
            await drop(surplus);
            seen = await readBillAndMessages(accepteasy, atid);
          }
          const { bill, messages } = seen;
          if (isUnpaid(bill.status) || messages.some(isSurplus(bill.status))) unproven('has not withdrawn the bill');
          return seen;
        } catch (error) {
          throw toApplicationFailure(error);
        }
      });
    },
  };

  /** What was cut off as it was sent shows by then. */
  function landed(): Promise<void> {
    return whileHeartbeating(() => Context.current().sleep(httpTimeoutMs));
  }

  async function drop(messages: readonly MessageReading[]): Promise<void> {
    for (const { id } of messages) await ifStillPossible(() => accepteasy.deleteCommunication(id));
  }
}

function isArranged({ bill, messages }: Arranged, wanted: readonly PlannedMessage[], nowMs: number): boolean {
  const { surplus, missing } = differences(wanted, messages, nowMs);
  return surplus.length === 0 && (missing.length === 0 || (bill !== null && !isUnpaid(bill.status)));
}

/** Any other end says that nobody will pay it. */
function mayBePaid(status: string): boolean {
  const end = endOf(status);
  return end === undefined || end === 'paid';
}

/** What has just gone out or was just paid can no longer be changed: the reading after it says how it stands. */
async function ifStillPossible(change: () => Promise<unknown>): Promise<void> {
  try {
    await change();
  } catch (error) {
    if (!(error instanceof VendorError && error.name === 'Invalid')) throw error;
  }
}

function unproven(what: string): never {
  const problem = `AcceptEasy ${what}, as its own list shows`;
  throw activityInfo().attempt < READINGS ? notYet(problem, PAUSE_MS) : refused(problem);
}
