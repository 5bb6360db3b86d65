import { describe, expect, test } from '@jest/globals';
import { API, CLOSED, DIRECT, effectsOf, type PtxRig, startPtxRig } from './support.js';

const MINUTE = 60_000;

async function upload(rig: PtxRig, contents: string, path = `/file/${DIRECT}`, filename = 'K-7.csv') {
  const form = new FormData();
  form.append('file', new Blob([contents]), filename);
  const { 'content-type': _json, ...headers } = await rig.login();
  const answer = await rig.raw('POST', `${API}${path}`, headers, form);
  const session = { ...headers, 'content-type': 'application/json' };
  return { ...answer, result: () => rig.raw('GET', String(answer.body.pollURL), session) };
}

const GOOD = '200000,42222223,EXAMPLE NAME,REF-1,40235,99\n200000,42222224,"EXAMPLE, NAME",REF-2,100,01\n'.replace(
  ', NAME"',
  '"',
);

const column = (text: string, length: number): string => text.padEnd(length).slice(0, length);

/** A record of Standard 18: 100 characters, or 106 with a processing date. */
const record = (account: string, code: string, pence: number, reference: string, day = '') =>
  `200000${account}0${code}21721721702170    ${String(pence).padStart(11, '0')}${column('TEST TEXT', 18)}` +
  `${column(reference, 18)}${column('EXAMPLE NAME', 18)}${day === '' ? '' : ` ${day}`}`;

describe('an upload', () => {
  test.each([`/file/${DIRECT}`, `/file/upload/${DIRECT}`])(
    'by %s is transformed after a while, and entered',
    async (path) => {
      const rig = await startPtxRig();
      const uploaded = await upload(rig, GOOD, path);
      expect(uploaded.body).toMatchObject({ version: 'null', extensions: [] });
      expect(uploaded.body.pollURL).toMatch(/\/file\/\d+$/);
      expect((await uploaded.result()).body).toMatchObject({
        status: 'PROCESSING',
        filename: 'K-7.csv',
        applicationId: DIRECT,
      });
      expect(await rig.control.submissions()).toMatchObject([{ description: 'K-7.csv', status: 'Import in progress' }]);
      await rig.control.advance(MINUTE);
      const [submission] = await rig.control.submissions();
      expect(submission).toMatchObject({
        status: 'Entered',
        creditTotalMinor: 40235,
        debitTotalMinor: 100,
        errorCount: 0,
      });
      expect((await uploaded.result()).body).toMatchObject({
        status: 'SUCCESS',
        submissionId: submission?.submissionId,
        batchId: submission?.batchId,
      });
      expect(await effectsOf(rig)).toEqual([
        'login',
        'file.uploaded',
        'instruction.created',
        'instruction.created',
        'batch.entered',
      ]);
    },
  );

  test('of Standard 18 passes labels and contra over, and pays the day after the processing date', async () => {
    const rig = await startPtxRig();
    const lines = [
      'VOL1123456',
      'UHL1 26063999999    00000000',
      record('42222223', '99', 40235, 'REF-1'),
      record('42222224', '99', 100, 'REF-2', '26065'),
      `217217217021700172172172170217000    00000040335`.padEnd(100),
      'UTL10000000040335',
    ];
    await upload(rig, lines.join('\r\n'));
    await rig.control.advance(MINUTE);
    const [{ batchId } = { batchId: 0 }] = await rig.control.submissions();
    expect(await rig.control.instructions(batchId)).toMatchObject([
      { reference: 'REF-1', amountMinor: 40235, paymentDate: '2026-03-05', text: 'TEST TEXT', name: 'EXAMPLE NAME' },
      { reference: 'REF-2', amountMinor: 100, paymentDate: '2026-03-09' },
    ]);
  });

  test.each([
    ['a sort code that is too long', '200000ERROR,42222223,NAME,REF-1,100,99', 1],
    ['an amount that is none', '200000,42222223,NAME,REF-1,1.00,99', 1],
    ['too few columns', '200000,42222223', 1],
    ['an unknown code', '200000,42222223,NAME,REF-1,100,55', 1],
    ['two bad lines of three', `${GOOD}x\n200000,42222223,NAME,REF_1,100,99`, 2],
    ['nothing in it', '\n', 1],
  ])('with %s is rejected whole, and the faults are told by line', async (_what, contents, errorCount) => {
    const rig = await startPtxRig();
    const uploaded = await upload(rig, contents);
    await rig.control.advance(MINUTE);
    const [submission] = await rig.control.submissions();
    expect(submission).toMatchObject({ status: 'Rejected', errorCount, entryCount: 0 });
    expect((await uploaded.result()).body).toMatchObject({ status: 'ERROR', batchId: submission?.batchId });
    expect(await effectsOf(rig, 'batch')).toEqual(['batch.rejected']);
  });

  test.each([
    [`/file/${CLOSED}`, 400],
    ['/file/1', 400],
  ])('to %s is refused', async (path, status) => {
    const rig = await startPtxRig();
    expect(await upload(rig, GOOD, path)).toMatchObject({ status });
    expect(await rig.control.submissions()).toEqual([]);
  });

  test('without a part named file is refused', async () => {
    const rig = await startPtxRig();
    expect(await rig.call('POST', `/file/${DIRECT}`, { file: 'x' })).toMatchObject({ status: 400 });
    expect(await rig.call('GET', '/file/1')).toMatchObject({ status: 404 });
  });

  test('can be lost and still have come', async () => {
    const rig = await startPtxRig();
    await rig.control.addFault({ operation: 'ptx.files.upload', kind: 'drop-after', reference: 'K-7.csv' });
    await expect(upload(rig, GOOD)).rejects.toThrow();
    expect(await rig.control.submissions()).toMatchObject([{ description: 'K-7.csv' }]);
  });
});
