import type { JournalPosting } from '../../accounting/posting';
import { checkIfAble, checksOf, type Check, type CheckContext } from '../check';
import {
  describeOutcome,
  expectFaithful,
  expectHeldOnce,
  expectPosted,
  expectRejected,
  fail,
  outcomeOf,
} from '../expectations';

/** Journal entries that stand for something else: a sale that is booked as an entry, the sum of a day's entries. */
export const ENTRY_CHECKS: readonly Check[] = checksOf('entries', [
  checkIfAble(
    'customers-on-entries',
    "an invoice booked as an entry stands on its customer's account, under the invoice's reference",
    async (context) => {
      await expectPostedAndListed(context, context.documents.saleAsEntry());
    },
    // Left out silently, nobody would know whose debt it is.
    async (context) => {
      const [one, other] = context.facts.accounts.journal ?? [];
      if (one === undefined || other === undefined || !context.isAble('journal-entries')) return;
      const customer = context.facts.customers.domestic;
      const lines = [
        { account: one, net: '149.00', customer },
        { account: other, net: '-149.00' },
      ];
      await expectRejected(context, context.documents.journalEntry({ lines }));
    },
  ),
  checkIfAble('customers-on-entries', 'a credit note booked as an entry', async (context) => {
    await expectPostedAndListed(context, context.documents.saleAsEntry({ type: 'credit-note' }));
  }),
  checkIfAble(
    'customers-on-entries',
    'booked as an entry, then posted as an invoice, one reference makes one document',
    otherKind,
  ),
  checkIfAble(
    'journal-entries',
    'the sum of several entries is posted under its own reference',
    async (context) => {
      await expectPostedAndListed(context, summed(context, 1));
    },
  ),
  checkIfAble('journal-entries', 'two sums of one day are two documents', async (context) => {
    await expectPosted(context, summed(context, 2));
    await expectPosted(context, summed(context, 3));
  }),
]);

function summed({ documents, facts }: CheckContext, part: number): JournalPosting {
  return documents.journalEntry({ reference: documents.sumReference(facts.openDay, part) });
}

/** Also in the list: whoever asks it by the type that a reference names, finds no entry under an invoice's. */
async function expectPostedAndListed(context: CheckContext, posting: JournalPosting): Promise<void> {
  const { number } = await expectPosted(context, posting);
  for await (const receipt of context.adapter.list({ since: posting.date })) {
    if (receipt.reference !== posting.reference) continue;
    expectFaithful(posting, receipt, "list's receipt");
    return;
  }
  fail(
    `list lacks ${posting.reference} (${number}): go on from page to page, and list every kind of document, whatever ` +
      'type its reference names.',
  );
}

/** Somebody changes the configuration between two attempts: that must not book the sale a second time. */
async function otherKind(context: CheckContext): Promise<void> {
  const entry = context.documents.saleAsEntry();
  await expectPosted(context, entry);
  const outcome = await outcomeOf(context.adapter, context.documents.invoice({ reference: entry.reference }));
  if (outcome.kind === 'posted') expectFaithful(entry, outcome.receipt, "the second post's receipt");
  else if (outcome.kind === 'uncertain') {
    fail(
      `post was ${describeOutcome(outcome)} for a reference that the ERP holds: answer with its receipt, or reject.`,
    );
  }
  await expectHeldOnce(context, entry);
}
