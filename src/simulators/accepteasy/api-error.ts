/**
 * An answer that says no. The vendor does not document its body; its creation errors carry `ERROR.Message`, and so do these.
 * Source: catalogue, `errors` of every operation.
 */
export class ApiError extends Error {
  constructor(
    readonly status: 400 | 401 | 404 | 405,
    message: string,
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

/** How an error stands in an answer, a status and a webhook alike. Source: Bills, "Error on creation". */
export const toErrorBody = (message: string) => ({ ERROR: { Message: message } });
