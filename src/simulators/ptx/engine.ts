import { createQuiet } from '../shared/control-routes.js';
import type { ClockSetting } from '../shared/control-types.js';
import { createFaults } from '../shared/faults.js';
import { createLedger } from '../shared/ledger.js';
import { createScheduler } from '../shared/scheduler.js';
import { createBacsMessages } from './bacs-messages.js';
import { createCalendar } from './calendar.js';
import type { ApprovalRule, ProfileSetting, PtxOperation, PtxUser } from './control-types.js';
import { createDdm, type DdmOptions } from './ddm/ddm.js';
import { createFiles } from './files.js';
import { createInstructions } from './instructions.js';
import type { Faults, Ledger } from './parts.js';
import { paymentEntities } from './payment-entities.js';
import { createProfiles } from './profiles.js';
import { createQueries } from './query.js';
import { createSessions } from './sessions.js';
import { createSubmissions } from './submissions.js';
import { createTemplates } from './templates.js';
import { createTransitions } from './transitions.js';

export interface EngineOptions extends DdmOptions {
  users: readonly PtxUser[];
  clock?: ClockSetting | undefined;
  sessionClock?: 'real' | 'simulated' | undefined;
  profiles?: readonly ProfileSetting[] | undefined;
  approvals?: ApprovalRule | undefined;
  bankHolidays?: readonly string[] | undefined;
  missingOperations?: readonly PtxOperation[] | undefined;
}

/** All parts of the vendor wired together, without HTTP in front. */
export function createEngine(options: EngineOptions) {
  const scheduler = createScheduler(options.clock);
  const ledger: Ledger = createLedger(scheduler);
  const faults: Faults = createFaults();
  const calendar = createCalendar(options.bankHolidays);
  const profiles = createProfiles(options.profiles, options.approvals);
  const sessionNow = options.sessionClock === 'simulated' ? scheduler.now : () => performance.now();
  const submissions = createSubmissions({ scheduler, ledger, calendar, profiles });
  const instructions = createInstructions({ scheduler, ledger, calendar, submissions });
  const files = createFiles({ scheduler, ledger, calendar, profiles, submissions, instructions });
  const messages = createBacsMessages(scheduler, ledger);
  const ddm = createDdm({ scheduler, ledger, calendar, messages, options });

  return {
    scheduler,
    ledger,
    faults,
    sessions: createSessions(options.users, sessionNow),
    submissions,
    instructions,
    templates: createTemplates({ scheduler, ledger, calendar, submissions, instructions }),
    transitions: createTransitions({ scheduler, ledger, calendar }),
    files,
    messages,
    ddm,
    missing: new Set(options.missingOperations),
    queries: createQueries([
      ...paymentEntities({ profiles, submissions, instructions, files, messages }),
      ...ddm.entities,
    ]),
    ...createQuiet({ scheduler }),
  };
}

export type Engine = ReturnType<typeof createEngine>;
