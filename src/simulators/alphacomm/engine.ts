import { createQuiet } from '../shared/control-routes.js';
import type { ClockSetting } from '../shared/control-types.js';
import { createFaults } from '../shared/faults.js';
import { createLedger } from '../shared/ledger.js';
import { Refusal } from '../shared/refusal.js';
import { createScheduler } from '../shared/scheduler.js';
import { createWebhooks } from '../shared/webhooks.js';
import { createBatches } from './batches.js';
import type {
  DebtorPlay,
  MandateStatus,
  Story,
  StoryResult,
  TransactionStatus,
  WebhookTarget,
} from './control-types.js';
import { createDebtors } from './debtors.js';
import { createGraphqlDocuments } from './graphql-documents.js';
import { createJobs } from './jobs.js';
import { createMandates, type MandateInput } from './mandates.js';
import { createMessages } from './messages.js';
import type { ListArgs } from './paging.js';
import type { Faults, Ledger, Webhooks } from './parts.js';
import { createPayLinks, type PayLinkInput, type PayLinkListArgs, toNewPayLink } from './pay-links.js';
import { createPayments } from './payments.js';
import { createReferencesOf } from './request-references.js';
import { createSchema } from './schema.js';
import { createScripts, type ScriptSetting } from './scripts.js';
import { createStories } from './stories.js';
import { createVoice } from './voice.js';

interface EngineOptions {
  clock?: ClockSetting | undefined;
  webhook?: WebhookTarget | undefined;
  scripts?: Readonly<Record<string, ScriptSetting>> | undefined;
}

/** All parts of the vendor wired together, without HTTP in front. */
export function createEngine(options: EngineOptions) {
  const scheduler = createScheduler(options.clock);
  const ledger: Ledger = createLedger(scheduler);
  const faults: Faults = createFaults();
  const webhooks: Webhooks = createWebhooks(options.webhook, scheduler, ledger);
  const payLinks = createPayLinks(scheduler);
  const mandates = createMandates(scheduler, ledger);
  const payments = createPayments({ scheduler, ledger, faults, webhooks, payLinks });
  const debtors = createDebtors(scheduler, payLinks, payments);
  const messages = createMessages({ scheduler, ledger, payLinks, debtors });
  const voice = createVoice({ scheduler, ledger, faults, webhooks, debtors });
  const jobs = createJobs({ scheduler, ledger, findScript: createScripts(options.scripts), messages, voice });
  const batches = createBatches(scheduler, ledger, jobs);

  const tell = createStories({ jobs, payLinks, payments, voice });

  const rootValue = {
    import: { addRecords: batches.add, batches: batches.list },
    payLink: {
      create({ payLink }: { payLink: PayLinkInput }) {
        const link = payLinks.create(toNewPayLink(payLink));
        ledger.add('payLink.created', { reference: link.key, id: link.id, amountMinor: link.amountMinor });
        return payLinks.view(link);
      },
      payLinks: (args: PayLinkListArgs) => payLinks.list(args),
    },
    mandate: {
      create: ({ mandate }: { mandate: MandateInput }) => mandates.create(mandate),
      mandates: (args: ListArgs<MandateStatus>) => mandates.list(args),
    },
    voice: {
      stopCalling({ scriptId, reference }: { scriptId: number; reference: string }): string {
        voice.stop(scriptId, reference);
        return 'done';
      },
    },
  };

  return {
    scheduler,
    ledger,
    faults,
    webhooks,
    mandates,
    documents: createGraphqlDocuments(createSchema(), rootValue),
    referencesOf: createReferencesOf(payLinks, mandates),
    ...createQuiet({ scheduler, webhooks }),

    /** Throws `Refusal`. */
    tell: (story: Story): StoryResult => scheduler.instant(() => tell(story)),

    plan(plays: readonly DebtorPlay[]): void {
      debtors.plan(plays);
      scheduler.instant(() => voice.review(plays.map(({ reference }) => reference)));
    },

    /** Throws `Refusal` for an unknown link, and where the link's status does not allow it. */
    transact(id: string, status: TransactionStatus): void {
      const link = payLinks.byId(id);
      if (link === undefined) throw new Refusal(404, `no PayLink has the id ${id}`);
      if (!payLinks.transact(link, status)) {
        throw new Refusal(409, `the PayLink is ${link.status}: its transaction cannot become ${status}`);
      }
    },

    close(): void {
      scheduler.close();
      webhooks.close();
    },
  };
}

export type Engine = ReturnType<typeof createEngine>;
