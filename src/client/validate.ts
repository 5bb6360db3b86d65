import { z } from 'zod';
import type { CollectRecordInput } from '../workflows/messages.js';
import { InvalidInputError } from './errors.js';

/** What a reference may look like: letters, digits and `. _ - /`, spaces inside, at most 100 characters. */
export const REFERENCE = /^[A-Za-z0-9._/-](?:[A-Za-z0-9._/ -]{0,98}[A-Za-z0-9._/-])?$/;

/** What the SRRID of a bill may look like: as a reference, at most 36 characters. */
export const SRRID = /^(?=.{1,36}$)[A-Za-z0-9._/-](?:[A-Za-z0-9._/ -]*[A-Za-z0-9._/-])?$/;

/** What the key of a batch may look like: it is a mark in a description at PTX. */
export const KEY = /^[A-Za-z0-9._-]{1,40}$/;

const TEN_YEARS_MS = 10 * 365 * 24 * 3_600_000;

// No message may show a value: it could be personal.
/** A text that is not empty. */
export const text = (most: number) =>
  z
    .string('is not a text')
    .max(most, `is too long, write at most ${most} characters`)
    .refine((value) => value.trim() !== '', 'is empty');
const day = z.string('is not a date, write YYYY-MM-DD').refine(isDay, 'is not a date, write YYYY-MM-DD');
const instant = z.string('is not an instant').refine((value) => !Number.isNaN(Date.parse(value)), 'is not an instant');
const duration = z
  .int('is not a whole number of milliseconds')
  .min(0, 'is negative')
  .max(TEN_YEARS_MS, 'is longer than ten years');

const stepSchema = z.strictObject({
  channel: z.enum(['message', 'voice'], 'is neither message nor voice'),
  script: z.string('is not a text of digits').regex(/^\d{1,9}$/, 'is not the number of a script, write digits'),
  waitMs: duration,
});

const inputSchema = z
  .strictObject({
    reference: z
      .string('is not a text')
      .regex(REFERENCE, 'write letters, digits and . _ - / with spaces only inside, at most 100 characters'),
    debtor: z.strictObject({
      name: text(200).optional(),
      email: text(254)
        .regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'is not an e-mail address')
        .optional(),
      phones: z.array(
        z.string('is not a text').regex(/^\+[1-9]\d{5,14}$/, 'is not a number in the form +31612345678'),
        'is not a list',
      ),
      birthDate: day.optional(),
    }),
    invoice: z.strictObject({
      number: text(100),
      description: text(500).optional(),
      amount: z.strictObject({
        minor: z.int('is not a whole number of cents').min(1, 'is not above 0').max(99_999_999_999_999, 'is too high'),
        currency: z.string('is not a text').regex(/^[A-Z]{3}$/, 'is not a currency, write three capitals like EUR'),
      }),
      date: day.optional(),
      dueDate: day,
    }),
    plan: z.strictObject({
      payLink: z.discriminatedUnion(
        'from',
        [z.strictObject({ from: z.literal('script') }), z.strictObject({ from: z.literal('api'), waitMs: duration })],
        'is from neither script nor api',
      ),
      steps: z.array(stepSchema, 'is not a list').max(50, 'has more than 50 steps'),
    }),
    imported: z
      .strictObject({
        script: z.string('is not a text'),
        at: instant,
        status: text(100),
        messages: z.array(
          z.strictObject({ context: z.string().optional(), message: z.string(), level: z.string().optional() }),
          'is not a list',
        ),
      })
      .optional(),
    billSrrid: z.string('is not a text').regex(SRRID, 'is not the SRRID of a bill').optional(),
    clock: z
      .strictObject({ since: instant, origin: instant, speed: z.number('is not a number').positive('is not above 0') })
      .optional(),
    httpTimeoutMs: z.int('is not a whole number of milliseconds').min(1, 'is not above 0').optional(),
  })
  .check(({ value, issues }) => {
    const fault = (path: string[], message: string) => issues.push({ code: 'custom', input: undefined, path, message });
    const { debtor, invoice, plan, imported, billSrrid } = value;
    if (billSrrid !== undefined && invoice.amount.currency !== 'EUR') {
      fault(['invoice', 'amount', 'currency'], 'is not EUR, as that of a debt with a bill at AcceptEasy is');
    }
    const [first] = plan.steps;
    if (
      imported &&
      (plan.payLink.from !== 'script' || first?.channel !== 'message' || first.script !== imported.script)
    )
      fault(['imported', 'script'], 'is not that of a first message which makes the PayLink');
    const messages = plan.steps.some(({ channel }) => channel === 'message');
    if (messages && debtor.email === undefined && debtor.phones.length === 0) {
      fault(['debtor'], 'has neither an e-mail address nor a phone, and the plan sends a message');
    }
    if (plan.payLink.from === 'script') {
      if (!messages) fault(['plan', 'steps'], 'has no message whose script makes the PayLink');
      return;
    }
    const why = 'is needed for a PayLink that is made by the API';
    if (debtor.name === undefined) fault(['debtor', 'name'], why);
    if (invoice.description === undefined) fault(['invoice', 'description'], why);
    if (invoice.date === undefined) fault(['invoice', 'date'], why);
  });

/** Throws `InvalidInputError` with every fault at once, as `invoice.dueDate: is not a date, write YYYY-MM-DD`. */
export function checkInput(input: CollectRecordInput): void {
  const { error } = inputSchema.safeParse(input);
  if (!error) return;
  throw new InvalidInputError(
    error.issues.map(({ path, message }) => `${path.length === 0 ? 'input' : path.join('.')}: ${message}`),
  );
}

function isDay(value: string): boolean {
  const start = /^\d{4}-\d{2}-\d{2}$/.test(value) ? new Date(value) : undefined;
  return start !== undefined && !Number.isNaN(start.getTime()) && start.toISOString().slice(0, 10) === value;
}
