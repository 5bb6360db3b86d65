import { z } from 'zod';
import { filled } from '../answer-fields.js';
import { optionalText } from './answer-fields.js';
import { type Ask, invalid } from './ask.js';
import type { PtxOperation } from './paths.js';
import type { PtxRole, PtxUser } from './types.js';

/** Source: PTX API, "Users", UserPrincipal. */
const userSchema = z
  .object({
    name: z.string(),
    identifier: z.object({ key: z.string() }),
    attributes: z.object({ email: optionalText, role: optionalText, status: optionalText }).nullish(),
  })
  .transform(
    ({ name, identifier, attributes }): PtxUser => ({ key: identifier.key, name, ...filled(attributes ?? {}) }),
  );

const ENTITLEMENT = 'ROLE_ENTITLEMENT';

/** Source: PTX API, "Roles", Role with its WebSeriesRoleEntitlement. */
const roleSchema = z
  .object({
    name: z.string(),
    comment: optionalText,
    attributes: z.object({ statusCode: optionalText }).nullish(),
    extensions: z.array(z.record(z.string(), z.unknown())).nullish(),
  })
  .transform(({ name, comment, attributes, extensions }): PtxRole => {
    const entitlement = extensions?.find((extension) => extension.id === ENTITLEMENT) ?? {};
    const allowed = Object.entries(entitlement).filter(
      (entry): entry is [string, boolean] => entry[1] === true || entry[1] === false,
    );
    return {
      name,
      ...filled({ comment, statusCode: attributes?.statusCode }),
      entitlements: Object.fromEntries(allowed),
    };
  });

/** Who may log in, and what they may do. Both need the realm that PTX's support names. */
export function createPrincipalOperations(ask: Ask, realm: string | undefined) {
  function realmFor(operation: PtxOperation): string {
    if (realm) return realm;
    throw invalid(operation, "the realm is not known; set PTX_REALM to the one that PTX's support named");
  }

  return {
    /** The users of the realm. A read. Throws `Invalid` without a realm. Source: PTX API, "Users". */
    async searchUsers(signal?: AbortSignal): Promise<PtxUser[]> {
      const realmid = realmFor('users.search');
      return ask({
        operation: 'users.search',
        kind: 'read',
        request: () => ({ params: { realmid }, json: {} }),
        schema: z.array(userSchema),
        signal,
      });
    },

    /** The roles of the realm. A read. Throws `Invalid` without a realm. Source: PTX API, "Roles". */
    async listRoles(signal?: AbortSignal): Promise<PtxRole[]> {
      const realmKey = realmFor('roles.list');
      return ask({
        operation: 'roles.list',
        kind: 'read',
        request: () => ({ json: { identifier: { realmKey } } }),
        schema: z.array(roleSchema),
        signal,
      });
    },
  };
}
