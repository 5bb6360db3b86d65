import { Refusal } from '../shared/refusal.js';
import type { CallOutcome, Story, StoryResult } from './control-types.js';
import { halfOfRest } from './debtors.js';
import type { Jobs } from './jobs.js';
import type { PayLink, PayLinks } from './pay-links.js';
import { type Payments, restOf } from './payments.js';
import type { Voice } from './voice.js';

interface StoryDeps {
  jobs: Jobs;
  payLinks: PayLinks;
  payments: Payments;
  voice: Voice;
}

const OUTCOMES: Partial<Record<Story['story'], CallOutcome>> = {
  answered: 'answered',
  'no-answer': 'no-answer',
  voicemail: 'voicemail',
};

/** Lets happen what a person tells. Throws `Refusal`: 404 for an unknown reference, 409 for what cannot happen now. */
export function createStories({ jobs, payLinks, payments, voice }: StoryDeps) {
  function linkOf(reference: string): PayLink {
    const link = payLinks.newestOf(reference);
    if (link === undefined) throw new Refusal(409, `${reference} has no PayLink yet: its message is not sent`);
    return link;
  }

  return ({ reference, story, amountMinor, delivery }: Story): StoryResult => {
    if (!jobs.knows(reference) && !payLinks.knows(reference)) {
      throw new Refusal(404, `${reference} was never imported, and no PayLink carries it`);
    }
    const outcome = OUTCOMES[story];
    if (outcome !== undefined) {
      const id = voice.tell(reference, { outcome, delivery });
      return id === undefined ? { happened: 'next-call' } : { happened: 'now', id };
    }
    const link = linkOf(reference);
    if (story === 'visited') {
      payments.visit(link, delivery);
      return { happened: 'now', id: link.id };
    }
    // Told on a link that is paid already, a payment is money on top: the whole amount once more.
    const rest = restOf(link) > 0 ? restOf(link) : link.amountMinor;
    const amount = amountMinor ?? (story === 'paid' ? rest : halfOfRest(link));
    payments.pay(link, amount, delivery);
    return { happened: 'now', id: link.id, amountMinor: amount };
  };
}

export type TellStory = ReturnType<typeof createStories>;
