import { expect, test } from '@jest/globals';
import { createLogger } from '../src/logger.js';

function record(level = 'info') {
  const lines: Record<string, unknown>[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line)) };
  return { lines, logger: createLogger({ level, name: 'worker', destination }) };
}

test('a line says which process spoke, how loud, and when in UTC', () => {
  const { lines, logger } = record();
  logger.info({ reference: 'A-1' }, 'imported');
  logger.debug('not at this level');
  expect(lines).toEqual([
    {
      level: 'info',
      time: expect.stringMatching(/T.*Z$/),
      process: 'worker',
      pid: process.pid,
      reference: 'A-1',
      msg: 'imported',
    },
  ]);
});

test.each([
  ['a header', { request: { headers: { Authorization: 'hush' } } }],
  ['a header in capitals', { headers: [{ 'X-AUTH-TOKEN': 'hush' }] }],
  ['a variable', { env: { ALPHACOMM: { api_key: 'hush' } } }],
  ['a debtor', { debtor: { name: 'hush' } }],
  ['a row for the vendor', { rows: [{ toMailAddress: 'hush', toPhoneNumbers: ['hush'], person_birth_day: 'hush' }] }],
  [
    'an error with what was sent',
    { err: Object.assign(new Error('refused'), { options: { headers: { cookie: 'hush' } } }) },
  ],
  [
    'an error inside another',
    { err: Object.assign(new Error('outer'), { failures: [Object.assign(new Error('inner'), { email: 'hush' })] }) },
  ],
])('secrets and personal data never reach the log: %s', (_, fields) => {
  const { lines, logger } = record();
  logger.warn(fields, 'look');
  expect(lines).toHaveLength(1);
  expect(JSON.stringify(lines)).not.toContain('hush');
});

test('what is bound to a child logger is hidden too', () => {
  const { lines, logger } = record();
  logger.child({ email: 'hush', reference: 'A-1' }).info('sent');
  expect(lines).toMatchObject([{ email: '[hidden]', reference: 'A-1' }]);
});

test('an error keeps its name, message and stack', () => {
  const { lines, logger } = record();
  logger.error(new RangeError('too far'));
  expect(lines).toMatchObject([
    { err: { name: 'RangeError', message: 'too far', stack: expect.stringContaining('logger.test') } },
  ]);
});

test('a circle ends', () => {
  const { lines, logger } = record();
  const circle: Record<string, unknown> = { reference: 'A-1' };
  circle.self = circle;
  logger.info({ circle }, 'round');
  expect(lines).toMatchObject([{ circle: { reference: 'A-1' }, msg: 'round' }]);
});
