import { expect, test } from '@jest/globals';
import { planOf } from '../../src/cli/collect/plan.js';

const DAY_MS = 86_400_000;

test('a message script makes the PayLink, and the voice rounds follow its wait', () => {
  const plan = planOf({ messageScript: '1001', voiceScript: '6512', wait: '10d', voiceRounds: '2', voiceWait: '36h' });
  const call = { channel: 'voice', script: '6512', waitMs: 36 * 3_600_000 };
  expect(plan).toEqual({
    payLink: { from: 'script' },
    steps: [{ channel: 'message', script: '1001', waitMs: 10 * DAY_MS }, call, call],
  });
});

test('with a link of our own no message is sent, and the wait belongs to the link', () => {
  expect(planOf({ link: 'own', wait: '14d' })).toEqual({ payLink: { from: 'api', waitMs: 14 * DAY_MS }, steps: [] });
  expect(planOf({ link: 'own', voiceScript: '6512', wait: '14d' }).steps).toEqual([
    { channel: 'voice', script: '6512', waitMs: 2 * DAY_MS },
  ]);
});

test.each([
  [{ wait: '14d' }, ['--message-script or --link']],
  [{ messageScript: '1001', wait: '0s' }, ['--wait']],
  [{ messageScript: '1001', wait: '36500d' }, ['--wait']],
  [{ messageScript: '1001', wait: '14d', voiceWait: '1d' }, ['--voice-wait']],
  [{ messageScript: '1001', wait: '14d', voiceScript: '6512', voiceRounds: '21' }, ['--voice-rounds']],
  [{ messageScript: '1001', wait: '14d', voiceScript: 'x', voiceWait: 'soon' }, ['--voice-script', '--voice-wait']],
])('%j is refused', (options, names) => {
  let lines: readonly string[] = [];
  try {
    planOf(options);
  } catch (error) {
    ({ lines } = error as { lines: string[] });
  }
  expect(lines.map((line) => line.split(':')[0])).toEqual(names);
});
