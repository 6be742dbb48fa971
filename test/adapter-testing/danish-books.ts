import type { ErpFacts } from '../../src/adapter-testing';

/** What an ERP for a Danish brand knows, where the test sets it up: accounts, VAT codes, customers, days. */
export const DANISH_BOOKS = {
  currency: 'DKK',
  foreignCurrency: 'EUR',
  openDay: '2026-11-20',
  laterDay: '2026-11-21',
  closedDay: '2026-01-15',
  firstOpenDay: '2026-02-01',
  accounts: {
    sales: '1010',
    shipping: '1050',
    handlingFee: '1060',
    discount: '1090',
    rounding: '1099',
    journal: ['2010', '5400'],
    receivable: '5600',
  },
  taxCodes: {
    domestic: { code: 'U25', rate: '25' },
    reduced: { code: 'U12', rate: '12' },
    untaxed: { code: 'U0', rate: '0' },
    eu: { code: 'EU0', rate: '0' },
    export: { code: 'EX0', rate: '0' },
  },
  customers: {
    domestic: { number: 'C1', name: 'Butik Nord ApS', country: 'DK', vatNumber: 'DK12345678' },
    eu: { number: 'C2', name: 'Butik Syd AB', country: 'SE', vatNumber: 'SE556677889901' },
    export: { number: 'C3', name: 'Butikk Vest AS', country: 'NO', vatNumber: null },
  },
} satisfies Omit<ErpFacts, 'secrets'>;
