import { decimal } from '../../../src/money';
import type { BrokenAdapter, BrokenAdapters } from './broken-adapter';
import { perLine } from './sending';

/** Books something else than the entry that it was given, or does not show it. */
export const WRONG_ENTRIES: BrokenAdapters = {
  'leaves the customer of an entry out': {
    alter: (parts) => ({
      ...perLine((line) => ({ ...line, customer: null }))(parts),
      preflight: (posting, chart, hasInvoice) =>
        parts.preflight(
          posting.kind !== 'journal-entry'
            ? posting
            : {
                ...posting,
                lines: posting.lines.map(({ account, debit, credit, text }) => {
                  return { account, debit, credit, text };
                }),
              },
          chart,
          hasInvoice,
        ),
    }),
    fails: [
      'refusals: an unknown customer on a line of an entry is rejected, never left out',
      'preflight: foresees that post rejects an unknown customer on a line of an entry',
    ],
    because: /must be rejected \(customer-unknown\)|preflight says nothing/,
  },
  'takes only references of single documents for ours': {
    alter: (parts) => ({
      ...parts,
      isShown: (document) => parts.isShown(document) && !document.reference.includes('-sum:'),
    }),
    fails: [
      'entries: the sum of several entries is posted under its own reference',
      'entries: two sums of one day are two documents',
    ],
    because: /uncertain/,
  },
  'lists as invoices what an invoice reference names': {
    change: (adapter) => ({
      ...adapter,
      async *list(options) {
        for await (const receipt of adapter.list(options)) {
          const isEntry = receipt.total.eq(decimal('149.00')) && receipt.lines.length === 2;
          if (!isEntry || receipt.reference.includes('accounting-entry')) yield receipt;
        }
      },
    }),
    fails: [
      "entries: an invoice booked as an entry stands on its customer's account, under the invoice's reference",
      'entries: a credit note booked as an entry',
    ],
    because: /list lacks/,
  },
  'looks invoices up among invoices only before it posts': {
    ...lookingAmongInvoices(),
    fails: ['entries: booked as an entry, then posted as an invoice, one reference makes one document'],
    because: /holds 2 documents|net is/,
  },
};

/** As with an ERP whose invoices and entries are different tables, each with references of its own. */
function lookingAmongInvoices(): Pick<BrokenAdapter, 'alter' | 'change'> {
  let isPostingInvoice = false;
  return {
    alter: (parts) => ({
      ...parts,
      keyOf: ({ kind, reference }) => `${kind} ${reference}`,
      isShown: (document) =>
        parts.isShown(document) && !(isPostingInvoice && document.kind === 'journal-entry'),
    }),
    change: (adapter) => ({
      ...adapter,
      async post(posting, options) {
        isPostingInvoice = posting.kind === 'invoice';
        try {
          return await adapter.post(posting, options);
        } finally {
          isPostingInvoice = false;
        }
      },
    }),
  };
}
