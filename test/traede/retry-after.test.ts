import fc from 'fast-check';
import { MAX_RETRY_AFTER_MS, parseRetryAfter } from '../../src/traede/refusal';

const NOW_MS = Date.parse('2026-11-22T08:49:00Z');

describe('parseRetryAfter', () => {
  it.each([
    ['3', 3000],
    [' 0 ', 0],
    ['1.5', 1500],
    ['999999999999999999999', MAX_RETRY_AFTER_MS],
    ['Sun, 22 Nov 2026 08:49:37 GMT', 37_000],
    ['Sun, 22 Nov 2026 08:48:00 GMT', 0],
    ['Sun, 22 Nov 2099 08:48:00 GMT', MAX_RETRY_AFTER_MS],
  ])('reads %j', (header, ms) => {
    expect(parseRetryAfter(header, NOW_MS)).toBe(ms);
  });

  it.each([undefined, '', 'soon', '-5', 'Sun, 99 Foo 2026 08:49:37 GMT'])('is undefined for %j', (header) => {
    expect(parseRetryAfter(header, NOW_MS)).toBeUndefined();
  });

  it('is undefined or within bounds, whatever the header', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.double().map(String)), (header) => {
        const ms = parseRetryAfter(header, NOW_MS) ?? 0;
        expect(ms >= 0 && ms <= MAX_RETRY_AFTER_MS).toBe(true);
      }),
    );
  });
});
