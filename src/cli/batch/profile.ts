import type { Ptx } from '../../client/index.js';
import { UsageError } from '../errors.js';
import { echo } from '../input/echo.js';

const MOST_NAMES = 20;

/**
 * The id of a payment profile that is given by id or exact name, as PTX has it. An id is taken as it is where nobody can
 * tell: the batch reads the profile itself, later. Throws `UsageError` for one that PTX has not, and names those it has.
 */
export async function findProfileId(ptx: Pick<Ptx, 'findProfile' | 'profiles'>, asked: string): Promise<string> {
  try {
    return (await ptx.findProfile(asked)).id;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (error.name === 'InvalidInputError') throw new UsageError([`--${error.message}${await known(ptx)}`]);
    if (/^\d+$/.test(asked)) return asked;
    throw error;
  }
}

async function known(ptx: Pick<Ptx, 'profiles'>): Promise<string> {
  const profiles = await ptx.profiles();
  if (profiles.length === 0) return '';
  const names = profiles.slice(0, MOST_NAMES).map(({ id, name }) => `${echo(name)} (${id})`);
  return `; there ${profiles.length === 1 ? 'is' : 'are'} ${names.join(', ')}${profiles.length > MOST_NAMES ? ' and more' : ''}`;
}
