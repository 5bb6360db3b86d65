import { z } from 'zod';
import { parseTransactionTypes } from '../domain/bacs/transaction-types.js';
import { durationForm, formatDuration, parseDuration } from '../domain/duration.js';

// How the values of the variables are written: what each schema gives back is what the code works with.

// A fault's text continues a sentence that begins with the value.
const fault = (context: z.RefinementCtx<string>, message: string): never => {
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
};

export const duration = (leastMs: number, mostMs = Number.POSITIVE_INFINITY) =>
  z.string().transform((text, context) => {
    const ms = parseDuration(text);
    if (ms === undefined) return fault(context, `is not a duration, ${durationForm}`);
    if (ms < leastMs) return fault(context, `is too short, write ${formatDuration(leastMs)} or more`);
    if (ms > mostMs) return fault(context, `is too long, write ${formatDuration(mostMs)} or less`);
    return ms;
  });

export const wholeNumber = (least: number, most: number) =>
  z.string().transform((text, context) => {
    const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (number >= least && number <= most) return number;
    return fault(context, `is not a whole number from ${least} to ${most}`);
  });

const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);

// Kept as it was written, since the vendor's address is used as it stands: `URL` would add a slash.
export const url = z.string().transform((text, context) => {
  const parsed = URL.canParse(text) ? new URL(text) : undefined;
  if (!parsed || !/^https?:\/\//i.test(text)) {
    return fault(context, 'is not an address, write one that begins with https://');
  }
  if (parsed.username || parsed.password) return fault(context, 'has credentials inside, leave them out');
  if (parsed.protocol === 'http:' && !isLoopback(parsed.hostname)) {
    return fault(context, 'is not encrypted, write https:// (http:// is for loopback only)');
  }
  return text;
});

export const text = (form: RegExp, message: string) => z.string().regex(form, message);
export const headerText = text(
  /^[\x21-\x7e]+$/,
  'has characters that a header cannot carry, write visible ASCII without spaces',
);
export const filePath = text(/^[^\0]+$/, 'is not a path');

/** Scheme, host and port alone: paths are added behind it. */
export const origin = url.transform((address) => address.replace(/\/+$/, ''));

export const email = z.string().regex(/^[^\s@]+@[^\s@]+$/, 'is not an e-mail address');

export const paths = z.string().transform((json, context) => {
  try {
    return z.record(z.string(), z.string().startsWith('/')).parse(JSON.parse(json));
  } catch {
    return fault(
      context,
      'is not a table of paths, write {"files.upload":"/payments-service/api/file/upload/{profileId}"}',
    );
  }
});

export const transactionTypes = z.string().transform((text, context) => {
  const { types, faults } = parseTransactionTypes(text);
  return faults.length === 0 ? types : fault(context, `is wrong: ${faults.join('; ')}`);
});

// Several while keys are changed: the first encrypts, all decrypt.
export const payloadKeys = z.string().transform((keys, context) => {
  if (keys.split(',').every((key) => /^[A-Za-z0-9+/_-]{43}=?$/.test(key.trim()))) return keys;
  return fault(context, 'is not a key, write 32 random bytes in base64 (openssl rand -base64 32)');
});
