import { expect, test } from '@jest/globals';
import { createPtxClient, type PtxClient } from '../../../src/vendors/ptx/client.js';
import { json, text } from '../../support/vendor-server.js';
import { API, startPtx } from './ptx-server.js';
import { sample, sampleText } from './samples.js';

const instruction = {
  batchId: '101',
  sortCode: '200000',
  accountNumber: '42222222',
  name: 'JAN EXAMPLE',
  reference: 'Reference-101',
  text: 'STC TEXT',
  amountMinor: 402_35,
  transactionType: '0',
  paymentDate: '2022-10-24',
  paymentType: 'Bacs',
} as const;
const batch = { profileId: '6421', description: 'New batch', paymentDate: '2026-03-04' };
const file = { profileId: '6421', fileName: 'KEY-1.csv', content: new TextEncoder().encode('a,b\n') };

test('a batch is made as in the sample, without its placeholders, on its payment date', async () => {
  const ptx = await startPtx({ respond: json(sample('batches.create.response')) });
  expect(await ptx.client.createBatch(batch)).toEqual({ batchId: '100', submissionId: '126091' });
  const { status, applicationName, ...documented } = sample('batches.create.request') as Record<string, unknown>;
  expect(status).toBe('-');
  expect(applicationName).toBe('TEST PAYMENT PROFILE');
  expect(ptx.asked()).toEqual([{ ...documented, application: '6421', paymentDate: '2026-03-04T00:00:00.000' }]);
  expect(ptx.calls()[0]).toMatchObject({ method: 'POST', url: `${API}/bacs/batches` });
});

test('templates are made of a batch, and batches of a template', async () => {
  const template = await startPtx({ respond: json(sample('batches.createTemplate.response')) });
  const asked = { batchId: '100', templateName: 'MyWeeklyBatchFile' };
  expect(await template.client.createTemplate(asked)).toEqual({ warnings: ['string'], errors: ['string'] });
  expect(template.asked()).toEqual([sample('batches.createTemplate.request')]);
  expect(template.calls()[0]?.url).toBe(`${API}/bacs/batches/100/template`);
  const ptx = await startPtx({ respond: json(sample('batches.createFromTemplate.response')) });
  expect(await ptx.client.createBatchFromTemplate({ templateId: '7' })).toEqual({ batchId: '100', submissionId: '99' });
  expect(ptx.calls()[0]).toMatchObject({ url: `${API}/bacs/batches/7/template/batch`, text: '' });
});

test.each([
  ['enter/6421', (ptx: PtxClient) => ptx.enterBatch({ submissionId: '5', profileId: '6421' })],
  ['approve', (ptx: PtxClient) => ptx.approveBatch({ submissionId: '5' })],
  ['reject', (ptx: PtxClient) => ptx.rejectBatch({ submissionId: '5', reason: 'Duplicate payment' })],
  ['unapprove', (ptx: PtxClient) => ptx.unapproveBatch({ submissionId: '5' })],
  ['commit', (ptx: PtxClient) => ptx.commitBatch({ submissionId: '5' })],
  ['archive', (ptx: PtxClient) => ptx.archiveBatch({ submissionId: '5' })],
])('%s is a POST to the submission, and whatever comes with a good status is a yes', async (step, move) => {
  for (const answer of [text('', 204), text(''), json(null), text('<ok/>')]) {
    const ptx = await startPtx({ respond: answer });
    expect(await move(ptx.client)).toBeUndefined();
    expect(ptx.calls()[0]).toMatchObject({
      method: 'POST',
      url: `${API}/bacs/submissions/5/${step}`,
      headers: { 'content-type': 'application/json' },
      text: step === 'reject' ? JSON.stringify(sample('batches.reject.request')) : '',
    });
  }
});

test('a move that PTX refuses is Invalid with its status, and one without an answer is unknown', async () => {
  for (const status of [403, 409]) {
    const ptx = await startPtx({ respond: json({ errorMessages: [] }, status) });
    await expect(ptx.client.commitBatch({ submissionId: '5' })).rejects.toMatchObject({ name: 'Invalid', status });
  }
  const ptx = await startPtx({ respond: json(null, 500) });
  await expect(ptx.client.commitBatch({ submissionId: '5' })).rejects.toMatchObject({ name: 'OutcomeUnknown' });
});

test('an instruction goes out as in the sample, and its warnings come back by field', async () => {
  const ptx = await startPtx({ respond: json(sample('instructions.create.response')) });
  expect(await ptx.client.createInstruction(instruction)).toEqual({
    id: '1056',
    warnings: ['accountNumber: Account number 11111111 does not have a valid checksum for sort code 111111'],
  });
  expect(ptx.asked()).toEqual([sample('instructions.create.request')]);
  expect(ptx.calls()[0]).toMatchObject({ method: 'POST', url: `${API}/bacs/instructions` });
});

test('an instruction is written back as it was read', async () => {
  const ptx = await startPtx({ respond: json(sample('instructions.update.response')) });
  const { paymentType, ...read } = instruction;
  const whole = {
    ...read,
    id: '100',
    index: 1,
    reference: 'Reference-1234',
    type: 'DBACS',
    transactionCode: '99',
    paymentDate: '2022-06-19',
    status: 'DF',
    included: true,
    isDdmEntry: false,
    createdDate: '2022-06-05T00:00:00.000',
  };
  expect(await ptx.client.updateInstruction(whole)).toEqual({ id: '1056', warnings: [] });
  expect(ptx.asked()).toEqual([sample('instructions.update.request')]);
  expect(ptx.calls()[0]).toMatchObject({ method: 'PUT', url: `${API}/bacs/instructions/100` });
  expect(paymentType).toBe('Bacs');
  const { index, ...unread } = whole;
  await expect(ptx.client.updateInstruction(unread)).rejects.toThrow(/index is missing/);
  expect(index).toBe(1);
});

test('all instructions of a batch are taken in or left out at once', async () => {
  const ptx = await startPtx({ respond: text('') });
  await ptx.client.includeInstructions({ batchId: '101', included: false });
  expect(ptx.calls()[0]).toMatchObject({ method: 'POST', url: `${API}/bacs/instructions/101/included/false` });
});

test.each([
  ['a poll URL', { pollURL: 'https://ptx.example/payments-service/api/file/19456', version: 'null' }],
  ['a poll URL in another spelling, deep inside', { extensions: [{ pollUrl: '/file/19456/' }] }],
  ['an id', { id: 19456 }],
])('a file is handed in under its name, byte for byte, and known by %s', async (_, answer) => {
  const ptx = await startPtx({ respond: json(answer) });
  expect(await ptx.client.uploadFile(file)).toEqual({ fileId: '19456' });
  const [call] = ptx.calls();
  expect(call).toMatchObject({ method: 'POST', url: `${API}/file/6421` });
  expect(call?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
  expect(call?.text).toMatch(/name="file"; filename="KEY-1.csv"\r\n(.+\r\n)+\r\na,b\n\r\n/);
});

test('an upload that names no file, as in the sample, is looked up and not repeated', async () => {
  const ptx = await startPtx({ respond: json(sample('files.upload.response')) });
  await expect(ptx.client.uploadFile(file)).rejects.toMatchObject({ name: 'OutcomeUnknown', path: 'pollURL' });
});

test('an upload whose session has ended is sent whole once more', async () => {
  let refused = false;
  const ptx = await startPtx({
    respond: (response, request) => {
      json({ id: 1 }, refused ? 200 : 401)(response, request);
      refused = true;
    },
  });
  expect(await ptx.client.uploadFile(file)).toEqual({ fileId: '1' });
  for (const { text: body } of ptx.calls()) expect(body).toMatch(/\r\n\r\na,b\n\r\n/);
  expect(ptx.calls()).toHaveLength(2);
});

test('the result of a file names its submission and batch', async () => {
  const ptx = await startPtx({ respond: json(sample('files.getResult.response')) });
  expect(await ptx.client.getFileResult('19456')).toEqual({
    id: '19456',
    status: 'SUCCESS',
    fileName: 'Payment file type.csv',
    size: 253,
    submissionId: '88863',
    batchId: '88864',
    profileId: '6264',
  });
  expect(ptx.calls()[0]).toMatchObject({ method: 'GET', url: `${API}/file/19456` });
});

test('a report is a page, or not there yet', async () => {
  const there = await startPtx({ respond: text(sampleText('submissionReports.get.response.txt')) });
  expect((await there.client.getSubmissionReport('126091'))?.html).toMatch(/^<html.*Submissions Summary/);
  expect(there.calls()[0]).toMatchObject({ method: 'GET', url: `${API}/bacs/submissions/126091/report` });
  const none = await startPtx({ respond: text(sampleText('submissionReports.get.unavailable.txt')) });
  expect(await none.client.getSubmissionReport('126091')).toBeUndefined();
  const empty = await startPtx({ respond: text(' \n') });
  await expect(empty.client.getSubmissionReport('1')).rejects.toMatchObject({ name: 'ContractBroken' });
});

test('messages that wait are listed in either envelope, for one network', async () => {
  const documented = await startPtx({ respond: json(sample('bacsMessages.listDownloadable.response')) });
  expect(await documented.client.listDownloadableMessages('BACSTel-IP')).toEqual([]);
  expect(documented.calls()[0]).toMatchObject({ method: 'GET', url: `${API}/bacs-messages/downloadable`, text: '' });
  const message = { reportId: 1, documentId: 2, downloaded: false, read: true, type: 'ARUDD' };
  const listed = {
    rows: [
      { rowValues: [{ values: [{ value: message }, { value: { ...message, reportId: 3, isFasterPayments: true } }] }] },
    ],
  };
  for (const answer of [listed, sample('bacsMessages.queryAll.response')]) {
    const ptx = await startPtx({ respond: json(answer) });
    expect((await ptx.client.listDownloadableMessages('BACSTel-IP')).map(({ reportId }) => reportId)).toEqual(
      answer === listed ? ['1'] : ['8556', '8557', '8560'],
    );
  }
});

test('a report of Bacs is its XML in the encoding that it declares, and nothing else passes for one', async () => {
  const xml = (encoding: string) => `<?xml version="1.0" encoding="${encoding}"?>\n<BACSDocument payer="Zo\u00eb"/>`;
  const asked = { serviceType: 'BACSTel-IP', reportId: '8560', reportFormat: '0' };
  for (const [encoding, as] of [
    ['UTF-8', 'utf8'],
    ['ISO-8859-1', 'latin1'],
  ] as const) {
    const bytes = Buffer.from(xml(encoding), as);
    const ptx = await startPtx({ respond: (response) => void response.end(bytes) });
    expect(await ptx.client.exportMessage(asked)).toBe(xml(encoding));
    expect(ptx.calls()[0]).toMatchObject({ method: 'GET', url: `${API}/bacs-messages/BACSTel-IP/8560/0` });
  }
  for (const answer of [text(''), json({ message: 'busy' })]) {
    const ptx = await startPtx({ respond: answer });
    await expect(ptx.client.exportMessage(asked)).rejects.toMatchObject({ name: 'ContractBroken' });
  }
});

test('a message is marked as read and as downloaded', async () => {
  const ptx = await startPtx({ respond: json(sample('bacsMessages.setReadStatus.response')) });
  const report = { serviceType: 'SECURE-IP', reportId: '8560' };
  await ptx.client.setMessageRead({ ...report, read: true });
  await ptx.client.setMessageRead({ ...report, read: false });
  await ptx.client.markMessageDownloaded({ ...report, documentId: '1016100265' });
  expect(ptx.calls().map(({ method, url }) => [method, url])).toEqual([
    ['PUT', `${API}/bacs-messages/SECURE-IP/bacs-report/8560/set-read-status/1`],
    ['PUT', `${API}/bacs-messages/SECURE-IP/bacs-report/8560/set-read-status/0`],
    ['POST', `${API}/bacs-messages/mark-downloaded/SECURE-IP/8560/1016100265`],
  ]);
  await expect(ptx.client.setMessageRead({ ...report, serviceType: 'SECUREIP', read: true })).rejects.toThrow(
    'serviceType must be BACSTel-IP or SECURE-IP',
  );
});

test('users and roles are those of the realm, which must be known', async () => {
  const { client: without } = await startPtx();
  for (const ask of [without.searchUsers(), without.listRoles()]) {
    await expect(ask).rejects.toMatchObject({ name: 'Invalid', message: expect.stringContaining('PTX_REALM') });
  }
  const within = async (answer: unknown) => {
    const ptx = await startPtx({ respond: json(answer) });
    const { origin: url, session } = ptx;
    return { ...ptx, client: createPtxClient({ url, session, timeoutMs: 5_000, realm: 'TEST' }) };
  };
  const users = await within(sample('users.search.response'));
  expect((await users.client.searchUsers())[1]).toEqual({
    key: 'DEX8FTUOQF1JHIDQTMTH',
    name: 'Alex Example',
    email: 'alex@example.com',
    role: 'Full',
    status: 'Approved',
  });
  expect(users.calls()[0]).toMatchObject({ url: `${API}/principal/user/TEST/search?maint=true`, text: '{}' });
  const roles = await within(sample('roles.list.response'));
  expect((await roles.client.listRoles())[1]).toMatchObject({
    name: 'PayOnly',
    statusCode: 'AP',
    entitlements: { approveOwnAllowed: true, ddmAllowed: false },
  });
  expect(roles.asked()).toEqual([sample('roles.list.request')]);
  expect(roles.calls()[0]?.url).toMatch(/WebSeriesRolesProvider\/getRolesForRealm$/);
});

test.each(['=', '+', '-', '@'])('a text that begins with %s is refused before anything is sent', async (sign) => {
  const ptx = await startPtx();
  const client = createPtxClient({ url: ptx.origin, session: ptx.session, timeoutMs: 5_000, realm: `${sign}TEST` });
  const wrong = `${sign}1 TO JAN`;
  const calls: [field: string, call: () => Promise<unknown>][] = [
    ['description', () => client.createBatch({ ...batch, description: wrong })],
    ['templateName', () => client.createTemplate({ batchId: '1', templateName: wrong })],
    ['reason', () => client.rejectBatch({ submissionId: '1', reason: wrong })],
    ['reference', () => client.createInstruction({ ...instruction, reference: wrong })],
    ['name', () => client.createInstruction({ ...instruction, name: wrong })],
    ['text', () => client.createInstruction({ ...instruction, text: wrong })],
    ['reference', () => client.queryInstructionsByReference({ batchId: '1', reference: wrong })],
    ['name', () => client.findPaymentProfilesByName(wrong)],
    ['fileName', () => client.uploadFile({ ...file, fileName: wrong })],
    ['status', () => client.querySubmissions({ status: ['RJ', wrong] })],
    ['realmid', () => client.searchUsers()],
    ['realmKey', () => client.listRoles()],
  ];
  for (const [field, call] of calls) {
    const error = await call().catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ name: 'Invalid' });
    expect(String(error)).toContain(`: ${field} begins with ${sign}, `);
    expect(String(error)).not.toContain('JAN');
  }
  expect(ptx.received).toEqual([]);
});

test.each<[string, (ptx: PtxClient) => Promise<unknown>]>([
  ['an amount with a fraction of a penny', (ptx) => ptx.createInstruction({ ...instruction, amountMinor: 0.5 })],
  ['an amount below nothing', (ptx) => ptx.createInstruction({ ...instruction, amountMinor: -1 })],
  ['a date that is none', (ptx) => ptx.createBatch({ ...batch, paymentDate: '2026-02-30' })],
  ['an id that is none', (ptx) => ptx.approveBatch({ submissionId: '1/../2' })],
  ['an instant without a zone', (ptx) => ptx.queryInstructionsCreatedSince({ since: '2026-03-02T09:00:00' })],
  ['an id of a search that is none', (ptx) => ptx.queryInstructions({ batchId: '' })],
  ['no status at all', (ptx) => ptx.querySubmissions({ status: [] })],
])('%s is refused before anything is sent', async (_, call) => {
  const ptx = await startPtx();
  await expect(call(ptx.client)).rejects.toMatchObject({ name: 'Invalid', vendor: 'ptx' });
  expect(ptx.received).toEqual([]);
});

test('no payee stands in the error of a refused instruction', async () => {
  const ptx = await startPtx({
    respond: (response, request) => json({ message: request.text }, 400)(response, request),
  });
  const error = await ptx.client.createInstruction(instruction).catch((thrown: Error) => thrown);
  expect(String(error)).toMatch(/answered 400/);
  expect(String(error)).not.toMatch(/EXAMPLE|42222222|200000|Reference-101/);
});

test('no more calls are in flight at once than agreed, and one that gives up makes room', async () => {
  const held: (() => void)[] = [];
  const ptx = await startPtx({ respond: (response, request) => void held.push(() => text('')(response, request)) });
  const client = createPtxClient({ url: ptx.origin, session: ptx.session, timeoutMs: 5_000, concurrency: 2 });
  const caller = new AbortController();
  const reached = async (count: number): Promise<void> => {
    while (ptx.calls().length < count) await ptx.nextRequest();
  };
  const calls = ['1', '2'].map((submissionId) => client.approveBatch({ submissionId }));
  const givesUp = client.approveBatch({ submissionId: '3' }, caller.signal).catch((error: unknown) => error);
  calls.push(client.approveBatch({ submissionId: '4' }));
  await reached(2);
  caller.abort(new Error('the worker stops'));
  expect(await givesUp).toMatchObject({ message: 'the worker stops' });
  expect(ptx.calls()).toHaveLength(2);
  held[0]?.();
  await reached(3);
  held[1]?.();
  held[2]?.();
  await Promise.all(calls);
  expect(ptx.calls().map(({ url }) => url.split('/').at(-2))).toEqual(['1', '2', '4']);
});

test('paths can be replaced, each or all searches at once, and a wrong replacement is named', async () => {
  const ptx = await startPtx({ respond: json({ rows: [] }) });
  const at = (paths: Record<string, string>) =>
    createPtxClient({ url: `${ptx.origin}/`, session: ptx.session, timeoutMs: 5_000, paths });
  const client = at({
    'ptx.files.upload': '/payments-service/api/file/upload/{profileId}',
    'query.execute': '/q',
    'bacsMessages.queryAll': '/m',
  });
  await client.uploadFile(file).catch(() => undefined);
  await client.queryPaymentProfiles().catch(() => undefined);
  await client.queryMessages().catch(() => undefined);
  expect(ptx.calls().map(({ url }) => url)).toEqual([`${API}/file/upload/6421`, '/q', '/m']);
  expect(() => at({ 'files.send': '/x' })).toThrow('PTX_PATHS: files.send is no operation of PTX');
  expect(() => at({ 'batches.create': 'https://thief.example/' })).toThrow(/needs a path that begins with one/);
  expect(() => at({ 'batches.approve': '/approve' })).toThrow('needs {submissionId} in its path');
  expect(() => at({ 'batches.create': '/{realm}' })).toThrow('knows no {realm}');
});
