import { afterEach, expect, test } from '@jest/globals';
import { createPtxControlClient } from '../../../src/simulators/ptx/control-client.js';
import { startPtxSimulator } from '../../../src/simulators/ptx/index.js';
import { createPtxClient, type PtxClient } from '../../../src/vendors/ptx/client.js';
import { createPtxSession } from '../../../src/vendors/ptx/session.js';
import { credentials } from './ptx-server.js';

const INDIRECT = '8310';
const FILES = '6421';
const PAYMENT_DATE = '2026-03-04';

const open: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function startPtx() {
  const simulator = await startPtxSimulator({
    users: [{ ...credentials, name: 'Alex Example' }],
    clock: { origin: '2026-03-02T09:00:00Z', speed: 0 },
  });
  open.push(simulator.close);
  const { url, controlUrl } = simulator;
  const session = createPtxSession({ url, credentials, timeoutMs: 5_000 });
  const client = createPtxClient({ url, session, timeoutMs: 5_000, realm: 'TEST' });
  return { client, control: createPtxControlClient(controlUrl) };
}

const instruction = (batchId: string, reference: string, more: object = {}) => ({
  batchId,
  sortCode: '200000',
  accountNumber: '42222223',
  name: 'JAN EXAMPLE',
  reference,
  text: 'IND SINGLE TEXT',
  amountMinor: 402_35,
  transactionType: '0',
  paymentDate: PAYMENT_DATE,
  paymentType: 'Bacs' as const,
  ...more,
});

const newBatch = (client: PtxClient, description = 'wages [KEY-1]', profileId = INDIRECT) =>
  client.createBatch({ profileId, description, paymentDate: PAYMENT_DATE });

const stateOf = async (client: PtxClient, submissionId: string): Promise<string | undefined> =>
  (await client.getSubmission(submissionId, PAYMENT_DATE))?.statusDescription;

test('profiles are listed, and found by a part of their name', async () => {
  const { client } = await startPtx();
  expect((await client.queryPaymentProfiles()).map(({ id }) => id)).toContain(FILES);
  expect(await client.findPaymentProfilesByName('indirect single')).toMatchObject([
    { id: INDIRECT, connectionType: 'INDIRECT', numberOfApprovals: 1, originatorsStatementText: 'IND SINGLE TEXT' },
  ]);
});

test('a batch goes from draft to committed, and its money is what was put in', async () => {
  const { client, control } = await startPtx();
  const { submissionId, batchId } = await newBatch(client);
  expect(await stateOf(client, submissionId)).toBe('Draft');
  const first = await client.createInstruction(instruction(batchId, 'REF-1'));
  await client.createInstruction(instruction(batchId, 'REF-2', { transactionType: '2', amountMinor: 1 }));
  const doubtful = await client.createInstruction(instruction(batchId, 'REF-3', { sortCode: '666666' }));
  expect(doubtful.warnings).toEqual(['sortCode: Sort code has not been found in the sort code directory']);
  await client.enterBatch({ submissionId, profileId: INDIRECT });
  await client.approveBatch({ submissionId });
  await client.unapproveBatch({ submissionId });
  expect(await stateOf(client, submissionId)).toBe('Entered');
  await client.approveBatch({ submissionId });
  await client.commitBatch({ submissionId });
  expect(await client.getSubmission(submissionId, PAYMENT_DATE)).toMatchObject({
    profileId: INDIRECT,
    description: 'wages [KEY-1]',
    statusDescription: 'Committed',
    paymentDate: PAYMENT_DATE,
    creditCount: 2,
    creditMinor: 804_70,
    debitCount: 1,
    debitMinor: 1,
    entryCount: 3,
  });
  const { paymentType: _, ...sent } = instruction(batchId, 'REF-1');
  const [entry] = await client.queryInstructions({ batchId });
  expect(entry).toMatchObject({ ...sent, id: first.id, transactionCode: '99', included: true, warnings: [] });
  expect((await control.submissions())[0]).toMatchObject({ creditTotalMinor: 804_70, debitTotalMinor: 1 });
});

test('instructions are found by reference and by time, changed, and taken out all at once', async () => {
  const { client } = await startPtx();
  const { submissionId, batchId } = await newBatch(client);
  for (const reference of ['REF-1', 'REF-10', 'OTHER']) await client.createInstruction(instruction(batchId, reference));
  const references = (found: { reference: string }[]) => found.map(({ reference }) => reference).sort();
  expect(references(await client.queryInstructionsByReference({ batchId, reference: 'ref-1' }))).toEqual([
    'REF-1',
    'REF-10',
  ]);
  const since = '2026-03-02T09:00:00Z';
  expect(await client.queryInstructionsCreatedSince({ since })).toHaveLength(3);
  expect(await client.queryInstructionsCreatedSinceByBatch({ batchId, since })).toHaveLength(3);
  expect(await client.queryInstructionsCreatedSince({ since: '2026-03-02T09:00:01Z' })).toEqual([]);
  const [other] = await client.queryInstructionsByReference({ batchId, reference: 'OTHER' });
  if (!other) throw new Error('the instruction is not there');
  await client.updateInstruction({ ...other, amountMinor: 7 });
  expect(await client.queryInstructionsByReference({ batchId, reference: 'OTHER' })).toMatchObject([
    { amountMinor: 7 },
  ]);
  const pages: number[] = [];
  await client.eachInstructionPage({ batchId }, (page, total) => void pages.push(page.length, total));
  expect(pages).toEqual([3, 3]);
  await client.includeInstructions({ batchId, included: false });
  expect((await client.queryInstructions({ batchId })).map(({ included }) => included)).toEqual([false, false, false]);
  expect(await client.getSubmission(submissionId, PAYMENT_DATE)).toMatchObject({ creditCount: 0, entryCount: 3 });
});

test('rejected batches are found by their payment date and archived', async () => {
  const { client } = await startPtx();
  const { submissionId } = await newBatch(client);
  await newBatch(client, 'other');
  const day = { from: PAYMENT_DATE, to: PAYMENT_DATE };
  expect(await client.querySubmissions({ paymentDate: day })).toHaveLength(2);
  expect(await client.querySubmissions({ paymentDate: { from: '2026-03-05', to: '2026-03-31' } })).toEqual([]);
  await client.rejectBatch({ submissionId, reason: 'Duplicate payment' });
  expect(await client.queryRejectedSubmissions(day)).toMatchObject([{ id: submissionId, status: 'RJ' }]);
  expect(await client.querySubmissions({ status: ['RJ', 'DF'], paymentDate: day })).toHaveLength(2);
  await client.archiveBatch({ submissionId });
  expect(await stateOf(client, submissionId)).toBe('Archived');
});

test('a template keeps the instructions of a batch for the next one', async () => {
  const { client } = await startPtx();
  const { batchId } = await newBatch(client);
  await client.createInstruction(instruction(batchId, 'REF-1'));
  const { templateId = '' } = await client.createTemplate({ batchId, templateName: 'WEEKLY' });
  const next = await client.createBatchFromTemplate({ templateId });
  expect(await client.queryInstructions({ batchId: next.batchId })).toMatchObject([{ reference: 'REF-1' }]);
});

test('a file becomes a batch under its name, or names its faulty lines', async () => {
  const { client, control } = await startPtx();
  const upload = async (fileName: string, line: string) => {
    const { fileId } = await client.uploadFile({
      profileId: FILES,
      fileName,
      content: new TextEncoder().encode(`${line}\n`),
    });
    await control.advance(60_000);
    return client.getFileResult(fileId);
  };
  const good = await upload('KEY-1.csv', '200000,55555554,MR EXAMPLE,REF-1,100,99');
  expect(good).toMatchObject({ status: 'SUCCESS', fileName: 'KEY-1.csv', profileId: FILES });
  expect(await client.querySuccessfulFileInstructions({ batchId: good.batchId ?? '' })).toMatchObject([
    { reference: 'REF-1', amountMinor: 1_00, batchId: good.batchId },
  ]);
  expect((await client.querySubmissions({})).map(({ id, description }) => [id, description])).toEqual([
    [good.submissionId, 'KEY-1.csv'],
  ]);
  const bad = await upload('KEY-2.csv', '200000ERROR,55555554,MR EXAMPLE,REF-1,100,99');
  const [batchId = '', submissionId = ''] = [bad.batchId, bad.submissionId];
  const fault = { batchId, submissionId, code: 'RV0102', eventType: 'Error', lineNumber: 1 };
  for (const asked of [{ batchId }, { submissionId }, { batchId, error: 'Error' }]) {
    expect(await client.queryFailedFileLines(asked)).toMatchObject([fault]);
  }
  expect(await client.queryFailedFileLines({ batchId, error: 'Warning' })).toEqual([]);
});

test('a report is there once the submission was sent', async () => {
  const { client, control } = await startPtx();
  const { submissionId, batchId } = await newBatch(client);
  expect(await client.getSubmissionReport(submissionId)).toBeUndefined();
  await client.createInstruction(instruction(batchId, 'REF-1'));
  await control.setSubmissionStatus(submissionId, 'Sent');
  expect((await client.getSubmissionReport(submissionId))?.html).toMatch(/^<html/);
});

test('a Bacs message is listed, exported, read and marked as downloaded', async () => {
  const { client, control } = await startPtx();
  const records = [{ ref: 'REF-1', transCode: '17', returnCode: '0', returnDescription: 'REFER TO PAYER' }];
  const ids = await control.addMessage({ type: 'ARUDD', records });
  const [reportId, documentId] = [String(ids.reportId), String(ids.documentId)];
  const serviceType = 'BACSTel-IP';
  const message = { reportId, documentId, serviceType, reportType: 'ARUDD', downloaded: false, read: false };
  expect(await client.listDownloadableMessages(serviceType)).toMatchObject([message]);
  expect(await client.queryMessagesNotDownloaded()).toMatchObject([message]);
  expect(await client.exportMessage({ serviceType, reportId, reportFormat: '0' })).toMatch(/<BACSDocument.*REF-1/s);
  expect(await client.queryMessageInstructionDetail({ reportId })).toMatchObject([{ reportId, reportType: 'ARUDD' }]);
  await client.setMessageRead({ serviceType, reportId, read: true });
  await client.markMessageDownloaded({ serviceType, reportId, documentId });
  expect(await client.queryMessages()).toMatchObject([{ reportId, downloaded: true, read: true }]);
  expect(await client.queryMessagesNotDownloaded()).toEqual([]);
  expect(await client.listDownloadableMessages(serviceType)).toEqual([]);
});

test('the users and roles of the realm are listed', async () => {
  const { client } = await startPtx();
  expect(await client.searchUsers()).toMatchObject([{ name: 'Alex Example', email: credentials.email }]);
  expect((await client.listRoles()).find(({ name }) => name === 'PayOnly')?.entitlements).toMatchObject({
    approveOwnAllowed: true,
    ddmAllowed: false,
  });
});

test('a session that ends between any two calls costs a log-in and nothing else', async () => {
  const { client, control } = await startPtx();
  await control.expireSessionsAfter(1);
  const { submissionId, batchId } = await newBatch(client);
  await Promise.all(['1', '2', '3', '4', '5'].map((n) => client.createInstruction(instruction(batchId, `REF-${n}`))));
  for (const step of [
    () => client.enterBatch({ submissionId, profileId: INDIRECT }),
    () => client.approveBatch({ submissionId }),
    () => client.commitBatch({ submissionId }),
  ]) {
    await control.expireSessions();
    await step();
  }
  expect(await control.instructions(batchId)).toHaveLength(5);
  expect((await control.ledger()).filter(({ effect }) => effect === 'login')).toHaveLength(5);
});
