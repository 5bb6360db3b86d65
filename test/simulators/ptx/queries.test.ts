import { describe, expect, test } from '@jest/globals';
import { sample } from '../../vendors/ptx/samples.js';
import { APPROVER, CLOSED, DIRECT, HOUR, INDIRECT, INDIRECT_SINGLE, type Json, startPtxRig } from './support.js';

const SAMPLES = [
  'paymentProfiles.queryAll',
  'paymentProfiles.queryByName',
  'batches.queryRejectedBetweenDates',
  'instructions.queryByBatchId',
  'instructions.queryCreatedSince',
  'instructions.queryCreatedSinceByBatchId',
  'instructions.queryByReferenceAndBatchId',
  'files.querySuccessfulByBatchId',
  'files.queryFailedByBatchId',
  'files.queryFailedBySubmissionId',
  'files.queryFailedByBatchIdAndError',
  'bacsMessages.queryAll',
  'bacsMessages.queryNotDownloaded',
  'bacsMessages.queryInstructionDetailByReportId',
];

type Parameter = {
  field: { symbol: string };
  operator: { symbol: string };
  queryValue?: unknown;
  queryValues?: unknown;
};
interface Query {
  entity: object;
  criteria?: { searchCriteria: (Parameter & { '@type': string })[] };
  resultFields: object[];
  resultsPage?: { firstResult: number; maxResults: number };
}

const queryOf = (name: string): Query => structuredClone(sample(`${name}.request`)) as Query;

/** The sample's query with other values, parameter by parameter. */
function withValues(name: string, ...values: unknown[]): Query {
  const query = queryOf(name);
  const parameters = query.criteria?.searchCriteria.filter((each) => each['@type'] === 'QueryParameter') ?? [];
  for (const [index, $value] of values.entries()) {
    const parameter = parameters[index];
    if (parameter === undefined) throw new Error(`${name} has no parameter ${index}`);
    delete parameter.queryValues;
    parameter.queryValue = { '@type': 'string', $value };
  }
  return query;
}

const keysOf = (value: unknown): string[] => Object.keys(value as object);

/** The value of a row of a documented answer, without the model's wrapping. */
function firstRowOf(answer: Json): Json {
  const rows = answer.rows as unknown as { values: { resultValues: { value: Json }[] }[] }[];
  const value = rows[0]?.values[0]?.resultValues[0]?.value ?? ({} as Json);
  return value.model ?? value;
}

/** Fills a simulator so that every query has something to find. */
async function filledRig() {
  const rig = await startPtxRig();
  const batch = await rig.createBatch();
  await rig.addPayment(batch.batchId);
  await rig.addPayment(batch.batchId, { reference: 'TEST9662', transactionType: '2', amount: '101' });
  await rig.control.setSubmissionStatus(batch.submissionId, 'Rejected');
  const { reportId } = await rig.control.addMessage({ type: 'ARUDD', records: [{ ref: 'REF-101', returnCode: '0' }] });
  const form = new FormData();
  form.append('file', new Blob(['200000ERROR,42222223,NAME,REF,100,99\n']), 'bad.csv');
  const { 'content-type': _json, ...headers } = await rig.login(APPROVER);
  await rig.raw('POST', `/payments-service/api/file/${DIRECT}`, headers, form);
  await rig.control.advance(HOUR);
  return { rig, batch, reportId, file: (await rig.control.submissions())[1] };
}

test.each(SAMPLES)('the documented query %s is answered with fields, rows and a count', async (name) => {
  const rig = await startPtxRig();
  const query = queryOf(name);
  const { status, body, count } = await rig.query(query);
  expect(status).toBe(200);
  expect(body.fields).toEqual(query.resultFields);
  expect(count).toBe(name === 'paymentProfiles.queryAll' ? 4 : name === 'paymentProfiles.queryByName' ? 2 : 0);
  expect((await rig.control.calls()).at(-1)?.operation).toBe(`ptx.${name}`);
});

describe('rows have every field of the document’s own', () => {
  test.each(SAMPLES)('%s', async (name) => {
    const { rig, batch, reportId, file } = await filledRig();
    const values: Record<string, unknown[]> = {
      'paymentProfiles.queryByName': ['INDIRECT'],
      'instructions.queryByBatchId': [String(batch.batchId)],
      'instructions.queryCreatedSince': ['2026-03-02T09:00:00.000'],
      'instructions.queryCreatedSinceByBatchId': ['2026-03-02T09:00:00.000', batch.batchId],
      'instructions.queryByReferenceAndBatchId': ['test9662', batch.batchId],
      'files.querySuccessfulByBatchId': [batch.batchId],
      'files.queryFailedByBatchId': [file?.batchId],
      'files.queryFailedBySubmissionId': [file?.submissionId],
      'files.queryFailedByBatchIdAndError': [file?.batchId, 'Error'],
      'bacsMessages.queryInstructionDetailByReportId': [reportId],
    };
    const query = withValues(name, ...(values[name] ?? []));
    for (const each of query.criteria?.searchCriteria ?? []) {
      if (each.operator?.symbol !== 'BETWEEN') continue;
      const days = ['2026-03-04T00:00:00.000Z', '2026-03-04T23:59:59.100Z'];
      each.queryValues = days.map(($value) => ({ '@type': 'date', $value }));
    }
    const { status, rows, count } = await rig.query(query);
    expect([status, count]).toEqual([200, rows.length]);
    const documented = firstRowOf(sample(`${name}.response`) as Json);
    const lossy = ['userGroup', 'parentUserGroup', 'eCode'];
    expect(keysOf(rows[0]?.model ?? rows[0])).toEqual(
      expect.arrayContaining(keysOf(documented).filter((key) => !lossy.includes(key))),
    );
  });
});

describe('pages', () => {
  test('the count is that of all hits, and pages follow by firstResult', async () => {
    const rig = await startPtxRig();
    const { batchId } = await rig.createBatch();
    for (let n = 1; n <= 7; n += 1) await rig.addPayment(batchId, { reference: `REF-${n}` });
    const query = withValues('instructions.queryByBatchId', batchId);
    const seen: unknown[] = [];
    for (const firstResult of [0, 3, 6, 9]) {
      const page = await rig.query({ ...query, resultsPage: { firstResult, maxResults: 3 } });
      expect(page.count).toBe(7);
      seen.push(...page.rows.map((row) => row.model?.index));
    }
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  test('without a page there are 50 rows, and never more than 500', async () => {
    const rig = await startPtxRig();
    const { batchId } = await rig.createBatch();
    for (let n = 0; n < 520; n += 20) await Promise.all(Array.from({ length: 20 }, () => rig.addPayment(batchId)));
    const { resultsPage: _page, ...query } = withValues('instructions.queryByBatchId', batchId);
    expect((await rig.query(query)).rows).toHaveLength(50);
    const large = await rig.query({ ...query, resultsPage: { firstResult: 0, maxResults: 5000 } });
    expect([large.rows.length, large.count]).toEqual([500, 520]);
  });

  test('by reference, rows come in no order of their own, yet in the same on every page', async () => {
    const rig = await startPtxRig();
    const { batchId } = await rig.createBatch();
    for (let n = 0; n < 30; n += 1) await rig.addPayment(batchId, { reference: `REF-${n}` });
    const query = withValues('instructions.queryByReferenceAndBatchId', 'ref-', batchId);
    const all = await rig.query(query);
    const indexes = all.rows.map((row) => Number(row.model?.index));
    expect(indexes).not.toEqual([...indexes].sort((a, b) => a - b));
    const pages = [0, 10, 20].map((firstResult) =>
      rig.query({ ...query, resultsPage: { firstResult, maxResults: 10 } }),
    );
    expect((await Promise.all(pages)).flatMap(({ rows }) => rows)).toEqual(all.rows);
  });

  test('submissions come newest first', async () => {
    const rig = await startPtxRig();
    for (const description of ['first', 'second']) await rig.createBatch({ description });
    const query = queryOf('batches.queryRejectedBetweenDates');
    const { rows } = await rig.query({ ...query, criteria: undefined });
    expect(rows.map(({ description }) => description)).toEqual(['second', 'first']);
    expect(rows[0]).toMatchObject({ status: 'DF', statusDescription: 'Draft', numberOfApprovals: 2, indirect: true });
  });
});

describe('criteria', () => {
  const NAME = 'com.bottomline.cpay.model.application.name';
  const parameter = (symbol: string, operator: string, value: object) => ({
    '@type': 'QueryParameter',
    field: { name: 'x', symbol, fieldType: 'STRING_CI', key: false },
    operator: { symbol: operator },
    ...value,
  });
  const text = ($value: string) => ({ '@type': 'string', $value });

  test.each([
    ['=', { queryValue: text('test indirect single') }, [INDIRECT_SINGLE]],
    ['=', { queryValues: [text('TEST INDIRECT SINGLE')] }, [INDIRECT_SINGLE]],
    ['<>', { queryValue: text('test indirect single') }, [CLOSED, INDIRECT, DIRECT]],
    ['CONTAINS', { queryValue: [text('indirect')] }, [INDIRECT_SINGLE, INDIRECT]],
    ['CONTAINS', { queryValues: text('indirect') }, [INDIRECT_SINGLE, INDIRECT]],
    ['IN', { queryValue: text('test indirect single') }, [INDIRECT_SINGLE]],
    ['IN', { queryValues: [text('test payment profile'), text('TEST CLOSED PROFILE')] }, [CLOSED, DIRECT]],
    ['BETWEEN', { queryValues: [text('test closed'), text('test indirect z')] }, [CLOSED, INDIRECT_SINGLE, INDIRECT]],
    ['>=', { queryValue: text('test p') }, [DIRECT]],
  ])('%s %j', async (operator, value, expected) => {
    const rig = await startPtxRig();
    const query = queryOf('paymentProfiles.queryByName');
    const { rows } = await rig.query({ ...query, criteria: { searchCriteria: [parameter(NAME, operator, value)] } });
    expect(rows.map(({ id }) => Number(id))).toEqual(expected);
  });

  const good = parameter(NAME, '=', { queryValue: text('a') });
  test.each([
    ['an unknown entity', { entity: { symbol: 'com.bottomline.x' } }],
    ['an unknown result', { resultFields: [{ symbol: 'com.bottomline.x' }] }],
    ['an unknown field', { criteria: { searchCriteria: [parameter('x', '=', { queryValue: text('a') })] } }],
    ['an unknown operator', { criteria: { searchCriteria: [parameter(NAME, 'LIKE', { queryValue: text('a') })] } }],
    ['no value', { criteria: { searchCriteria: [parameter(NAME, '=', {})] } }],
    [
      'a BETWEEN of one value',
      { criteria: { searchCriteria: [parameter(NAME, 'BETWEEN', { queryValue: text('a') })] } },
    ],
    ['no relationship', { criteria: { searchCriteria: [good, good] } }],
    ['OR', { criteria: { searchCriteria: [good, { '@type': 'QueryRelationship', symbol: 'OR' }, good] } }],
    ['a page as text', { resultsPage: { firstResult: '0' } }],
  ])('%s is refused', async (_what, change) => {
    const rig = await startPtxRig();
    expect(await rig.query({ ...queryOf('paymentProfiles.queryAll'), ...change })).toMatchObject({ status: 400 });
  });
});
