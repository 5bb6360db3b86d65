import type { Scheduler } from '../shared/scheduler.js';
import type { Debtors } from './debtors.js';
import type { Job } from './jobs.js';
import type { Ledger } from './parts.js';
import { type PayLink, type PayLinks, parseCents } from './pay-links.js';

const SENT_AFTER_MS = 1000;

interface MessageDeps {
  scheduler: Scheduler;
  ledger: Ledger;
  payLinks: PayLinks;
  debtors: Debtors;
}

/** Mail and text scripts: a message with a PayLink goes out a second after each import of a record. */
export function createMessages({ scheduler, ledger, payLinks, debtors }: MessageDeps) {
  /** The link of an earlier message, while it still asks for the same money; else a new one. */
  function linkFor({ reference, script, setting, row }: Job): PayLink {
    const amountMinor = parseCents(row.invoiceAmount) ?? 0;
    const earlier = payLinks.ofRecord(reference, script);
    if (
      earlier !== undefined &&
      earlier.status !== 'paid' &&
      earlier.amountMinor === amountMinor &&
      !payLinks.isExpired(earlier)
    ) {
      return earlier;
    }
    const link = payLinks.create({
      key: reference,
      reference,
      script,
      attributes: [
        { id: 'origin', value: setting.kind },
        { id: 'script', value: script },
        { id: 'reference', value: reference },
      ],
      personName: row.personFamilyName ?? '',
      amountMinor,
    });
    ledger.add('payLink.created', { reference, script, id: link.id, amountMinor });
    return link;
  }

  return {
    /** Sends the job's message. Not safe to repeat: each call is a message more. */
    start(job: Job): void {
      scheduler.after(SENT_AFTER_MS, () => {
        const { reference, script, setting } = job;
        const link = linkFor(job);
        ledger.add('message.sent', { reference, script, id: link.id, detail: setting.kind });
        debtors.messageArrived(reference);
      });
    },
  };
}

export type Messages = ReturnType<typeof createMessages>;
