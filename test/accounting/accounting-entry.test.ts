import { decimal } from '../../src/money';
import { entry, journalPostingOf, moment, problemOf, rules } from './documents';

const pairOf = (changes: Parameters<typeof entry>[0]): string[] =>
  journalPostingOf(entry(changes)).lines.map(
    ({ account, debit, credit }) => `${account}: ${debit.toFixed(2)} / ${credit.toFixed(2)}`,
  );

describe('an accounting entry', () => {
  it('debits the account and credits the contra account', () => {
    expect(journalPostingOf(entry())).toMatchObject({
      kind: 'journal-entry',
      reference: 'traede:acme:accounting-entry:900',
      date: '2026-11-21',
      currency: 'DKK',
      text: 'COGS',
    });
    expect(pairOf({})).toEqual(['1310: 300.00 / 0.00', '5510: 0.00 / 300.00']);
  });

  it('turns the sides of a negative amount, which the posting keeps', () => {
    expect(pairOf({ amount: decimal('-12.34') })).toEqual(['1310: 0.00 / 12.34', '5510: 12.34 / 0.00']);
    expect(journalPostingOf(entry({ amount: decimal(-12) })).amount.toFixed(2)).toBe('-12.00');
  });

  it('of zero is two lines of zero', () => {
    for (const amount of ['0', '-0', '-1e-17']) {
      expect(pairOf({ amount: decimal(amount) })).toEqual(['1310: 0.00 / 0.00', '5510: 0.00 / 0.00']);
    }
  });

  it('with fractions of a cent waits; the noise of floating-point numbers is none', () => {
    for (const amount of ['0.005', '-12.345', '0.004', '300.0001']) {
      const problem = problemOf(entry({ amount: decimal(amount) }));
      expect(problem.code).toBe('malformed-document');
      expect(problem.message).toContain(`has the amount ${amount}, with fractions of a cent`);
    }
    expect(pairOf({ amount: decimal('0.30000000000000004') })[0]).toBe('1310: 0.30 / 0.00');
  });

  it('with a date that cannot be right waits, and says the date', () => {
    for (const date of ['0001-01-01', '1999-12-31', '2101-01-01']) {
      const problem = problemOf(entry({ date: moment(date) }));
      expect(problem.code).toBe('date-missing');
      expect(problem.message).toContain(`has the date ${date}, which cannot be right`);
    }
    expect(problemOf(entry({ date: moment('0001-01-01 12:00:00') })).message).toContain('0001-01-01');
    expect(journalPostingOf(entry({ date: moment('2000-01-01') })).date).toBe('2000-01-01');
    expect(journalPostingOf(entry({ date: moment('2100-12-31') })).date).toBe('2100-12-31');
  });

  it('may stay on one account', () => {
    expect(pairOf({ contraAccount: '1310' })).toEqual(['1310: 300.00 / 0.00', '1310: 0.00 / 300.00']);
  });

  it('is dated by its day, midnight UTC being a plain day in any zone', () => {
    const dateOf = (text: string, timeZone: string): string =>
      journalPostingOf(entry({ date: moment(text) }), rules({ timeZone })).date;
    expect(dateOf('2026-11-21 23:30:00', 'Europe/Copenhagen')).toBe('2026-11-22');
    expect(dateOf('2026-11-21 00:00:00', 'America/New_York')).toBe('2026-11-21');
    expect(dateOf('2026-11-21 00:00:01', 'America/New_York')).toBe('2026-11-20');
  });

  it('without an account, a date or an allowed currency is a problem', () => {
    expect(problemOf(entry({ account: ' ' })).code).toBe('account-missing');
    expect(problemOf(entry({ contraAccount: '' })).code).toBe('account-missing');
    expect(problemOf(entry({ account: '0' })).message).toContain('to debit');
    expect(problemOf(entry({ contraAccount: '000' })).message).toContain('to credit');
    expect(problemOf(entry({ date: { kind: 'instant', at: new Date(NaN) } })).code).toBe('date-missing');
    expect(problemOf(entry(), rules({ currencies: ['EUR'] })).code).toBe('currency-not-allowed');
  });
});
