import fc from 'fast-check';
import { groupOf, membersIn, membersText, partsThatFit, sumPosting } from '../../src/accounting/entry-sums';
import {
  documentTypeOf,
  isExternalReference,
  parseExternalReference,
  parseSumReference,
  sumReference,
  type SumKey,
} from '../../src/document';
import { decimal, sum } from '../../src/money';
import { parsePlainDate } from '../../src/plain-date';
import { entry, journalPostingOf, problemOf, rules } from './documents';

const DAY = parsePlainDate('2026-03-31') ?? fail();
const KEY: SumKey = { systemId: 'acme', day: DAY, debit: '1310', credit: '5510', currency: 'DKK', number: 1 };

describe('the reference of a sum', () => {
  it('names the group and counts its sums', () => {
    const reference = sumReference(KEY);
    expect(reference).toBe('traede:acme:accounting-entry-sum:2026-03-31:1310:5510:DKK:1');
    expect(documentTypeOf(reference)).toBe('accounting-entry');
    expect(isExternalReference(reference)).toBe(true);
    expect(parseExternalReference(reference)).toBeUndefined();
  });

  it('reads back, whatever the accounts and the system are called', () => {
    const account = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}$/);
    const systemId = fc.stringMatching(/^[A-Za-z0-9_.:-]{1,40}$/);
    fc.assert(
      fc.property(
        account,
        account,
        systemId,
        fc.integer({ min: 1, max: 99_999 }),
        (debit, credit, system, number) => {
          const key = { ...KEY, systemId: system, debit, credit, number };
          expect(parseSumReference(sumReference(key))).toEqual(key);
        },
      ),
    );
  });

  it.each([
    'traede:acme:accounting-entry-sum:2026-03-31:1310:5510:DKK:0',
    'traede:acme:accounting-entry-sum:2026-02-30:1310:5510:DKK:1',
    'traede:acme:accounting-entry-sum:2026-03-31:1310:5510:dkk:1',
    'traede:acme:accounting-entry-sum:2026-03-31:13%:5510:DKK:1',
    'traede:acme:accounting-entry-sum:2026-03-31:1310::DKK:1',
    'traede:acme:accounting-entry:17',
    'x',
  ])('is not %s', (text) => {
    expect(parseSumReference(text)).toBeUndefined();
  });
});

describe('the text of a sum', () => {
  it('names its entries, those that follow each other as a range', () => {
    expect(membersText([50, 18, 17, 19, 20])).toBe('TRAEDE entries 17-20, 50');
    expect(membersText([7])).toBe('TRAEDE entries 7');
  });

  it('tells who is in it, also when its day was moved', () => {
    for (const text of ['TRAEDE entries 17-20, 50', 'TRAEDE entries 17-20, 50 (dated 2026-03-31)']) {
      const members = membersIn(text);
      expect(members?.ids).toEqual([17, 18, 19, 20, 50]);
      expect([16, 17, 20, 21, 50, 51].map((id) => members?.has(id))).toEqual([
        ...[false, true, true, false, true, false],
      ]);
    }
  });

  it('reads back for any entries', () => {
    const ids = fc.uniqueArray(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(ids, (some) => {
        expect(membersIn(membersText(some))?.ids).toEqual(some.toSorted((a, b) => a - b));
      }),
    );
  });

  it.each([
    '',
    'TRAEDE entries',
    'TRAEDE entries 17,18',
    'Our TRAEDE entries 17',
    'TRAEDE entries 17 and more',
    '17',
  ])('is not "%s"', (text) => {
    expect(membersIn(text)).toBeUndefined();
  });

  it('that names more entries than there are costs nothing to ask', () => {
    const members = membersIn('TRAEDE entries 1-9007199254740991, 9-3');
    expect(members?.ids).toBeUndefined();
    expect(members?.has(77)).toBe(true);
  });
});

describe('entries that do not fit one text', () => {
  it('are parted so that each text is short enough, and nobody is lost', () => {
    const ids = fc.uniqueArray(fc.integer({ min: 1, max: 9_999_999 }), { minLength: 1, maxLength: 120 });
    fc.assert(
      fc.property(ids, (some) => {
        const parts = partsThatFit(some.map((documentId) => ({ documentId, amount: decimal(1) })));
        for (const part of parts)
          expect(membersText(part.map((one) => one.documentId)).length).toBeLessThanOrEqual(180);
        expect(parts.flat().map((one) => one.documentId)).toEqual(some.toSorted((a, b) => a - b));
      }),
      { numRuns: 50 },
    );
  });

  it('are one sum where they follow each other', () => {
    const members = Array.from({ length: 200 }, (_, index) => ({
      documentId: 5_000 + index,
      amount: decimal(1),
    }));
    expect(partsThatFit(members)).toHaveLength(1);
  });
});

describe('a sum', () => {
  const linesOf = (...amounts: string[]) =>
    sumPosting(
      KEY,
      amounts.map((amount, index) => ({ documentId: 17 + index, amount: decimal(amount) })),
    ).lines.map(({ account, debit, credit }) => `${account}: ${debit.toFixed(2)} / ${credit.toFixed(2)}`);

  it('is one balanced pair', () => {
    expect(linesOf('10.10', '0.20')).toEqual(['1310: 10.30 / 0.00', '5510: 0.00 / 10.30']);
  });

  it('takes what is negative off, and turns the sides where it outweighs the rest', () => {
    expect(linesOf('10', '-3')).toEqual(['1310: 7.00 / 0.00', '5510: 0.00 / 7.00']);
    expect(linesOf('3', '-10')).toEqual(['1310: 0.00 / 7.00', '5510: 7.00 / 0.00']);
    expect(linesOf('3', '-3')).toEqual(['1310: 0.00 / 0.00', '5510: 0.00 / 0.00']);
  });

  it('balances and has the amount of its entries, whatever they are', () => {
    const cents = fc.array(fc.integer({ min: -1_000_000, max: 1_000_000 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(cents, (some) => {
        const members = some.map((amount, index) => ({
          documentId: index + 1,
          amount: decimal(`${amount}e-2`),
        }));
        const { lines, amount } = sumPosting(KEY, members);
        const total = sum(members.map((one) => one.amount));
        expect(amount.eq(total)).toBe(true);
        expect(sum(lines.map((one) => one.debit)).eq(sum(lines.map((one) => one.credit)))).toBe(true);
        expect(lines[0]?.debit.minus(lines[0].credit).eq(total)).toBe(true);
      }),
    );
  });

  it('of one entry is booked as the entry itself would be', () => {
    for (const amount of ['12.34', '-12.34', '0']) {
      const single = journalPostingOf(entry({ amount: decimal(amount) }));
      const key = { ...KEY, ...groupOf(single) };
      const summed = sumPosting(key, [{ documentId: 900, amount: single.amount }]);
      const bare = ({ lines }: typeof single) =>
        lines.map(({ account, debit, credit }) => [account, debit, credit].join());
      expect(bare(summed)).toEqual(bare(single));
      expect([summed.date, summed.currency]).toEqual([single.date, single.currency]);
    }
  });
});

describe('the group of an entry', () => {
  it("is by TRAEDE's accounts, whatever the sign", () => {
    const group = { day: '2026-11-21', debit: '1310', credit: '5510', currency: 'DKK' };
    expect(groupOf(journalPostingOf(entry({ amount: decimal(5) })))).toEqual(group);
    expect(groupOf(journalPostingOf(entry({ amount: decimal(-5) })))).toEqual(group);
  });

  it('that cannot be named in a reference lets the entry wait, in sums only', () => {
    const account = '1/'.repeat(32);
    const long = entry({ account, contraAccount: account });
    expect(problemOf(long, rules({ entries: 'daily-sums' })).remedy).toContain('entries: single');
    expect(journalPostingOf(long).lines).toHaveLength(2);
  });
});

function fail(): never {
  throw new Error('no such day');
}
