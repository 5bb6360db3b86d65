import { json } from '../answers.js';
import type { AddRoute, VendorCallFacts } from '../vendor-calls.js';
import type { Ddm } from './ddm.js';
import type { MandateEntry } from './model.js';
import { MANDATE, mandateNames, noContent, wordsIn } from './route-parts.js';

/** Payment plans of mandates. Source: PTX API, "Payment plans". */
export function addPlanRoutes(add: AddRoute, { mandates, plans, wrapPlan, store }: Ddm): void {
  const path = `${MANDATE}/payment-plans`;
  const named = mandateNames(store);
  const mandateOf = ({ params }: VendorCallFacts): MandateEntry => mandates.of(params.contactId, params.mandateId);
  const shown = ({ params }: VendorCallFacts): MandateEntry => mandates.visible(params.contactId, params.mandateId);

  add({
    method: 'GET',
    path,
    operation: 'ptx.paymentPlans.list',
    references: named,
    run(call) {
      const plan = plans.live(shown(call));
      return json(plan === undefined ? [] : [wrapPlan(plan, 'wrapped')]);
    },
  });
  add({
    method: 'POST',
    path,
    operation: 'ptx.paymentPlans.create',
    references: named,
    run: (call) => json(wrapPlan(plans.create(mandateOf(call), call.body))),
  });
  add({
    method: 'POST',
    path: `${path}/validate`,
    operation: 'ptx.paymentPlans.validate',
    references: named,
    run: (call) => json(wrapPlan(plans.validate(mandateOf(call), call.body))),
  });
  add({
    method: 'GET',
    path: `${path}/:planId`,
    operation: 'ptx.paymentPlans.get',
    references: named,
    run: (call) => json(wrapPlan(plans.of(shown(call), call.params.planId))),
  });
  add({
    method: 'PUT',
    path: `${path}/:planId`,
    operation: 'ptx.paymentPlans.update',
    references: named,
    run: (call) => json(wrapPlan(plans.update(mandateOf(call), call.params.planId, call.body))),
  });
  add({
    method: 'DELETE',
    path: `${path}/:planId`,
    operation: 'ptx.paymentPlans.delete',
    references: named,
    run(call) {
      plans.delete(mandateOf(call), call.params.planId);
      return noContent();
    },
  });
  add({
    method: 'POST',
    path: `${path}/:planId/status/:status`,
    operation: 'ptx.paymentPlans.setStatus',
    references: named,
    run: (call) => json(wrapPlan(plans.setStatus(mandateOf(call), call.params.planId, call.params.status))),
  });
}

/** Templates of plans. Source: PTX API, "Plan templates". */
export function addPlanTemplateRoutes(add: AddRoute, { templates }: Ddm): void {
  const path = '/ddm/templates';
  const named = ({ params }: VendorCallFacts): string[] => templates.namesOf(params.id);
  add({ method: 'GET', path, operation: 'ptx.planTemplates.list', run: () => json(templates.list()) });
  add({
    method: 'POST',
    path,
    operation: 'ptx.planTemplates.create',
    references: ({ body }) => wordsIn(body, 'templateName'),
    run: ({ body }) => json(templates.create(body)),
  });
  add({
    method: 'GET',
    path: `${path}/:id`,
    operation: 'ptx.planTemplates.get',
    references: named,
    run: ({ params }) => json(templates.get(params.id)),
  });
  add({
    method: 'PUT',
    path: `${path}/:id`,
    operation: 'ptx.planTemplates.update',
    references: named,
    run: ({ params, body }) => json(templates.update(params.id, body)),
  });
  add({
    method: 'DELETE',
    path: `${path}/:id`,
    operation: 'ptx.planTemplates.delete',
    references: named,
    run({ params }) {
      templates.delete(params.id);
      return noContent();
    },
  });
}
