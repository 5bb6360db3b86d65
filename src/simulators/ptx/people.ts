import { PtxRefusal } from './answers.js';
import type { KnownUser } from './sessions.js';

/** The only realm; its key comes from Bottomline's support. */
export const REALM = 'TEST';
const NEVER = 9_223_372_036_854_776_000;

function refuseRealm(realm: unknown): void {
  if (realm !== REALM) throw new PtxRefusal(404, `There is no realm ${String(realm)}`, 'realmKey');
}

/** All users of the realm. Throws `PtxRefusal`. Source: PTX API, "Users". */
export function listUsers(realm: string, users: readonly KnownUser[]) {
  refuseRealm(realm);
  return users.map(({ key, name, email }) => ({
    '@type': 'UserPrincipal',
    name,
    comment: 'Approved',
    identifier: { realmKey: REALM, key },
    expiry: NEVER,
    reason: 'NONE',
    attributes: {
      statusCode: 'AP',
      lastName: name.split(' ').at(-1) ?? name,
      admin: 'No',
      firstName: name.split(' ')[0] ?? name,
      administrator: 'false',
      twoStepVerificationToken: 'None',
      status: 'Approved',
      email,
      role: 'Full',
      mfaMode: 'NONE',
    },
  }));
}

function role(name: string, comment: string, isDdm: boolean) {
  const entitlement = {
    '@type': 'WebSeriesRoleEntitlement',
    id: 'ROLE_ENTITLEMENT',
    paymentRoleType: 'ALL',
    createPaymentProfileAllowed: false,
    reportsAllowed: true,
    viewAllowed: true,
    createAllowed: true,
    approveAllowed: true,
    submitAllowed: true,
    commitAllowed: true,
    archiveAllowed: true,
    approveOwnAllowed: true,
    commitOwnAllowed: true,
    submitOwnAllowed: false,
    ddmAllowed: isDdm,
    ddmRoleType: 'ALL',
    allowAllProfiles: true,
    oneOffInstructions: isDdm,
    oneOffRefund: isDdm,
    allowAllDdmProfiles: isDdm,
    viewDdmAllowed: isDdm,
    paymentsAllowed: true,
  };
  return {
    '@type': 'Role',
    extensions: [entitlement, { '@type': 'WebSeriesRoleChanges', id: 'ROLE_PENDINGCHANGES' }],
    name,
    comment,
    roleIdentifierImpl: { identifierKey: name },
    attributes: { statusCode: 'AP' },
  };
}

/** The two roles of the document's sample. Throws `PtxRefusal`. Source: PTX API, "Roles". */
export function listRoles(body: unknown) {
  const { identifier, realmKey } = (body ?? {}) as { identifier?: { realmKey?: unknown }; realmKey?: unknown };
  refuseRealm(identifier?.realmKey ?? realmKey); // The document has it in both places.
  return [role('Full', 'Full Permissions', true), role('PayOnly', 'Payments Access Only', false)];
}
