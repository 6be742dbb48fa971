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
    expect(pairOf({ amount: decimal('-12.345') })).toEqual(['1310: 0.00 / 12.35', '5510: 12.35 / 0.00']);
    expect(journalPostingOf(entry({ amount: decimal(-12) })).amount.toFixed(2)).toBe('-12.00');
  });

  it('of zero is two lines of zero', () => {
    for (const amount of ['0', '-0.001', '0.004']) {
      expect(pairOf({ amount: decimal(amount) })).toEqual(['1310: 0.00 / 0.00', '5510: 0.00 / 0.00']);
    }
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
    expect(problemOf(entry({ date: { kind: 'instant', at: new Date(NaN) } })).code).toBe('date-missing');
    expect(problemOf(entry(), rules({ currencies: ['EUR'] })).code).toBe('currency-not-allowed');
  });
});
