import { checkIfAble, check, checksOf, given, type Check, type CheckContext } from '../check';
import type { LineSpec } from '../documents';
import { expectPosted, expectRejected, fail } from '../expectations';

/** The three types of documents, the VAT zones and the kinds of lines. */
export const DOCUMENT_CHECKS: readonly Check[] = checksOf('documents', [
  check('an invoice is posted as it is', async (context) => {
    await expectPosted(context, context.documents.invoice());
  }),
  checkIfAble(
    'credit-notes-without-invoice',
    'a credit note that names no invoice is posted',
    async (context) => {
      await expectPosted(context, context.documents.creditNote());
    },
    (context) => expectRejected(context, context.documents.creditNote()),
  ),
  checkIfAble('linked-credit-notes', 'a credit note that names its invoice is posted', async (context) => {
    await postCreditedInvoice(context);
  }),
  checkIfAble(
    ['linked-credit-notes', 'see-links'],
    'a credit note is linked to its invoice',
    async (context) => {
      const { invoice, creditNote } = await postCreditedInvoice(context);
      const linked = await context.invoiceOf(creditNote.reference);
      if (linked === invoice.reference) return;
      fail(
        `The credit note is linked to ${linked ?? 'no invoice'} instead of ${invoice.reference}: hand the invoice's own ` +
          'id in the ERP over with it.',
      );
    },
  ),
  checkIfAble(
    'journal-entries',
    'a journal entry is posted as it is',
    async (context) => {
      await expectPosted(context, context.documents.journalEntry());
    },
    async (context) => {
      // Without accounts of its own to name, it is refused for what it is.
      const { sales } = context.facts.accounts;
      const lines = [
        { account: sales, net: '300.00' },
        { account: sales, net: '-300.00' },
      ];
      await expectRejected(context, context.documents.journalEntry({ lines }));
    },
  ),
  checkIfAble(
    'journal-entries',
    'a journal entry of a negative amount, its sides turned, is posted',
    async (context) => {
      const [one, other] = journalAccounts(context);
      const lines = [
        { account: other, net: '300.00' },
        { account: one, net: '-300.00' },
      ];
      await expectPosted(context, context.documents.journalEntry({ lines, isTurned: true }));
    },
  ),
  checkIfAble('journal-entries', 'a journal entry of many lines is posted line by line', async (context) => {
    const [one, other] = journalAccounts(context);
    const debits = Array.from({ length: 7 }, (_, index) => ({ account: one, net: `${index + 1}.11` }));
    const lines = [...debits, { account: other, net: '-20.00' }, { account: other, net: '-8.77' }];
    await expectPosted(context, context.documents.journalEntry({ lines }));
  }),
  checkIfAble('eu-sales', 'a sale to another EU country is posted without VAT', async (context) => {
    const taxCode = given(context.facts.taxCodes.eu, 'facts.taxCodes.eu', 'eu-sales');
    const customer = given(context.facts.customers.eu, 'facts.customers.eu', 'eu-sales');
    await expectPosted(context, context.documents.invoice({ customer, lines: [{ net: '149.00', taxCode }] }));
  }),
  checkIfAble('export-sales', 'an export is posted without VAT', async (context) => {
    const taxCode = given(context.facts.taxCodes.export, 'facts.taxCodes.export', 'export-sales');
    const customer = given(context.facts.customers.export, 'facts.customers.export', 'export-sales');
    await expectPosted(context, context.documents.invoice({ customer, lines: [{ net: '149.00', taxCode }] }));
  }),
  checkIfAble('several-tax-rates', 'two VAT rates on one invoice are posted', async (context) => {
    const taxCode = given(context.facts.taxCodes.reduced, 'facts.taxCodes.reduced', 'several-tax-rates');
    await expectPosted(
      context,
      context.documents.invoice({ lines: [{ net: '149.00' }, { net: '99.95', taxCode }] }),
    );
  }),
  checkIfAble(
    'foreign-currency',
    'an invoice in a foreign currency is posted in it',
    async (context) => {
      await expectPosted(context, context.documents.invoice({ currency: foreignCurrency(context) }));
    },
    // Whichever currency it is: `facts.foreignCurrency` need not be given.
    (context) =>
      expectRejected(
        context,
        context.documents.invoice({
          currency: context.facts.foreignCurrency ?? context.facts.unknown.currency,
        }),
      ),
  ),
  checkIfAble(
    ['foreign-currency', 'linked-credit-notes'],
    'a credit note in a foreign currency is posted in it',
    async (context) => {
      const currency = foreignCurrency(context);
      await postCreditedInvoice(context, currency);
    },
  ),
  checkIfAble('negative-lines', 'a discount is posted as a line below zero', async (context) => {
    await expectPosted(
      context,
      context.documents.invoice({
        lines: [{ net: '149.00' }, { net: '-30.00', kind: 'discount', description: 'Discount 20 %' }],
      }),
    );
  }),
  check('shipping and handling fee are posted with their VAT', async (context) => {
    await expectPosted(context, context.documents.invoice({ lines: WITH_FEES }));
  }),
  checkIfAble('untaxed-lines', 'a rounding line is posted without VAT', async (context) => {
    const taxCode = given(context.facts.taxCodes.untaxed, 'facts.taxCodes.untaxed', 'untaxed-lines');
    const rounding: LineSpec = { net: '0.04', kind: 'rounding', description: 'Rounding', taxCode };
    await expectPosted(context, context.documents.invoice({ lines: [{ net: '149.00' }, rounding] }));
  }),
]);

const WITH_FEES: readonly LineSpec[] = [
  { net: '149.00' },
  { net: '49.50', kind: 'shipping', description: 'Shipping' },
  { net: '12.25', kind: 'handling-fee', description: 'Handling fee' },
];

async function postCreditedInvoice(context: CheckContext, currency = context.facts.currency) {
  const invoice = context.documents.invoice({ currency });
  await expectPosted(context, invoice);
  const creditNote = context.documents.creditNote({ currency, corrects: invoice.reference });
  await expectPosted(context, creditNote);
  return { invoice, creditNote };
}

function foreignCurrency({ facts }: CheckContext): string {
  return given(facts.foreignCurrency, 'facts.foreignCurrency', 'foreign-currency');
}

function journalAccounts({ facts }: CheckContext): readonly [string, string] {
  return given(facts.accounts.journal, 'facts.accounts.journal', 'journal-entries');
}
