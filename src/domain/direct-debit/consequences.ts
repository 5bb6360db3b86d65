/**
 * What follows from a report. `read-back`: PTX has applied it, we only look. `lodge-again`: one 0N, when PTX shows the new
 * details. `reactivate`: only what a report has suspended. `note-and-ask`: a person looks, the mandate goes on.
 */
export type ConsequenceAct =
  | 'cancel'
  | 'stop-everything'
  | 'suspend-and-ask'
  | 'read-back'
  | 'lodge-again'
  | 'reactivate'
  | 're-present'
  | 'reopen-and-ask'
  | 'note-and-ask'
  | 'none';

/** `meaning`: what the bank says, in the words of the trade. */
export interface Consequence {
  act: ConsequenceAct;
  meaning: string;
}

/** A line of the table. `code` is `*` for every other code of the report, and for none; so is `report` for every other one. */
export interface ReportRule extends Consequence {
  report: string;
  code: string;
}

type Line = [code: string, act: ConsequenceAct, meaning: string];

const lines: Readonly<Record<string, readonly Line[]>> = {
  AUDDIS: [
    ['1', 'cancel', 'instruction cancelled by the payer'],
    ['2', 'stop-everything', 'payer deceased'],
    ['3', 'suspend-and-ask', 'account transferred to another bank: a new instruction is needed'],
    ['5', 'suspend-and-ask', 'no such account: ask the payer for the details'],
    ['6', 'suspend-and-ask', 'no instruction: lodge it again after a check'],
    ['7', 'suspend-and-ask', 'amount of the instruction is not zero: our own fault'],
    ['B', 'suspend-and-ask', 'account closed: a new instruction is needed'],
    ['C', 'none', 'account moved to another branch'],
    ['F', 'suspend-and-ask', 'type of account not allowed: another account or method is needed'],
    ['G', 'suspend-and-ask', 'account takes no direct debits: another account or method is needed'],
    ['H', 'suspend-and-ask', 'instruction expired: a new instruction is needed'],
    ['I', 'suspend-and-ask', 'reference is not unique: a new reference is needed'],
    ['K', 'suspend-and-ask', 'instruction cancelled by the bank: a new instruction is needed'],
    ['L', 'suspend-and-ask', 'wrong account details: ask the payer for them'],
    ['M', 'suspend-and-ask', 'transaction code does not fit the status of the service user: our own fault'],
    ['N', 'suspend-and-ask', 'instruction not allowed: another account or method is needed'],
    ['O', 'suspend-and-ask', 'reference is invalid: a new reference is needed'],
    ['P', 'suspend-and-ask', 'name of the payer is missing: our own fault'],
    ['Q', 'suspend-and-ask', 'name of the service user is missing: our own fault'],
    ['*', 'suspend-and-ask', 'instruction rejected or returned with a code that is not known here'],
  ],
  ADDACS: [
    ['0', 'cancel', 'instruction cancelled, refer to payer'],
    ['1', 'cancel', 'instruction cancelled by the payer'],
    ['2', 'stop-everything', 'payer deceased'],
    ['3', 'lodge-again', 'account transferred to another bank'],
    ['B', 'cancel', 'account closed'],
    ['C', 'read-back', 'account moved to another branch'],
    ['D', 'suspend-and-ask', 'advance notice disputed'],
    ['E', 'read-back', 'instruction amended'],
    ['R', 'reactivate', 'instruction reinstated'],
    ['*', 'suspend-and-ask', 'instruction changed with a code that is not known here'],
  ],
  ARUDD: [
    ['0', 're-present', 'refer to payer'],
    ['1', 'cancel', 'instruction cancelled'],
    ['2', 'stop-everything', 'payer deceased'],
    ['3', 'suspend-and-ask', 'account transferred to another bank'],
    ['4', 'suspend-and-ask', 'advance notice disputed'],
    ['5', 'suspend-and-ask', 'no such account, or of the wrong type'],
    ['6', 'suspend-and-ask', 'no instruction: check how it was lodged'],
    ['7', 'suspend-and-ask', 'amount differs from the one that was notified: our own fault'],
    ['8', 'suspend-and-ask', 'amount not yet due: our own fault'],
    ['9', 'suspend-and-ask', 'presentation overdue: our own fault'],
    ['A', 'suspend-and-ask', 'service user differs: our own fault'],
    ['B', 'cancel', 'account closed'],
    ['*', 'suspend-and-ask', 'collection returned with a code that is not known here'],
  ],
  DDICA: [
    ['1', 'reopen-and-ask', 'indemnity claim: amount or date differ from the notice'],
    ['2', 'reopen-and-ask', 'indemnity claim: no advance notice, or the amount is disputed'],
    ['3', 'reopen-and-ask', 'indemnity claim: instruction cancelled with the bank'],
    ['4', 'reopen-and-ask', 'indemnity claim: instruction cancelled with the service user'],
    ['5', 'reopen-and-ask', 'indemnity claim: no instruction'],
    ['6', 'reopen-and-ask', 'indemnity claim: signature not that of the payer'],
    ['7', 'reopen-and-ask', 'indemnity claim: raised at our own request'],
    ['8', 'reopen-and-ask', 'indemnity claim: name of the service user not recognised'],
    ['*', 'reopen-and-ask', 'indemnity claim with a reason that is not known here'],
  ],
  AWACS: [
    ['0', 'note-and-ask', 'account details for credits are out of date'],
    ['3', 'note-and-ask', 'account for credits transferred to another bank'],
    ['*', 'note-and-ask', 'account for credits changed with a code that is not known here'],
  ],
  // A credit that came back says nothing against the instruction; but whoever has died is left alone, whoever says so.
  ARUCS: [
    ['0', 'note-and-ask', 'credit came back: account details are invalid'],
    ['2', 'stop-everything', 'payee deceased'],
    ['3', 'note-and-ask', 'credit came back: account transferred to another bank'],
    ['5', 'note-and-ask', 'credit came back: no such account'],
    ['B', 'note-and-ask', 'credit came back: account closed'],
    ['C', 'note-and-ask', 'credit came back: called back by whoever sent it'],
    ['*', 'note-and-ask', 'credit came back with a code that is not known here'],
  ],
};

const unknown: Consequence = { act: 'suspend-and-ask', meaning: 'report that is not known here' };

/**
 * The whole table, a line per report and code. Source: ptx-rbs.readme.io (AUDDIS, ADDACS); help.pt-x.com 115001543731 (ARUDD),
 * 115001548472 (ARUCS).
 */
export const reportTable: readonly ReportRule[] = [
  ...Object.entries(lines).flatMap(([report, ofReport]) =>
    ofReport.map(([code, act, meaning]) => ({ report, code, act, meaning })),
  ),
  { report: '*', code: '*', ...unknown },
];

const byKey = new Map(reportTable.map(({ report, code, act, meaning }) => [`${report} ${code}`, { act, meaning }]));

/**
 * What follows from a code of a report, both without regard to capitals and spaces around. Always the two together: one
 * code means different things in different reports. A code or report that is not known suspends and asks; a claim
 * (DDICA) reopens whatever its code, and a credit's report (AWACS, ARUCS) leaves the mandate as it is, but for a death.
 */
export function consequenceOf(report: string, code: string | null): Consequence {
  const name = tidy(report);
  const key = code === null ? '*' : tidy(code);
  return byKey.get(`${name} ${key}`) ?? byKey.get(`${name} *`) ?? unknown;
}

/** Whether a report ends the mandate: such a one is acted on before any other. */
export function endsMandate({ report, code }: { report: string; code: string | null }): boolean {
  const { act } = consequenceOf(report, code);
  return act === 'cancel' || act === 'stop-everything';
}

/** A report's name or code as the table has it. Whatever it is that was handed in: a fact cannot be refused. */
export function tidy(text: string): string {
  return String(text).trim().toUpperCase();
}
