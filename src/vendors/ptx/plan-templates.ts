import { anyAnswer, ifReadable } from './answer-fields.js';
import type { Ask } from './ask.js';
import { templateSchemaOf, templatesSchema } from './plan-answers.js';
import type { NewPlanTemplate, PlanTemplate } from './plan-types.js';
import { toTemplate } from './plan-values.js';
import { toId } from './values.js';

const ofTemplate = (templateId: string) => ({ params: { templateId: toId('templateId', templateId) } });

/** What plans can be made from. Source: PTX API, "Plan templates". */
export function createPlanTemplateOperations(ask: Ask) {
  return {
    /** All templates. A read. */
    listPlanTemplates(signal?: AbortSignal): Promise<PlanTemplate[]> {
      return ask({ operation: 'planTemplates.list', kind: 'read', method: 'GET', schema: templatesSchema, signal });
    },

    /** Makes a template. **Not safe to repeat**: look for its name first. */
    createPlanTemplate(template: NewPlanTemplate, signal?: AbortSignal): Promise<PlanTemplate> {
      return ask({
        operation: 'planTemplates.create',
        kind: 'effect-with-look-up',
        request: () => ({ json: toTemplate(template) }),
        schema: templateSchemaOf(({ kind }) => kind === template.kind),
        signal,
      });
    },

    /** One template; `Invalid` with status 404 where there is none. A read. */
    getPlanTemplate({ templateId }: { templateId: string }, signal?: AbortSignal): Promise<PlanTemplate> {
      return ask({
        operation: 'planTemplates.get',
        kind: 'read',
        method: 'GET',
        request: () => ofTemplate(templateId),
        schema: templateSchemaOf(({ id }) => id === templateId),
        signal,
      });
    },

    /**
     * Writes a template back as it was read, with what is to change. Safe to repeat. Undefined where the answer shows no
     * template: read it back.
     */
    updatePlanTemplate(
      { template }: { template: PlanTemplate },
      signal?: AbortSignal,
    ): Promise<PlanTemplate | undefined> {
      return ask({
        operation: 'planTemplates.update',
        kind: 'repeatable-effect',
        method: 'PUT',
        request: () => ({ ...ofTemplate(template.id), json: toTemplate(template) }),
        schema: ifReadable(templateSchemaOf(({ kind }) => kind === template.kind)),
        signal,
      });
    },

    /** Deletes a template. Safe to repeat: then 404. */
    deletePlanTemplate({ templateId }: { templateId: string }, signal?: AbortSignal): Promise<void> {
      return ask({
        operation: 'planTemplates.delete',
        kind: 'repeatable-effect',
        method: 'DELETE',
        request: () => ofTemplate(templateId),
        answer: 'text',
        schema: anyAnswer,
        signal,
      });
    },
  };
}
