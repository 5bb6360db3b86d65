import { json } from '../answers.js';
import { toLocalTime } from '../times.js';
import { type AddRoute, API, type VendorCallFacts } from '../vendor-calls.js';
import type { Ddm } from './ddm.js';
import type { LetterEntry } from './model.js';

/** Letters and their reports. Source: PTX API, "Correspondence". */
export function addLetterRoutes(add: AddRoute, { store, letterReports }: Ddm): void {
  const namesOf = (letter: LetterEntry | undefined): string[] => {
    const reference = letter === undefined ? undefined : store.mandates.find(letter.mandateId)?.reference;
    return reference === undefined ? [] : [reference];
  };
  const named = ({ params }: VendorCallFacts): string[] => namesOf(store.letters.find(params.id));

  add({
    method: 'POST',
    path: '/ddm/reports/generate/communication/:id',
    operation: 'ptx.correspondence.generateReport',
    references: named,
    run({ params }) {
      const id = letterReports.generate(params.id);
      return json({ '@type': 'PollUrlResponse', pollURL: `${API}/reporting/${id}/download/PDF` });
    },
  });
  add({
    method: 'POST',
    path: '/reporting/:id/download/PDF',
    operation: 'ptx.correspondence.downloadReport',
    references: ({ params }) => namesOf(letterReports.letterOf(params.id)),
    run: ({ params }) => ({ status: 200, body: letterReports.download(params.id), contentType: 'application/pdf' }),
  });
  add({
    method: 'POST',
    path: '/ddm/communications/:id/suppress',
    operation: 'ptx.correspondence.suppress',
    references: named,
    run({ params }) {
      const { createdMs, suppressedMs } = store.letters.suppress(params.id);
      return json({ '@type': 'Auditable', created: toLocalTime(createdMs), lastUpdated: toLocalTime(suppressedMs) });
    },
  });
}
