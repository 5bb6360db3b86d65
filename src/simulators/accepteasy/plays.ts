import type { ActName, BillPlay } from './control-types.js';
import type { Channel } from './records.js';

export type ActPlay = Extract<BillPlay, { do: ActName }>;
export type BouncePlay = Extract<BillPlay, { do: 'bounce' }>;

const DEFAULT_MESSAGE = 'Batch creation failed with error message: Invalid banner template reference';

const isAct = (play: BillPlay): play is ActPlay =>
  play.do !== 'bounce' && play.do !== 'fail-creation' && play.do !== 'create';

const bare = (address: string): string => address.replaceAll(/\s/g, '').toLowerCase();

/** What happens to bills by itself. A bill with plays of its own does not follow those of `*`. */
export function createPlays() {
  const bySrrid = new Map<string, BillPlay[]>();
  const of = (srrid: string): BillPlay[] => bySrrid.get(srrid) ?? bySrrid.get('*') ?? [];

  return {
    /** Replaces earlier plays of the same SRRIDs, and gives these. */
    set(plays: readonly BillPlay[]): Set<string> {
      const told = new Set(plays.map(({ srrid }) => srrid));
      for (const srrid of told) {
        bySrrid.set(
          srrid,
          plays.filter((play) => play.srrid === srrid),
        );
      }
      return told;
    },
    follows: (srrid: string, told: ReadonlySet<string>): boolean =>
      told.has(srrid) || (told.has('*') && !bySrrid.has(srrid)),
    actsOf: (srrid: string): ActPlay[] => of(srrid).filter(isAct),

    /** The vendor's message where the creation is to fail. */
    failureOf(srrid: string): string | undefined {
      const play = of(srrid).find((candidate) => candidate.do === 'fail-creation');
      return play === undefined ? undefined : (play.message ?? DEFAULT_MESSAGE);
    },
    /** How long a queued bill waits, where a play says so. */
    waitOf(srrid: string): number | undefined {
      const play = of(srrid).find((candidate) => candidate.do === 'fail-creation' || candidate.do === 'create');
      return play?.afterMs;
    },
    bounceOf(srrid: string, channel: Channel, address: string): BouncePlay | undefined {
      return of(srrid).find(
        (play): play is BouncePlay =>
          play.do === 'bounce' &&
          (play.channel === undefined || play.channel === channel) &&
          (play.address === undefined || bare(play.address) === bare(address)),
      );
    },
  };
}

export type Plays = ReturnType<typeof createPlays>;
