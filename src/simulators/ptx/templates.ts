import type { Scheduler } from '../shared/scheduler.js';
import { PtxRefusal } from './answers.js';
import type { Calendar } from './calendar.js';
import { asBody, type PaymentFields, refuseFormulas } from './checks.js';
import { type Instructions, viewEntry } from './instructions.js';
import type { Ledger } from './parts.js';
import type { Profile } from './profiles.js';
import type { KnownUser } from './sessions.js';
import type { Submission, Submissions } from './submissions.js';

interface TemplateDeps {
  scheduler: Scheduler;
  ledger: Ledger;
  calendar: Calendar;
  submissions: Submissions;
  instructions: Instructions;
}

export interface Template {
  id: number;
  name: string;
  profile: Profile;
  entries: { fields: PaymentFields; included: boolean }[];
}

const FIRST_ID = 4200;

/** Batch templates, which no call lists. Source: PTX API, "Create a batch template". */
export function createTemplates({ scheduler, ledger, calendar, submissions, instructions }: TemplateDeps) {
  const byId = new Map<string, Template>();

  return {
    /** Keeps a batch's instructions under a new id. Throws `PtxRefusal`. */
    create(batchId: string, given: unknown): Template {
      const body = asBody(given);
      refuseFormulas(body);
      const { profile, entries } = submissions.byBatch(batchId);
      if (body.batchId !== undefined && String(body.batchId) !== batchId) {
        throw new PtxRefusal(400, 'batchId differs between path and body', 'batchId');
      }
      const name = typeof body.templateName === 'string' ? body.templateName : `Template ${byId.size + 1}`;
      const kept = entries.map(
        ({ code, sortCode, accountNumber, reference, name: payee, text, amountMinor, included }) => ({
          fields: { code, sortCode, accountNumber, reference, name: payee, text, amountMinor },
          included,
        }),
      );
      const template = { id: FIRST_ID + byId.size, name, profile, entries: kept };
      byId.set(String(template.id), template);
      ledger.add('template.created', { reference: name, id: String(template.id) });
      return template;
    },

    /** Opens a draft with the template's instructions. Not safe to repeat. Throws `PtxRefusal`. */
    open(templateId: string, user: KnownUser): Submission {
      const template = byId.get(templateId);
      if (template === undefined) throw new PtxRefusal(404, `There is no template ${templateId}`);
      const paymentDay = calendar.earliestPaymentDay(scheduler.now());
      const description = `${template.profile.name.replaceAll(' ', '')}-${scheduler.now()}`;
      const opening = { profile: template.profile, description, paymentDay, entryMethod: 'MANUALENTRY' } as const;
      const submission = submissions.open({ ...opening, status: 'Draft' }, user);
      ledger.add('batch.created', { reference: description, id: String(submission.id) });
      for (const { fields, included } of template.entries) {
        const { id, reference, amountMinor } = instructions.append(submission, fields, paymentDay, included);
        ledger.add('instruction.created', { reference, id: String(id), amountMinor });
      }
      return submission;
    },
  };
}

export type Templates = ReturnType<typeof createTemplates>;

/** The answer to a batch from a template, where the submission's id has another name. */
export const viewFromTemplate = (submission: Submission) => ({
  id: submission.batchId,
  submissionId: submission.id,
  application: submission.profile.id,
  applicationName: submission.profile.name,
  entries: submission.entries.map((entry) => {
    const { '@type': _type, status: _status, text: _text, createdDate: _created, ...view } = viewEntry(entry);
    return { ...view, paymentType: 'Bacs', paymentDate: `${entry.paymentDay}T00:00:00Z`, rti: '' };
  }),
  applicationDescription: `${submission.profile.name} {${submission.profile.sun}}`,
  paymentDate: `${submission.paymentDay}T00:00:00Z`,
  type: 'DBACS',
  description: submission.description,
  debitCount: submission.debitCount,
  debitTotal: submission.debitMinor / 100,
  creditCount: submission.creditCount,
  creditTotal: submission.creditMinor / 100,
});
