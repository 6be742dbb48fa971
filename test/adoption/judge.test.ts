import type { Doubt } from '../../src/adoption/doubts';
import { judge, type Candidate, type Sought } from '../../src/adoption/judge';
import { keysOfDocument, keysOfUnlinked, normalised } from '../../src/adoption/keys';
import type { UnlinkedDocument } from '../../src/erp/adoption';
import { decimal, ZERO } from '../../src/money';
import { day, invoice, journalEntry } from '../erp/ledger/postings';

const BOOKED = {
  ...{ date: day('2026-03-15'), currency: 'DKK', lineCount: 3, accounts: [] },
  ...{ net: decimal(100), tax: decimal(25), total: decimal(125) },
};
const SOUGHT: Sought = {
  ...{ documentType: 'invoice', kind: 'invoice', customerKeys: ['c1', 'name'] },
  booked: { ...BOOKED, isTurnover: false },
};
const CANDIDATE: Candidate = {
  ...{ kind: 'invoice', erpId: '7', number: 'H-7', customerKeys: ['c1'], isWantedElsewhere: false },
  booked: { ...BOOKED, lineCount: 1 },
};

function booked(change: Partial<Candidate['booked']>): Candidate {
  return { ...CANDIDATE, booked: { ...CANDIDATE.booked, ...change } };
}

it('takes for the same what agrees in type, number, total, VAT, currency and customer, whatever its lines', () => {
  expect(judge(SOUGHT, { exact: [CANDIDATE], near: [] })).toEqual({ kind: 'match', candidate: CANDIDATE });
  const later = booked({ date: day('2026-04-15') });
  expect(judge(SOUGHT, { exact: [later], near: [] })).toMatchObject({ kind: 'match' });
});

it.each<[Doubt, readonly Candidate[]]>([
  ['several-in-erp', [CANDIDATE, booked({ total: decimal(9) })]],
  ['several-in-traede', [{ ...CANDIDATE, isWantedElsewhere: true }]],
  ['currency-differs', [booked({ currency: 'SEK' })]],
  ['total-differs', [booked({ total: decimal('125.01') })]],
  ['total-differs', [booked({ net: ZERO.minus(100), tax: ZERO.minus(25), total: ZERO.minus(125) })]],
  ['tax-differs', [booked({ net: decimal(101), tax: decimal(24) })]],
  ['customer-unknown', [{ ...CANDIDATE, customerKeys: null }]],
  ['customer-differs', [{ ...CANDIDATE, customerKeys: ['c2'] }]],
  ['date-differs', [booked({ date: day('2026-04-16') })]],
  ['date-differs', [booked({ date: day('2025-03-15') })]],
  ['type-differs', [{ ...CANDIDATE, kind: 'credit-note' }]],
])('is in doubt: %s', (doubt, exact) => {
  expect(judge(SOUGHT, { exact, near: [] })).toMatchObject({ kind: 'doubtful', doubt });
});

it('is in doubt where it cannot be said what the document amounts to', () => {
  const unmappable = { ...SOUGHT, booked: null };
  expect(judge(unmappable, { exact: [CANDIDATE], near: [] })).toMatchObject({ doubt: 'not-mappable' });
  expect(judge(unmappable, { exact: [], near: [] })).toEqual({ kind: 'not-found' });
});

it('finds nothing where the ERP has no such number, or another document of another total and type', () => {
  expect(judge(SOUGHT, { exact: [], near: [] })).toEqual({ kind: 'not-found' });
  const stranger: Candidate = { ...booked({ total: decimal(1) }), kind: 'journal-entry' };
  expect(judge(SOUGHT, { exact: [stranger], near: [] })).toEqual({ kind: 'not-found' });
});

describe('an accounting entry', () => {
  const accounts = [
    { account: '2010', amount: decimal(300) },
    { account: '5400', amount: decimal(-300) },
  ];
  const amount = { net: decimal(300), tax: ZERO, total: decimal(300), accounts };
  const entry: Sought = {
    ...{ documentType: 'accounting-entry', kind: 'journal-entry', customerKeys: null },
    booked: { ...BOOKED, ...amount, isTurnover: true },
  };
  const held: Candidate = { ...booked(amount), kind: 'journal-entry', customerKeys: null };

  it('is the same where text, day, amount and accounts agree', () => {
    expect(judge(entry, { exact: [held], near: [] })).toMatchObject({ kind: 'match' });
    const turned = { ...held, booked: { ...held.booked, accounts: [...accounts].map(flip) } };
    expect(judge(entry, { exact: [turned], near: [] })).toMatchObject({ doubt: 'accounts-differ' });
  });

  it('is worth a look where it was booked on another day, or with another amount, and is nobody else’s', () => {
    const another = { ...held, booked: { ...held.booked, date: day('2026-03-16') } };
    expect(judge(entry, { exact: [], near: [another] })).toMatchObject({ doubt: 'date-differs' });
    const more = { ...held, booked: { ...held.booked, total: decimal(301) } };
    expect(judge(entry, { exact: [], near: [more] })).toMatchObject({ doubt: 'total-differs' });
    expect(judge(entry, { exact: [], near: [{ ...more, isWantedElsewhere: true }] })).toEqual({
      kind: 'not-found',
    });
    const lastYear = { ...held, booked: { ...held.booked, date: day('2025-03-15') } };
    expect(judge(entry, { exact: [], near: [lastYear] })).toEqual({ kind: 'not-found' });
  });

  function flip({ account, amount: size }: { account: string; amount: typeof ZERO }) {
    return { account, amount: size.neg() };
  }
});

describe('keys', () => {
  const unlinked: UnlinkedDocument = {
    ...{ kind: 'invoice', erpId: '7', number: '2026/7', texts: [], customer: null, lines: [] },
    ...{ date: day('2026-03-15'), currency: 'DKK', net: ZERO, tax: ZERO, total: ZERO },
  };
  const sought = keysOfDocument('invoice', '10042', invoice(42));

  it.each(['10042', ' 10042 ', 'Invoice 10042', 'INVOICE   10042', '\tinvoice\n10042'])(
    'of the text %j are those of invoice 10042',
    (text) => {
      const { exact } = keysOfUnlinked({ ...unlinked, texts: ['Kim', text] });
      expect(exact.some((key) => sought.exact.includes(key))).toBe(true);
    },
  );

  it.each(['100421', '10042-1', '010042', 'Invoice no. 10042', '', ' '])('of the text %j are not', (text) => {
    const { exact } = keysOfUnlinked({ ...unlinked, texts: [text] });
    expect(exact.some((key) => sought.exact.includes(key))).toBe(false);
  });

  it('never hold a text', () => {
    const keys = keysOfUnlinked({ ...unlinked, kind: 'journal-entry', texts: ['Kim Hansen'] });
    expect(JSON.stringify(keys)).not.toMatch(/kim/i);
    expect(normalised('  Kim   HANSEN ')).toBe('kim hansen');
  });

  it('of an entry without a text are none', () => {
    expect(keysOfDocument('accounting-entry', null, journalEntry(1, { text: ' ' }))).toEqual({
      ...{ exact: [], near: [] },
    });
  });
});
