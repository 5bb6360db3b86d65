import type { Scheduler } from '../../shared/scheduler.js';
import type { BacsMessages } from '../bacs-messages.js';
import type { Calendar } from '../calendar.js';
import type { Ledger } from '../parts.js';
import type { Queryable } from '../query.js';
import { createCollectionProfiles } from './collection-profiles.js';
import { createContacts } from './contacts.js';
import { createDiary } from './diary.js';
import { historyEntity } from './history.js';
import { importEntities } from './import-views.js';
import { createImports } from './imports.js';
import { createLetterReports } from './letter-reports.js';
import { createMandateStatuses } from './mandate-statuses.js';
import { createMandates } from './mandates.js';
import type { CollectionProfileSetting } from './model.js';
import { createPlanTemplates } from './plan-templates.js';
import { createPlanWrapping, type PlanForm } from './plan-views.js';
import { createPlans } from './plans.js';
import { recordEntities } from './record-entities.js';
import { createReports } from './reports-control.js';
import { createRowsControl } from './rows-control.js';
import { createStore } from './store.js';
import { createVerification, type VerificationWord } from './verification.js';

export interface DdmOptions {
  /** Known without it: 4826, and 5761 that presents again twice after three days. */
  collectionProfiles?: readonly CollectionProfileSetting[] | undefined;
  /** What the banks say of an account's owner, by account number; `YES` of all others. */
  verification?: Readonly<Record<string, VerificationWord>> | undefined;
  /** How plans are wrapped in answers; `documented` when left out. */
  planForm?: PlanForm | undefined;
  /** Simulated milliseconds from a letter's writing to its leaving; the next processing day at 07:00 when left out. */
  lettersGoAfterMs?: number | undefined;
  /** How often the report of a letter is not ready yet when it is fetched; 1 when left out. */
  reportPolls?: number | undefined;
  /** How many processing days before its payment day a plan's collection appears; 5 when left out, at least 2. */
  collectAheadDays?: number | undefined;
  /** Simulated milliseconds until a file of payers or one-offs is imported; 2 seconds when left out. */
  importTakesMs?: number | undefined;
}

interface DdmDeps {
  scheduler: Scheduler;
  ledger: Ledger;
  calendar: Calendar;
  messages: BacsMessages;
  options: DdmOptions;
}

/** The direct debit side of PTX wired together: its records, its diary, and what can be queried of them. */
export function createDdm({ scheduler, ledger, calendar, messages, options }: DdmDeps) {
  const { verification: words, planForm, lettersGoAfterMs, reportPolls, collectAheadDays, importTakesMs } = options;
  const profiles = createCollectionProfiles(options.collectionProfiles);
  const store = createStore({ scheduler, ledger, calendar, lettersGoAfterMs });
  const base = { scheduler, ledger, calendar, store, profiles };
  const parts = createDiary({ ...base, collectAheadDays });
  const { diary } = parts;
  const contacts = createContacts({ ledger, store });
  const statuses = createMandateStatuses({ scheduler, ledger, store, diary });
  const mandates = createMandates({ ...base, contacts, statuses, diary });
  const plans = createPlans({ ...base, diary });
  const imports = createImports({ ...base, contacts, mandates, statuses, plans, diary, takesMs: importTakesMs });
  const reports = createReports({ ...base, messages, diary: parts });
  const rows = createRowsControl({ store, diary: parts, reports });
  const entities: Queryable[] = [
    ...recordEntities({ store, profiles }),
    historyEntity({ store, profiles, isHidden: rows.isHidden }),
    ...importEntities(imports),
  ];

  return {
    store,
    profiles,
    contacts,
    statuses,
    mandates,
    plans,
    imports,
    reports,
    rows,
    templates: createPlanTemplates(ledger),
    wrapPlan: createPlanWrapping(planForm),
    verification: createVerification({ contacts, profiles, words }),
    letterReports: createLetterReports(store, reportPolls),
    entities,
  };
}

export type Ddm = ReturnType<typeof createDdm>;
