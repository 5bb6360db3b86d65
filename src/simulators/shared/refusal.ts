/** Thrown by control routes; the server answers it as `{error}` with its status. */
/** A control request that cannot be done: 404 for what the simulator has never seen, 409 for what is not possible now. */
export class Refusal extends Error {
  constructor(
    readonly status: 404 | 409,
    message: string,
  ) {
    super(message);
    this.name = 'Refusal';
  }
}
