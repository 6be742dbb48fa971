import type { Posting } from '../../accounting/posting';
import type { PlainDate } from '../../plain-date';
import type { Ability } from '../abilities';
import { checkIfAble, checksOf, given, missingMethod, type Check, type CheckContext } from '../check';
import { expectCount, expectPosted, fail } from '../expectations';

const NEEDS: readonly Ability[] = ['first-open-day', 'closed-periods'];

/** Where the configuration moves documents out of closed periods, this is where to. */
export const FIRST_OPEN_DAY_CHECKS: readonly Check[] = checksOf('first open day', [
  checkIfAble(NEEDS, 'an invoice of a closed day is posted on it', async (context) => {
    await postOnFirstOpenDay(context, context.documents.invoice({ date: closedDay(context) }));
  }),
  checkIfAble([...NEEDS, 'journal-entries'], 'an entry of a closed day is posted on it', async (context) => {
    await postOnFirstOpenDay(context, context.documents.journalEntry({ date: closedDay(context) }));
  }),
  checkIfAble('first-open-day', 'a document of an open day keeps its day', async (context) => {
    const posting = context.documents.invoice();
    const day = await firstOpenDay(context, posting);
    if (day !== posting.date) fail(`The day ${posting.date} is open, and firstOpenDay says ${String(day)}.`);
    await expectCount(context, posting.reference, 0);
  }),
]);

async function postOnFirstOpenDay(context: CheckContext, posting: Posting): Promise<void> {
  const day = await firstOpenDay(context, posting);
  if (day === undefined)
    return fail(`firstOpenDay finds none, though ${context.facts.openDay} is in an open period.`);
  if (day <= posting.date)
    fail(`firstOpenDay says ${day} for a document of ${posting.date}, which is closed.`);
  const { firstOpenDay: expected } = context.facts;
  if (expected !== undefined && day !== expected) {
    fail(`firstOpenDay says ${day}; the first day that is open is ${expected} (facts.firstOpenDay).`);
  }
  await expectCount(context, posting.reference, 0);
  await expectPosted(context, { ...posting, date: day });
}

async function firstOpenDay({ adapter }: CheckContext, posting: Posting): Promise<PlainDate | undefined> {
  if (adapter.firstOpenDay === undefined) return missingMethod('firstOpenDay', 'first-open-day');
  return adapter.firstOpenDay(posting);
}

function closedDay({ facts }: CheckContext): PlainDate {
  return given(facts.closedDay, 'facts.closedDay', 'closed-periods');
}
