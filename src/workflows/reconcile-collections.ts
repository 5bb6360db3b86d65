import { setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import { calendarOf } from '../domain/calendar/bacs-calendar.js';
import { londonTime } from '../domain/calendar/london.js';
import { businessTime } from '../domain/clock.js';
import { comparedDays, isComparedWhole } from '../domain/direct-debit/history-differences.js';
import { ddmActivities } from './ddm-activities.js';
import type { ReconcileCollectionsInput, ReconcileResult } from './messages.js';

const MOST_SHOWN = 20;

const WORDS = {
  missing: 'expected, and PTX has none',
  unexpected: 'PTX has one, and none is known',
  amount: 'PTX has another amount than is expected',
  twice: 'PTX has more collections than are known',
  'after-end': 'PTX has one, and the mandate’s workflow has ended',
} as const satisfies Record<ReconcileResult['differences'][number]['what'], string>;

/** Compares PTX's collection history of the last days with what the mandates expect, and tells those that differ. */
export async function reconcileCollections({
  calendar: version,
  clock,
  httpTimeoutMs,
}: ReconcileCollectionsInput): Promise<ReconcileResult> {
  const { compareHistory } = ddmActivities(httpTimeoutMs);
  const last = workflowInfo().lastResult as ReconcileResult | undefined;
  const calendar = calendarOf(version);
  const today = londonTime(businessTime(Date.now(), clock)).date;
  const days = comparedDays(calendar, today).map((day) => {
    return { day, whole: isComparedWhole(calendar, day, { today, lastDay: last?.to ?? '' }) };
  });
  // With a clock of its own, as in a demo, time can begin anew.
  const told = last?.toldOn.day === today ? last.toldOn.keys : [];
  const result = await compareHistory({ days, today, told });
  setCurrentDetails(linesOf(result).join('\n\n'));
  return result;
}

function linesOf(result: ReconcileResult): string[] {
  const { from, to, expected, rows, foreign, differences, differenceCount, unchecked, told } = result;
  const shown = differences.slice(0, MOST_SHOWN).map(({ reference, day, what }) => {
    return `- ${day} ${reference}: ${WORDS[what]}`;
  });
  const more = differenceCount - shown.length + unchecked;
  return [
    `${from} to ${to}: ${expected} collections expected, ${rows} at PTX, ${foreign} of them of others`,
    `${differenceCount} differences, ${told} mandates told`,
    ...shown,
    ...(more > 0 ? [`and up to ${more} more`] : []),
  ];
}
