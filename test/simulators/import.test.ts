import { describe, expect, test } from '@jest/globals';
import {
  ADD_RECORDS,
  BATCHES,
  effectsOf,
  type ImportData,
  mailRow,
  startRig,
  type TestRig,
  voiceRow,
} from './support.js';

interface BatchData {
  import: { batches: { items: { name: string; status: string; records: { status: string; reference: string }[] }[] } };
}

async function batch(rig: TestRig, name: string) {
  const { body } = await rig.graphql<BatchData>(BATCHES, { filters: { name: { equalTo: name } } });
  return body.data.import.batches.items[0];
}

const file = (text: string, extension = 'csv') => ({ extension, contents: Buffer.from(text).toString('base64') });

async function addFile(rig: TestRig, text: string, extension?: string): Promise<string> {
  const { body } = await rig.graphql<ImportData>(ADD_RECORDS, { file: file(text, extension) });
  expect(body.data.import.addRecords).toMatchObject({ status: 'queued', records: [] });
  return body.data.import.addRecords.name;
}

describe('rows', () => {
  test('an accepted record becomes created, and updated when the same reference comes again for the script', async () => {
    const rig = await startRig();
    const names: string[] = [];
    for (const row of [mailRow('A-1'), mailRow('A-1'), mailRow('A-1', { script: '1002' })]) {
      const { body } = await rig.import(row);
      expect(body.data.import.addRecords.records[0]?.status).toBe('accepted');
      names.push(body.data.import.addRecords.name);
    }
    await rig.control.advance(1000);
    const statuses = await Promise.all(names.map(async (name) => (await batch(rig, name))?.records[0]?.status));
    expect(statuses).toEqual(['created', 'updated', 'created']);
    expect(new Set(names).size).toBe(3);
    expect((await effectsOf(rig, 'A-1')).filter((effect) => effect.startsWith('record'))).toEqual([
      'record.created',
      'record.updated',
      'record.created',
    ]);
  });

  test.each([
    ['a mail script without an address', mailRow('A-1', { toMailAddress: null }), 'toMailAddress'],
    ['a mail script with a wrong address', mailRow('A-1', { toMailAddress: 'nobody' }), 'toMailAddress'],
    ['a text script without a phone', mailRow('A-1', { script: '1003' }), 'toPhoneNumbers'],
    ['a voice script with a wrong phone', voiceRow('A-1', { toPhoneNumbers: ['06-1'] }), 'toPhoneNumbers'],
    ['an amount with decimals', mailRow('A-1', { invoiceAmount: '100.00' }), 'invoiceAmount'],
    ['no currency', mailRow('A-1', { invoiceCurrency: null }), 'invoiceCurrency'],
    ['a script that is no number', mailRow('A-1', { script: 'mail' }), 'script'],
    ['an empty reference', mailRow(' '), 'reference'],
    ['a day that the calendar lacks', mailRow('A-1', { invoiceDate: '2026-02-30' }), 'invoiceDate'],
  ])('%s: the record is rejected and says why, the batch is done', async (_what, row, context) => {
    const rig = await startRig();
    const { body } = await rig.import(row, mailRow('A-9'));
    expect(body.data.import.addRecords).toMatchObject({
      status: 'done',
      records: [
        { status: 'rejected', messages: [{ context, message: expect.any(String), level: 'error' }] },
        { status: 'accepted' },
      ],
    });
    expect(await rig.control.ledger({ effect: 'record.rejected' })).toMatchObject([{ detail: context }]);
  });

  test('rows and file together, or neither, are refused; an empty list makes an empty batch', async () => {
    const rig = await startRig();
    for (const variables of [{}, { rows: [mailRow('A-1')], file: file('x') }]) {
      expect((await rig.graphql(ADD_RECORDS, variables)).body.errors).toHaveLength(1);
    }
    expect((await rig.import()).body.data.import.addRecords.status).toBe('empty');
  });
});

describe('messages', () => {
  test('a second after import the link is made and the message goes out', async () => {
    const rig = await startRig();
    await rig.import(mailRow('A-1'));
    expect(await effectsOf(rig)).toEqual(['record.created']);
    await rig.control.advance(1000);
    const entries = await rig.control.ledger({ reference: 'A-1' });
    expect(entries.map(({ effect, at }) => [effect, at])).toEqual([
      ['record.created', '2026-03-02T09:00:00.000Z'],
      ['payLink.created', '2026-03-02T09:00:01.000Z'],
      ['message.sent', '2026-03-02T09:00:01.000Z'],
    ]);
    expect(entries[1]).toMatchObject({ script: '1001', amountMinor: 10000, id: (await rig.links()).items[0]?.id });
  });

  test.each([
    ['the same amount keeps the unpaid link', 'part-paid', '10000', 1],
    ['another amount makes a new link', 'part-paid', '9000', 2],
    ['a paid link is not sent again', 'paid', '10000', 2],
  ] as const)('a record imported again sends again: %s', async (_what, story, invoiceAmount, links) => {
    const rig = await startRig();
    await rig.import(mailRow('A-1'));
    await rig.control.advance(1000);
    await rig.control.tell({ reference: 'A-1', story });
    await rig.import(mailRow('A-1', { invoiceAmount }));
    await rig.control.advance(1000);
    expect(await rig.control.ledger({ effect: 'message.sent' })).toHaveLength(2);
    expect((await rig.links()).pagination.total).toBe(links);
  });

  test('a rejected record contacts nobody', async () => {
    const rig = await startRig();
    await rig.import(mailRow('A-1', { toMailAddress: null }));
    await rig.control.advance(3_600_000);
    expect(await effectsOf(rig)).toEqual(['record.rejected']);
  });
});

describe('files', () => {
  const HEADER =
    'identification_identifier,script,personFamilyName,toMailAddress,toPhoneNumbers,invoiceAmount,invoiceCurrency';

  test('a file waits, runs and is done, and its records are worked on', async () => {
    const rig = await startRig();
    const text = `\uFEFF${HEADER}\r\nA-1,1001,"Example, ""the"" first",one@example.com,,10000,EUR\r\nA-2,18301,Example,,+31600000000 +31600000001,2000,EUR\r\nA-3,1001,Example,,,2000,EUR\r\n`;
    const name = await addFile(rig, text);
    expect(await effectsOf(rig)).toEqual(['file.accepted']);
    await rig.control.advance(1000);
    expect(await batch(rig, name)).toEqual({ name, action: 'IMPORT', status: 'running', records: [] });
    await rig.control.advance(1000);
    expect((await batch(rig, name))?.status).toBe('done');
    await rig.control.advance(1000);
    expect((await batch(rig, name))?.records).toEqual([
      { reference: 'A-1', status: 'created' },
      { reference: 'A-2', status: 'created' },
      { reference: 'A-3', status: 'rejected' },
    ]);
    expect((await rig.links()).items).toMatchObject([{ personName: 'Example, "the" first' }]);
    expect(await effectsOf(rig, 'A-2')).toEqual(['record.created', 'call.planned']);
  });

  test('a semicolon separates as well as a comma', async () => {
    const rig = await startRig();
    await addFile(rig, `${HEADER.replaceAll(',', ';')}\nA-1;1001;Example;one@example.com;;10000;EUR\n`);
    await rig.control.advance(2000);
    expect(await effectsOf(rig, 'A-1')).toEqual(['record.created']);
  });

  test.each([
    ['no known header', 'a,b\n1,2\n', 'csv'],
    ['a quote that does not end', `${HEADER}\n"A-1,1001`, 'csv'],
    ['a format that is not csv', 'x', 'xlsx'],
  ])('%s: the batch ends in error', async (_what, text, extension) => {
    const rig = await startRig();
    const name = await addFile(rig, text, extension);
    await rig.control.advance(2000);
    expect((await batch(rig, name))?.status).toBe('error');
  });

  test('contents that are not Base64 are queued and end in error; an unknown extension is refused', async () => {
    const rig = await startRig();
    const { body } = await rig.graphql<ImportData>(ADD_RECORDS, {
      file: { extension: 'csv', contents: '<<nothing>>' },
    });
    await rig.control.advance(2000);
    expect((await batch(rig, body.data.import.addRecords.name))?.status).toBe('error');
    expect((await rig.graphql(ADD_RECORDS, { file: file('x', 'pdf') })).body.errors).toHaveLength(1);
  });
});
