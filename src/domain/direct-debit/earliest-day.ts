import type { BacsCalendar } from '../calendar/bacs-calendar.js';
import { earliestCollection } from './earliest.js';
import type { Lodgement, MandateAsked, MandateState } from './mandate.js';

/** How long PTX takes to lodge an instruction, in working days: its AUDDIS rows are dated so. Source: PTX API, samples. */
const LODGING_DAYS = 2;

/** The bank has it, or will: neither was it taken back, nor has the bank returned it. */
const isLodged = ({ code, status }: Lodgement): boolean =>
  code === '0N' && status !== 'DELETED' && status !== 'FAILURE';

/**
 * The earliest day on which a mandate may be collected on, by what is known of it. An instruction that is not lodged yet
 * counts as lodged as soon as PTX can.
 */
export function earliestOf(
  { profile, restrictedDate, plan, lodgements }: MandateState,
  {
    calendar,
    today,
    what,
    input,
  }: { calendar: BacsCalendar; today: string; what: 'plan' | 'one-off'; input: Pick<MandateAsked, 'lodgementDays'> },
): ReturnType<typeof earliestCollection> {
  const lodged = lodgements.findLast(isLodged);
  const restricted = [restrictedDate, what === 'plan' ? (plan?.restrictedDate ?? null) : null];
  return earliestCollection(calendar, {
    restrictedDate: restricted.reduce((latest, day) => (day !== null && (latest ?? '') < day ? day : latest), null),
    today,
    noticeDays: (what === 'plan' ? profile?.mandateNoticePeriod : profile?.oneOffNoticePeriod) ?? 10,
    lodgedOn: lodged?.paymentDate ?? calendar.addProcessingDays(today, LODGING_DAYS),
    lodgementDays: input.lodgementDays,
  });
}
