import { describe, expect, test } from '@jest/globals';
import { startDdmRig } from './ddm-records-support.js';
import { effectsOf, HOUR } from './support.js';

const suppress = (id: unknown) => `/ddm/communications/${id}/suppress`;

describe('a letter', () => {
  test('leaves at 07:00 of the next processing day, by its channel', async () => {
    const rig = await startDdmRig();
    const path = await rig.createMandate({ status: 'ACTIVE' });
    await rig.control.advance(21 * HOUR);
    expect((await rig.control.letters())[0]).toMatchObject({ status: 'CREATED', channel: 'EMAIL' });
    await rig.control.advance(HOUR);
    expect((await rig.control.letters())[0]?.status).toBe('EMAILED');
    const [, , , payerId] = path.split('/');
    await rig.call('PUT', `/ddm/contacts/${payerId}`, { lastName: 'Payer', communicationPref: 'LOCAL_PRINT' });
    await rig.setStatus(path, 'SUSPENDED');
    await rig.control.advance(24 * HOUR);
    expect((await rig.control.letters())[1]).toMatchObject({ status: 'PRINTED', channel: 'LOCAL_PRINT' });
  });

  test('leaves after the time that is set, or when a person sends all', async () => {
    const rig = await startDdmRig({ lettersGoAfterMs: HOUR });
    await rig.createMandate({ status: 'ACTIVE' });
    await rig.control.advance(HOUR);
    await rig.createMandate({ status: 'ACTIVE' });
    expect((await rig.control.letters()).map(({ status }) => status)).toEqual(['EMAILED', 'CREATED']);
    expect([await rig.control.sendLetters(), await rig.control.sendLetters()]).toEqual([1, 0]);
    expect((await rig.control.letters())[1]?.status).toBe('EMAILED');
  });

  test('is suppressed only while it waits', async () => {
    const rig = await startDdmRig();
    await rig.createMandate({ status: 'ACTIVE' });
    const id = (await rig.control.letters())[0]?.id;
    expect(await rig.call('POST', suppress(id))).toMatchObject({
      status: 200,
      body: { '@type': 'Auditable', created: '2026-03-02T09:00:00.000' },
    });
    expect((await rig.call('POST', suppress(id))).status).toBe(409);
    await rig.control.advance(48 * HOUR);
    expect((await rig.control.letters())[0]?.status).toBe('SUPPRESSED');

    await rig.createMandate({ status: 'ACTIVE' });
    await rig.control.sendLetters();
    expect((await rig.call('POST', suppress((await rig.control.letters())[1]?.id))).status).toBe(409);
    expect((await rig.call('POST', suppress(1))).status).toBe(404);
    expect(await effectsOf(rig, 'letter')).toEqual([
      'letter.created',
      'letter.suppressed',
      'letter.created',
      'letter.sent',
    ]);
  });
});

describe('the report of a letter', () => {
  test('is fetched where the answer says, once it is ready', async () => {
    const rig = await startDdmRig({ reportPolls: 2 });
    await rig.createMandate({ status: 'ACTIVE' });
    const id = (await rig.control.letters())[0]?.id;
    const { body } = await rig.call('POST', `/ddm/reports/generate/communication/${id}`);
    expect(body).toEqual({ '@type': 'PollUrlResponse', pollURL: expect.stringMatching(/\/download\/PDF$/) });
    const fetched = async () => (await rig.raw('POST', String(body.pollURL), await rig.login())).text;
    expect([await fetched(), await fetched()]).toEqual(['', '']);
    expect(await fetched()).toContain(`Communication ${id}`);
  });

  test('of nothing is refused', async () => {
    const rig = await startDdmRig();
    expect((await rig.call('POST', '/ddm/reports/generate/communication/1')).status).toBe(404);
    expect((await rig.call('POST', '/reporting/1/download/PDF')).status).toBe(404);
  });
});
