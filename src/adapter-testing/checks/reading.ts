import type { ExternalReference } from '../../document';
import type { Receipt } from '../../erp/adapter';
import { check, checkIfAble, checksOf, type Check } from '../check';
import { expectFaithful, expectPosted, fail } from '../expectations';

/** A batch of the delivery protocol has some ten; a reconciliation asks for more. */
const MANY = 300;
const FEW = 3;

export const FIND_CHECKS: readonly Check[] = checksOf('find', [
  check('no references: an empty answer', async (context) => {
    expectOnly(await context.adapter.find([]), []);
  }),
  check('references that the ERP does not hold are absent', async (context) => {
    expectOnly(await context.adapter.find([context.documents.reference('invoice')]), []);
  }),
  check('many references at once, most of them unknown', async (context) => {
    const postings = Array.from({ length: FEW }, () => context.documents.invoice());
    for (const posting of postings) await expectPosted(context, posting);
    const unknown = Array.from({ length: MANY }, () => context.documents.reference('invoice'));
    const [first, ...others] = postings.map(({ reference }) => reference);
    const found = await context.adapter.find([
      ...(first === undefined ? [] : [first]),
      ...unknown,
      ...others,
    ]);
    expectOnly(
      found,
      postings.map(({ reference }) => reference),
    );
    for (const posting of postings) {
      const receipt = found.get(posting.reference);
      if (receipt !== undefined) expectFaithful(posting, receipt, "find's receipt");
    }
  }),
  check('one reference asked for twice is answered once', async (context) => {
    const posting = context.documents.invoice();
    await expectPosted(context, posting);
    expectOnly(await context.adapter.find([posting.reference, posting.reference]), [posting.reference]);
  }),
  checkIfAble('credit-notes-without-invoice', 'all types of documents in one answer', async (context) => {
    const postings = [context.documents.invoice(), context.documents.creditNote()];
    for (const posting of postings) await expectPosted(context, posting);
    const references = postings.map(({ reference }) => reference);
    expectOnly(await context.adapter.find(references), references);
  }),
  checkIfAble('journal-entries', 'invoices and journal entries in one answer', async (context) => {
    const postings = [context.documents.journalEntry(), context.documents.invoice()];
    for (const posting of postings) await expectPosted(context, posting);
    const references = postings.map(({ reference }) => reference);
    expectOnly(await context.adapter.find(references), references);
  }),
  check("shows the same id and number as post's receipt", async (context) => {
    const posting = context.documents.invoice();
    const { erpId, number } = await expectPosted(context, posting);
    const found = (await context.adapter.find([posting.reference])).get(posting.reference);
    if (found?.erpId === erpId && found.number === number) return;
    fail(
      `post's receipt names ${number} (id ${erpId}), find's ${found?.number ?? 'nothing'} (id ${found?.erpId ?? '-'}).`,
    );
  }),
  check('is answered alike to another worker', async (context) => {
    const posting = context.documents.invoice();
    await expectPosted(context, posting);
    const found = await (await context.connect()).find([posting.reference]);
    expectOnly(found, [posting.reference]);
  }),
  check('documents of different amounts have receipts and numbers of their own', async (context) => {
    const postings = ['11.00', '22.00', '33.00'].map((net) =>
      context.documents.invoice({ lines: [{ net }] }),
    );
    const receipts: Receipt[] = [];
    for (const posting of postings) receipts.push(await expectPosted(context, posting));
    const numbers = new Set(receipts.map(({ number }) => number));
    if (numbers.size < receipts.length)
      fail(`Different documents have the same number: ${[...numbers].join(', ')}.`);
  }),
  checkIfAble('drafts', 'a draft is not shown', async (context) => {
    const reference = context.documents.reference('invoice');
    await context.plantDraft(reference);
    const found = await context.adapter.find([reference]);
    if (found.size > 0)
      fail('find shows a draft: only what is posted counts, else a document is never posted.');
  }),
]);

function expectOnly(
  found: ReadonlyMap<ExternalReference, Receipt>,
  expected: readonly ExternalReference[],
): void {
  const missing = expected.find((reference) => !found.has(reference));
  if (missing !== undefined) fail(`find does not show ${missing}, which the ERP holds.`);
  const surplus = [...found.keys()].find((reference) => !expected.includes(reference));
  if (surplus !== undefined) fail(`find shows ${surplus}, which was not asked for or is not held.`);
}
