import { condition } from '@temporalio/workflow';
import type { ImportAnswer } from '../activities/records.js';
import type { Contact, PlanStep } from '../domain/case.js';
import { isRefused } from '../domain/vendor-words.js';
import { attempt } from './attempt.js';
import type { CaseFile } from './case-file.js';
import { accountOf, book, lookOf } from './case-money.js';
import { collectMaxxActivities, type Failure } from './vendor-activities.js';

const LONGEST_PAUSE_MS = 30 * 60_000;

/** `taken`: the vendor has it. `over`: the case needed no contact any more. */
export type ContactResult = 'taken' | 'refused' | 'over';

/** Makes the PayLink of the case by the API. */
export async function makePayLink(file: CaseFile): Promise<void> {
  const { ensurePayLink } = collectMaxxActivities(file.input.httpTimeoutMs);
  const { invoice, reference, debtor } = file.input;
  while (!file.over()) {
    await sitOutHold(file);
    const owedMinor = file.owed();
    const request = { reference, personName: debtor.name ?? '', invoice, owedMinor };
    const made = await attempt(() => ensurePayLink(request), file.over);
    if (made === 'given up') return;
    if ('failure' in made) {
      const text = `the PayLink was not made: ${made.failure.name}: ${made.failure.message}`;
      await file.ask('effect', text, file.over);
      continue;
    }
    const { id, shortUrl } = made.answer;
    file.state.ownLinkId = id;
    file.state.links.push({ id, askedMinor: owedMinor, bookedMinor: 0, byId: true, ...(shortUrl ? { shortUrl } : {}) });
    book(file, [made.answer]);
    file.note('PayLink made');
    return;
  }
}

/** Contacts the debtor by one step of the plan: one import into its script, however often it has to be tried. */
export async function contact(file: CaseFile, step: PlanStep, first: boolean): Promise<ContactResult> {
  const { state } = file;
  const entry: Contact = { at: '', channel: step.channel, script: step.script, result: null };
  // Once, however many tries it takes, and only when the vendor may have it.
  const contacted = () => {
    if (!state.contacts.includes(entry)) state.contacts.push(entry);
  };
  for (let tries = 0; ; tries += 1) {
    if (state.hold || file.stopWanted) await sitOutHold(file);
    if (file.over()) return 'over';
    if (step.channel === 'voice' && file.reached) return 'taken'; // By a call that came while this was tried.
    const owedMinor = file.owed();
    entry.at = file.iso(file.now());
    const before = first && tries === 0 ? file.input.imported : undefined;
    if (before) entry.at = before.at;
    const sent = before
      ? { answer: { links: [], record: { ...before, askedMinor: owedMinor } } }
      : await send(file, step, first);
    if (sent === 'given up') continue;
    if ('failure' in sent) {
      if (isUnclear(sent.failure) && sent.failure.sent) {
        contacted();
        state.asked[step.script] = owedMinor;
      }
      if (!(await happened(file, step, sent.failure, tries))) continue;
      contacted();
      return 'taken';
    }
    const { links, record } = sent.answer;
    book(file, links);
    if (record === null) return 'over';
    contacted();
    state.asked[step.script] = record.askedMinor;
    state.messages.push(...record.messages);
    if (step.channel === 'message' || isRefused(record.status)) entry.result = record.status;
    file.note(`${step.channel} script ${step.script}: record ${record.status}`);
    if (isRefused(record.status)) return 'refused';
    if (!record.messages.some(({ level }) => level === 'error')) return 'taken';
    const question = `script ${step.script} took the record as ${record.status} with an error message, see messages`;
    if ((await file.ask('effect', question, file.over)) === 'happened') return 'taken';
  }
}

async function send(file: CaseFile, { channel, script }: PlanStep, first: boolean): Promise<Sent> {
  const { importFirst, importMessage, importVoice } = collectMaxxActivities(file.input.httpTimeoutMs);
  const { state, input } = file;
  const { reference, debtor, invoice } = input;
  const look = { ...lookOf(file), account: accountOf(file) };
  const request = { reference, script, debtor, invoice, owedMinor: file.owed() };
  state.asked[script] ??= file.owed();
  const unwanted = () => file.over() || state.hold !== null;
  if (channel === 'message') {
    return attempt(() => (first ? importFirst(request) : importMessage({ ...request, look })), unwanted);
  }
  file.callReported = false;
  file.round = script;
  file.roundBroken = false;
  file.importing = true;
  file.voiceImports += 1;
  const sent = await attempt(() => importVoice({ ...request, look }), unwanted).finally(() => {
    file.importing = false;
  });
  if (mayCallNow(sent)) {
    for (const scripts of [state.dialling, state.dialled]) if (!scripts.includes(script)) scripts.push(script);
  }
  return sent;
}

type Sent = Awaited<ReturnType<typeof attempt<ImportAnswer>>>;

/** Whether the vendor may have planned calls after this import. */
function mayCallNow(sent: Sent): boolean {
  if (sent === 'given up') return false;
  if ('failure' in sent) return isUnclear(sent.failure) && sent.failure.sent;
  return sent.answer.record !== null && !isRefused(sent.answer.record.status);
}

function isUnclear({ name }: Failure): boolean {
  return name === 'OutcomeUnknown' || name === 'Unavailable';
}

/** After a failed import: whether the vendor has the record all the same. False means: import it again. */
async function happened(file: CaseFile, step: PlanStep, failure: Failure, tries: number): Promise<boolean> {
  const { name, message } = failure;
  file.note(`${step.channel} script ${step.script}: import failed: ${name}`);
  if (!isUnclear(failure)) {
    const answer = await file.ask('effect', `import into script ${step.script}: ${name}: ${message}`, file.over);
    return answer === 'happened';
  }
  if (step.channel === 'message' && askedBefore(file, step)) {
    // The link of the first time would be found, and prove nothing of this one.
    const question = `whether script ${step.script} took the record once more cannot be looked up: ${name}: ${message}`;
    return (await file.ask('effect', question, file.over)) === 'happened';
  }
  if (step.channel === 'message') return lookedUp(file, step, failure);
  return (await callCame(file, step, tries)) && failure.sent;
}

function askedBefore({ state }: CaseFile, { script }: PlanStep): boolean {
  return state.contacts.filter((made) => made.script === script).length > 1;
}

async function lookedUp(file: CaseFile, { script }: PlanStep, { name }: Failure): Promise<boolean> {
  const { lookUpImport } = collectMaxxActivities(file.input.httpTimeoutMs);
  const wait = name === 'OutcomeUnknown' ? 'import-window' : 'settling-time';
  const request = { reference: file.input.reference, script, sinceMs: Date.now(), wait } as const;
  for (;;) {
    file.next(`look up whether script ${script} took the record`);
    const found = await attempt(() => lookUpImport(request), file.over);
    if (found === 'given up') return false;
    if ('answer' in found) {
      book(file, found.answer);
      const taken = found.answer.length > 0;
      file.note(taken ? `script ${script} had taken the record` : `script ${script} had not taken the record`);
      return taken;
    }
    const { failure } = found;
    const question = `whether script ${script} took the record cannot be read: ${failure.name}: ${failure.message}`;
    const answer = await file.ask('effect', question, file.over);
    if (answer !== 'retry') return answer === 'happened';
  }
}

/** Nothing tells whether a voice script took a record, but its calls: pause, and try again only while none was reported. */
async function callCame(file: CaseFile, { script }: PlanStep, tries: number): Promise<boolean> {
  const settleMs = file.input.httpTimeoutMs ?? 30_000;
  const pauseMs = Math.min(settleMs * 2 ** tries, Math.max(settleMs, LONGEST_PAUSE_MS));
  file.next(`import into voice script ${script} again`);
  const wake = () => file.over() || file.callReported || file.state.hold !== null;
  await condition(wake, pauseMs, { summary: 'pause before the import is tried again' });
  return file.callReported;
}

/** Waits until nothing holds the case, and sees to it that no calls go out meanwhile. */
export async function sitOutHold(file: CaseFile): Promise<void> {
  const { state } = file;
  while (state.hold && !file.over()) {
    const { hold } = state;
    if (state.dialling.length > 0) file.stopWanted = true;
    const untilMs = Date.parse(hold.until);
    file.next('go on when the hold ends', untilMs);
    const changed = await file.wait(
      () => file.over() || state.hold !== hold,
      untilMs - file.now(),
      'until the hold ends',
    );
    if (changed) continue;
    state.hold = null;
    file.note('the hold ended');
  }
  const stopped = () => !file.stopWanted && !file.stopping;
  if (stopped() || file.over()) return;
  // New calls wait until the old ones are stopped: else the stop could take the new ones, or miss them.
  await condition(() => stopped() || file.over());
  await sitOutHold(file); // Another hold may have come meanwhile.
}
