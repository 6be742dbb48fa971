import { decimal } from '../../src/money';
import { parsePlainDate, type PlainDate } from '../../src/plain-date';
import type { Problem } from '../../src/problem';
import type { Booked, Expected } from '../../src/reconciliation/booked';
import { CLASS_TEXTS, NO_DOCUMENTS, RECONCILIATION_CLASSES } from '../../src/reconciliation/classes';
import {
  classify,
  type DocumentFacts,
  type ErpFacts,
  type Moments,
  type RecordFacts,
  type TraedeFacts,
} from '../../src/reconciliation/classify';
import { verdictOf } from '../../src/reconciliation/verdict';

const STARTED = new Date('2026-03-10T03:00:00Z');
const EARLIER = new Date('2026-03-01T12:00:00Z');
const LOOK = new Date('2026-03-10T02:55:00Z');
const AFTER_LOOK = new Date('2026-03-10T02:57:00Z');
const moments: Moments = { startedAt: STARTED, lastCompleteLook: LOOK };

const problem: Problem = { code: 'tax-code-missing', message: 'No VAT code.', remedy: 'Add it.' };

function day(text: string): PlainDate {
  const date = parsePlainDate(text);
  if (date === undefined) throw new Error(text);
  return date;
}

const booked: Booked = {
  date: day('2026-03-01'),
  currency: 'DKK',
  net: decimal('100'),
  tax: decimal('25'),
  total: decimal('125'),
  lineCount: 1,
  accounts: [],
};
const expected: Expected = { ...booked, isTurnover: false };

const marked: TraedeFacts = {
  isMarked: true,
  contentHash: 'h',
  changedAt: EARLIER,
  booked: expected,
  problem: null,
};
const unmarked: TraedeFacts = { ...marked, isMarked: false };
const unmappable: TraedeFacts = { ...unmarked, booked: null, problem };

const leftAlone: Problem = { code: 'before-go-live', message: 'Dated before go-live.', remedy: '' };
const before: TraedeFacts = { ...unmarked, problem: leftAlone };

const posted: ErpFacts = { erpId: '1', number: 'INV-1', booked, sum: null };

const exported: RecordFacts = {
  state: 'exported',
  stateSince: EARLIER,
  postingSince: null,
  postedHash: 'h',
  deliveredAt: EARLIER,
  exportedAt: EARLIER,
  problem: null,
  receipt: { ...booked, number: 'INV-1' },
  closedBy: null,
  isAdopted: false,
};
const fetched: RecordFacts = {
  ...exported,
  ...{ state: 'fetched', postedHash: null, deliveredAt: null, exportedAt: null, receipt: null },
};
const attention: RecordFacts = { ...fetched, state: 'attention', problem };

function facts(
  traede: TraedeFacts | null,
  posting: ErpFacts | readonly ErpFacts[] | null,
  record: RecordFacts | null,
): DocumentFacts {
  const postings = posting === null ? [] : 'erpId' in posting ? [posting] : posting;
  return { documentType: 'invoice', documentId: 1, traede, postings, record };
}

function classOf(...parts: Parameters<typeof facts>): string {
  return classify(facts(...parts), moments).class;
}

describe('a document that TRAEDE and the ERP hold', () => {
  it.each([
    ['agrees', marked, exported],
    ['agrees', marked, null],
    ['agrees', marked, fetched],
    ['agrees', marked, attention],
    ['posted-not-marked', unmarked, exported],
    ['posted-not-marked', unmarked, null],
    ['posted-not-marked', unmarked, { ...fetched, state: 'skipped', closedBy: 'by Kim: x' }],
    ['waiting', unmarked, attention],
    ['changed-after-posting', { ...marked, contentHash: 'other' }, exported],
    ['changed-after-posting', { ...unmappable, contentHash: 'other' }, exported],
    ['waiting', unmappable, null],
    ['agrees', { ...unmappable, isMarked: true }, exported],
    ['agrees', before, null],
    ['agrees', before, exported],
    ['before-go-live', { ...before, booked: null }, null],
    ['changed-after-posting', { ...before, contentHash: 'other' }, exported],
  ] as const)('%s', (name, traede, record) => {
    expect(classOf(traede, posted, record)).toBe(name);
  });

  it.each([
    ['total', { total: decimal('125.01') }, '125.00', '125.01'],
    ['tax', { tax: decimal('25.01') }, '25.00', '25.01'],
    ['net', { net: decimal('99.99') }, '100.00', '99.99'],
    ['currency', { currency: 'EUR' }, 'DKK', 'EUR'],
    ['date', { date: day('2026-03-02') }, '2026-03-01', '2026-03-02'],
    ['lines', { lineCount: 2 }, '1', '2'],
    ['account 2110', { accounts: [{ account: '2110', amount: decimal('3') }] }, '0.00', '3.00'],
  ] as const)('differs in its %s', (what, change, traede, erp) => {
    const other = { ...posted, booked: { ...booked, ...change } };
    const finding = classify(facts(marked, other, exported), moments);
    expect(finding).toMatchObject({ class: 'differs', differences: [{ what, traede, erp }] });
  });

  it('differs rather than waits, and was changed rather than differs', () => {
    const other = { ...posted, booked: { ...booked, total: decimal('1') } };
    expect(classOf(unmarked, other, attention)).toBe('differs');
    const changed = classify(facts({ ...marked, contentHash: 'new' }, other, exported), moments);
    expect(changed.class).toBe('changed-after-posting');
    expect(changed.differences).toEqual([{ what: 'total', traede: '125.00', erp: '1.00' }]);
  });

  it('differs when it stands in the ERP twice', () => {
    const finding = classify(
      facts(marked, [posted, { ...posted, erpId: '2', number: 'INV-9' }], exported),
      moments,
    );
    expect(finding).toMatchObject({
      class: 'differs',
      reason: 'It stands in the ERP 2 times: INV-1, INV-9.',
    });
  });

  it('agrees on the later day that the ERP confirmed when it was posted, not on one that came to be afterwards', () => {
    const later = { ...posted, booked: { ...booked, date: day('2026-04-01') } };
    const confirmed = { ...exported, receipt: { ...booked, number: 'INV-1', date: day('2026-04-01') } };
    expect(classOf(marked, later, confirmed)).toBe('agrees');
    expect(classOf(marked, later, exported)).toBe('differs');
    const earlier = { ...posted, booked: { ...booked, date: day('2026-02-01') } };
    const confirmedEarlier = { ...exported, receipt: { ...booked, number: '', date: day('2026-02-01') } };
    expect(classOf(marked, earlier, confirmedEarlier)).toBe('differs');
  });

  it('has its size compared without the sign, where the ERP holds turnover', () => {
    const negative = { ...posted, booked: { ...booked, net: decimal('-100'), total: decimal('-125') } };
    const turnover = { ...marked, booked: { ...expected, isTurnover: true } };
    expect(classOf(turnover, negative, exported)).toBe('agrees');
    expect(classOf(marked, negative, exported)).toBe('differs');
  });
});

describe('a document in a sum', () => {
  const sum = { ...posted, booked: { ...booked, total: decimal('500'), net: decimal('475') } };
  const all: Expected = { ...expected, total: decimal('500'), net: decimal('475') };

  it('agrees where the sum does', () => {
    expect(classOf(marked, { ...sum, sum: { members: 4, expected: all } }, exported)).toBe('agrees');
  });

  it('differs where the sum does, or where TRAEDE does not hold all of it', () => {
    const other = { ...all, total: decimal('501') };
    expect(classOf(marked, { ...sum, sum: { members: 4, expected: other } }, exported)).toBe('differs');
    expect(classOf(marked, { ...sum, sum: { members: 4, expected: null } }, exported)).toBe('differs');
  });
});

describe('a document that the ERP does not hold', () => {
  const byHand: RecordFacts = {
    ...fetched,
    state: 'exported',
    exportedAt: EARLIER,
    closedBy: 'by Kim: 4711',
  };
  it.each([
    ['missing-in-erp', marked, exported],
    ['missing-in-erp', unmarked, exported],
    ['missing-in-erp', unmarked, { ...attention, deliveredAt: EARLIER }],
    ['missing-in-erp', unmarked, null],
    ['missing-in-erp', unmarked, fetched],
    ['missing-in-erp', null, exported],
    ['missing-in-erp', null, null],
    ['marked-not-posted', marked, null],
    ['marked-not-posted', marked, fetched],
    ['before-go-live', before, null],
    ['before-go-live', { ...before, isMarked: true, booked: null }, null],
    ['before-go-live', before, attention],
    ['before-go-live', before, exported],
    ['waiting', unmarked, attention],
    ['waiting', unmappable, null],
    ['skipped', unmarked, { ...fetched, state: 'skipped', closedBy: 'by Kim: a sample' }],
    ['skipped', marked, { ...exported, state: 'skipped' }],
    ['skipped', marked, byHand],
    ['on-its-way', unmarked, { ...fetched, stateSince: AFTER_LOOK }],
    ['on-its-way', { ...unmarked, changedAt: AFTER_LOOK }, null],
    ['on-its-way', { ...unmappable, changedAt: AFTER_LOOK }, null],
  ] as const)('%s', (name, traede, record) => {
    expect(classOf(traede, null, record)).toBe(name);
  });

  it('is not on its way where no run has ever come to the end of the list', () => {
    const never = { ...moments, lastCompleteLook: null };
    const finding = classify(facts({ ...unmarked, changedAt: AFTER_LOOK }, null, null), never);
    expect(finding.class).toBe('missing-in-erp');
  });

  it('names the person who left it out', () => {
    const skipped: RecordFacts = { ...fetched, state: 'skipped', closedBy: 'by Kim: a sample' };
    expect(classify(facts(unmarked, null, skipped), moments).reason).toBe('by Kim: a sample');
  });
});

describe('a document that only the ERP holds', () => {
  it('is unknown to TRAEDE, whatever the record says', () => {
    expect(classOf(null, posted, null)).toBe('unknown-to-traede');
    expect(classOf(null, posted, exported)).toBe('unknown-to-traede');
    expect(classOf(null, [posted, posted], exported)).toBe('unknown-to-traede');
  });
});

it('leaves what moved meanwhile to the next reconciliation', () => {
  const touched = { ...exported, stateSince: new Date(STARTED.getTime() + 1) };
  const sending = { ...fetched, postingSince: new Date(STARTED.getTime() + 1) };
  for (const record of [touched, sending]) {
    for (const traede of [marked, unmarked, null]) {
      for (const posting of [posted, null]) expect(classOf(traede, posting, record)).toBe('on-its-way');
    }
  }
});

/** Every combination of what the three sides can say. */
it('finds one class with its words for whatever the sides say', () => {
  const records = [
    ...[null, exported, fetched, attention, { ...fetched, state: 'skipped' as const }],
    ...[
      { ...exported, state: 'delivered' as const },
      { ...exported, postedHash: null },
    ],
  ];
  const differing = { ...posted, booked: { ...booked, total: decimal('1') } };
  const seen = new Set<string>();
  const traedes = [null, marked, unmarked, unmappable, { ...marked, contentHash: 'new' }, before];
  for (const traede of traedes) {
    for (const posting of [null, posted, differing, [posted, differing]]) {
      for (const record of records) {
        const finding = classify(facts(traede, posting, record), moments);
        seen.add(finding.class);
        expect(CLASS_TEXTS[finding.class].title).not.toBe('');
        if (finding.class !== 'agrees') expect(finding.reason).not.toBe('');
        if (posting === null) expect(['agrees', 'differs', 'posted-not-marked']).not.toContain(finding.class);
        if (traede === null)
          expect(['missing-in-erp', 'unknown-to-traede', 'skipped', 'waiting']).toContain(finding.class);
        if (finding.class === 'agrees') {
          expect([traede === before || traede?.isMarked, posting]).toEqual([true, posted]);
        }
      }
    }
  }
  expect(seen.size).toBe(RECONCILIATION_CLASSES.length - 1);
});

describe('the verdict', () => {
  it.each([
    [{}, 'Nothing to compare: neither TRAEDE nor the ERP holds a document of this period.'],
    [{ agrees: 812 }, 'The books agree: 812 documents compared and equal.'],
    [
      { agrees: 810, 'on-its-way': 1, skipped: 1 },
      'The books agree: 810 documents compared and equal; on its way: 1, left to a person: 1.',
    ],
    [
      { agrees: 806, differs: 4, waiting: 2 },
      'The books do not agree: 6 of 812 documents to be looked at; differs: 4, waits for a person: 2.',
    ],
  ])('of %j', (counts, sentence) => {
    expect(verdictOf({ ...NO_DOCUMENTS, ...counts })).toBe(sentence);
  });
});
