'use strict';

/**
 * How the author of an adapter uses the package, in plain JavaScript and without jest: `node --test`. The "ERP" is a map
 * in this process, so nothing can go wrong on a wire, and it knows neither periods nor accounts.
 */

const { decimal, sum, ZERO } = require('traede-erp-sync/adapter');
const { describeAdapter } = require('traede-erp-sync/adapter-testing');

function receiptOf(posting, number) {
  const { reference, date, currency } = posting;
  const common = { reference, erpId: String(number), number: `M-${number}`, date, currency };
  if (posting.kind === 'journal-entry') {
    const turnover = sum(posting.lines.map(({ debit }) => debit));
    const lines = posting.lines.map((line) => ({
      account: line.account,
      description: line.text,
      net: line.debit.minus(line.credit),
    }));
    return { ...common, net: turnover, tax: ZERO, total: turnover, lines };
  }
  const lines = posting.lines.map(({ account, description, net }) => ({ account, description, net }));
  return { ...common, ...posting.totals, lines };
}

function createAdapter(books) {
  return {
    name: 'map',
    company: 'map',
    capabilities: { uniqueness: 'unique-reference', concurrency: 2, order: 'any', settleTimeMs: 10 },
    check: async () => [{ subject: 'map', ok: true, detail: 'in this process' }],
    find: async (references) =>
      new Map(references.flatMap((key) => (books.has(key) ? [[key, books.get(key)]] : []))),
    async post(posting) {
      if (posting.currency !== 'DKK') {
        const problem = { code: 'currency-unknown', message: 'Kroner only.', remedy: 'Invoice in kroner.' };
        return { kind: 'rejected', problem };
      }
      if (!books.has(posting.reference)) books.set(posting.reference, receiptOf(posting, books.size + 1));
      return { kind: 'posted', receipt: books.get(posting.reference) };
    },
    async *list({ since = '' } = {}) {
      const all = [...books.values()].filter(({ date }) => date >= since);
      yield* all.sort((a, b) => a.date.localeCompare(b.date));
    },
    close: async () => undefined,
  };
}

const subject = {
  name: 'map',
  facts: {
    currency: 'DKK',
    openDay: '2026-11-20',
    laterDay: '2026-11-21',
    accounts: { sales: '1010', receivable: '5600', journal: ['2010', '5400'] },
    taxCodes: {
      domestic: { code: 'U25', rate: '25' },
      reduced: { code: 'U12', rate: '12' },
      untaxed: { code: 'U0', rate: decimal(0).toFixed() },
      eu: { code: 'EU0', rate: '0' },
      export: { code: 'EX0', rate: '0' },
    },
    customers: {
      domestic: { number: 'C1', name: 'Shop', country: 'DK', vatNumber: null },
      eu: { number: 'C2', name: 'Shop', country: 'SE', vatNumber: null },
      export: { number: 'C3', name: 'Shop', country: 'NO', vatNumber: null },
    },
    secrets: [],
  },
  cannot: {
    'linked-credit-notes': 'a map knows no links',
    'foreign-currency': 'the map is kept in kroner',
    'closed-periods': 'a map knows no periods',
    'refuse-unknown-accounts': 'a map takes any account',
    'refuse-unknown-tax-codes': 'a map takes any VAT code',
    'refuse-unknown-customers': 'a map takes any customer',
    preflight: 'a map is asked nothing beforehand',
    'first-open-day': 'a map knows no periods',
    chart: 'a map takes any account',
    wire: 'a map is in the same process',
    'wrong-credentials': 'a map asks for none',
    'planted-mistake': 'a map has no configuration',
    drafts: 'a map holds none',
    'independent-count': 'there is nothing past the adapter',
    'see-links': 'there are none',
  },
  async open() {
    const books = new Map();
    return { connect: () => createAdapter(books), close: async () => undefined };
  },
};

describeAdapter(subject, require('node:test'));
