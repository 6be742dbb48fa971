import type { Posting } from '../../accounting/posting';
import { externalReference } from '../../document';
import type { ErpAdapter, Receipt } from '../../erp/adapter';
import { formatAmount } from '../../money';
import { check, checkIfAble, checksOf, type Check, type CheckContext } from '../check';
import {
  describeOutcome,
  expectCount,
  expectFaithful,
  expectHeldOnce,
  expectPosted,
  fail,
  outcomeOf,
  receiptOf,
  settleAndDeliver,
} from '../expectations';

/** Enough that two workers meet; few enough for a slow ERP. */
const DOCUMENTS_PER_WORKER = 4;

/** One reference makes one document, however often, by however many workers, and with whatever content it is posted. */
export const REPETITION_CHECKS: readonly Check[] = checksOf('repetition', [
  check('posted again, an invoice has the same receipt, and nothing new is posted', (context) =>
    postAgain(context, context.documents.invoice()),
  ),
  checkIfAble('journal-entries', 'posted again, a journal entry has the same receipt', (context) =>
    postAgain(context, context.documents.journalEntry()),
  ),
  checkIfAble('credit-notes-without-invoice', 'posted again, a credit note has the same receipt', (context) =>
    postAgain(context, context.documents.creditNote()),
  ),
  check('posted again with other content, the first document stands', otherContent),
  check('posted again by a worker that has just started, it is the same document', async (context) => {
    const posting = context.documents.invoice();
    const first = await expectPosted(context, posting);
    expectSame(first, receiptOf(await outcomeOf(await context.connect(), posting)));
    await expectCount(context, posting.reference, 1);
  }),
  check('two workers that post the same invoice make one document', async (context) => {
    for (let round = 1; round <= DOCUMENTS_PER_WORKER; round += 1) {
      const posting = context.documents.invoice();
      await postByTwo(context, [posting], [posting]);
    }
  }),
  checkIfAble('journal-entries', 'two workers that post the same entry make one', async (context) => {
    for (let round = 1; round <= DOCUMENTS_PER_WORKER; round += 1) {
      const posting = context.documents.journalEntry();
      await postByTwo(context, [posting], [posting]);
    }
  }),
  check('two workers that post different invoices make each of them once', async (context) => {
    const invoices = () => Array.from({ length: DOCUMENTS_PER_WORKER }, () => context.documents.invoice());
    await postByTwo(context, invoices(), invoices());
  }),
  check('as many at once as the adapter declares are all posted', async (context) => {
    const postings = Array.from({ length: context.capabilities.concurrency }, () =>
      context.documents.invoice(),
    );
    const outcomes = await Promise.all(postings.map((posting) => outcomeOf(context.adapter, posting)));
    for (const outcome of outcomes) expectNotRejected(outcome);
    if (outcomes.some(({ kind }) => kind === 'uncertain')) {
      await settleAndDeliver(context, context.adapter, postings);
    } else for (const posting of postings) await expectHeldOnce(context, posting);
  }),
  check('references that differ at their very end are two documents', async (context) => {
    const documentId = Number.MAX_SAFE_INTEGER;
    const systemId = `${context.documents.systemId}.a-system-whose-name-is-as-long-as-names-may-be`;
    const reference = externalReference({ systemId, documentType: 'invoice', documentId });
    const other = externalReference({ systemId, documentType: 'invoice', documentId: documentId - 1 });
    await expectPosted(context, context.documents.invoice({ reference }));
    await expectPosted(context, context.documents.invoice({ reference: other, lines: [{ net: '7.77' }] }));
  }),
  check('references of different types are two documents', async (context) => {
    const { systemId } = context.documents;
    const documentId = 77;
    const reference = externalReference({ systemId, documentType: 'invoice', documentId });
    const creditNote = externalReference({ systemId, documentType: 'credit-note', documentId });
    await expectPosted(context, context.documents.invoice({ reference }));
    if ((await context.adapter.find([reference, creditNote])).has(creditNote)) {
      fail(
        'find takes an invoice for the credit note of the same id: the whole reference counts, not its number.',
      );
    }
  }),
]);

async function postAgain(context: CheckContext, posting: Posting): Promise<void> {
  const first = await expectPosted(context, posting);
  expectSame(first, receiptOf(await outcomeOf(context.adapter, posting)));
  await expectCount(context, posting.reference, 1);
}

async function otherContent(context: CheckContext): Promise<void> {
  const posting = context.documents.invoice();
  const first = await expectPosted(context, posting);
  const { reference } = posting;
  const other = context.documents.invoice({
    reference,
    lines: [{ net: '1.00' }, { net: '2.00' }, { net: '3.00' }],
  });
  const outcome = await outcomeOf(context.adapter, other);
  if (outcome.kind === 'posted') {
    if (formatAmount(outcome.receipt.total) === formatAmount(other.totals.total)) {
      fail(
        'post answered with the new content, which the ERP does not hold: a receipt is what was read from the ERP, never what was sent.',
      );
    }
    expectSame(first, outcome.receipt);
    expectFaithful(posting, outcome.receipt, "the second post's receipt");
  } else if (outcome.kind === 'uncertain') {
    fail(
      `post was ${describeOutcome(outcome)} for a reference that the ERP holds: answer with its receipt, or reject.`,
    );
  }
  await expectHeldOnce(context, posting);
}

function expectSame(first: Receipt, second: Receipt): void {
  if (first.erpId === second.erpId && first.number === second.number) return;
  fail(
    `Posted again under the same reference, ${first.number} (id ${first.erpId}) became ${second.number} (id ${second.erpId}): ` +
      'look the reference up, or let the ERP refuse a second one, and answer with the first document.',
  );
}

/**
 * Two workers at once; one after the other where the adapter declares `concurrency: 1`, as the delivery protocol then
 * lets them take turns. A worker that meets the other may say `uncertain`, never `rejected`.
 */
async function postByTwo(
  context: CheckContext,
  ones: readonly Posting[],
  others: readonly Posting[],
): Promise<void> {
  const workers = [await context.connect(), await context.connect()] as const;
  const takeTurns = context.capabilities.concurrency === 1;
  const first = postAll(workers[0], ones);
  if (takeTurns) await first;
  await Promise.all([first, postAll(workers[1], others)]);
  const references = new Set<string>();
  const distinct = [...ones, ...others].filter(({ reference }) => {
    const isNew = !references.has(reference);
    references.add(reference);
    return isNew;
  });
  const found = await context.adapter.find(distinct.map(({ reference }) => reference));
  if (found.size < distinct.length) await settleAndDeliver(context, context.adapter, distinct);
  else for (const posting of distinct) await expectHeldOnce(context, posting);
}

async function postAll(worker: ErpAdapter, postings: readonly Posting[]): Promise<void> {
  for (const posting of postings) expectNotRejected(await outcomeOf(worker, posting));
}

function expectNotRejected(outcome: Awaited<ReturnType<typeof outcomeOf>>): void {
  if (outcome.kind !== 'rejected') return;
  fail(
    `A worker that met another had its document ${describeOutcome(outcome)}: that is no fault of the document. Answer with ` +
      'the receipt of what the other posted, or uncertain.',
  );
}
