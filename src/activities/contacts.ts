import type { Contact, ContactUpdate, NewContact, PtxClient } from '../vendors/ptx/client.js';
import type { ContactDetails } from '../workflows/messages.js';
import { ensureOnce, type Settling } from './ensure.js';
import { ensureShown, type TriedBefore } from './ensure-shown.js';
import { refused } from './failures.js';
import { lookedUp } from './looked-up.js';
import { createTurns } from './turns.js';

export interface ContactDeps {
  ptx: PtxClient;
  settling: Settling;
}

export interface ContactRequest extends TriedBefore {
  contact: ContactDetails;
  /** Overwrite what is otherwise at PTX. */
  update: boolean;
}

export interface EnsuredContact {
  contactId: string;
  created: boolean;
  /** Names of the fields in which PTX has something else than what was asked for. */
  differs: string[];
}

/** Who pays. Source: PTX API, "Contacts". */
export function createContactActivities({ ptx, settling }: ContactDeps) {
  const inTurn = createTurns({ settlingMs: settling.cutOffMs });

  return {
    /**
     * Has the contact at PTX once, by its reference. One that is there is compared; where it differs it is overwritten only
     * with `update`, and what PTX has beside our fields stays. Safe to repeat; refused where several have the reference.
     */
    ensureContact(request: ContactRequest): Promise<EnsuredContact> {
      // A file may have many mandates of one payer.
      return inTurn(request.contact.reference, () => ensure(request));
    },
  };

  async function ensure({ contact, update, before }: ContactRequest): Promise<EnsuredContact> {
    const find = () => findContact(ptx, contact.reference);
    const { shown, made } = await ensureShown({
      what: 'the contact',
      settling,
      before,
      find,
      act: () => ptx.createContact(toNewContact(contact)),
    });
    const answer = (there: Contact) => ({
      contactId: there.id,
      created: made,
      differs: contactDifferences(contact, there),
    });
    const first = answer(shown);
    if (!update || first.differs.length === 0) return first;
    // The look-up is the comparison: a change that is lost on its way is not sent twice.
    const ensured = await ensureOnce({
      what: 'the change of the contact',
      settling,
      find: async () => {
        const there = await find();
        return there && contactDifferences(contact, there).length === 0 ? there : undefined;
      },
      act: async () => {
        const whole = await ptx.getContact({ contactId: shown.id });
        await lookedUp(ptx.updateContact({ contactId: shown.id, contact: toUpdate(contact, whole) }));
        return (await find()) ?? shown;
      },
    });
    return answer(ensured);
  }
}

async function findContact(ptx: PtxClient, reference: string): Promise<Contact | undefined> {
  const alike = await ptx.queryContactsByReference({ reference }); // PTX looks for what contains it.
  const exact = alike.filter((each) => each.reference === reference && each.status !== 'DELETED');
  if (exact.length > 1) {
    throw refused(
      `PTX has several contacts with this reference: ${exact.map(({ id }) => id).join(', ')}; leave it to one of them there`,
    );
  }
  return exact[0];
}

type Words = Omit<NewContact, 'address' | 'isAttachmentUsed'>;

function wordsOf({ address: _, companyName, phone, ...fields }: ContactDetails): Words {
  return {
    ...fields,
    ...(companyName ? { companyName } : {}),
    ...(phone ? { phone: dialled(phone) } : {}),
  };
}

/** PTX wants all of an address, empty where it is not known. */
const NO_ADDRESS = { lines: '', town: '', county: '', postcode: '', country: '' };

function toNewContact(contact: ContactDetails): NewContact {
  return { ...wordsOf(contact), address: contact.address ?? NO_ADDRESS };
}

/** PTX takes no text that begins with a plus. */
const dialled = (phone: string): string => phone.replace(/^\s*\+/, '00');

/** What PTX has, with ours over it; what we do not know stays. */
function toUpdate(contact: ContactDetails, { id: _, status: __, ...there }: Contact): ContactUpdate {
  const kept = { ...there, ...(there.phone ? { phone: dialled(there.phone) } : {}) };
  const words = Object.fromEntries(Object.entries(wordsOf(contact)).filter(([, value]) => value !== ''));
  if (!contact.address) return { ...kept, ...words };
  const known = Object.fromEntries(Object.entries(contact.address).filter(([, value]) => value !== ''));
  return { ...kept, ...words, address: { ...NO_ADDRESS, ...there.address, ...known } };
}

/**
 * The names of the fields in which PTX has something else, without their values. What we have no word of does not differ;
 * neither do capitals, blanks and the way in which an address is cut into lines.
 */
export function contactDifferences(contact: ContactDetails, there: Partial<NewContact>): string[] {
  const { address = {}, ...words } = toNewContact(contact);
  const inWords = Object.entries(words).map(([field, ours]) => [field, ours, there[field as keyof Words]] as const);
  const inAddress = Object.entries(address).map(
    ([field, ours]) => [`address.${field}`, ours, there.address?.[field as keyof typeof there.address]] as const,
  );
  return [...inWords, ...inAddress]
    .filter(([field, ours, theirs]) => folded(field, ours) !== '' && folded(field, ours) !== folded(field, theirs))
    .map(([field]) => field);
}

/** A post code and a phone number are the same however they are grouped. */
const GROUPED = /^(phone|address\.postcode)$/;

function folded(field: string, value: unknown): string {
  const text = (Array.isArray(value) ? value : [value ?? '']).join(' ').toLowerCase();
  if (GROUPED.test(field)) return dialled(text).replace(/[\s()-]/g, '');
  return text.replace(/[\s,]+/g, ' ').trim();
}
