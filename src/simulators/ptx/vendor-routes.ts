import type { FastifyInstance } from 'fastify';
import type { VendorAnswer } from '../shared/vendor-answer.js';
import { empty, envelope, html, json, PtxRefusal } from './answers.js';
import type { PtxOperation } from './control-types.js';
import { addContactRoutes } from './ddm/contact-routes.js';
import { addImportRoutes } from './ddm/import-routes.js';
import { addLetterRoutes } from './ddm/letter-routes.js';
import { addMandateRoutes } from './ddm/mandate-routes.js';
import { addPlanRoutes, addPlanTemplateRoutes } from './ddm/plan-routes.js';
import type { Engine } from './engine.js';
import { addFileRoutes, addMessageRoutes } from './file-routes.js';
import { type Instruction, viewEntry } from './instructions.js';
import { listRoles, listUsers } from './people.js';
import { type Submission, viewHeader } from './submissions.js';
import { viewFromTemplate } from './templates.js';
import {
  type AddRoute,
  API,
  addVendorRoute,
  createVendorCalls,
  type VendorCallFacts,
  type VendorRoute,
} from './vendor-calls.js';

/** While a batch is entered, another write of it can meet it. */
const ENTER_TAKES_MS = 5;
const ROLES =
  '/roles/providers/com.bottomline.banking.webseries.roles.provider.webseries/com.bottomline.banking.webseries.roles.provider.WebSeriesRolesProvider/getRolesForRealm';
const REPORT_TITLE = 'Bacs Payment Services - Submissions Summary';

const fieldOf = (body: unknown, name: string): unknown => (body as Record<string, unknown> | null | undefined)?.[name];
const textOf = (value: unknown): string[] => (typeof value === 'string' ? [value] : []);

/** The vendor's address below `/payments-service/api`. Source: PTX API. */
export function addVendorRoutes(app: FastifyInstance, engine: Engine, closing: AbortSignal): void {
  const { sessions, submissions, instructions, templates, transitions, queries } = engine;
  const calls = createVendorCalls(engine, closing);
  const unknown = (): never => {
    throw new PtxRefusal(404, 'Not Found');
  };
  const add: AddRoute = (route) =>
    addVendorRoute(app, calls, engine.missing.has(route.operation) ? { ...route, run: unknown } : route);

  const submissionOf = ({ params }: VendorCallFacts): Submission => submissions.byId(params.id);
  const named = ({ params }: VendorCallFacts): string[] => textOf(submissions.find(params.id)?.description);
  const namedByBatch = ({ params }: VendorCallFacts): string[] =>
    textOf(submissions.findByBatch(params.id)?.description);
  const namedBy = ({ body }: VendorCallFacts, name: string): string[] => textOf(fieldOf(body, name));
  const writes = (batchId: unknown): (() => void) => {
    const submission = submissions.findByBatch(batchId);
    return submission === undefined ? () => undefined : transitions.writeBegins(submission.batchId);
  };

  const written = (entry: Instruction): VendorAnswer => {
    transitions.wrote(entry.submission.batchId);
    return json(viewEntry(entry));
  };

  app.get(`${API}/security/handshake`, (request, reply) =>
    calls.open(request, reply, 'ptx.security.handshake', () => {
      const { cookies, csrf } = sessions.handshake();
      return { ...json({ apiVersions: ['1.0.0.0'] }), headers: { 'set-cookie': cookies, 'x-csrf': csrf } };
    }),
  );
  app.post(`${API}/security/login`, (request, reply) =>
    calls.open(request, reply, 'ptx.security.login', () => {
      const { csrf, token, user } = sessions.login(request.headers, request.body);
      engine.ledger.add('login', { id: user.key });
      return { ...empty(), headers: { 'x-csrf': csrf, 'com.bottomline.auth.token': token } };
    }),
  );
  app.post(`${API}/query/execute`, (request, reply) => {
    const query = queries.prepare(request.body);
    return calls.authenticated(request, reply, query, () => json(query.run()));
  });

  add({
    method: 'POST',
    path: '/bacs/batches',
    operation: 'ptx.batches.create',
    references: (call) => namedBy(call, 'description'),
    run: ({ body, user }) => json(viewHeader(submissions.create(body, user))),
  });
  add({
    method: 'POST',
    path: '/bacs/batches/:id/template',
    operation: 'ptx.batches.createTemplate',
    references: namedByBatch,
    run({ params, body }) {
      const { id, name } = templates.create(params.id ?? '', body);
      return json(envelope({ id, templateName: name }));
    },
  });
  add({
    method: 'POST',
    path: '/bacs/batches/:id/template/batch',
    operation: 'ptx.batches.createFromTemplate',
    run: ({ params, user }) => json(viewFromTemplate(templates.open(params.id ?? '', user))),
  });
  add({
    method: 'POST',
    path: '/bacs/submissions/:id/enter/:profileId',
    operation: 'ptx.batches.enter',
    references: named,
    takesMs: ENTER_TAKES_MS,
    begins: ({ params }) => {
      const submission = submissions.find(params.id);
      return submission === undefined ? () => undefined : transitions.enterBegins(submission.batchId);
    },
    run(call) {
      transitions.enter(submissionOf(call), call.params.profileId ?? '', call.user);
      return empty();
    },
  });

  type Verb = 'approve' | 'reject' | 'unapprove' | 'commit' | 'archive';
  const moves: Record<Verb, (submission: Submission, call: Parameters<VendorRoute['run']>[0]) => void> = {
    approve: (submission, { user }) => transitions.approve(submission, user),
    reject: (submission, { body }) => transitions.reject(submission, body),
    unapprove: (submission, { user }) => transitions.unapprove(submission, user),
    commit: (submission, { user }) => transitions.commit(submission, user),
    archive: (submission) => transitions.archive(submission),
  };
  for (const [verb, move] of Object.entries(moves)) {
    add({
      method: 'POST',
      path: `/bacs/submissions/:id/${verb}`,
      operation: `ptx.batches.${verb}` as PtxOperation,
      references: named,
      run(call) {
        move(submissionOf(call), call);
        return empty();
      },
    });
  }
  add({
    method: 'GET',
    path: '/bacs/submissions/:id/report',
    operation: 'ptx.submissionReports.get',
    references: named,
    run(call) {
      const submission = submissionOf(call);
      if (submission.status !== 'Sent' && submission.status !== 'Archived') return html('Report is unavailable');
      const { id, entries } = submission;
      return html(
        `<html xmlns:sub="http://bacs.co.uk/submissions"><head><title>${REPORT_TITLE}</title></head>` +
          `<body>Submission ${id}: ${entries.length} records</body></html>`,
      );
    },
  });

  add({
    method: 'POST',
    path: '/bacs/instructions',
    operation: 'ptx.instructions.create',
    references: (call) => namedBy(call, 'reference'),
    begins: ({ body }) => writes(fieldOf(body, 'batchId')),
    run: ({ body }) => written(instructions.create(body)),
  });
  add({
    method: 'PUT',
    path: '/bacs/instructions/:id',
    operation: 'ptx.instructions.update',
    references: (call) => namedBy(call, 'reference'),
    begins: ({ body }) => writes(fieldOf(body, 'batchId')),
    run: ({ params, body }) => written(instructions.update(params.id ?? '', body)),
  });
  add({
    method: 'POST',
    path: '/bacs/instructions/:id/included/:included',
    operation: 'ptx.instructions.setIncluded',
    references: namedByBatch,
    begins: ({ params }) => writes(params.id),
    run({ params }) {
      if (params.included !== 'true' && params.included !== 'false')
        throw new PtxRefusal(400, 'included must be true or false');
      instructions.setIncluded(submissions.byBatch(params.id), params.included === 'true');
      return empty();
    },
  });

  addFileRoutes(add, engine);
  addMessageRoutes(add, engine);

  add({
    method: 'POST',
    path: '/principal/user/:realm/search',
    operation: 'ptx.users.search',
    run: ({ params }) => json(listUsers(params.realm ?? '', sessions.users)),
  });
  addContactRoutes(add, engine.ddm);
  addMandateRoutes(add, engine.ddm);
  addPlanRoutes(add, engine.ddm);
  addPlanTemplateRoutes(add, engine.ddm);
  addLetterRoutes(add, engine.ddm);
  addImportRoutes(add, engine.ddm.imports);
  add({ method: 'POST', path: ROLES, operation: 'ptx.roles.list', run: ({ body }) => json(listRoles(body)) });
}
