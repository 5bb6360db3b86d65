import { describe, expect, test } from '@jest/globals';
import { HOUR, MINUTE, STOP_CALLING, startRig, type TestRig, voiceRow } from './support.js';

const calls = async (rig: TestRig, effect = 'call.made') =>
  (await rig.control.ledger({ effect })).map(({ detail, at }) => `${at.slice(11, 19)} ${detail ?? ''}`.trim());

const stop = (rig: TestRig, scriptId: number, reference: string) => rig.graphql(STOP_CALLING, { scriptId, reference });

describe('calls in a person’s hands', () => {
  test('a planned call stays planned until somebody tells what happens', async () => {
    const rig = await startRig();
    await rig.import(voiceRow('A-1'));
    await rig.control.advance(10 * HOUR);
    expect(await calls(rig, 'call.planned')).toEqual(['09:00:00']);
    expect(await calls(rig)).toEqual([]);
    expect(await rig.control.tell({ reference: 'A-1', story: 'no-answer' })).toMatchObject({ happened: 'now' });
    expect(await calls(rig)).toEqual(['19:00:00 no-answer']);
  });

  test('told early, the call is made at once, and not again when it would have been due', async () => {
    const rig = await startRig();
    await rig.import(voiceRow('A-1'));
    await rig.control.tell({ reference: 'A-1', story: 'answered' });
    await rig.control.plan([{ reference: '*', onCalls: [{ outcome: 'no-answer' }] }]);
    await rig.control.advance(10 * HOUR);
    expect(await calls(rig)).toEqual(['09:00:00 answered']);
  });

  test('told when none is planned, it is kept for the next call', async () => {
    const rig = await startRig();
    await rig.import(voiceRow('A-1'));
    await rig.control.tell({ reference: 'A-1', story: 'answered' });
    expect(await rig.control.tell({ reference: 'A-1', story: 'voicemail' })).toEqual({ happened: 'next-call' });
    await rig.import(voiceRow('A-1'));
    await rig.control.advance(MINUTE);
    expect(await calls(rig)).toEqual(['09:00:00 answered', '09:00:01 voicemail']);
  });

  test('of two scripts the earliest call is played', async () => {
    const rig = await startRig();
    await rig.import(voiceRow('A-1', { script: '6512' }));
    await rig.control.advance(1000);
    await rig.import(voiceRow('A-1'));
    await rig.control.tell({ reference: 'A-1', story: 'answered' });
    expect(await rig.control.ledger({ effect: 'call.made' })).toMatchObject([{ script: '6512' }]);
  });
});

describe('calls that play by themselves', () => {
  test('three attempts an hour apart, the last play repeating', async () => {
    const rig = await startRig();
    await rig.control.plan([{ reference: 'A-1', onCalls: [{ outcome: 'busy' }, { outcome: 'invalid number' }] }]);
    await rig.import(voiceRow('A-1'));
    await rig.control.advance(10 * HOUR);
    expect(await calls(rig)).toEqual(['09:01:00 busy', '10:01:00 invalid number', '11:01:00 invalid number']);
    expect(rig.received.map(({ body }) => body.data?.status)).toEqual(['busy', 'invalid number', 'invalid number']);
  });

  test('no attempt follows a success', async () => {
    const rig = await startRig();
    await rig.control.plan([{ reference: '*', onCalls: [{ outcome: 'voicemail' }, { outcome: 'answered' }] }]);
    await rig.import(voiceRow('A-1'));
    await rig.control.advance(10 * HOUR);
    expect(await calls(rig)).toEqual(['09:01:00 voicemail', '10:01:00 answered']);
  });

  test('a call that waits for a person follows a play set later', async () => {
    const rig = await startRig();
    await rig.import(voiceRow('A-1'), voiceRow('A-2'));
    await rig.control.advance(HOUR);
    await rig.control.plan([{ reference: 'A-2', onCalls: [{ outcome: 'answered' }] }]);
    expect(await rig.control.ledger({ effect: 'call.made' })).toMatchObject([{ reference: 'A-2' }]);
  });

  test('importing again moves a planned call instead of adding one, and starts the attempts anew when they are over', async () => {
    const rig = await startRig();
    await rig.control.plan([{ reference: '*', onCalls: [{ outcome: 'no-answer' }] }]);
    await rig.import(voiceRow('A-1'));
    await rig.control.advance(30_000);
    await rig.import(voiceRow('A-1'));
    expect(await calls(rig, 'call.planned')).toHaveLength(1);
    await rig.control.advance(9 * HOUR);
    expect(await calls(rig)).toEqual(['09:01:30 no-answer', '10:01:30 no-answer', '11:01:30 no-answer']);
    await rig.import(voiceRow('A-1'));
    await rig.control.advance(9 * HOUR);
    expect(await calls(rig)).toHaveLength(6);
  });
});

describe('stopCalling', () => {
  test('drops what is planned for this script and reference, and nothing else', async () => {
    const rig = await startRig();
    await rig.control.plan([{ reference: '*', onCalls: [{ outcome: 'no-answer' }] }]);
    await rig.import(voiceRow('A-1'), voiceRow('A-1', { script: '6512' }), voiceRow('A-2'));
    await rig.control.advance(MINUTE);
    await stop(rig, 18301, 'A-1');
    await stop(rig, 18301, 'A-1');
    await rig.control.advance(10 * HOUR);
    expect(await rig.control.ledger({ effect: 'stopCalling' })).toHaveLength(2);
    expect(await rig.control.ledger({ effect: 'call.dropped' })).toMatchObject([{ reference: 'A-1', script: '18301' }]);
    const made = (await rig.control.ledger({ effect: 'call.made' })).map(
      ({ reference, script }) => `${reference} ${script}`,
    );
    expect(made.sort()).toEqual(['A-1 18301', ...Array(3).fill('A-1 6512'), ...Array(3).fill('A-2 18301')]);
  });

  test('an import after it plans calls again', async () => {
    const rig = await startRig();
    await rig.import(voiceRow('A-1'));
    await stop(rig, 18301, 'A-1');
    await rig.import(voiceRow('A-1'));
    expect(await calls(rig, 'call.planned')).toHaveLength(2);
    expect(await calls(rig, 'call.dropped')).toHaveLength(1);
  });
});
