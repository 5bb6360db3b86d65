import { describe, expect, test } from '@jest/globals';
import { PTX_OPERATIONS } from '../../../src/simulators/ptx/control-types.js';
import { sample } from '../../vendors/ptx/samples.js';
import { contact, type DdmRig, idIn, payerIn, startDdmRig } from './ddm-records-support.js';
import type { Json } from './support.js';

interface Query {
  entity: object;
  criteria?: { searchCriteria: Parameter[] };
  resultFields: object[];
}
interface Parameter {
  '@type': string;
  operator: { symbol: string };
  queryValue?: unknown;
  queryValues?: unknown;
}

const queryOf = (name: string): Query => structuredClone(sample(`${name}.request`)) as Query;

/** The sample's query with other values, parameter by parameter; what is undefined stays as it is. */
function withValues(name: string, values: readonly unknown[]): Query {
  const query = queryOf(name);
  const parameters = query.criteria?.searchCriteria.filter((each) => each['@type'] === 'QueryParameter') ?? [];
  for (const [index, value] of values.entries()) {
    const parameter = parameters[index];
    if (parameter === undefined || value === undefined) continue;
    delete parameter.queryValue;
    parameter.queryValues = [value].flat().map(($value) => ({ '@type': 'string', $value }));
  }
  return query;
}

function firstRowOf(answer: Json): Json {
  const rows = answer.rows as unknown as { values: { resultValues: { value: Json }[] }[] }[];
  return rows[0]?.values[0]?.resultValues[0]?.value ?? ({} as Json);
}

/** Two mandates of two contacts, the second one with a plan and suspended. */
async function filledRig(): Promise<{ rig: DdmRig; first: string; second: string }> {
  const rig = await startDdmRig();
  const first = await rig.createMandate({ altReference: 'ALT-1', status: 'ACTIVE' });
  await rig.call('PUT', `/ddm/contacts/${payerIn(first)}`, {
    ...contact({ phone: '012345', companyName: 'Example Ltd' }),
    address: { ...contact().address, county: 'WILTS' },
  });
  const second = await rig.createMandate({ reference: 'CASE-2002', altReference: 'ALT-2' });
  await rig.addPlan(second);
  await rig.setStatus(second, 'ACTIVE');
  await rig.setStatus(second, 'SUSPENDED');
  return { rig, first, second };
}

type Filled = Awaited<ReturnType<typeof filledRig>>;
const BETWEEN = ['2026-03-02T00:00:00.000Z', '2026-03-02T23:59:59.100Z'];

/** What each query is asked for, and how many rows it finds. */
const QUERIES: [string, (filled: Filled) => unknown[], number][] = [
  ['collectionProfiles.queryAll', () => [], 2],
  ['collectionProfiles.queryByName', () => [], 1],
  ['contacts.queryByLastName', () => ['aye'], 2],
  ['contacts.queryByReference', () => ['PAYER-'], 2],
  ['mandates.queryByContactId', ({ first }) => [payerIn(first)], 1],
  ['mandates.queryNotDeleted', () => [], 2],
  ['mandates.queryByContactIdNotDeleted', ({ second }) => [payerIn(second)], 1],
  ['mandates.queryCancelledOrSuspended', () => [], 1],
  ['mandates.queryByProfileId', () => [4826], 2],
  ['mandates.queryCancelledOrSuspendedBetweenDates', () => [BETWEEN], 1],
  ['mandates.queryByReference', () => ['CASE-200'], 1],
  ['correspondence.queryAll', () => [], 3],
  ['correspondence.queryBySubject', () => ['NEW_MANDATE_NO_PLAN'], 1],
  ['correspondence.queryByProfileIdAndStatus', () => [4826], 3],
];

test.each(QUERIES)(
  'the documented query %s finds its rows, with the document’s own fields',
  async (name, ask, found) => {
    const filled = await filledRig();
    const query = withValues(name, ask(filled));
    const { status, rows, count, body } = await filled.rig.query(query);
    expect([status, rows.length, count]).toEqual([200, found, found]);
    expect(body.fields).toEqual(query.resultFields);
    expect((await filled.rig.control.calls()).at(-1)?.operation).toBe(`ptx.${name}`);
    const documented = Object.keys(firstRowOf(sample(`${name}.response`) as Json));
    const present = new Set(rows.flatMap((row) => Object.keys(row)));
    const lossy = ['communicationSettingsId'];
    expect([...present]).toEqual(expect.arrayContaining(documented.filter((key) => !lossy.includes(key))));
  },
);

test('every operation of the catalogue has a name here', () => {
  expect([PTX_OPERATIONS.length, new Set(PTX_OPERATIONS).size]).toEqual([94, 94]);
});

describe('rows', () => {
  test('of mandates come newest first, with the id of their plan', async () => {
    const { rig, first, second } = await filledRig();
    const { rows } = await rig.query(queryOf('mandates.queryNotDeleted'));
    expect(rows.map(({ id }) => id)).toEqual([idIn(second), idIn(first)]);
    const [plan] = await rig.control.plans();
    expect(rows.map((row) => row.paymentPlanIds)).toEqual([[plan?.id], undefined]);
    expect(rows[0]).toMatchObject({ created: '2026-03-02T09:00:00.000', restrictedDate: '2026-03-16T00:00:00.000' });
  });

  test('of contacts have the lines of the address in a list, and leave out what is empty', async () => {
    const { rig } = await filledRig();
    const { rows } = await rig.query(withValues('contacts.queryByReference', ['PAYER-1']));
    expect(rows[1]).toMatchObject({ status: 'ACTIVE', address: { lines: ['1 High Street', 'Flat 2'] } });
    expect(Object.keys(rows[1]?.address ?? {})).toEqual(['id', 'lines', 'town', 'code', 'country']);
  });

  test('of letters show the mandate’s id only every other time', async () => {
    const { rig } = await filledRig();
    const { rows } = await rig.query(queryOf('correspondence.queryAll'));
    expect(rows.map(({ mandateId }) => mandateId !== undefined)).toEqual([true, false, true]);
    expect(rows.map(({ reference }) => reference)).toEqual(['CASE-2002', 'CASE-2002', 'CASE-1001']);
  });

  test('of one-off letters have amount, day and words', async () => {
    const { rig, first } = await filledRig();
    const body = { amount: '45.50', dueDate: '2026-04-01', comments: 'as agreed', paymentType: 'REFUND' };
    await rig.call('POST', `${first}/transaction`, body);
    const { rows } = await rig.query(withValues('correspondence.queryBySubject', ['REFUND_PAYMENT']));
    expect(rows).toMatchObject([{ amount: 45.5, comments: 'as agreed', dueDate: '2026-04-01T00:00:00.000' }]);
  });

  test('of a deleted mandate are left out where that is asked', async () => {
    const { rig, first } = await filledRig();
    await rig.call('DELETE', first);
    expect((await rig.query(queryOf('mandates.queryNotDeleted'))).count).toBe(1);
    expect((await rig.query(withValues('mandates.queryByReference', ['CASE-1001']))).rows).toMatchObject([
      { status: 'DELETED' },
    ]);
  });
});

describe('a query', () => {
  test('of references looks for a part, with its case', async () => {
    const { rig } = await filledRig();
    expect((await rig.query(withValues('mandates.queryByReference', ['ASE-']))).count).toBe(2);
    expect((await rig.query(withValues('mandates.queryByReference', ['case']))).count).toBe(0);
  });

  test('by symbols that the document does not have is refused', async () => {
    const { rig } = await filledRig();
    const text = JSON.stringify(queryOf('contacts.queryByReference'));
    const email = JSON.parse(text.replaceAll('Contact.reference', 'Contact.email'));
    expect((await rig.query(email)).status).toBe(400);
    const plans = JSON.parse(text.replaceAll('com.bottomline.ddm.model.contact"', 'com.bottomline.ddm.model.plan"'));
    expect((await rig.query(plans)).status).toBe(400);
  });
});
