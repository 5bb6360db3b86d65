import type { AlphacommClient } from '../vendors/alphacomm/client.js';
import { VendorError } from '../vendors/errors.js';
import { toApplicationFailure } from './failures.js';

/** Sends a stop for each script and says which were done; a stop that fails is left out. */
export async function stopScripts(alphacomm: AlphacommClient, reference: string, scripts: string[]): Promise<string[]> {
  const stopped: string[] = [];
  for (const script of scripts) {
    try {
      await alphacomm.stopCalling({ script, reference });
      stopped.push(script);
    } catch (error) {
      if (!(error instanceof VendorError)) throw error;
    }
  }
  return stopped;
}

export function createCallActivities({ alphacomm }: { alphacomm: AlphacommClient }) {
  return {
    /**
     * Drops the calls that a voice script still has planned for a record. Safe to repeat: the vendor drops what there is.
     * Source: CollectMAXX API, "Stop Calling".
     */
    async stopCalling({ reference, script }: { reference: string; script: string }): Promise<void> {
      try {
        await alphacomm.stopCalling({ script, reference });
      } catch (error) {
        throw toApplicationFailure(error);
      }
    },
  };
}
