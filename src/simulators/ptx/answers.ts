import type { VendorAnswer } from '../shared/vendor-answer.js';

/** A request that PTX refuses: thrown inside of a route, answered by `failure`. */
export class PtxRefusal extends Error {
  constructor(
    readonly status: 400 | 401 | 403 | 404 | 409,
    message: string,
    readonly key = 'error',
  ) {
    super(message);
    this.name = 'PtxRefusal';
  }
}

export const json = (body: unknown, status = 200): VendorAnswer => ({
  status,
  body: JSON.stringify(body),
  contentType: 'application/json',
});

/** What a transition answers: no sample shows a body. */
export const empty = (): VendorAnswer => ({ status: 200, body: '', contentType: 'application/json' });

export const html = (body: string): VendorAnswer => ({ status: 200, body, contentType: 'text/html;charset=utf-8' });

export const xml = (body: string): VendorAnswer => ({ status: 200, body, contentType: 'application/xml' });

/** The envelope of the template call, the only one that the document shows. Source: PTX API, "Create a batch template". */
export function envelope(model: object, errors: { key: string; message: string }[] = []) {
  return { model, informationMessages: [], warningMessages: [], errorMessages: errors, debugMessages: [] };
}

/** How the vendor says no. */
export const failure = (status: number, message: string, key = 'error'): VendorAnswer =>
  json(envelope({}, [{ key, message }]), status);

/** Runs a route's effect, and turns a refusal into its answer. */
export function answering(run: () => VendorAnswer): VendorAnswer {
  try {
    return run();
  } catch (error) {
    if (error instanceof PtxRefusal) return failure(error.status, error.message, error.key);
    throw error;
  }
}
