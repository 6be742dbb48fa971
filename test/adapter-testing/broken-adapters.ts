import type { Posting } from '../../src/accounting/posting';
import { ErpAccessDeniedError, ErpUnavailableError, type ErpAdapter } from '../../src/erp/adapter';
import { formatAmount, roundToCents } from '../../src/money';
import type { SentDocument } from './memory-erp';
import type { AdapterParts, Alteration } from './memory-adapter';

/** A mistake that authors of adapters make, and what the kit must say of it. */
export interface BrokenAdapter {
  readonly alter?: Alteration;
  readonly change?: (adapter: ErpAdapter) => ErpAdapter;
  /** Whether calls that go wrong show it: then they go wrong for every type of document, which takes time. */
  readonly concernsFaults?: true;
  /** Names of the checks that fail: these, and no others. */
  readonly fails: readonly string[];
  /** In the message of each of them. */
  readonly because: RegExp;
}

const TYPES = ['an invoice', 'a credit note', 'a journal entry'];
const FAULTS = [
  'a request is lost',
  'an answer is lost',
  'the ERP acts and answers a server error',
  'an answer comes after the time-out',
  'a request arrives after the time-out',
];
const [, ...AFTER_ACTING] = FAULTS;
const TEXTS = [
  'letters beyond ASCII',
  'emoji',
  'right-to-left text',
  'control characters',
  'line breaks',
  'NUL',
  'half a surrogate pair',
];

function sweeps(faults: readonly string[]): string[] {
  return faults.flatMap((fault) => TYPES.map((type) => `faults: at every call of ${type} ${fault}`));
}

const WHEN_EVERY_CALL_FAILS = [
  'access: an ERP out of reach: post is uncertain',
  'access: an ERP that falls silent: post gives up by itself, uncertain',
  'access: an aborted post ends early, uncertain',
  'faults: whatever happened to one call, the same adapter goes on with the next',
];

/** Alters the document as it is sent. */
function sending(change: (document: SentDocument, posting: Posting) => SentDocument): Alteration {
  return (parts) => ({ ...parts, encode: (posting) => change(parts.encode(posting), posting) });
}

function perLine(change: (line: SentDocument['lines'][number]) => SentDocument['lines'][number]): Alteration {
  return sending((document) => ({ ...document, lines: document.lines.map(change) }));
}

/** Alters the sales lines, which know more than what is sent. */
function perSalesLine(
  change: (
    line: SentDocument['lines'][number],
    of: Extract<Posting, { kind: 'invoice' | 'credit-note' }>['lines'][number],
  ) => SentDocument['lines'][number],
): Alteration {
  return sending((document, posting) => {
    if (posting.kind === 'journal-entry') return document;
    const lines = document.lines.map((line, index) => {
      const of = posting.lines[index];
      return of === undefined ? line : change(line, of);
    });
    return { ...document, lines };
  });
}

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

function both(one: Alteration, other: Alteration): Alteration {
  return (parts) => other(one(parts));
}

/** Binary fractions, cut off after two decimals: 4.35 × 100 is 434.99999999999994. */
function throughFloat(amount: string): string {
  return (Math.trunc(Number(amount) * 100) / 100).toFixed(2);
}

function failing(change: (error: unknown, call: Parameters<AdapterParts['call']>[0]) => unknown): Alteration {
  return (parts) => ({
    ...parts,
    call: (call) => parts.call(call).catch((error: unknown) => change(error, call)),
  });
}

export const BROKEN_ADAPTERS: Readonly<Record<string, BrokenAdapter>> = {
  'sends a posting again when its answer is lost': {
    concernsFaults: true,
    alter: (parts) => ({
      ...parts,
      send: (own, posting, signal) =>
        parts.send(own, posting, signal).catch(() => {
          const again = { ...own, keyOf: () => undefined };
          return parts.send(again, posting, signal);
        }),
    }),
    fails: sweeps(AFTER_ACTING),
    because: /holds 2 documents .* never send a posting again/,
  },
  'has no idempotency key': {
    concernsFaults: true,
    alter: (parts) => ({ ...parts, keyOf: () => undefined }),
    fails: [
      'repetition: two workers that post the same invoice make one document',
      'repetition: two workers that post the same entry make one',
    ],
    because: /holds 2 documents/,
  },
  'reckons with binary fractions': {
    alter: perLine((line) => ({ ...line, net: throughFloat(line.net), tax: throughFloat(line.tax) })),
    fails: ['amounts: amounts that binary fractions miss', 'amounts: a hundred lines'],
    because: /amounts as decimals, never as numbers/,
  },
  'reckons VAT by itself': {
    alter: perSalesLine((line, { net, taxRate }) => ({
      ...line,
      tax: formatAmount(net.times(taxRate).div(100)),
    })),
    fails: ['amounts: VAT a cent above rate × net', 'amounts: VAT a cent below rate × net'],
    because: /tax is \d+\.\d\d instead of/,
  },
  'reckons net as quantity × unit price': {
    alter: perSalesLine((line, { quantity, unitPrice }) => ({
      ...line,
      net: formatAmount(roundToCents(quantity.times(unitPrice))),
    })),
    fails: ['amounts: 3 × 33.3333 may be 99.99 as well', 'amounts: many lines whose rounding adds up'],
    because: /net is \d+\.\d\d instead of/,
  },
  'loses the VAT of shipping': {
    alter: perSalesLine((line, { kind }) => (kind === 'shipping' ? { ...line, tax: '0.00' } : line)),
    fails: ['documents: shipping and handling fee are posted with their VAT'],
    because: /tax is 40.31 instead of/,
  },
  'leaves lines of zero out': {
    alter: sending((document) => ({
      ...document,
      lines: document.lines.filter(({ net }) => net !== '0.00'),
    })),
    fails: ['amounts: a quantity of 0', 'amounts: an invoice of zero'],
    because: /number of lines is/,
  },
  'books every line on one account': {
    alter: perSalesLine((line) => ({ ...line, account: '1010' })),
    fails: [
      'documents: a discount is posted as a line below zero',
      'documents: shipping and handling fee are posted with their VAT',
      'documents: a rounding line is posted without VAT',
    ],
    because: /has no line of \d+/,
  },
  'turns the signs of credit notes': {
    alter: sending((document) =>
      document.kind === 'credit-note'
        ? {
            ...document,
            lines: document.lines.map((line) => ({ ...line, net: `-${line.net}`, tax: `-${line.tax}` })),
          }
        : document,
    ),
    fails: [
      'documents: a credit note that names no invoice is posted',
      'documents: a credit note that names its invoice is posted',
      'documents: a credit note is linked to its invoice',
      'documents: a credit note in a foreign currency is posted in it',
      'repetition: posted again, a credit note has the same receipt',
      'find: all types of documents in one answer',
    ],
    because: /net is -182.33 instead of 182.33/,
  },
  'posts everything in the currency of the books': {
    alter: sending((document) => ({ ...document, currency: 'DKK' })),
    fails: [
      'documents: an invoice in a foreign currency is posted in it',
      'documents: a credit note in a foreign currency is posted in it',
    ],
    because: /currency is DKK instead of EUR/,
  },
  'lets the ERP move a date out of a closed period': {
    alter: overlooking('period-closed'),
    fails: [
      'refusals: a day in a closed period is rejected, never moved',
      'refusals: a journal entry in a closed period is rejected, never moved',
    ],
    because: /must be rejected \(period-closed\)/,
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
    ],
    because: /must be rejected \(account-unknown\)/,
  },
  'creates customers': {
    alter: overlooking('customer-unknown'),
    fails: ['refusals: an unknown customer is rejected, never created'],
    because: /must be rejected \(customer-unknown\)/,
  },
  'takes any VAT code': {
    alter: overlooking('tax-code-unknown'),
    fails: ['refusals: an unknown VAT code is rejected'],
    because: /must be rejected \(tax-code-unknown\)/,
  },
  'takes a currency without a rate': {
    alter: overlooking('currency-unknown'),
    fails: ['refusals: a currency that is unknown or has no rate is rejected'],
    because: /must be rejected \(currency-unknown\)/,
  },
  'gives a refusal another code': {
    alter: (parts) => ({
      ...parts,
      preflight(posting, chart, hasInvoice) {
        const problem = parts.preflight(posting, chart, hasInvoice);
        return problem?.code === 'tax-code-unknown' ? { ...problem, code: 'erp-rejected' } : problem;
      },
    }),
    fails: ['refusals: an unknown VAT code is rejected'],
    because: /rejected as erp-rejected .* instead of tax-code-unknown/,
  },
  'posts a credit note without its invoice': {
    alter: overlooking('invoice-not-posted'),
    fails: ['refusals: a credit note whose invoice the ERP does not hold is rejected'],
    because: /must be rejected \(invoice-not-posted\)/,
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
        const texts = posting.kind === 'journal-entry' ? [posting.text] : posting.lines.map(descriptionOf);
        return texts.some((text) => /[^ -~]/u.test(text))
          ? { code: 'erp-rejected', message: 'A text cannot be stored.', remedy: 'Change the text.' }
          : parts.preflight(posting, chart, hasInvoice);
      },
    }),
    fails: [...TEXTS.map((text) => `texts: ${text} on an invoice`), 'texts: all of them on journal entries'],
    because: /rejected \(erp-rejected: A text cannot be stored/,
  },
  'cuts references off': {
    alter: sending((document) => ({ ...document, reference: document.reference.slice(0, 60) })),
    fails: ['repetition: references that differ at their very end are two documents'],
    because: /uncertain/,
  },
  'answers with what was sent': {
    change: (adapter) => ({
      ...adapter,
      async post(posting, options) {
        const outcome = await adapter.post(posting, options);
        if (outcome.kind !== 'posted' || posting.kind === 'journal-entry') return outcome;
        const lines = posting.lines.map(({ account, description, net }) => ({ account, description, net }));
        return { kind: 'posted', receipt: { ...outcome.receipt, ...posting.totals, lines } };
      },
    }),
    fails: ['repetition: posted again with other content, the first document stands'],
    because: /never what was sent/,
  },
  'throws when a call fails': {
    concernsFaults: true,
    alter: (parts) => ({
      ...parts,
      failed(error) {
        throw error;
      },
    }),
    fails: [
      ...sweeps(FAULTS),
      ...WHEN_EVERY_CALL_FAILS,
      'faults: a worker that takes over from one whose answer was lost finds its document',
    ],
    because: /post threw ErpUnavailableError/,
  },
  'rejects a document whose call failed': {
    concernsFaults: true,
    alter: (parts) => ({
      ...parts,
      failed: () => ({
        kind: 'rejected',
        problem: { code: 'erp-rejected', message: 'The ERP did not take it.', remedy: 'Try again.' },
      }),
    }),
    fails: [...sweeps(FAULTS), ...WHEN_EVERY_CALL_FAILS],
    because: /rejected \(erp-rejected/,
  },
  'shows drafts': {
    alter: (parts) => ({ ...parts, isShown: () => true }),
    fails: ['find: a draft is not shown', 'list: a draft is not shown'],
    because: /shows a draft/,
  },
  'finds nothing when the ERP is away': {
    concernsFaults: true,
    change: (adapter) => ({
      ...adapter,
      find: (references, options) =>
        adapter.find(references, options).catch((error: unknown) => {
          if (error instanceof ErpUnavailableError) return new Map<never, never>();
          throw error;
        }),
    }),
    fails: [
      'access: an ERP out of reach: find throws ErpUnavailableError',
      'access: an aborted find ends early',
    ],
    because: /the call did not throw/,
  },
  'throws an error of its HTTP client': {
    concernsFaults: true,
    change: (adapter) => ({
      ...adapter,
      find: (references, options) =>
        adapter.find(references, options).catch((error: unknown) => {
          throw error instanceof ErpUnavailableError ? new TypeError('fetch failed') : error;
        }),
    }),
    fails: ['access: an ERP out of reach: find throws ErpUnavailableError'],
    because: /find threw TypeError/,
  },
  'takes wrong credentials for an outage': {
    concernsFaults: true,
    alter: failing((error) => {
      throw error instanceof ErpAccessDeniedError ? new ErpUnavailableError('no answer') : error;
    }),
    fails: [
      'access: wrong credentials: find throws ErpAccessDeniedError',
      'access: wrong credentials: post throws ErpAccessDeniedError',
    ],
    because: /ErpUnavailableError instead of ErpAccessDeniedError|did not throw/,
  },
  'finds the first fifty only': {
    change: (adapter) => ({
      ...adapter,
      find: (references, options) => adapter.find(references.slice(0, 50), options),
    }),
    fails: ['find: many references at once, most of them unknown'],
    because: /find does not show/,
  },
  'lists one page': {
    alter: (parts) => ({ ...parts, isLastPage: () => true }),
    fails: [
      'list: every document once, oldest first, and as it was posted; from a day on, that day included',
    ],
    because: /list lacks .* page to page/,
  },
  'lists the second page twice, and not the third': {
    alter: (parts) => ({
      ...parts,
      listPath: (since, page) => parts.listPath(since, page === 2 ? 1 : page),
    }),
    fails: [
      'list: every document once, oldest first, and as it was posted; from a day on, that day included',
    ],
    because: /list since 2026-11-21 shows .* twice|list shows .* twice|lacks/,
  },
  'lists from the beginning, whatever the day': {
    alter: (parts) => ({ ...parts, listPath: (_since, page) => parts.listPath(undefined, page) }),
    fails: [
      'list: every document once, oldest first, and as it was posted; from a day on, that day included',
    ],
    because: /list since 2026-11-21 shows .* of 2026-11-20/,
  },
  'holds the token in its errors': {
    alter: failing((error, { path }) => {
      throw error instanceof ErpAccessDeniedError
        ? new ErpAccessDeniedError(`GET ${path} with wrong-token-4711 was refused`)
        : error;
    }),
    fails: ['privacy: what is said of wrong credentials holds no secrets'],
    because: /holds facts\.secrets\[1\]/,
  },
  "hands its HTTP client's error on": {
    alter: failing((error) => {
      if (!(error instanceof ErpUnavailableError)) throw error;
      const cause = { request: { headers: { authorization: 'Bearer memory-token-0815' } } };
      throw new ErpUnavailableError(error.message, { cause });
    }),
    fails: ['privacy: what is said of an ERP in trouble holds neither secrets nor names'],
    because: /holds facts\.secrets\[0\]/,
  },
  'names the customer in a problem': {
    alter: (parts) => ({
      ...parts,
      preflight(posting, chart, hasInvoice) {
        const problem = parts.preflight(posting, chart, hasInvoice);
        if (problem === undefined || posting.kind === 'journal-entry') return problem;
        return { ...problem, message: `${problem.message} (${posting.customer.name})` };
      },
    }),
    fails: ['privacy: refusals hold neither secrets nor names'],
    because: /holds a customer's name/,
  },
  'does not listen to the abort signal': {
    concernsFaults: true,
    alter: (parts) => ({ ...parts, call: (call) => parts.call({ ...call, signal: undefined }) }),
    fails: ['access: an aborted post ends early, uncertain', 'access: an aborted find ends early'],
    because: /hand options.signal to every call/,
  },
  'checks nothing': {
    change: (adapter) => ({
      ...adapter,
      check: () => Promise.resolve([{ subject: 'connection', ok: true, detail: 'fine' }]),
    }),
    fails: [
      'access: check names a mistake in the configuration',
      'access: wrong credentials: check says so and does not throw',
      'access: an ERP out of reach: check says so and does not throw',
    ],
    because: /complains of nothing/,
  },
  'throws in check': {
    change: (adapter) => ({
      ...adapter,
      async check() {
        const results = await adapter.check();
        if (results.some(({ ok }) => !ok)) throw new Error('not in order');
        return results;
      },
    }),
    fails: [
      'access: check names a mistake in the configuration',
      'access: wrong credentials: check says so and does not throw',
      'access: an ERP out of reach: check says so and does not throw',
    ],
    because: /check threw Error/,
  },
  'cannot be closed twice': {
    change(adapter) {
      let isClosed = false;
      return {
        ...adapter,
        close() {
          if (isClosed) return Promise.reject(new Error('already closed'));
          isClosed = true;
          return adapter.close();
        },
      };
    },
    fails: ['access: close may be called twice'],
    because: /already closed/,
  },
};

function descriptionOf({ description }: { readonly description: string }): string {
  return description;
}
