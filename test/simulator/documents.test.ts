import { decimal, roundToCents, sum } from '../../src/money';
import {
  EMAIL_DOMAIN,
  startSimulator,
  TELEPHONE_PREFIX,
  type Simulator,
  type WireCreditNote,
  type WireInvoice,
} from '../../src/simulator';

const VAT_RATES = new Map([['DK', '0.25']]);

describe('the documents of a simulator', () => {
  let simulator: Simulator;
  let invoices: readonly WireInvoice[];
  let creditNotes: readonly WireCreditNote[];
  beforeAll(async () => {
    simulator = await startSimulator({
      seed: 7,
      counts: { invoice: 1600, 'credit-note': 400, 'accounting-entry': 500 },
    });
    invoices = simulator.documents('invoice');
    creditNotes = simulator.documents('credit-note');
  });
  afterAll(() => simulator.stop());

  it('add up, all 2,000 of them', () => {
    const documents = [...invoices, ...creditNotes];
    expect(documents).toHaveLength(2000);
    for (const document of documents) expect(contradictions(document)).toEqual([]);
  });

  it('are numbered without a gap and carry ids of their own', () => {
    expect(invoices.map((invoice) => invoice.invoice_number)).toEqual(
      invoices.map((_, index) => 10_001 + index),
    );
    expect(new Set(invoices.map(({ id }) => id)).size).toBe(invoices.length);
  });

  it('are spread over the half year before now, and not in the order of their ids', () => {
    const dates = invoices.map(({ created_at }) => created_at);
    expect(dates.toSorted()).not.toEqual(dates);
    expect(dates.every((date) => date >= '2026-05-22' && date <= '2026-11-20 12:00:00')).toBe(true);
    expect(new Set(dates.map((date) => date.slice(0, 7))).size).toBe(7);
  });

  it('cover countries, currencies, kinds of customer, discounts, charges and letters', () => {
    const seen = (pick: (invoice: WireInvoice) => unknown) => [...new Set(invoices.map(pick))].sort();
    expect(seen(({ customer }) => customer.addresses[0]?.country_code)).toEqual([
      'DE',
      'DK',
      'NO',
      'SE',
      'US',
    ]);
    expect(seen(({ currency }) => currency)).toEqual(['DKK', 'EUR', 'SEK']);
    expect(seen(({ order_type }) => order_type)).toEqual(['b2b', 'b2c']);
    expect(seen(({ shipping }) => shipping > 0)).toEqual([false, true]);
    expect(seen(({ handling_fee }) => handling_fee > 0)).toEqual([false, true]);
    expect(seen(({ discount_amount }) => discount_amount > 0)).toEqual([false, true]);
    const lines = invoices.flatMap((invoice) => invoice.lines);
    expect(lines.some((line) => /\.\d{4}$/.test(String(line.net_price)))).toBe(true);
    expect(lines.some((line) => line.discount_percentage === 33.3333)).toBe(true);
    const names = invoices.map(({ customer }) => customer.name).join();
    for (const name of ['Ærø Modehus', 'Łódź', 'Åsa']) expect(names).toContain(name);
  });

  it('carry personal data that a test can look for', () => {
    for (const { customer } of [...invoices, ...creditNotes]) {
      expect(customer.email.endsWith(`@${EMAIL_DOMAIN}`)).toBe(true);
      expect(customer.telephone.startsWith(TELEPHONE_PREFIX)).toBe(true);
    }
  });

  it('credit what was invoiced before, at its prices, or nothing in particular', () => {
    const byId = new Map(invoices.map((invoice) => [invoice.id, invoice]));
    const manual = creditNotes.filter(({ order_invoice_id }) => order_invoice_id === null);
    expect(manual.length).toBeGreaterThan(20);
    expect(manual.length).toBeLessThan(120);
    const creditedIds = creditNotes.flatMap(({ order_invoice_id }) => order_invoice_id ?? []);
    expect(new Set(creditedIds).size).toBe(creditedIds.length);
    for (const creditNote of creditNotes) {
      if (creditNote.order_invoice_id === null) continue;
      const invoice = byId.get(creditNote.order_invoice_id);
      expect(creditNote.created_at > (invoice?.created_at ?? '9')).toBe(true);
      expect(creditNote.customer).toEqual(invoice?.customer);
      expect(creditNote.net_price).toBeLessThanOrEqual(invoice?.net_price ?? 0);
      const prices = new Set(invoice?.lines.map((line) => `${line.variant_id} ${line.net_price}`));
      for (const line of creditNote.lines) expect(prices).toContain(`${line.variant_id} ${line.net_price}`);
    }
    const claims = new Set(creditNotes.flatMap(({ lines }) => lines.map(({ claim_type }) => claim_type)));
    expect([...claims].sort()).toEqual(['claim', 'return']);
  });

  it('hold accounting entries of both signs, as balanced pairs of accounts', () => {
    const entries = simulator.documents('accounting-entry');
    expect(entries.some(({ amount }) => amount < 0)).toBe(true);
    expect(entries.filter(({ amount }) => amount > 0).length).toBeGreaterThan(entries.length / 2);
    expect(entries.every(({ account, contra_account }) => account !== contra_account)).toBe(true);
    expect(entries.every(({ amount }) => decimal(amount).eq(roundToCents(decimal(amount))))).toBe(true);
  });
});

describe('a volume of 100,000 documents', () => {
  it('starts at once, and makes what is asked for', async () => {
    const began = performance.now();
    const simulator = await startSimulator({
      counts: { invoice: 60_000, 'credit-note': 10_000, 'accounting-entry': 30_000 },
    });
    const tookMs = performance.now() - began;
    try {
      expect(tookMs).toBeLessThan(5000);
      const [first] = simulator.eachDocument('invoice');
      expect(first?.invoice_number).toBe(10_001);
      const last = simulator.document('invoice', 1001 + 60_008);
      expect(contradictionsOrMissing(last)).toEqual([]);
    } finally {
      await simulator.stop();
    }
  });
});

function contradictionsOrMissing(document: WireInvoice | undefined): string[] {
  return document === undefined ? ['missing'] : contradictions(document);
}

/** Every sum of the API's description that does not hold. */
function contradictions(document: WireInvoice | WireCreditNote): string[] {
  const rate = VAT_RATES.get(document.customer.addresses[0]?.country_code ?? '') ?? '0';
  const vat = (amount: number) => roundToCents(decimal(amount).times(rate));
  const { lines } = document;
  const total = (pick: (line: (typeof lines)[number]) => number) =>
    sum(lines.map((line) => decimal(pick(line))));
  const lineVats = lines.map((line) => decimal(line.total_price_after_vat).minus(line.total_price));
  const checks: [string, unknown, number][] = [
    ['net', total((line) => line.total_price), document.net_price],
    ['vat', sum([...lineVats, vat(document.shipping), vat(document.handling_fee)]), document.vat_amount],
    [
      'total',
      sum(
        [document.net_price, document.shipping, document.handling_fee, document.vat_amount].map((a) =>
          decimal(a),
        ),
      ),
      document.total_price_after_vat,
    ],
    ['discount', decimal(document.price_before_discount).minus(document.net_price), document.discount_amount],
    ['quantity', total((line) => line.quantity), document.total_quantity],
    ...lines.flatMap((line): [string, unknown, number][] => [
      ['line total', roundToCents(decimal(line.net_price).times(line.quantity)), line.total_price],
      ['line vat', vat(line.total_price).plus(line.total_price), line.total_price_after_vat],
      ['unit price', decimal(line.price_before_discount).minus(line.discount_amount), line.net_price],
    ]),
  ];
  const wrong = checks.filter(([, computed, shown]) => String(computed) !== String(decimal(shown)));
  const cents = [document.net_price, document.shipping, document.vat_amount, document.total_price_after_vat];
  const ragged = cents.filter((amount) => !decimal(amount).eq(roundToCents(decimal(amount))));
  return [...wrong.map(([name]) => `${document.id}: ${name}`), ...ragged.map(String)];
}
