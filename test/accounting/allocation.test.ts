import fc from 'fast-check';
import { allocateCents } from '../../src/accounting/allocation';
import { decimal, sum } from '../../src/money';
import { amounts } from './documents';

const split = (values: string[], target: string): string[] =>
  allocateCents(amounts(...values), decimal(target)).map((amount) => amount.toFixed(2));

describe('allocation of cents', () => {
  it('gives missing cents to the largest remainder, then the larger amount, then the earlier one', () => {
    expect(split(['33.333', '33.333', '33.333'], '100.00')).toEqual(['33.34', '33.33', '33.33']);
    expect(split(['0.334', '10.333', '0.333'], '11.00')).toEqual(['0.34', '10.33', '0.33']);
    expect(split(['1.00', '5.00'], '6.01')).toEqual(['1.00', '5.01']);
    expect(split(['1.006', '1.009'], '2.01')).toEqual(['1.00', '1.01']);
  });

  it('leaves nothing to an empty list, and never a negative zero', () => {
    expect(split([], '0.01')).toEqual([]);
    expect(split(['-0.004', '0.004'], '0')).toEqual(['0.00', '0.00']);
  });

  it('always sums to the target, each within a cent of its amount where the sum was only rounded', () => {
    const cents = fc.integer({ min: -10_000_000, max: 10_000_000 }).map((n) => decimal(n).div(10_000));
    fc.assert(
      fc.property(fc.array(cents, { minLength: 1, maxLength: 30 }), (exact) => {
        const target = sum(exact).round(2);
        const shares = allocateCents(exact, target);
        expect(sum(shares).eq(target)).toBe(true);
        for (const [index, share] of shares.entries()) {
          expect(
            share
              .minus(exact[index] ?? 0)
              .abs()
              .lt('0.01'),
          ).toBe(true);
        }
      }),
    );
  });
});
