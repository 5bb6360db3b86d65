import { PtxRefusal } from '../answers.js';
import { asBody, type Body, pence } from '../checks.js';
import type { Ledger } from '../parts.js';
import { unwrap } from './plan-body.js';
import { createShelf } from './shelf.js';

interface PlanTemplate {
  id: number;
  kind: string;
  /** As it was sent, without id: nothing is made from a template. */
  fields: Body;
  isDeleted: boolean;
}

const KINDS = ['WeeklyPlanTemplate', 'MonthlyPlanTemplate', 'MonthlyPickPlanTemplate', 'YearlyPlanTemplate'] as const;
const FIRST_TEMPLATE = 410_101;

/** The samples have plans and templates under the name of their kind. */
const view = ({ id, kind, fields }: PlanTemplate): object => ({ [kind]: { '@type': kind, ...fields, id } });

/** Templates of plans, which people use in PTX's own pages. Source: PTX API, "Plan templates". */
export function createPlanTemplates(ledger: Ledger) {
  const templates = createShelf<PlanTemplate>(FIRST_TEMPLATE);

  function note(effect: `plan-template.${'created' | 'updated' | 'deleted'}`, { id, fields }: PlanTemplate): void {
    ledger.add(effect, { reference: String(fields.templateName), id: String(id) });
  }

  /** Throws `PtxRefusal`. */
  function byId(id: unknown): PlanTemplate {
    const template = templates.find(id);
    if (template === undefined || template.isDeleted) {
      throw new PtxRefusal(404, `There is no plan template ${String(id)}`, 'id');
    }
    return template;
  }

  function read(given: unknown): { kind: string; fields: Body } {
    const { kind, body } = unwrap(given, KINDS);
    const { id: _id, '@type': _type, ...fields } = body;
    const { templateName, regularAmount, schedule } = fields;
    if (typeof templateName !== 'string' || templateName.trim() === '') {
      throw new PtxRefusal(400, 'templateName is mandatory', 'templateName');
    }
    if (regularAmount !== undefined) pence(regularAmount, 'regularAmount');
    if (schedule !== undefined) asBody(schedule);
    return { kind, fields };
  }

  return {
    /** By which fault rules find a call. */
    namesOf: (id: unknown): string[] => [templates.find(id)?.fields.templateName ?? []].flat().map(String),
    list: (): object[] =>
      templates
        .all()
        .filter(({ isDeleted }) => !isDeleted)
        .map(view),
    get: (id: unknown): object => view(byId(id)),

    /** Not safe to repeat: two can have one name. Throws `PtxRefusal`. */
    create(given: unknown): object {
      const template = templates.create({ ...read(given), isDeleted: false });
      note('plan-template.created', template);
      return view(template);
    },

    /** Replaces the template. Throws `PtxRefusal`. */
    update(id: unknown, given: unknown): object {
      const template = byId(id);
      Object.assign(template, read(given));
      note('plan-template.updated', template);
      return view(template);
    },

    /** Throws `PtxRefusal`: 404 when it is deleted already. */
    delete(id: unknown): void {
      const template = byId(id);
      template.isDeleted = true;
      note('plan-template.deleted', template);
    },
  };
}

export type PlanTemplates = ReturnType<typeof createPlanTemplates>;
