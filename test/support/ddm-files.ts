import type { DdmFileType, DdmFileView } from '../../src/client/index.js';
import type { PtxFlow } from './ptx-flow.js';
import { until } from './until.js';

/** A collection profile that the simulator knows. */
export const COLLECTION_PROFILE = '4826';

const HEADER =
  'contactReference,title,firstName,lastName,email,communicationPref,reference,sortCode,accountNumber,accountName,' +
  'plan,regularAmount,startDate,everyNthMonth,monthDays';

export const bytes = (text: string) => new TextEncoder().encode(text);

/** A file of invented payers, each with a mandate and a monthly plan of so many pounds. */
export function payersFile(references: readonly string[], amount = '12.34'): Uint8Array {
  const rows = references.map((reference, index) => {
    const account = `200000,${55_555_000 + index},PAYER ${index}`;
    return `C-${reference},Ms,Test,Payer,payer@example.com,EMAIL,${reference},${account},MonthlyPaymentPlan,${amount},2099-01-01,1,DAY1`;
  });
  return bytes(`${[HEADER, ...rows].join('\n')}\n`);
}

/** A file of single collections: reference, pounds, day. */
export function oneOffsFile(rows: readonly string[]): Uint8Array {
  return bytes(`${rows.join('\n')}\n`);
}

/** Imports, as tests follow them. */
export function ddmFilesOf(flow: PtxFlow) {
  const { control, incasso } = flow;

  /** Waits until PTX is done with a file, or a person is asked. */
  const settled = (id: string): Promise<DdmFileView> =>
    until(
      'the import is settled',
      async () => {
        await control.advance(500); // PTX takes its time for a file.
        const view = await incasso.ddmFiles.show(id);
        return view.stage !== 'running' && view;
      },
      30_000,
    );

  return {
    settled,
    request: (content: Uint8Array, type: DdmFileType = 'payers') => {
      return { profile: COLLECTION_PROFILE, type, extension: 'csv', content };
    },
    /** Imports a file, to its end. */
    async imported(content: Uint8Array, type: DdmFileType = 'payers'): Promise<DdmFileView> {
      const { id } = await incasso.ddmFiles.import({ profile: COLLECTION_PROFILE, type, extension: 'csv', content });
      return settled(id);
    },
    /** How often PTX was handed the file. */
    uploads: async ({ fileName }: Pick<DdmFileView, 'fileName'>) =>
      (await control.ledger({ reference: fileName, effect: 'import.uploaded' })).length,
  };
}
