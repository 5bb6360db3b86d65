import { condition } from '@temporalio/workflow';
import type { LinkReading } from '../domain/case.js';
import { formatMoney } from '../domain/money.js';
import { rises } from '../domain/payments.js';
import type { CaseFile } from './case-file.js';
import { collectMaxxActivities, failureOf } from './vendor-activities.js';

/** What a case shows an activity that reads its PayLinks. */
export function lookOf({ input, state, hints }: CaseFile) {
  const assigned = hints.filter(({ assigned }) => assigned).map(({ linkId }) => linkId);
  const known = state.links.filter(({ byId }) => byId).map(({ id }) => id);
  const scripts = Object.keys(state.asked);
  return { reference: input.reference, scripts, linkIds: [...new Set([...known, ...assigned])] };
}

/** What a case shows an activity so that it can tell new money from booked money. */
export function accountOf(file: CaseFile) {
  const { asked, links } = file.state;
  return { known: links, asked, ownMinor: file.input.invoice.amount.minor, owedMinor: file.owed() };
}

/** Books what readings show beyond what is booked; says how much that was, in minor units. */
export function book(file: CaseFile, readings: LinkReading[]): number {
  const { state } = file;
  const { known, asked, ownMinor } = accountOf(file);
  const { linkIds } = lookOf(file);
  let bookedMinor = 0;
  for (const { reading, askedMinor, settledMinor, riseMinor } of rises(known, asked, ownMinor, readings)) {
    let link = state.links.find(({ id }) => id === reading.id);
    if (!link) {
      link = { id: reading.id, askedMinor, bookedMinor: 0, byId: linkIds.includes(reading.id) };
      state.links.push(link);
    }
    if (reading.shortUrl !== undefined) link.shortUrl = reading.shortUrl;
    if (riseMinor === 0) continue;
    link.bookedMinor = settledMinor;
    bookedMinor += riseMinor;
    const amount = { minor: riseMinor, currency: file.input.invoice.amount.currency };
    const at = reading.updatedAt === undefined ? file.iso(file.now()) : file.iso(Date.parse(reading.updatedAt));
    state.payments.push({ id: `${reading.id}:${settledMinor}`, at, amount, source: 'paylink' });
    file.note(`paid by PayLink: ${formatMoney(amount)}`);
  }
  return bookedMinor;
}

/** Beside the procedure, for as long as the case is open: every event about money is answered by a reading. */
export async function watchMoney(file: CaseFile): Promise<never> {
  const { readPayLinks } = collectMaxxActivities(file.input.httpTimeoutMs);
  const { state, hints } = file;
  for (;;) {
    // An event can overtake the answer that tells the link's id.
    await condition(
      () => hints.length > 0 && (file.closing || Object.keys(state.asked).length > 0 || state.links.length > 0),
    );
    const answered = hints.length;
    const paid = hints.some(({ what }) => what === 'paid');
    try {
      const { voiceImports } = file;
      const stop = { scripts: file.importing ? [] : state.dialling, when: file.closing ? 'always' : 'paid' } as const;
      const { links, stopped } = await readPayLinks({ look: lookOf(file), account: accountOf(file), stop });
      if (voiceImports === file.voiceImports)
        state.dialling = state.dialling.filter((script) => !stopped.includes(script));
      if (book(file, links) === 0 && paid) file.note('a payment was reported, but the vendor shows no new money');
      hints.splice(0, answered);
    } catch (error) {
      const { name, message } = failureOf(error);
      const answer = await file.ask('read', `the PayLink cannot be read: ${name}: ${message}`);
      if (answer === 'not-happened') hints.splice(0, answered);
    }
    if (!file.over() && !file.closing) file.show();
  }
}

/** Beside the procedure: whenever calls have to be stopped, they are, however long the vendor takes. */
export async function watchCalls(file: CaseFile): Promise<never> {
  const { stopCalling } = collectMaxxActivities(file.input.httpTimeoutMs);
  const { state, input } = file;
  for (;;) {
    await condition(() => file.stopWanted && !file.importing);
    file.stopWanted = false;
    file.stopping = true;
    for (const script of [...state.dialling]) {
      try {
        await stopCalling({ reference: input.reference, script });
      } catch (error) {
        const { name, message } = failureOf(error);
        const answer = await file.ask('effect', `calls of script ${script} cannot be stopped: ${name}: ${message}`);
        if (answer !== 'happened') {
          file.stopWanted = true;
          continue;
        }
      }
      state.dialling = state.dialling.filter((left) => left !== script);
    }
    file.stopping = false;
  }
}
