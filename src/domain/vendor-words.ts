/** The result that a script's success point sets. Source: CollectMAXX API, "How to determine a call has reached the success point". */
const SUCCESS = 'success-ok';

/** Whether the debtor was reached, judged by `data.result` alone: node names change whenever a script is edited. */
export function isSuccess(result: string | undefined): boolean {
  return result === SUCCESS;
}

const REFUSED_RECORD = new Set(['rejected', 'notLoaded', 'dropped']);

/** Whether a record status says that the record was refused; any other, unknown ones included, counts as taken. */
export function isRefused(recordStatus: string): boolean {
  return REFUSED_RECORD.has(recordStatus);
}
