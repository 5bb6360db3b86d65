import { expect, test } from '@jest/globals';
import type { MessageReading, PlannedMessage } from '../../src/domain/bill.js';
import {
  answersBounce,
  differences,
  endsWithBill,
  isSame,
  otherChannel,
  pendingOf,
  stillDue,
  withoutMissed,
} from '../../src/domain/bill-messages.js';

const NOW = Date.parse('2026-03-02T09:00:00Z');
const at = (days: number) => new Date(NOW + days * 86_400_000).toISOString();
const mail = (days: number, more: Partial<PlannedMessage> = {}): PlannedMessage => ({
  channel: 'Email',
  scheduledAt: at(days),
  ...more,
});
const shown = (id: string, days: number, more: Partial<MessageReading> = {}): MessageReading => ({
  id,
  channel: 'Email',
  status: 'Pending',
  scheduledAt: at(days),
  ...more,
});

test.each([
  ['the same second', mail(1), shown('1', 1), true],
  [
    'parts of a second, which the vendor does not keep',
    mail(1, { scheduledAt: '2026-03-03T09:00:00.500Z' }),
    shown('1', 1),
    true,
  ],
  ['another second', mail(1), shown('1', 2), false],
  ['another channel', mail(1), shown('1', 1, { channel: 'Text' }), false],
  ['another template', mail(1, { template: 'a' }), shown('1', 1, { template: 'b' }), false],
  ['a template that the vendor gave it', mail(1), shown('1', 1, { template: 'default' }), true],
])('a message is known by its channel and its moment: %s', (_, planned, there, same) => {
  expect(isSame(planned, there)).toBe(same);
});

test('what is not wanted is surplus while it is planned, and what was sent or left out is not missing', () => {
  const there = [
    shown('1', 1),
    shown('2', 2, { status: 'Sent' }),
    shown('3', 3),
    shown('4', -1, { status: 'Cancelled' }),
    shown('5', 5, { status: 'Cancelled' }),
  ];
  const { surplus, missing } = differences([mail(1), mail(2), mail(-1), mail(5), mail(6)], there, NOW);
  expect(surplus.map(({ id }) => id)).toEqual(['3']);
  // One that was dropped ahead of its moment can be planned again.
  expect(missing).toEqual([mail(5), mail(6)]);
});

test('the conditions of a planned message are known, though the vendor does not show them', () => {
  const planned = [mail(1, { template: 'a', paymentStatus: 'Paid' })];
  const [own, strange, sent] = pendingOf([shown('1', 1), shown('2', 2), shown('3', 3, { status: 'Sent' })], planned);
  expect(own).toEqual(mail(1, { template: 'a', paymentStatus: 'Paid' }));
  expect(strange).toEqual(mail(2, { paymentStatus: 'Open' }));
  expect(sent).toBeUndefined();
});

test('of what was missed only the last is still due, soon, and what lies ahead at its moment', () => {
  const due = [mail(-3, { template: 'a' }), mail(4, { template: 'd' }), mail(-1, { template: 'c' }), mail(-2)];
  expect(stillDue(due, [], at(0.001))).toEqual([mail(0.001, { template: 'c' }), mail(4, { template: 'd' })]);
  expect(stillDue([], [], at(0))).toEqual([]);
});

test.each([
  ['one that only follows a bounce', { channel: 'Text', messageStatus: 'BouncedEmail' }, []],
  ['thanks to those who have paid', { template: 'thanks', paymentStatus: 'Paid' }, [0]],
  ['a document', { channel: 'PDF' }, [0]],
])('the reminder that was missed is still due, though %s came after it', (_, more, days) => {
  const due = [mail(-3), mail(-2), mail(-1, more)];
  expect(stillDue(due, [], at(0))).toEqual([mail(0), ...days.map((day) => mail(day, more))]);
});

test('one that goes by the fate of another is still due where nothing else was missed', () => {
  const ifUnopened = { messageStatus: 'NotOpened' };
  expect(stillDue([mail(-1, ifUnopened), mail(2)], [], at(0))).toEqual([mail(0, ifUnopened), mail(2)]);
});

test('what has gone out all the same is not due, nor what it came after', () => {
  const due = [mail(-2), mail(-1), mail(2)];
  expect(stillDue(due, [shown('1', -1, { status: 'Sent' })], at(0))).toEqual([mail(2)]);
  expect(stillDue(due, [shown('1', -2, { status: 'Sent' }), shown('2', 2)], at(0))).toEqual([mail(0), mail(2)]);
});

test('of what is late only the last is planned; documents, and what payers get, are no reminders', () => {
  const atOnce = { channel: 'Email' };
  const document = mail(-3, { channel: 'PDF' });
  const thanks = mail(-3, { paymentStatus: 'Paid' });
  const late = [mail(-3), mail(-1), mail(-2)];
  expect(withoutMissed([...late, mail(1), document, thanks], NOW)).toEqual([mail(-1), mail(1), document, thanks]);
  expect(withoutMissed([atOnce, ...late, mail(1)], NOW)).toEqual([atOnce, mail(1)]);
  expect(withoutMissed([mail(1)], NOW)).toEqual([mail(1)]);
  const ifUnopened = mail(-1, { messageStatus: 'NotOpened' });
  expect(withoutMissed([mail(-2), ifUnopened], NOW)).toEqual([mail(-2)]);
  expect(withoutMissed([ifUnopened], NOW)).toEqual([ifUnopened]);
  // What went out is not missing, nor is what it came after.
  const { missing } = differences(late, [shown('1', -1, { status: 'Sent' })], NOW);
  expect(missing).toEqual([]);
});

test.each([
  ['Open', true],
  ['Countdown', true],
  ['Pending', true],
  ['Paid', false],
  ['All', false],
  [undefined, false],
])('a message with the condition %s ends with its bill by itself: %s', (paymentStatus, ends) => {
  expect(endsWithBill({ channel: 'Email', ...(paymentStatus === undefined ? {} : { paymentStatus }) })).toBe(ends);
});

test('a plan that says itself what follows a bounce is left to the vendor', () => {
  const plan = [mail(1), { channel: 'Text', messageStatus: 'BouncedEmail' }];
  expect([answersBounce(plan, 'Email'), answersBounce(plan, 'Text'), answersBounce([mail(1)], 'Email')]).toEqual([
    true,
    false,
    false,
  ]);
  expect(['Email', 'Text', 'PDF'].map(otherChannel)).toEqual(['Text', 'Email', undefined]);
});
