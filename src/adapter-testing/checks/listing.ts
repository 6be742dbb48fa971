import type { Posting } from '../../accounting/posting';
import type { Receipt } from '../../erp/adapter';
import type { PlainDate } from '../../plain-date';
import { checkIfAble, check, checksOf, type Check, type CheckContext } from '../check';
import { expectFaithful, fail, outcomeOf, receiptOf } from '../expectations';

/** Last of all, as they book on a later day: an ERP may then refuse what is dated before. */
export const LIST_CHECKS: readonly Check[] = checksOf('list', [
  check('shows every document once, as it was posted', async (context) => {
    const postings = await postedForList(context);
    expectEach(await listed(context), postings, 'list');
  }),
  check('shows the oldest first', async (context) => {
    await postedForList(context);
    expectOldestFirst(await listed(context));
  }),
  check('begins with the day that is asked for', async (context) => {
    const { openDay, laterDay } = context.facts;
    const postings = await postedForList(context);
    const later = await listed(context, laterDay);
    const early = later.find(({ date }) => date < laterDay);
    if (early !== undefined) {
      fail(
        `list since ${laterDay} shows ${early.number} of ${early.date}: begin with that day, as the books date it.`,
      );
    }
    expectEach(
      later,
      postings.filter(({ date }) => date >= laterDay),
      `list since ${laterDay}`,
    );
    expectEach(await listed(context, openDay), postings, `list since ${openDay}`);
  }),
  check('may be left early', async (context) => {
    await receiptOfNew(context);
    const receipts = context.adapter.list()[Symbol.asyncIterator]();
    if ((await receipts.next()).done === true) fail('list shows nothing, and the ERP holds documents.');
    await receipts.return?.();
    // What was left must not be in the way of what follows.
    await context.adapter.find([context.documents.reference('invoice')]);
  }),
  checkIfAble('drafts', 'a draft is not shown', async (context) => {
    const reference = context.documents.reference('invoice');
    await context.plantDraft(reference);
    const shown = await listed(context);
    if (shown.some((receipt) => receipt.reference === reference)) {
      fail('list shows a draft: only what is posted counts.');
    }
  }),
]);

async function receiptOfNew(context: CheckContext): Promise<void> {
  const { laterDay: date } = context.facts;
  receiptOf(await outcomeOf(context.adapter, context.documents.invoice({ date })));
}

/** Once for all checks: it takes long. */
function postedForList(context: CheckContext): Promise<readonly Posting[]> {
  return context.once(() => postForList(context));
}

/** On both days: out of order where the ERP takes them so, as an order of posting is not an order of dates. */
async function postForList(context: CheckContext): Promise<readonly Posting[]> {
  const { facts, documents, listedDocuments, capabilities } = context;
  const dates = Array.from({ length: listedDocuments }, (_, index) =>
    index % 2 === 0 ? facts.laterDay : facts.openDay,
  );
  const inOrder = capabilities.order === 'by-date' ? dates.toSorted() : dates;
  const invoices = inOrder.map((date, index) =>
    documents.invoice({ date, lines: [{ net: `${index + 1}.00` }] }),
  );
  const entries = context.isAble('journal-entries') ? [documents.journalEntry({ date: facts.laterDay })] : [];
  const postings = [...invoices, ...entries];
  const queue = [...postings];
  const work = async () => {
    for (let posting = queue.shift(); posting !== undefined; posting = queue.shift()) {
      receiptOf(await outcomeOf(context.adapter, posting));
    }
  };
  const workers = capabilities.order === 'by-date' ? 1 : capabilities.concurrency;
  await Promise.all(Array.from({ length: workers }, work));
  return postings;
}

/** What is listed of this run: the ERP may hold documents of others. */
async function listed({ adapter, documents }: CheckContext, since?: PlainDate): Promise<readonly Receipt[]> {
  const receipts: Receipt[] = [];
  for await (const receipt of adapter.list(since === undefined ? {} : { since })) {
    if (receipt.reference.startsWith(`traede:${documents.systemId}:`)) receipts.push(receipt);
  }
  return receipts;
}

function expectEach(receipts: readonly Receipt[], postings: readonly Posting[], what: string): void {
  const byReference = new Map(receipts.map((receipt) => [receipt.reference, receipt]));
  for (const posting of postings) {
    const receipt = byReference.get(posting.reference);
    if (receipt === undefined) {
      fail(
        `${what} lacks ${posting.reference}: go on from page to page until there is none (one may be short).`,
      );
    }
    expectFaithful(posting, receipt, `${what}'s receipt`);
  }
  expectNoneTwice(receipts);
}

/** By the ERP's id: that a reference has two documents is no fault of the list. */
function expectNoneTwice(receipts: readonly Receipt[]): void {
  const seen = new Set<string>();
  for (const { erpId, reference } of receipts) {
    const key = `${reference} ${erpId}`;
    if (seen.has(key)) {
      fail(`list shows ${reference} twice: page by a key that does not shift, in an order that is total.`);
    }
    seen.add(key);
  }
}

function expectOldestFirst(receipts: readonly Receipt[]): void {
  const at = receipts.findIndex(({ date }, index) => date < (receipts[index - 1]?.date ?? date));
  if (at < 0) return;
  fail(
    `list shows ${receipts[at - 1]?.date ?? ''} before ${receipts[at]?.date ?? ''}: oldest first, by day of the books.`,
  );
}
