import { ErpAccessDeniedError, ErpUnavailableError, type Receipt } from '../../../src/erp/adapter';
import type { AdapterParts, Alteration } from '../memory-adapter';
import type { BrokenAdapters } from './broken-adapter';

function failing(change: (error: unknown, call: Parameters<AdapterParts['call']>[0]) => unknown): Alteration {
  return (parts) => ({
    ...parts,
    call: (call) => parts.call(call).catch((error: unknown) => change(error, call)),
  });
}

/** They are listed among what the checks before them have posted. */
const ENTRIES_ON_LATER_PAGES = [
  'entries: a credit note booked as an entry',
  'entries: the sum of several entries is posted under its own reference',
];

/** Reads, checks or reports wrongly. */
export const WRONG_READING: BrokenAdapters = {
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
      'preflight: wrong credentials: throws ErpAccessDeniedError',
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
      ...ENTRIES_ON_LATER_PAGES,
      "entries: an invoice booked as an entry stands on its customer's account, under the invoice's reference",
      'list: shows every document once, as it was posted',
      'list: begins with the day that is asked for',
    ],
    because: /list .*lacks .* page to page/,
  },
  'lists the second page twice, and not the third': {
    alter: (parts) => ({
      ...parts,
      listPath: (since, page) => parts.listPath(since, page === 2 ? 1 : page),
    }),
    fails: [
      ...ENTRIES_ON_LATER_PAGES,
      'list: shows every document once, as it was posted',
      'list: begins with the day that is asked for',
    ],
    because: /list .*(shows .* twice|lacks)/,
  },
  'lists the latest first': {
    change: (adapter) => ({
      ...adapter,
      async *list(options) {
        const receipts: Receipt[] = [];
        for await (const receipt of adapter.list(options)) receipts.unshift(receipt);
        yield* receipts;
      },
    }),
    fails: ['list: shows the oldest first'],
    because: /list shows 2026-11-21 before 2026-11-20/,
  },
  'lists from the beginning, whatever the day': {
    alter: (parts) => ({ ...parts, listPath: (_since, page) => parts.listPath(undefined, page) }),
    fails: ['list: begins with the day that is asked for'],
    because: /list since 2026-11-21 shows .* of 2026-(11-20|02-01)/,
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
