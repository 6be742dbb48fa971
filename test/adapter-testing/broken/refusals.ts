import type { Alteration } from '../memory-adapter';
import type { BrokenAdapters } from './broken-adapter';
import { perLine, sending } from './sending';

const TEXTS = [
  'letters beyond ASCII',
  'emoji',
  'right-to-left text',
  'control characters',
  'line breaks',
  'NUL',
  'half a surrogate pair',
];

/** Leaves out what the preflight would find. */
function overlooking(...codes: string[]): Alteration {
  return (parts) => ({
    ...parts,
    preflight(posting, chart, hasInvoice) {
      const problem = parts.preflight(posting, chart, hasInvoice);
      return problem !== undefined && codes.includes(problem.code) ? undefined : problem;
    },
  });
}

/** What a preflight overlooks as well. */
function unforeseen(...what: readonly string[]): string[] {
  return what.map((refused) => `preflight: foresees that post rejects ${refused}`);
}

function becauseTaken(code: string): RegExp {
  return new RegExp(`must be rejected \\(${code}\\)|preflight says nothing`);
}

function both(one: Alteration, other: Alteration): Alteration {
  return (parts) => other(one(parts));
}

/** Takes what it should refuse, or refuses what it should take. */
export const WRONG_REFUSALS: BrokenAdapters = {
  'lets the ERP move a date out of a closed period': {
    alter: overlooking('period-closed'),
    fails: [
      'refusals: a day in a closed period is rejected, never moved',
      'refusals: a journal entry in a closed period is rejected, never moved',
      ...unforeseen('a day in a closed period', 'a journal entry in a closed period'),
    ],
    because: becauseTaken('period-closed'),
  },
  'guesses an account for one that is unknown': {
    alter: both(
      overlooking('account-unknown'),
      perLine((line) => (line.account === '99999999' ? { ...line, account: '1010' } : line)),
    ),
    fails: [
      'refusals: an unknown account is rejected',
      'refusals: one unknown account among known ones is rejected',
      'refusals: an unknown account in a journal entry is rejected',
      ...unforeseen(
        'an unknown account',
        'one unknown account among known ones',
        'an unknown account in a journal entry',
      ),
    ],
    because: becauseTaken('account-unknown'),
  },
  'creates customers': {
    alter: overlooking('customer-unknown'),
    fails: [
      'refusals: an unknown customer is rejected, never created',
      'refusals: an unknown customer on a line of an entry is rejected, never left out',
      ...unforeseen('an unknown customer', 'an unknown customer on a line of an entry'),
    ],
    because: becauseTaken('customer-unknown'),
  },
  'takes any VAT code': {
    alter: overlooking('tax-code-unknown'),
    fails: ['refusals: an unknown VAT code is rejected', ...unforeseen('an unknown VAT code')],
    because: becauseTaken('tax-code-unknown'),
  },
  'takes a currency without a rate': {
    alter: overlooking('currency-unknown'),
    fails: [
      'refusals: a currency that is unknown or has no rate is rejected',
      ...unforeseen('a currency that is unknown or has no rate'),
    ],
    because: becauseTaken('currency-unknown'),
  },
  'gives a refusal another code': {
    alter: (parts) => ({
      ...parts,
      preflight(posting, chart, hasInvoice) {
        const problem = parts.preflight(posting, chart, hasInvoice);
        return problem?.code === 'tax-code-unknown' ? { ...problem, code: 'erp-rejected' } : problem;
      },
    }),
    fails: ['refusals: an unknown VAT code is rejected', ...unforeseen('an unknown VAT code')],
    because: /rejected as erp-rejected .* instead of tax-code-unknown|preflight says erp-rejected/,
  },
  'posts a credit note without its invoice': {
    alter: overlooking('invoice-not-posted'),
    fails: [
      'refusals: a credit note whose invoice the ERP does not hold is rejected',
      ...unforeseen('a credit note whose invoice the ERP does not hold'),
    ],
    because: becauseTaken('invoice-not-posted'),
  },
  'forgets the link of a credit note': {
    alter: sending((document) => ({ ...document, corrects: null })),
    fails: ['documents: a credit note is linked to its invoice'],
    because: /linked to no invoice instead of/,
  },
  'refuses texts that it does not like': {
    alter: (parts) => ({
      ...parts,
      preflight(posting, chart, hasInvoice) {
        const texts =
          posting.kind === 'journal-entry'
            ? [posting.text]
            : posting.lines.map(({ description }) => description);
        return texts.some((text) => /[^ -~]/u.test(text))
          ? { code: 'erp-rejected', message: 'A text cannot be stored.', remedy: 'Change the text.' }
          : parts.preflight(posting, chart, hasInvoice);
      },
    }),
    fails: [...TEXTS.map((text) => `texts: ${text} on an invoice`), 'texts: all of them on journal entries'],
    because: /rejected \(erp-rejected: A text cannot be stored/,
  },
};
