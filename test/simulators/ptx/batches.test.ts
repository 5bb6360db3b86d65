import { describe, expect, test } from '@jest/globals';
import {
  APPROVER,
  CLOSED,
  DIRECT,
  effectsOf,
  HOUR,
  INDIRECT,
  INDIRECT_SINGLE,
  MINUTE,
  PAYMENT_DAY,
  type PtxRig,
  payment,
  SUBMITTER,
  startPtxRig,
} from './support.js';

describe('creating', () => {
  test('a batch is an empty draft with two ids that have nothing in common', async () => {
    const rig = await startPtxRig();
    const first = await rig.createBatch();
    const second = await rig.createBatch();
    expect(first.batchId - first.submissionId).not.toBe(second.batchId - second.submissionId);
    expect(await rig.control.submissions()).toMatchObject([
      {
        ...first,
        status: 'Draft',
        entryCount: 0,
        description: 'Run [K-1]',
        paymentDate: PAYMENT_DAY,
        profileId: INDIRECT,
      },
      { ...second },
    ]);
    expect(await effectsOf(rig, 'batch')).toEqual(['batch.created', 'batch.created']);
  });

  test.each([
    ['an unknown profile', { application: '1' }],
    ['a profile that is not approved', { application: String(CLOSED) }],
    ['a payment date one processing day ahead', { paymentDate: '2026-03-03T00:00:00.000' }],
    ['a payment date on a Saturday', { paymentDate: '2026-03-07T00:00:00.000' }],
    ['a payment date 40 days ahead', { paymentDate: '2026-04-13T00:00:00.000' }],
    ['a placeholder for a date', { paymentDate: '-' }],
    ['a description that begins as a formula', { description: '=1+1' }],
    ['another payment type', { paymentType: 'CHAPS' }],
  ])('a batch with %s is refused', async (_what, more) => {
    const rig = await startPtxRig();
    const body = { application: INDIRECT, ...more };
    const answer = await rig.call('POST', '/bacs/batches', body);
    expect(answer.status).toBe(400);
    expect(answer.body.errorMessages).toEqual([{ key: expect.any(String), message: expect.any(String) }]);
    expect(await rig.control.submissions()).toEqual([]);
  });

  test('around Easter the earliest payment date is six days away', async () => {
    const rig = await startPtxRig({ clock: { origin: '2026-04-01T11:00:00Z', speed: 0 } });
    await rig.createBatch();
    expect(await rig.control.submissions()).toMatchObject([{ paymentDate: '2026-04-07' }]);
  });

  test('a holiday at short notice moves it on', async () => {
    const rig = await startPtxRig({ bankHolidays: [PAYMENT_DAY] });
    await rig.createBatch();
    expect(await rig.control.submissions()).toMatchObject([{ paymentDate: '2026-03-05' }]);
  });

  test('a template keeps the instructions, and a batch from it is a new draft with them', async () => {
    const rig = await startPtxRig();
    const { batchId } = await rig.createBatch();
    await rig.addPayment(batchId);
    const template = await rig.call('POST', `/bacs/batches/${batchId}/template`, { templateName: 'Weekly', batchId });
    const made = await rig.call('POST', `/bacs/batches/${template.body.model?.id}/template/batch`);
    expect(made.body).toMatchObject({ entries: [{ reference: 'REF-101', amount: '402.35' }], creditTotal: 402.35 });
    expect(await rig.control.instructions(Number(made.body.id))).toMatchObject([
      { reference: 'REF-101', status: 'DF' },
    ]);
    expect(await effectsOf(rig)).toEqual([
      'login',
      'batch.created',
      'instruction.created',
      'template.created',
      'batch.created',
      'instruction.created',
    ]);
  });
});

const VERBS = ['enter', 'approve', 'unapprove', 'reject', 'commit', 'archive'] as const;

/** What each call makes of a batch of an indirect profile, by the status before it; all else is refused with 409. */
const MOVES: Record<string, Partial<Record<(typeof VERBS)[number], string>>> = {
  Draft: { enter: 'Entered', reject: 'Rejected' },
  Entered: { approve: 'Approved', reject: 'Rejected' },
  Approved: { unapprove: 'Entered', reject: 'Rejected', commit: 'Committed' },
  Committed: {},
  Sent: { archive: 'Archived' },
  Rejected: { archive: 'Archived' },
  Archived: {},
};

async function moved(rig: PtxRig, submissionId: number, verb: string): Promise<number> {
  const path = verb === 'enter' ? `enter/${INDIRECT}` : verb;
  const body = verb === 'reject' ? { reason: 'Duplicate payment' } : undefined;
  return (await rig.call('POST', `/bacs/submissions/${submissionId}/${path}`, body)).status;
}

describe('transitions', () => {
  test.each(Object.keys(MOVES))('from %s only what is allowed there happens', async (from) => {
    const rig = await startPtxRig();
    const { batchId, submissionId } = await rig.createBatch();
    await rig.addPayment(batchId);
    for (const verb of VERBS) {
      await rig.control.setSubmissionStatus(submissionId, from);
      const before = (await rig.control.ledger()).length;
      const to = MOVES[from]?.[verb];
      expect([verb, await moved(rig, submissionId, verb)]).toEqual([verb, to === undefined ? 409 : 200]);
      expect([verb, await rig.statusOf(submissionId)]).toEqual([verb, to ?? from]);
      expect((await rig.control.ledger()).length - before).toBe(to === undefined ? 0 : 1);
    }
  });

  test('an unknown submission is 404', async () => {
    const rig = await startPtxRig();
    for (const verb of VERBS) expect(await moved(rig, 1, verb)).toBe(404);
  });

  test('enter needs the batch’s own profile, and an instruction', async () => {
    const rig = await startPtxRig();
    const { batchId, submissionId } = await rig.createBatch();
    expect((await rig.call('POST', `/bacs/submissions/${submissionId}/enter/${INDIRECT}`)).status).toBe(400);
    await rig.addPayment(batchId);
    expect((await rig.call('POST', `/bacs/submissions/${submissionId}/enter/${INDIRECT_SINGLE}`)).status).toBe(400);
    expect(await rig.statusOf(submissionId)).toBe('Draft');
  });

  test('a direct submission cannot be committed', async () => {
    const rig = await startPtxRig();
    const { submissionId } = await rig.enteredBatch(DIRECT);
    await rig.move(submissionId, 'approve');
    expect(await rig.move(submissionId, 'commit')).toBe(400);
    expect(await rig.statusOf(submissionId)).toBe('Approved');
  });

  test('the ledger names the batch by its description, and its total', async () => {
    const rig = await startPtxRig();
    const { submissionId } = await rig.enteredBatch();
    const [entered] = await rig.control.ledger({ effect: 'batch.entered', reference: 'Run [K-1]' });
    expect(entered).toMatchObject({ id: String(submissionId), amountMinor: 40235 });
  });
});

describe('approvals', () => {
  test('with one login, one call approves whatever the profile asks for', async () => {
    const rig = await startPtxRig();
    const { submissionId } = await rig.enteredBatch();
    expect(await rig.move(submissionId, 'approve')).toBe(200);
    expect(await rig.statusOf(submissionId)).toBe('Approved');
  });

  test('with distinct users, as many others as the profile asks for must approve', async () => {
    const third = { email: 'third@example.com', password: 'third-secret' };
    const rig = await startPtxRig({ approvals: 'distinct-users', users: [SUBMITTER, APPROVER, third] });
    const { submissionId } = await rig.enteredBatch();
    const approver = await rig.login(APPROVER);
    for (const session of [undefined, approver, approver]) {
      expect(await rig.move(submissionId, 'approve', session)).toBe(200);
      expect(await rig.statusOf(submissionId)).toBe('Entered');
    }
    expect(await rig.move(submissionId, 'approve', await rig.login(third))).toBe(200);
    expect(await rig.statusOf(submissionId)).toBe('Approved');
    expect(await effectsOf(rig, 'batch.app')).toEqual(['batch.approved']);
  });

  test('without the right, approve and commit are answered with 403 and change nothing', async () => {
    const rig = await startPtxRig({ users: [SUBMITTER, { ...APPROVER, may: { approve: false, commit: false } }] });
    const { submissionId } = await rig.enteredBatch();
    const approver = await rig.login(APPROVER);
    expect(await rig.move(submissionId, 'approve', approver)).toBe(403);
    expect(await rig.statusOf(submissionId)).toBe('Entered');
    await rig.move(submissionId, 'approve');
    expect(await rig.move(submissionId, 'commit', approver)).toBe(403);
    expect(await rig.statusOf(submissionId)).toBe('Approved');
  });
});

describe('the sweep', () => {
  test('takes what is committed on the next full hour', async () => {
    const rig = await startPtxRig({ clock: { origin: '2026-03-02T09:20:00Z', speed: 0 } });
    const { submissionId } = await rig.enteredBatch();
    await rig.move(submissionId, 'approve');
    await rig.move(submissionId, 'commit');
    await rig.control.advance(39 * MINUTE);
    expect(await rig.statusOf(submissionId)).toBe('Committed');
    await rig.control.advance(MINUTE);
    expect(await rig.statusOf(submissionId)).toBe('Sent');
    expect(await rig.control.ledger({ effect: 'batch.sent' })).toMatchObject([{ at: '2026-03-02T10:00:00.000Z' }]);
  });

  test('after 22:00 in London, summer time too, it waits for 07:00 of the next processing day', async () => {
    const rig = await startPtxRig({ clock: { origin: '2026-05-22T21:00:00Z', speed: 0 } });
    const { submissionId } = await rig.enteredBatch();
    await rig.move(submissionId, 'approve');
    await rig.move(submissionId, 'commit');
    await rig.control.advance(5 * 24 * HOUR);
    // A Friday before the bank holiday of 25 May: Tuesday, 07:00 in London.
    expect(await rig.control.ledger({ effect: 'batch.sent' })).toMatchObject([{ at: '2026-05-26T06:00:00.000Z' }]);
  });
});

describe('the submission report', () => {
  test('is a page once the submission was sent, and before it a text', async () => {
    const rig = await startPtxRig();
    const { submissionId } = await rig.enteredBatch();
    const path = `/bacs/submissions/${submissionId}/report`;
    expect(await rig.call('GET', path)).toMatchObject({ status: 200, text: 'Report is unavailable' });
    await rig.control.setSubmissionStatus(submissionId, 'Sent');
    expect((await rig.call('GET', path)).text).toMatch(/^<html .*<\/html>$/);
  });
});

describe('enter while an instruction is written', () => {
  const enter = (rig: PtxRig, id: number) => rig.call('POST', `/bacs/submissions/${id}/enter/${INDIRECT}`);

  test('breaks the batch when the write is under way', async () => {
    const rig = await startPtxRig();
    const { batchId, submissionId } = await rig.createBatch();
    await rig.addPayment(batchId);
    await rig.control.addFault({ operation: 'ptx.instructions.create', kind: 'slow', delayMs: 100 });
    const late = rig.addPayment(batchId, { reference: 'LATE-1' });
    while (!(await rig.control.calls()).some(({ answered }) => answered === 'slow')) await rig.control.quiet();
    expect((await enter(rig, submissionId)).status).toBe(200);
    expect(await rig.control.submissions()).toMatchObject([{ status: 'Rejected', errorCount: 1 }]);
    expect((await late).status).toBe(400);
    expect(await effectsOf(rig, 'batch')).toEqual(['batch.created', 'batch.broken']);
  });

  test('breaks the batch when the write comes in between', async () => {
    const rig = await startPtxRig();
    const { batchId, submissionId } = await rig.createBatch();
    await rig.addPayment(batchId);
    await rig.control.addFault({ operation: 'ptx.batches.enter', kind: 'slow', delayMs: 100 });
    const entering = enter(rig, submissionId);
    while (!(await rig.control.calls()).some(({ answered }) => answered === 'slow')) await rig.control.quiet();
    expect((await rig.addPayment(batchId, { reference: 'LATE-1' })).status).toBe(200);
    expect((await entering).status).toBe(200);
    expect(await rig.statusOf(submissionId)).toBe('Rejected');
  });

  test('a write after it is refused, and breaks nothing', async () => {
    const rig = await startPtxRig();
    const { batchId, submissionId } = await rig.enteredBatch();
    expect(await rig.addPayment(batchId, { reference: 'LATE-1' })).toMatchObject({ status: 400 });
    expect(await rig.statusOf(submissionId)).toBe('Entered');
    expect(await rig.control.instructions(batchId)).toHaveLength(1);
  });

  test('a write that never reached PTX breaks nothing', async () => {
    const rig = await startPtxRig();
    const { batchId, submissionId } = await rig.createBatch();
    await rig.addPayment(batchId);
    await rig.control.addFault({ operation: 'ptx.instructions.create', kind: 'drop-before' });
    await expect(rig.call('POST', '/bacs/instructions', payment({ batchId }))).rejects.toThrow();
    await enter(rig, submissionId);
    expect(await rig.statusOf(submissionId)).toBe('Entered');
  });
});
