import type { Posting } from '../../accounting/posting';
import type { ProblemCode } from '../../problem';
import type { Ability } from '../abilities';
import { given, type CheckContext } from '../check';

/** A document that the ERP must not take, and why. */
export interface RefusalCase {
  /** Of what: `an unknown account`. */
  readonly what: string;
  /** The behaviour as the check's name says it: `an unknown account is rejected`. */
  readonly behaviour: string;
  readonly needs: readonly Ability[];
  readonly code: ProblemCode;
  readonly posting: (context: CheckContext) => Posting;
  /** Posted twice: a first attempt that has created what was missing would let the second one pass. */
  readonly isTriedTwice?: true;
}

/** What `post` refuses and `preflight` foresees, alike. */
export const REFUSAL_CASES: readonly RefusalCase[] = [
  {
    what: 'a day in a closed period',
    behaviour: 'a day in a closed period is rejected, never moved',
    needs: ['closed-periods'],
    code: 'period-closed',
    posting: (context) => context.documents.invoice({ date: closedDay(context) }),
  },
  {
    what: 'a journal entry in a closed period',
    behaviour: 'a journal entry in a closed period is rejected, never moved',
    needs: ['closed-periods', 'journal-entries'],
    code: 'period-closed',
    posting: (context) => context.documents.journalEntry({ date: closedDay(context) }),
  },
  {
    what: 'an unknown account',
    behaviour: 'an unknown account is rejected',
    needs: ['refuse-unknown-accounts'],
    code: 'account-unknown',
    posting: ({ documents, facts }) =>
      documents.invoice({ lines: [{ net: '149.00', account: facts.unknown.account }] }),
  },
  {
    what: 'one unknown account among known ones',
    behaviour: 'one unknown account among known ones is rejected',
    needs: ['refuse-unknown-accounts'],
    code: 'account-unknown',
    posting({ documents, facts }) {
      const { account } = facts.unknown;
      return documents.invoice({
        lines: [{ net: '149.00' }, { net: '10.00', account }, { net: '20.00' }],
      });
    },
  },
  {
    what: 'an unknown account in a journal entry',
    behaviour: 'an unknown account in a journal entry is rejected',
    needs: ['refuse-unknown-accounts', 'journal-entries'],
    code: 'account-unknown',
    posting({ documents, facts }) {
      const [known] = given(facts.accounts.journal, 'facts.accounts.journal', 'journal-entries');
      const unknown = { account: facts.unknown.account, net: '-300.00' };
      return documents.journalEntry({ lines: [{ account: known, net: '300.00' }, unknown] });
    },
  },
  {
    what: 'an unknown VAT code',
    behaviour: 'an unknown VAT code is rejected',
    needs: ['refuse-unknown-tax-codes'],
    code: 'tax-code-unknown',
    posting({ documents, facts }) {
      const taxCode = { code: facts.unknown.taxCode, rate: facts.taxCodes.domestic.rate };
      return documents.invoice({ lines: [{ net: '149.00' }, { net: '10.00', taxCode }] });
    },
  },
  {
    what: 'an unknown customer',
    behaviour: 'an unknown customer is rejected, never created',
    needs: ['refuse-unknown-customers'],
    code: 'customer-unknown',
    posting: (context) => context.documents.invoice({ customer: unknownCustomer(context) }),
    isTriedTwice: true,
  },
  {
    what: 'an unknown customer on a line of an entry',
    behaviour: 'an unknown customer on a line of an entry is rejected, never left out',
    needs: ['refuse-unknown-customers', 'customers-on-entries'],
    code: 'customer-unknown',
    posting: (context) => context.documents.saleAsEntry({ customer: unknownCustomer(context) }),
    isTriedTwice: true,
  },
  {
    what: 'a currency that is unknown or has no rate',
    behaviour: 'a currency that is unknown or has no rate is rejected',
    needs: ['refuse-unknown-currencies'],
    code: 'currency-unknown',
    posting: ({ documents, facts }) => documents.invoice({ currency: facts.unknown.currency }),
  },
  {
    what: 'a credit note whose invoice the ERP does not hold',
    behaviour: 'a credit note whose invoice the ERP does not hold is rejected',
    needs: ['linked-credit-notes'],
    code: 'invoice-not-posted',
    posting: ({ documents }) => documents.creditNote({ corrects: documents.reference('invoice') }),
  },
];

function closedDay({ facts }: CheckContext) {
  return given(facts.closedDay, 'facts.closedDay', 'closed-periods');
}

function unknownCustomer({ facts }: CheckContext) {
  return { ...facts.customers.domestic, number: facts.unknown.customer };
}
