import { checkIfAble, checksOf, given, type Check } from '../check';
import { expectRejected } from '../expectations';

/** What the ERP does not know or does not allow is refused: never guessed, created, moved or left out. */
export const REFUSAL_CHECKS: readonly Check[] = checksOf('refusals', [
  checkIfAble('closed-periods', 'a day in a closed period is rejected, never moved', async (context) => {
    const date = given(context.facts.closedDay, 'facts.closedDay', 'closed-periods');
    await expectRejected(context, context.documents.invoice({ date }), 'period-closed');
  }),
  checkIfAble(
    ['closed-periods', 'journal-entries'],
    'a journal entry in a closed period is rejected, never moved',
    async (context) => {
      const date = given(context.facts.closedDay, 'facts.closedDay', 'closed-periods');
      await expectRejected(context, context.documents.journalEntry({ date }), 'period-closed');
    },
  ),
  checkIfAble('refuse-unknown-accounts', 'an unknown account is rejected', async (context) => {
    const { account } = context.facts.unknown;
    const lines = [{ net: '149.00', account }];
    await expectRejected(context, context.documents.invoice({ lines }), 'account-unknown');
  }),
  checkIfAble(
    'refuse-unknown-accounts',
    'one unknown account among known ones is rejected',
    async (context) => {
      const { account } = context.facts.unknown;
      const lines = [{ net: '149.00' }, { net: '10.00', account }, { net: '20.00' }];
      await expectRejected(context, context.documents.invoice({ lines }), 'account-unknown');
    },
  ),
  checkIfAble(
    ['refuse-unknown-accounts', 'journal-entries'],
    'an unknown account in a journal entry is rejected',
    async (context) => {
      const [known] = given(context.facts.accounts.journal, 'facts.accounts.journal', 'journal-entries');
      const lines = [
        { account: known, net: '300.00' },
        { account: context.facts.unknown.account, net: '-300.00' },
      ];
      await expectRejected(context, context.documents.journalEntry({ lines }), 'account-unknown');
    },
  ),
  checkIfAble('refuse-unknown-tax-codes', 'an unknown VAT code is rejected', async (context) => {
    const taxCode = { code: context.facts.unknown.taxCode, rate: context.facts.taxCodes.domestic.rate };
    const lines = [{ net: '149.00' }, { net: '10.00', taxCode }];
    await expectRejected(context, context.documents.invoice({ lines }), 'tax-code-unknown');
  }),
  checkIfAble(
    'refuse-unknown-customers',
    'an unknown customer is rejected, never created',
    async (context) => {
      const customer = { ...context.facts.customers.domestic, number: context.facts.unknown.customer };
      await expectRejected(context, context.documents.invoice({ customer }), 'customer-unknown');
      // A first attempt that has created the customer would now succeed.
      await expectRejected(context, context.documents.invoice({ customer }), 'customer-unknown');
    },
  ),
  checkIfAble(
    'refuse-unknown-currencies',
    'a currency that is unknown or has no rate is rejected',
    async (context) => {
      const { currency } = context.facts.unknown;
      await expectRejected(context, context.documents.invoice({ currency }), 'currency-unknown');
    },
  ),
  checkIfAble(
    'linked-credit-notes',
    'a credit note whose invoice the ERP does not hold is rejected',
    async (context) => {
      const corrects = context.documents.reference('invoice');
      await expectRejected(context, context.documents.creditNote({ corrects }), 'invoice-not-posted');
    },
  ),
]);
