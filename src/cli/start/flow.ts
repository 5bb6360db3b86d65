import type { EmbeddedStack } from '../../workers/embedded-stack.js';
import type { VendorName } from '../../workflows/messages.js';
import type { Io } from '../context.js';

/** One thing that the demo can show. */
export interface Flow {
  /** How many times as fast as real time business runs, unless told otherwise. */
  speed: number;
  /** Whose sweeps run and how often, in real milliseconds; all, and by the speed, when left out. */
  sweeps?: { vendors: readonly VendorName[]; everyMs: number };
  /** Lines with which a person can look and meddle from another terminal. */
  hints(stack: EmbeddedStack): string[];
  /** Plays it to its end, and says whether all went as it had to. */
  play(stack: EmbeddedStack, io: Io, signal: AbortSignal): Promise<boolean>;
}
