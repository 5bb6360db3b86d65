import { empty, json } from '../answers.js';
import type { AddRoute, VendorCallFacts } from '../vendor-calls.js';
import type { Ddm } from './ddm.js';
import { readStatus } from './mandate-body.js';
import { viewMandate, viewNewMandate } from './mandate-views.js';
import type { MandateEntry } from './model.js';
import { MANDATE, MANDATES, mandateNames, noContent, wordsIn } from './route-parts.js';

/** Mandates and what is asked of them. Source: PTX API, "Mandates". */
export function addMandateRoutes(add: AddRoute, ddm: Ddm): void {
  const { mandates, statuses, plans, verification, wrapPlan, store } = ddm;
  const named = mandateNames(store);
  const view = (mandate: MandateEntry): object => {
    const plan = plans.live(mandate);
    return viewMandate(mandate, plan === undefined ? undefined : wrapPlan(plan), verification.of(mandate));
  };
  const mandateOf = ({ params }: VendorCallFacts): MandateEntry => mandates.of(params.contactId, params.mandateId);

  add({
    method: 'GET',
    path: MANDATES,
    operation: 'ptx.mandates.list',
    references: ({ params }) => store.mandates.ofContact(Number(params.contactId)).map(({ reference }) => reference),
    run: ({ params }) => json(mandates.ofContact(params.contactId).map(view)),
  });
  add({
    method: 'POST',
    path: MANDATES,
    operation: 'ptx.mandates.create',
    references: ({ body }) => wordsIn(body, 'reference'),
    run: ({ params, body }) => json(viewNewMandate(mandates.create(params.contactId, body))),
  });
  add({
    method: 'POST',
    path: `${MANDATES}/verify`,
    operation: 'ptx.mandates.verifyAccountOwner',
    references: ({ body }) => wordsIn(body, 'reference'),
    run: ({ params, body }) => json(verification.verify(params.contactId, body)),
  });
  add({
    method: 'GET',
    path: MANDATE,
    operation: 'ptx.mandates.get',
    references: named,
    run: ({ params }) => json(view(mandates.visible(params.contactId, params.mandateId))),
  });
  add({
    method: 'PUT',
    path: MANDATE,
    operation: 'ptx.mandates.update',
    references: named,
    run: ({ params, body }) => json(view(mandates.update(params.contactId, params.mandateId, body))),
  });
  add({
    method: 'DELETE',
    path: MANDATE,
    operation: 'ptx.mandates.delete',
    references: named,
    run(call) {
      statuses.set(mandateOf(call), 'DELETED');
      return noContent();
    },
  });
  add({
    method: 'POST',
    path: `${MANDATE}/status/:status`,
    operation: 'ptx.mandates.setStatus',
    references: named,
    run(call) {
      const mandate = mandateOf(call);
      statuses.set(mandate, readStatus(call.params.status));
      return json(view(mandate));
    },
  });
  add({
    method: 'POST',
    path: `${MANDATE}/transaction`,
    operation: 'ptx.mandates.createOneOff',
    references: named,
    run(call) {
      mandates.createOneOff(mandateOf(call), call.body);
      return json(call.body); // The sample repeats the request: a moved day shows in the history alone.
    },
  });
  add({
    method: 'POST',
    path: `${MANDATE}/auddis`,
    operation: 'ptx.mandates.addAuddisInstruction',
    references: named,
    run(call) {
      mandates.instruct(mandateOf(call), call.body);
      return empty();
    },
  });
}
