import { z } from 'zod';
import { type Read, readAccountNumber, readSortCode } from '../domain/bacs/account.js';
import { mostCharacters, readAccountName } from '../domain/bacs/texts.js';
import { isDay } from '../domain/calendar/dates.js';
import { latestCalendarVersion } from '../domain/calendar/holidays.js';
import { canonicalJson } from '../domain/canonical-json.js';
import type { BusinessClock } from '../domain/clock.js';
import { planFrequencies } from '../domain/direct-debit/plans.js';
import { checkMandateReference } from '../domain/direct-debit/references.js';
import type { Money } from '../domain/money.js';
import type { ContactDetails, PayerAccount, PlanFrequency, SetUpMandateInput } from '../workflows/messages.js';
import { sha256 } from './content-hash.js';
import { REFERENCE, text } from './validate.js';

/** A mandate as it is asked for. No text may begin with `=`, `+`, `-` or `@`: PTX refuses those. */
export interface MandateRequest {
  /** The Direct Debit reference: its name for all time, 6 to 18 characters as Bacs carries them. */
  reference: string;
  /** Name or id of the collection profile at PTX. */
  profile: string;
  /** Who pays. */
  contact: {
    /** Your own name for the payer, by which PTX finds him again: as references of cases are written. */
    reference: string;
    title: string;
    firstName: string;
    lastName: string;
    /** Needed where letters go by mail. */
    email?: string;
    /** How letters go; `EMAIL` when left out. The others need an address: lines, town, postcode and country. */
    communication?: ContactDetails['communication'];
    companyName?: string;
    /** E.164. */
    phone?: string;
    /** The lines are one text, with line breaks. The country is left as it is written. */
    address?: { lines?: string; town?: string; county?: string; postcode?: string; country?: string };
  };
  /** What is collected from. The name is folded to capitals without accents, and cut to 18 characters. */
  account: PayerAccount;
  /** Your own key, where the reference cannot hold it. */
  altReference?: string;
  /** What is collected by itself, in pounds; without one, one-offs are collected, or a plan is added later. */
  plan?: MandatePlan;
  /** Ask PTX whether the account is the payer's; "no" waits for a person. */
  verifyOwner?: boolean;
  /** Overwrite what PTX has of the payer where it differs; otherwise a difference is reported. */
  updateContact?: boolean;
  clock?: BusinessClock;
}

/** Weekday, day of the month and month come from the start. Days are `YYYY-MM-DD`. */
export interface MandatePlan {
  amount: Money;
  frequency: PlanFrequency;
  /** The first due date. */
  start: string;
  /** The last day on which it is collected: this, or `occurrences`, or neither. */
  end?: string;
  occurrences?: number;
}

export interface PreparedMandate {
  /** All but what the client adds: how the workers are set up. */
  input: Omit<SetUpMandateInput, 'lodgementDays' | 'httpTimeoutMs'>;
  contentHash: string;
}

/** What is wrong with a field, `contact.email`, or changed in it. `problem` goes on where the value stood, without it. */
export interface MandateFault {
  field: string;
  problem: string;
}

/** `mandate` is there when no field has a fault. */
export interface MandateCheck {
  mandate?: PreparedMandate;
  faults: MandateFault[];
  warnings: MandateFault[];
}

/** The longest texts that we send. Lengths are not documented; what was seen is shorter. Source: PTX API, samples. */
export const mostOf = {
  title: 20,
  name: 64,
  company: 100,
  altReference: 50,
  lines: 200,
  place: 60,
  postcode: 16,
} as const;

/** The ways in which letters go. Source: PTX API, "Contacts", communicationPref. */
export const communications = ['EMAIL', 'POST', 'LOCAL_PRINT', 'SERVICE_PRINT'] as const;

/** The scheme's limit of one item, in pence. */
const MOST_MINOR = 2_000_000_000;

/** How often a plan collects at most: more is a slip. */
export const mostOccurrences = 9999;

/** What PTX takes for a formula, at the beginning of a text or of one of its lines. Source: PTX API, "Introduction". */
export function formulaProblem(words: string): string | undefined {
  const [, first] = /^\s*([=+@-])/m.exec(words) ?? [];
  return first === undefined ? undefined : `begins with ${first}, which PTX refuses: begin with a letter or digit`;
}

const word = z.string('is not a text');
const day = word.refine(isDay, 'is not a date, write YYYY-MM-DD');

/** A text as Bacs or PTX carries it, by a reader that says why not. */
const readBy = <T>(read: (text: string) => Read<T>) =>
  word.transform((value, context) => {
    const result = read(value);
    if ('value' in result) return result.value;
    context.issues.push({ code: 'custom', input: undefined, message: result.problem });
    return z.NEVER;
  });

/** A check by what says what is wrong, if anything is. */
const saying =
  (problemOf: (value: string) => string | undefined) =>
  ({ value, issues }: z.core.ParsePayload<string>) => {
    const message = problemOf(value);
    if (message !== undefined) issues.push({ code: 'custom', input: undefined, message });
  };

const words = (most: number, controls = /\p{Cc}/u) =>
  text(most)
    .refine((value) => !controls.test(value), 'has control characters or line breaks, take them out')
    .check(saying(formulaProblem))
    .transform((value) => value.trim());

const addressSchema = z.strictObject({
  lines: words(mostOf.lines, /[^\P{Cc}\r\n]/u).optional(),
  town: words(mostOf.place).optional(),
  county: words(mostOf.place).optional(),
  postcode: words(mostOf.postcode).optional(),
  country: words(mostOf.place).optional(),
});

const contactSchema = z
  .strictObject({
    reference: words(100).pipe(
      word.regex(REFERENCE, 'write letters, digits and . _ - / with spaces only inside, at most 100 characters'),
    ),
    title: words(mostOf.title),
    firstName: words(mostOf.name),
    lastName: words(mostOf.name),
    email: words(254)
      .pipe(word.regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'is not an e-mail address'))
      .optional(),
    communication: z.enum(communications, `is none of ${communications.join(', ')}`).default('EMAIL'),
    companyName: words(mostOf.company).optional(),
    phone: word.regex(/^\+[1-9]\d{5,14}$/, 'is not a number in the form +31612345678').optional(),
    address: addressSchema.optional(),
  })
  .check(({ value: { communication, email, address }, issues }) => {
    const missing = (path: string[]) =>
      issues.push({
        code: 'custom',
        input: undefined,
        path,
        message: `is missing, and letters go by ${communication}`,
      });
    if (communication === 'EMAIL') {
      if (email === undefined) missing(['email']);
      return;
    }
    for (const field of ['lines', 'town', 'postcode', 'country'] as const) {
      if (address?.[field] === undefined) missing(['address', field]);
    }
  });

const planSchema = z
  .strictObject({
    amount: z.strictObject({
      minor: z
        .int('is not a whole number of pence')
        .min(1, 'is not above 0')
        .max(MOST_MINOR, 'is more than 20000000.00, the most that Bacs carries'),
      currency: z.literal('GBP', 'is not GBP, and Bacs carries nothing else'),
    }),
    frequency: z.enum(planFrequencies, `is none of ${planFrequencies.join(', ')}`),
    start: day,
    end: day.optional(),
    occurrences: z
      .int('is not a whole number')
      .min(1, 'is not above 0')
      .max(mostOccurrences, `is more than ${mostOccurrences}`)
      .optional(),
  })
  .check(({ value: { start, end, occurrences }, issues }) => {
    const fault = (path: string, message: string) =>
      issues.push({ code: 'custom', input: undefined, path: [path], message });
    if (end === undefined) return;
    if (end < start) fault('end', `${end} is before the start, ${start}`);
    if (occurrences !== undefined) fault('occurrences', 'is given beside an end, leave one of them out');
  });

const requestSchema = z.strictObject({
  reference: word.check(saying(checkMandateReference)),
  profile: words(100),
  contact: contactSchema,
  account: z.strictObject({
    sortCode: readBy(readSortCode),
    accountNumber: readBy(readAccountNumber),
    accountName: readBy(readAccountName),
  }),
  altReference: words(mostOf.altReference).optional(),
  plan: planSchema.optional(),
  verifyOwner: z.boolean('is not true or false').default(false),
  updateContact: z.boolean('is not true or false').default(false),
});

/** Judges a mandate without asking anybody, every fault at once, and makes it ready. */
export function prepareMandate({ clock, ...request }: MandateRequest): MandateCheck {
  const { data, error } = requestSchema.safeParse(request);
  if (!data) {
    const faults = error.issues.map(({ path, message }) => ({ field: path.join('.') || 'mandate', problem: message }));
    return { faults, warnings: [] };
  }
  const { account, contact, plan, altReference = null, ...rest } = data;
  const { name, isCut } = account.accountName;
  const { email = '', companyName = null, phone = null, address, ...who } = contact;
  const content = {
    ...rest,
    altReference,
    contact: { ...who, email, companyName, phone, address: addressOf(address) },
    account: { ...account, accountName: name },
    plan: plan ? { ...plan, end: plan.end ?? null, occurrences: plan.occurrences ?? null } : null,
  };
  const cut = `is longer than ${mostCharacters} characters, the bank sees the first ${mostCharacters}`;
  return {
    faults: [],
    warnings: isCut ? [{ field: 'account.accountName', problem: cut }] : [],
    mandate: {
      input: { ...content, calendar: latestCalendarVersion, ...(clock && { clock }) },
      contentHash: sha256(canonicalJson(content)),
    },
  };
}

/** A fault as the client's errors have it. */
export const mandateFaultLine = ({ field, problem }: MandateFault): string => `${field}: ${problem}`;

/** PTX wants all five; none of them given is no address. */
function addressOf(address: z.output<typeof addressSchema> | undefined): ContactDetails['address'] {
  if (!address || Object.values(address).every((part) => part === undefined)) return null;
  const { lines = '', town = '', county = '', postcode = '', country = '' } = address;
  return { lines, town, county, postcode, country };
}
