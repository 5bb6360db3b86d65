import { empty, json, xml } from './answers.js';
import type { Engine } from './engine.js';
import { readUploadedFile, uploadedNames } from './multipart.js';
import { type AddRoute, API } from './vendor-calls.js';

/** Files of payments. Source: PTX API, "File upload". */
export function addFileRoutes(add: AddRoute, { files }: Pick<Engine, 'files'>): void {
  for (const path of ['/file/:id', '/file/upload/:id']) {
    add({
      method: 'POST',
      path,
      operation: 'ptx.files.upload',
      references: ({ request, body }) => uploadedNames(request.headers['content-type'], body),
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
}

/** Reports of Bacs and the banks. Source: PTX API, "Bacs messages". */
export function addMessageRoutes(add: AddRoute, { messages }: Pick<Engine, 'messages'>): void {
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
}
