import fc from 'fast-check';
import type { JournalRules } from '../../src/accounting/journal-rules';
import type { JournalPosting } from '../../src/accounting/posting';
import type { AccountingRules } from '../../src/accounting/rules';
import { toPosting } from '../../src/accounting/to-posting';
import { decimal, roundToCents, sum, ZERO } from '../../src/money';
import type { TraedeSalesDocument } from '../../src/traede/document';
import { creditNote, invoice, keyOf, line, PLAIN_LINE, problemOf, rules, salesPostingOf } from './documents';
import { bill, orders, SCHEMES } from './invoicing-system';

const JOURNAL: JournalRules = { receivableAccount: '5600', vatAccounts: [{ account: '6902' }] };

function entryOf(
  document: TraedeSalesDocument,
  using: AccountingRules = rules({ journal: JOURNAL }),
): JournalPosting {
  const mapped = toPosting(document, keyOf(document), using);
  if (!mapped.ok) throw new Error(`refused: ${mapped.problem.code}: ${mapped.problem.message}`);
  if (mapped.posting.kind !== 'journal-entry') throw new Error('not a journal entry');
  return mapped.posting;
}

/** As a person would write the entry down. */
const bookingOf = (document: TraedeSalesDocument, using?: AccountingRules): string[] =>
  entryOf(document, using).lines.map(
    ({ account, debit, credit, text }) => `${account}: ${debit.toFixed(2)} / ${credit.toFixed(2)} ${text}`,
  );

const WITH_CHARGES = {
  lines: [PLAIN_LINE, line({ quantity: '1', unitNet: '50', unitVat: '12.5', total: '50', withVat: '62.5' })],
  netPrice: decimal(250),
  shipping: decimal(40),
  vatAmount: decimal('72.5'),
};

describe('an invoice booked as one journal entry', () => {
  it('is what the customer owes against revenue by account and code, and VAT by code', () => {
    expect(bookingOf(invoice(WITH_CHARGES))).toEqual([
      '5600: 362.50 / 0.00 Invoice 10001',
      '1010: 0.00 / 250.00 Invoice 10001, domestic-25',
      '1110: 0.00 / 40.00 Invoice 10001, domestic-25',
      '6902: 0.00 / 72.50 Invoice 10001, VAT domestic-25',
    ]);
    expect(entryOf(invoice(WITH_CHARGES))).toMatchObject({
      reference: 'traede:acme:invoice:1042',
      date: '2026-11-20',
      currency: 'DKK',
      text: 'Invoice 10001',
      lines: [{ customer: { number: '1077', vatNumber: 'DK12345678' } }, {}, {}, {}],
    });
  });

  it('names the customer on the receivable account only, and nobody in a text', () => {
    const { lines, text } = entryOf(invoice(WITH_CHARGES));
    expect(lines.slice(1).some((one) => 'customer' in one)).toBe(false);
    expect([text, ...lines.map((one) => one.text)].join()).not.toMatch(/Butik|12345678|1077/);
  });

  it('puts what is negative on the other side', () => {
    const discounted = invoice({
      netPrice: decimal(180),
      discountAmount: decimal(20),
      vatAmount: decimal(45),
    });
    expect(bookingOf(discounted)).toEqual([
      '5600: 225.00 / 0.00 Invoice 10001',
      '1010: 0.00 / 200.00 Invoice 10001, domestic-25',
      '1130: 20.00 / 0.00 Invoice 10001, domestic-25',
      '6902: 0.00 / 45.00 Invoice 10001, VAT domestic-25',
    ]);
    expect(entryOf(discounted).amount.toFixed(2)).toBe('245.00');
  });

  it('needs no account for VAT that is zero, and is found though all of it is zero', () => {
    const free = line({ quantity: '1', unitNet: '0', unitVat: '0', total: '0', withVat: '0' });
    const nothing = invoice({ lines: [free], netPrice: ZERO, vatAmount: ZERO });
    const strict = rules({ journal: { ...JOURNAL, vatAccounts: [] } });
    expect(bookingOf(nothing, strict)).toEqual([
      '5600: 0.00 / 0.00 Invoice 10001',
      expect.stringMatching(/^1010: 0\.00 \/ 0\.00 Invoice 10001, /),
    ]);
    expect(entryOf(invoice({ lines: [], netPrice: ZERO, vatAmount: ZERO }), strict).lines).toHaveLength(2);
  });

  it('takes the account of VAT by code, or by zone and rate; the first that matches', () => {
    const accountOf = (vatAccounts: JournalRules['vatAccounts']): string | undefined =>
      entryOf(invoice(), rules({ journal: { ...JOURNAL, vatAccounts } })).lines.at(-1)?.account;
    const rest = { account: '6900' };
    expect(accountOf([{ code: 'domestic-25', account: '6901' }, rest])).toBe('6901');
    expect(accountOf([{ zone: 'domestic', rate: decimal('25.0'), account: '6903' }, rest])).toBe('6903');
    expect(accountOf([{ zone: 'eu', account: '6904' }, { rate: decimal(12), account: '6905' }, rest])).toBe(
      '6900',
    );
  });

  it('waits where VAT has no account, with the line that names one', () => {
    const using = rules({ journal: { ...JOURNAL, vatAccounts: [{ code: 'other', account: '1' }] } });
    const [one, other] = ['1', '2'].map((number) => problemOf(invoice({ number }), using));
    expect(one?.code).toBe('account-missing');
    expect(one?.remedy).toContain(
      'accounting.journal.vatAccounts the line `- { code: domestic-25, account: … }`',
    );
    expect(one?.remedy).toBe(other?.remedy);
  });

  it('does not wait for a payment term, which it has none of', () => {
    const document = invoice({ paymentTerm: { name: 'Netto 30', erpCode: null } });
    const paymentTerms = [{ traede: 'Netto 8', erp: '8 days' }];
    expect(entryOf(document, rules({ journal: JOURNAL, paymentTerms })).lines).toHaveLength(3);
  });
});

describe('a credit note booked as one journal entry', () => {
  it('is turned, and still says which invoice it follows', () => {
    const document = creditNote({ ...WITH_CHARGES, creditedInvoiceId: 1042 });
    expect(bookingOf(document)).toEqual([
      '5600: 0.00 / 362.50 Credit note 500',
      '1010: 250.00 / 0.00 Credit note 500, domestic-25',
      '1110: 40.00 / 0.00 Credit note 500, domestic-25',
      '6902: 72.50 / 0.00 Credit note 500, VAT domestic-25',
    ]);
    expect(entryOf(document)).toMatchObject({
      reference: 'traede:acme:credit-note:500',
      corrects: 'traede:acme:invoice:1042',
    });
    expect(entryOf(creditNote())).not.toHaveProperty('corrects');
  });
});

describe.each(SCHEMES)('any document of a system that rounds by %s', (scheme) => {
  it.each(['invoice', 'credit-note'] as const)(
    'balances to the cent as a journal entry: %s',
    (documentType) => {
      fc.assert(
        fc.property(orders(), (order) => {
          const document: TraedeSalesDocument = { ...bill(order, scheme), documentType };
          const home = rules({ homeCountry: document.customer.country ?? 'DK' });
          const { totals } = salesPostingOf(document, home);
          expectTotals(entryOf(document, { ...home, journal: JOURNAL }), documentType, totals);
        }),
        { numRuns: 200 },
      );
    },
  );
});

function expectTotals(
  { lines, amount }: JournalPosting,
  documentType: 'invoice' | 'credit-note',
  totals: ReturnType<typeof salesPostingOf>['totals'],
): void {
  const debit = sum(lines.map((one) => one.debit));
  expect(debit.eq(sum(lines.map((one) => one.credit)))).toBe(true);
  expect(debit.eq(amount)).toBe(true);
  for (const one of lines) {
    expect(one.debit.gte(ZERO) && one.credit.gte(ZERO)).toBe(true);
    expect(one.debit.eq(ZERO) || one.credit.eq(ZERO)).toBe(true);
    expect(roundToCents(one.debit).eq(one.debit) && roundToCents(one.credit).eq(one.credit)).toBe(true);
  }
  const sign = documentType === 'invoice' ? 1 : -1;
  const on = (account: string) =>
    sum(lines.filter((one) => one.account === account).map((one) => one.debit.minus(one.credit))).times(sign);
  expect(on('5600').eq(totals.total)).toBe(true);
  expect(on('6902').eq(totals.tax.neg())).toBe(true);
}
