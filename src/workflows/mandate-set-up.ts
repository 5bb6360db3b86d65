import { checkPlanStart } from '../domain/direct-debit/earliest.js';
import type { MandateQuestion } from '../domain/direct-debit/mandate.js';
import type { PlanTerms } from '../domain/direct-debit/plans.js';
import { dueDates } from '../domain/direct-debit/schedule.js';
import { mandateActivities } from './mandate-activities.js';
import type { MandateFile } from './mandate-file.js';
import { atPtx, enterCancelled, enterPhase, Interrupted, look, move, step, unlessEnded } from './mandate-steps.js';
import type { Resolution, SetUpMandateInput } from './messages.js';

const DUE_DATES_LOOKED_AT = 1_000;

/**
 * Contact, account owner, mandate in DRAFT, plan, ACTIVE: in this order, since one letter goes out with the activation, and it
 * shows the plan. Throws `Interrupted` where it is cancelled meanwhile, by a person or a bank.
 */
export async function setUp(file: MandateFile, input: SetUpMandateInput): Promise<void> {
  const { state, over } = { state: file.state, over: file.ending };
  const { readCollectionProfile, ensureContact, ensureMandate } = mandateActivities(input.httpTimeoutMs);
  const { reference, account, contact, altReference, updateContact } = input;

  file.next('make the contact');
  const profile = await step(
    file,
    'read the collection profile',
    () => readCollectionProfile({ profile: input.profile }),
    over,
  );
  state.profile = profile;
  file.asking = true;
  const payer = { contact, update: updateContact };
  const made = await step(file, 'make the contact', (again) => ensureContact({ ...payer, ...again }), over);
  const { contactId, differs } = made;
  state.contactId = contactId;
  state.contactDiffers = updateContact ? [] : differs;
  if (state.contactDiffers.length > 0) {
    file.note(`PTX has the contact otherwise, and it was left so: ${state.contactDiffers.join(', ')}`);
  }
  if (input.verifyOwner && !(await isOwner(file, input, contactId))) {
    return enterCancelled(file, 'the account is not the payer’s', 'bank');
  }

  file.next('make the mandate');
  const asked = { contactId, profileId: profile.id, reference, account, altReference };
  const { mandate, created } = await step(
    file,
    'make the mandate',
    (again) => ensureMandate({ ...asked, ...again }),
    over,
  );
  state.mandateId = mandate.mandateId;
  state.restrictedDate = mandate.restrictedDate;
  state.statusAtPtx = mandate.status;
  file.note(created ? 'mandate made in DRAFT' : `mandate taken over, which PTX shows ${mandate.status}`);
  if (!created) await look(file, { over });

  await addFirstPlan(file, input.plan);
  await activate(file);
}

/** Whether the account is the payer's: PTX's word, or a person's where PTX does not say yes. */
async function isOwner(file: MandateFile, input: SetUpMandateInput, contactId: string): Promise<boolean> {
  const { verifyOwner } = mandateActivities(input.httpTimeoutMs);
  const { reference, account } = input;
  const request = { contactId, profileId: file.state.profile?.id ?? '', reference, account };
  for (;;) {
    const { verdict, status } = await step(file, 'check the account owner', () => verifyOwner(request), file.ending);
    file.note(`account owner: ${verdict}`);
    if (verdict === 'match' || verdict === 'unavailable') return true;
    const shown = status === null ? '' : ` (${status})`;
    const answer = await question(
      file,
      'owner',
      `PTX does not confirm that the account is the payer’s: ${verdict}${shown}`,
    );
    if (answer !== 'retry') return answer === 'happened';
  }
}

async function addFirstPlan(file: MandateFile, asked: PlanTerms | null): Promise<void> {
  if (asked === null) return;
  const { ensurePlan } = mandateActivities(file.input.httpTimeoutMs);
  file.next('add the plan');
  // One that PTX has already has begun in its own time; whether it is the same the activity tells.
  const plan = file.state.plan ? asked : await inTime(file, asked);
  const added = await step(
    file,
    'add the plan',
    (again) => ensurePlan({ ...atPtx(file), plan, ...again }),
    file.ending,
  );
  file.takeInPlan(added, plan.start);
}

/** The plan, from its first due date that keeps the notice: a later one than was asked for only if a person says so. */
async function inTime(file: MandateFile, asked: PlanTerms): Promise<PlanTerms> {
  let plan = asked;
  for (;;) {
    const { start: first } = plan;
    const check = file.dated(() => checkPlanStart(first, file.earliest('plan')));
    if (check.ok) return plan;
    const { wouldDo } = check;
    const due = wouldDo === undefined ? [] : dueDates(asked, { after: null, count: DUE_DATES_LOOKED_AT });
    const start = due.find((day) => wouldDo !== undefined && day >= wouldDo);
    const ways = start === undefined ? 'cancel the mandate' : `answer happened to start on ${start}, or cancel it`;
    const answer = await question(file, 'plan', `${check.problem}, but the plan has its own days: ${ways}`);
    // By the time that he answers, that day may be too early too.
    if (answer === 'happened' && start !== undefined) plan = { ...asked, start };
  }
}

/** ACTIVE once: one letter. What PTX shows afterwards is the truth, also where the answer was a conflict. */
async function activate(file: MandateFile): Promise<void> {
  file.next('set the mandate ACTIVE');
  const { statusAtPtx, lodgements } = file.state;
  const isOld = statusAtPtx === 'ACTIVE' && lodgements.length > 0;
  for (;;) {
    const status = await move(file, { to: 'ACTIVE', from: ['DRAFT'], over: file.ending });
    if (status === 'ACTIVE') break;
    await question(file, 'step', `set the mandate ACTIVE: PTX shows ${status}`);
  }
  if (!isOld) file.state.activatedOn = file.today();
  enterPhase(file, 'active', null);
}

async function question(file: MandateFile, kind: MandateQuestion, text: string): Promise<Resolution['as']> {
  const answer = await file.ask(kind, text, file.ending);
  if (answer === 'over') throw new Interrupted();
  await unlessEnded(file, file.ending);
  return answer;
}
