import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { buildSchema, parse, validate } from 'graphql';
import type { z } from 'zod';
import * as answers from '../../../src/vendors/alphacomm/answers.js';
import { type AlphacommClient, createAlphacommClient } from '../../../src/vendors/alphacomm/client.js';
import * as documents from '../../../src/vendors/alphacomm/documents.js';
import { samples } from './samples.js';

const schemaText = readFileSync(new URL('../../support/alphacomm-schema.graphql', import.meta.url), 'utf8');
const likely = buildSchema(schemaText);
/** Only what the page prints at that very place. */
const printed = buildSchema(schemaText.replace(/,?\s*\w+: \w+ @elsewhere/g, ''));

const faults = (schema: typeof likely, document: string) =>
  validate(schema, parse(document)).map(({ message }) => message);

const forms = Object.entries(documents).map(([name, document]) => ({
  name,
  full: typeof document === 'string' ? document : document.full,
  documented: typeof document === 'string' ? document : document.documented,
}));

test.each(forms)('$name asks only for what the vendor documents', ({ name, full, documented }) => {
  expect(faults(likely, full)).toEqual([]);
  const undocumented = name === 'PAGE_BATCHES' ? ['offset', 'limit'] : [];
  expect(faults(printed, documented)).toEqual(undocumented.map((each) => expect.stringContaining(each)));
});

test('no document asks for the name or the gender of a person, but the search that tells debtors apart by name', () => {
  const asked = forms.map(({ name, full }) => [name, ...(full.match(/\bperson\w*/g) ?? [])]);
  expect(asked.filter(([, ...fields]) => fields.length > 0)).toEqual([['SEARCH_NAMED_MANDATES', 'personName']]);
});

test.each<[string, z.ZodType, unknown]>([
  ['addRecords', answers.addedRecordsSchema, samples.addRecords],
  ['addRecords, rejected', answers.addedRecordsSchema, samples.addRecordsRejected],
  ['addFile', answers.addedRecordsSchema, samples.addFile],
  ['batches', answers.batchPageSchema, samples.batches],
  ['payLink.create', answers.createdPayLinkSchema, samples.createPayLink],
  ['payLinks, simple', answers.payLinkPageSchema, samples.payLinksSimple],
  ['payLinks, simple, older', answers.payLinkListSchema, samples.payLinksSimpleOlder],
  ['payLinks, one', answers.payLinkListSchema, samples.findPayLink],
  ['payLinks, by reference', answers.payLinkListSchema, samples.payLinksByReference],
  ['payLinks, advanced', answers.payLinkPageSchema, samples.payLinksAdvanced],
  ['mandate.create', answers.createdMandateSchema, samples.createMandate],
  ['mandates, simple', answers.mandateListSchema, samples.mandatesSimple],
  ['mandates, one', answers.mandateListSchema, samples.findMandate],
  ['mandates, advanced', answers.mandatePageSchema, samples.mandatesAdvanced],
  ['stopCalling', answers.stoppedCallingSchema, samples.stopCalling],
])('the documented answer of %s is understood', (_name, schema, sample) => {
  expect(schema.safeParse(sample).error).toBeUndefined();
});

/** The 13 calls of the documentation, and what the client calls them. */
const operations: Record<keyof AlphacommClient, string> = {
  addRecords: 'alphacomm.import.addRecords',
  addFile: 'alphacomm.import.addFile',
  searchBatches: 'alphacomm.import.batches.search',
  createPayLink: 'alphacomm.payLink.create',
  listPayLinks: 'alphacomm.payLink.search',
  findPayLink: 'alphacomm.payLink.find',
  findPayLinksByReference: 'alphacomm.payLink.searchByReference',
  findPayLinksByAttribute: 'alphacomm.payLink.searchByReference',
  searchPayLinks: 'alphacomm.payLink.searchAdvanced',
  createMandate: 'alphacomm.mandate.create',
  listMandates: 'alphacomm.mandate.search',
  findMandate: 'alphacomm.mandate.find',
  searchMandates: 'alphacomm.mandate.searchAdvanced',
  stopCalling: 'alphacomm.voice.stopCalling',
};

test('the client has every documented operation, and no other', () => {
  const client = createAlphacommClient({ url: 'http://127.0.0.1:9/', apiKey: 'key', timeoutMs: 1_000 });
  expect(Object.keys(client).sort()).toEqual(Object.keys(operations).sort());
  expect(new Set(Object.values(operations)).size).toBe(13);
});
