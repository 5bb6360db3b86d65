/** Ends the reading of a file: what comes after cannot be understood, or will not be read. `message` is the fault's line. */
export class FileFault extends Error {
  override readonly name = 'FileFault';
}
