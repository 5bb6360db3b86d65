import type { FastifyInstance } from 'fastify';
import type { VendorAnswer } from '../shared/vendor-answer.js';
import { empty, envelope, html, json, PtxRefusal, xml } from './answers.js';
import type { PtxOperation } from './control-types.js';
import type { Engine } from './engine.js';
import { type Instruction, viewEntry } from './instructions.js';
import { readUploadedFile } from './multipart.js';
import { listRoles, listUsers } from './people.js';
import { type Submission, viewHeader } from './submissions.js';
import { viewFromTemplate } from './templates.js';
import { API, addVendorRoute, createVendorCalls, type VendorCallFacts, type VendorRoute } from './vendor-calls.js';

/** While a batch is entered, another write of it can meet it. */
const ENTER_TAKES_MS = 5;
const ROLES =
  '/roles/providers/com.bottomline.banking.webseries.roles.provider.webseries/com.bottomline.banking.webseries.roles.provider.WebSeriesRolesProvider/getRolesForRealm';
const REPORT_TITLE = 'Bacs Payment Services - Submissions Summary';

const fieldOf = (body: unknown, name: string): unknown => (body as Record<string, unknown> | null | undefined)?.[name];
const textOf = (value: unknown): string[] => (typeof value === 'string' ? [value] : []);

/** The name of an uploaded file, by which fault rules find it. */
function namesOf(contentType: string | undefined, body: unknown): string[] {
  try {
    return [readUploadedFile(contentType, body).filename];
  } catch {
    return []; // What is wrong with the body comes out when it is answered.
  }
}

/** The vendor's address below `/payments-service/api`: payments side. Source: PTX API. */
export function addVendorRoutes(app: FastifyInstance, engine: Engine, closing: AbortSignal): void {
  const { sessions, submissions, instructions, templates, transitions, files, messages, queries } = engine;
  const calls = createVendorCalls(engine, closing);
  const add = (route: VendorRoute): void => addVendorRoute(app, calls, route);

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

  for (const path of ['/file/:id', '/file/upload/:id']) {
    add({
      method: 'POST',
      path,
      operation: 'ptx.files.upload',
      references: ({ request, body }) => namesOf(request.headers['content-type'], body),
      run({ params, body, request, user }) {
        const id = files.upload(params.id ?? '', readUploadedFile(request.headers['content-type'], body), user);
        return json({ version: 'null', extensions: [], pollURL: `${API}/file/${id}` });
      },
    });
  }
  add({
    method: 'GET',
    path: '/file/:id',
    operation: 'ptx.files.getResult',
    run: ({ params }) => json(files.result(params.id ?? '')),
  });

  add({
    method: 'GET',
    path: '/bacs-messages/downloadable',
    operation: 'ptx.bacsMessages.listDownloadable',
    run: () => json(messages.listDownloadable()),
  });
  add({
    method: 'GET',
    path: '/bacs-messages/:service/:id/:format',
    operation: 'ptx.bacsMessages.export',
    run: ({ params: { service = '', id = '', format = '' } }) => xml(messages.export(service, id, format)),
  });
  add({
    method: 'PUT',
    path: '/bacs-messages/:service/bacs-report/:id/set-read-status/:status',
    operation: 'ptx.bacsMessages.setReadStatus',
    run({ params: { service = '', id = '', status = '' } }) {
      messages.setRead(service, id, status);
      return json(null);
    },
  });
  add({
    method: 'POST',
    path: '/bacs-messages/mark-downloaded/:service/:id/:documentId',
    operation: 'ptx.bacsMessages.markDownloaded',
    run({ params: { service = '', id = '', documentId = '' } }) {
      messages.markDownloaded(service, id, documentId);
      return empty();
    },
  });

  add({
    method: 'POST',
    path: '/principal/user/:realm/search',
    operation: 'ptx.users.search',
    run: ({ params }) => json(listUsers(params.realm ?? '', sessions.users)),
  });
  add({ method: 'POST', path: ROLES, operation: 'ptx.roles.list', run: ({ body }) => json(listRoles(body)) });
}
