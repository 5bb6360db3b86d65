import type { BillView, CaseView, IncassoClient } from '../../client/index.js';
import type { EmbeddedStack } from '../../workers/embedded-stack.js';
import { startCases } from '../collect/start-cases.js';
import { printLine } from '../print.js';
import { startRows } from '../rows/start.js';
import { checkBills } from './bills-check.js';
import { billsOnClock, demoBillsFile, readDemoBills } from './bills-input.js';
import { createDisplay } from './display.js';
import type { Flow } from './flow.js';
import { checkLedger } from './ledger-check.js';
import { printSummary } from './summary.js';
import { type Watchable, watchToEnd } from './watch.js';

// A business day in four seconds: a bounce has to be answered before the payer pays, on a busy machine too.
const SPEED = 21_600;

/** The example's bills, as their plays say: paid, bounced and moved to text, expired, not made, paid by the case's PayLink. */
export async function billsFlow(): Promise<Flow> {
  const demo = await readDemoBills(demoBillsFile);
  // References are for all time: on a server that is not ours an earlier demo may have used them.
  const tag = Date.now().toString(36);
  const billsOf = ({ clock, temporal }: EmbeddedStack) => billsOnClock(demo, clock, temporal ? '' : `-${tag}`);

  return {
    speed: SPEED,

    hints(stack) {
      const address = stack.temporal ? `TEMPORAL_ADDRESS=${stack.temporal.address} ` : '';
      return [`${address}incasso bill show ${billsOf(stack)[0]?.input.srrid ?? ''}`];
    },

    async play(stack, io, signal) {
      const { incasso, accepteasyControl, control, clock } = stack;
      const bills = billsOf(stack);
      const pairs = bills.flatMap(({ pair }) => (pair ? [pair] : []));
      const expected = new Map([
        ...bills.map(({ input, expected }) => [input.srrid, expected] as const),
        ...pairs.map(({ input }) => [input.reference, 'paid'] as const),
      ]);
      await accepteasyControl.plan(bills.flatMap(({ plays }) => plays));
      await control.plan(pairs.map(({ play }) => play));
      const started = await startRows(
        bills.map(({ input }) => input),
        { referenceOf: ({ srrid }) => srrid, start: (bill) => incasso.bills.submit(bill) },
        () => undefined,
      );
      await startCases(
        incasso.cases,
        pairs.map(({ input }) => input),
        () => undefined,
      );
      const refused = started.filter(({ result }) => result === 'refused');
      for (const { reference, reason } of refused) printLine(io.err, `${reference}: ${reason}`);
      if (refused.length > 0) return false;
      const { show } = createDisplay(io.out, clock);
      const srrids = new Set(bills.map(({ input }) => input.srrid));
      const views = await watchToEnd(billsAndCases(incasso, srrids), { expected, onLook: show, signal });
      await accepteasyControl.quiet();
      await control.quiet();
      const billViews = new Map([...views].flatMap(([key, view]) => (isBill(view) ? [[key, view]] : [])));
      const caseViews = [...views.values()].flatMap((view) => (isBill(view) ? [] : [view]));
      const ledgers = new Map([
        ['the ledger of AcceptEasy', checkBills(await accepteasyControl.ledger(), billViews, bills)],
        ['the ledger of CollectMAXX', checkLedger(await control.ledger(), caseViews)],
      ]);
      return printSummary(io.out, { views, expected, noun: 'bills and cases', how, ledgers });
    },
  };
}

const isBill = (view: BillView | CaseView): view is BillView => 'srrid' in view;

function billsAndCases(
  { bills, cases }: Pick<IncassoClient, 'bills' | 'cases'>,
  srrids: ReadonlySet<string>,
): Watchable<BillView | CaseView> {
  return {
    async *list() {
      let left = srrids.size;
      for await (const { srrid, stage } of bills.list()) {
        yield { reference: srrid, stage };
        if (srrids.has(srrid)) left -= 1;
        if (left === 0) break;
      }
      yield* cases.list();
    },
    show: (reference) => (srrids.has(reference) ? bills.show(reference) : cases.show(reference)),
  };
}

function how(view: BillView | CaseView): string {
  if (view.reason !== null || !isBill(view)) return view.reason ?? '';
  const bounced = view.contacts.findIndex(({ result }) => result === 'Bounced');
  const moved = bounced !== -1 && view.contacts.slice(bounced + 1).some(({ channel }) => channel === 'Text');
  return moved ? 'a mail bounced, moved to text' : '';
}
