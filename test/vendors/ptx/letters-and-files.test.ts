import { expect, test } from '@jest/globals';
import { json, text } from '../../support/vendor-server.js';
import { API, startPtx } from './ptx-server.js';
import { sample } from './samples.js';

const REPORT = `${API}/reporting/777/download/PDF`;
const pdf = Buffer.from('%PDF-1.7\n\xff\xfe letter', 'latin1');

test.each([
  ['pollURL', { '@type': 'PollUrlResponse', pollURL: `https://ptx.example${REPORT}` }],
  ['pollUrl, deep inside', { model: { pollUrl: `${REPORT}?v=2.5#1` } }],
])('the report of a letter is made, and known by the last number of its %s', async (_, answer) => {
  const ptx = await startPtx({ respond: json(answer) });
  const { reportId, pollUrl } = await ptx.client.generateLetterReport({ letterId: '1806226' });
  expect([reportId, pollUrl]).toEqual(['777', expect.stringContaining(REPORT)]);
  const url = `${API}/ddm/reports/generate/communication/1806226`;
  expect(ptx.calls()[0]).toMatchObject({ method: 'POST', url, text: '' });
});

test('a report that is known by its id alone is fetched by it, and an answer that names none is none', async () => {
  const ptx = await startPtx({ respond: json({ id: 777 }) });
  expect(await ptx.client.generateLetterReport({ letterId: '1' })).toEqual({ reportId: '777' });
  const lossy = await startPtx({ respond: json(sample('correspondence.generateReport.response')) });
  const making = lossy.client.generateLetterReport({ letterId: '1' });
  await expect(making).rejects.toMatchObject({ name: 'ContractBroken', path: 'pollURL' });
});

test.each([
  ['by its id', {}, REPORT],
  [
    'where PTX said, on whatever host',
    { pollUrl: 'https://node7.internal/reports/777?format=PDF' },
    '/reports/777?format=PDF',
  ],
  ['where PTX said, without a host', { pollUrl: '/reports/777' }, '/reports/777'],
])('a report is downloaded %s, byte for byte, within the session', async (_, where, url) => {
  const ptx = await startPtx({ respond: (response) => void response.end(pdf) });
  const bytes = await ptx.client.downloadLetterReport({ reportId: '777', ...where });
  expect(Buffer.from(bytes ?? []).equals(pdf)).toBe(true);
  expect(ptx.calls()[0]).toMatchObject({ method: 'POST', url, headers: { 'x-csrf': 'csrf-1' } });
});

test('a report that is not ready is none yet, in whatever way PTX says so', async () => {
  for (const answer of [text(''), text('', 202), json({ status: 'RUNNING' }), json(null, 404), json(null, 409)]) {
    const ptx = await startPtx({ respond: answer });
    expect(await ptx.client.downloadLetterReport({ reportId: '777' })).toBeUndefined();
  }
  for (const [status, name] of [
    [500, 'Unavailable'],
    [400, 'Invalid'],
  ] as const) {
    const ptx = await startPtx({ respond: json(null, status) });
    await expect(ptx.client.downloadLetterReport({ reportId: '777' })).rejects.toMatchObject({ name, status });
  }
  const ptx = await startPtx();
  const astray = ptx.client.downloadLetterReport({ reportId: '777', pollUrl: 'http://' });
  await expect(astray).rejects.toMatchObject({ name: 'Invalid' });
});

test('a letter is suppressed, and may be once more', async () => {
  for (const answer of [json(sample('correspondence.suppress.response')), text('', 204)]) {
    const ptx = await startPtx({ respond: answer });
    expect(await ptx.client.suppressLetter({ letterId: '1806226' })).toBeUndefined();
    expect(ptx.calls()[0]).toMatchObject({
      method: 'POST',
      url: `${API}/ddm/communications/1806226/suppress`,
      text: '',
    });
  }
  const broken = await startPtx({ respond: json(null, 500) });
  await expect(broken.client.suppressLetter({ letterId: '1' })).rejects.toMatchObject({ name: 'Unavailable' });
});

const file = { profileId: '4826', fileName: 'KEY-1.csv', content: new TextEncoder().encode('a,b\n') };

test.each([
  ['importPayers', 'PAYER_FILE'],
  ['importOneOffCollections', 'ONE_OFF_PAYMENTFILE'],
] as const)('%s hands a file in under its name, byte for byte', async (name, type) => {
  const ptx = await startPtx({ respond: json({ pollURL: `${API}/ddm/file/9511` }) });
  expect(await ptx.client[name](file)).toEqual({ fileId: '9511' });
  const [call] = ptx.calls();
  expect(call).toMatchObject({ method: 'POST', url: `${API}/ddm/file/upload/4826/${type}` });
  expect(call?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
  expect(call?.text).toMatch(/name="file"; filename="KEY-1.csv"\r\n(.+\r\n)+\r\na,b\n\r\n/);
  const lossy = await startPtx({ respond: json(sample('ddmFiles.importPayers.response')) });
  await expect(lossy.client[name](file)).rejects.toMatchObject({ name: 'OutcomeUnknown', path: 'pollURL' });
  const odd = lossy.client[name]({ ...file, fileName: '@a.csv' });
  await expect(odd).rejects.toMatchObject({ name: 'Invalid' });
});

test('the result of an import is read in either spelling of its id', async () => {
  const documented = sample('ddmFiles.getResult.response') as Record<string, unknown>;
  const { ModelId, ...rest } = documented;
  for (const answer of [documented, { ...rest, modelId: ModelId }]) {
    const ptx = await startPtx({ respond: json(answer) });
    expect(await ptx.client.getDdmFile({ fileId: '9511' })).toMatchObject({
      id: '9511',
      name: 'Test One Off Import Error.txt',
      status: 'SUCCESS',
      profileId: '4826',
      recordsProcessed: 4,
      recordsImported: 3,
      totalAccepted: 151200,
    });
    expect(ptx.calls()[0]).toMatchObject({ method: 'GET', url: `${API}/ddm/file/9511` });
  }
  const ptx = await startPtx({ respond: json(rest) });
  await expect(ptx.client.getDdmFile({ fileId: '9511' })).rejects.toMatchObject({
    name: 'ContractBroken',
    path: 'modelId',
  });
});
