import { json } from '../answers.js';
import { readUploadedFile, uploadedNames } from '../multipart.js';
import { type AddRoute, API } from '../vendor-calls.js';
import { viewImport } from './import-views.js';
import type { Imports } from './imports.js';

const OPERATIONS = {
  PAYER_FILE: 'ptx.ddmFiles.importPayers',
  ONE_OFF_PAYMENTFILE: 'ptx.ddmFiles.importOneOffCollections',
} as const;

/** Files of payers and one-offs. Source: PTX API, "DDM file import". */
export function addImportRoutes(add: AddRoute, imports: Imports): void {
  for (const [type, operation] of Object.entries(OPERATIONS)) {
    add({
      method: 'POST',
      path: `/ddm/file/upload/:id/${type}`,
      operation,
      references: ({ request, body }) => uploadedNames(request.headers['content-type'], body),
      run({ params, body, request, user }) {
        const id = imports.upload(params.id ?? '', type, readUploadedFile(request.headers['content-type'], body), user);
        // The value of the sample's link is lost; the name of its field is that of other answers.
        return json({ '@type': 'DdmFileUploadResponse', pollURL: `${API}/ddm/file/${id}` });
      },
    });
  }
  add({
    method: 'GET',
    path: '/ddm/file/:id',
    operation: 'ptx.ddmFiles.getResult',
    run: ({ params }) => json(viewImport(imports.byId(params.id ?? ''))),
  });
}
