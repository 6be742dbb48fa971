import { ErpUnavailableError } from '../../../src/erp/adapter';
import { parsePlainDate } from '../../../src/plain-date';
import type { BrokenAdapters } from './broken-adapter';

const FORESEEN = [
  'a day in a closed period',
  'a journal entry in a closed period',
  'an unknown account',
  'one unknown account among known ones',
  'an unknown account in a journal entry',
  'an unknown VAT code',
  'an unknown customer',
  'an unknown customer on a line of an entry',
  'a currency that is unknown or has no rate',
  'a credit note whose invoice the ERP does not hold',
].map((what) => `preflight: foresees that post rejects ${what}`);

const GOOD = [
  'preflight: says nothing against an invoice that is then posted',
  'preflight: says nothing against a journal entry that is then posted',
  'preflight: says nothing against a credit note whose invoice the ERP holds',
  'preflight: says nothing against a document that the ERP holds already',
];

const NEVER_FORESEEN = { code: 'erp-rejected', message: 'No.', remedy: 'Ask.' } as const;

/** Says the wrong thing beforehand. */
export const WRONG_FORESIGHT: BrokenAdapters = {
  'foresees nothing': {
    change: (adapter) => ({ ...adapter, preflight: () => Promise.resolve(undefined) }),
    fails: [
      ...FORESEEN,
      'preflight: wrong credentials: throws ErpAccessDeniedError',
      'preflight: an ERP out of reach: throws ErpUnavailableError, as nothing is known then',
    ],
    because: /preflight says nothing|did not throw/,
  },
  'foresees another reason than post gives': {
    change: (adapter) => ({
      ...adapter,
      async preflight(posting, options) {
        const problem = await adapter.preflight?.(posting, options);
        return problem === undefined ? undefined : { ...problem, code: 'erp-rejected' };
      },
    }),
    fails: FORESEEN,
    because: /preflight says erp-rejected .*, post [a-z-]+/,
  },
  'foresees trouble where there is none': {
    change: (adapter) => ({
      ...adapter,
      preflight: async (posting, options) => (await adapter.preflight?.(posting, options)) ?? NEVER_FORESEEN,
    }),
    fails: GOOD,
    because: /of a document that the ERP can take/,
  },
  'foresees trouble for what the ERP holds already': {
    change: (adapter) => ({
      ...adapter,
      async preflight(posting, options) {
        const isHeld = (await adapter.find([posting.reference], options)).size > 0;
        return isHeld ? NEVER_FORESEEN : adapter.preflight?.(posting, options);
      },
    }),
    fails: ['preflight: says nothing against a document that the ERP holds already'],
    because: /of a document that the ERP can take/,
  },
  'looks ahead by posting': {
    change: (adapter) => ({
      ...adapter,
      async preflight(posting, options) {
        const outcome = await adapter.post(posting, options);
        if (outcome.kind === 'uncertain') throw new ErpUnavailableError(outcome.reason);
        return outcome.kind === 'rejected' ? outcome.problem : undefined;
      },
    }),
    fails: ['preflight: writes nothing'],
    because: /holds 1 documents under/,
  },
  'leaves drafts behind when it looks ahead': {
    alter: (parts) => ({
      ...parts,
      preflight(posting, chart, hasInvoice) {
        void parts.call({ method: 'POST', path: '/drafts', body: {} }).catch(() => undefined);
        return parts.preflight(posting, chart, hasInvoice);
      },
    }),
    fails: ['preflight: writes nothing'],
    because: /has left something in the ERP/,
  },
  'takes an outage for no objection': {
    change: (adapter) => ({
      ...adapter,
      preflight: async (posting, options) =>
        adapter.preflight?.(posting, options).catch((error: unknown) => {
          if (error instanceof ErpUnavailableError) return undefined;
          throw error;
        }),
    }),
    fails: ['preflight: an ERP out of reach: throws ErpUnavailableError, as nothing is known then'],
    because: /did not throw/,
  },
  'has none of the optional methods': {
    change(adapter) {
      const left = { ...adapter };
      delete left.preflight;
      delete left.firstOpenDay;
      delete left.chart;
      return left;
    },
    fails: [
      ...GOOD,
      ...FORESEEN,
      'preflight: writes nothing',
      'preflight: wrong credentials: throws ErpAccessDeniedError',
      'preflight: an ERP out of reach: throws ErpUnavailableError, as nothing is known then',
      'first open day: an invoice of a closed day is posted on it',
      'first open day: an entry of a closed day is posted on it',
      'first open day: a document of an open day keeps its day',
      'chart: tells the currency of the books, and every currency that may be booked',
      'chart: tells every account that the facts name',
      'chart: tells every VAT code with its rate',
    ],
    because: /write it, or declare cannot|threw Error instead of/,
  },
  'finds no open day': {
    change: (adapter) => ({ ...adapter, firstOpenDay: () => Promise.resolve(undefined) }),
    fails: [
      'first open day: an invoice of a closed day is posted on it',
      'first open day: an entry of a closed day is posted on it',
      'first open day: a document of an open day keeps its day',
    ],
    because: /finds none|is open, and firstOpenDay says undefined/,
  },
  'takes the closed day for open': {
    change: (adapter) => ({ ...adapter, firstOpenDay: ({ date }) => Promise.resolve(date) }),
    fails: [
      'first open day: an invoice of a closed day is posted on it',
      'first open day: an entry of a closed day is posted on it',
    ],
    because: /which is closed/,
  },
  'moves further than needed': {
    change: (adapter) => ({
      ...adapter,
      firstOpenDay: ({ date }) => Promise.resolve(date < '2026-02-01' ? parsePlainDate('2026-11-21') : date),
    }),
    fails: [
      'first open day: an invoice of a closed day is posted on it',
      'first open day: an entry of a closed day is posted on it',
    ],
    because: /the first day that is open is 2026-02-01/,
  },
  'tells one page of its accounts': {
    change: (adapter) => ({
      ...adapter,
      async chart() {
        const chart = await chartOf(adapter);
        return { ...chart, accounts: chart.accounts.slice(0, 5) };
      },
    }),
    fails: ['chart: tells every account that the facts name'],
    because: /chart lacks the accounts 2010, 5400, 5600|chart lacks the accounts /,
  },
  'tells VAT rates as fractions': {
    change: (adapter) => ({
      ...adapter,
      async chart() {
        const chart = await chartOf(adapter);
        const taxCodes = chart.taxCodes.map((taxCode) => ({ ...taxCode, rate: taxCode.rate.div(100) }));
        return { ...chart, taxCodes };
      },
    }),
    fails: ['chart: tells every VAT code with its rate'],
    because: /chart says 0\.25 for the VAT code U25; its rate is 25/,
  },
  'tells the currency of the books only': {
    change: (adapter) => ({
      ...adapter,
      chart: async () => ({ ...(await chartOf(adapter)), currencies: ['DKK'] }),
    }),
    fails: ['chart: tells the currency of the books, and every currency that may be booked'],
    because: /chart lacks the currencies EUR/,
  },
};

async function chartOf(adapter: Parameters<NonNullable<BrokenAdapters[string]['change']>>[0]) {
  const chart = await adapter.chart?.();
  if (chart === undefined) throw new Error('the memory adapter tells its chart');
  return chart;
}
