import fc from 'fast-check';
import { isRecord } from '../../src/traede/fields';
import { decimal, parseDecimal } from '../../src/money';
import {
  JsonTextError,
  MAX_JSON_DEPTH,
  parseJson,
  parseJsonVerbatim,
  stringifyJson,
} from '../../src/traede/json';

/** The text of a JSON number with up to 30 digits before and after the point, with or without exponent. */
const numberText = fc
  .record({
    sign: fc.constantFrom('', '-'),
    integer: fc.oneof(fc.constant('0'), fc.stringMatching(/^[1-9][0-9]{0,29}$/)),
    fraction: fc.oneof(fc.constant(''), fc.stringMatching(/^\.[0-9]{1,30}$/)),
    exponent: fc.constantFrom('', '', 'e2', 'E-3', 'e+12'),
  })
  .map(({ sign, integer, fraction, exponent }) => `${sign}${integer}${fraction}${exponent}`);

describe('parseJson', () => {
  it('gives every decimal back exactly', () => {
    fc.assert(
      fc.property(
        fc.array(numberText, { minLength: 1, maxLength: 5 }),
        fc.constantFrom('', ' ', '\n\t'),
        (numbers, gap) => {
          const value = parseJson(`[${gap}${numbers.join(`${gap},${gap}`)}${gap}]`);
          const read = Array.isArray(value)
            ? value.map((each: unknown) => parseDecimal(each)?.toFixed())
            : [];
          expect(read).toEqual(numbers.map((text) => decimal(text).toFixed()));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('equals JSON.parse wherever no number can lose digits', () => {
    const leaf = fc.oneof(fc.string({ unit: 'binary' }), fc.integer(), fc.boolean(), fc.constant(null));
    const exact = fc.array(fc.oneof(leaf, fc.dictionary(fc.string(), fc.oneof(leaf, fc.array(leaf)))));
    fc.assert(
      fc.property(exact, fc.constantFrom('', ',0.30000000000000004'), (value, longNumber) => {
        const text = `[${JSON.stringify(value)}${longNumber}]`;
        expect(parseJson(text)).toEqual([
          JSON.parse(JSON.stringify(value)),
          ...(longNumber === '' ? [] : ['0.30000000000000004']),
        ]);
      }),
    );
  });

  it('reads a short number the same whether or not a long one stands beside it', () => {
    expect(parseJson('{"a":12.50,"b":0.30000000000000004}')).toEqual({ a: 12.5, b: '0.30000000000000004' });
    expect(parseJson('{"a":12.50}')).toEqual({ a: 12.5 });
  });

  it('keeps an integer that JavaScript would round', () => {
    expect(parseJson('9007199254740993')).toBe('9007199254740993');
    expect(parseJson('{"id":9007199254740993}')).toEqual({ id: '9007199254740993' });
  });

  it.each(['1e308', '1E-7', '-1.5e+3'])('keeps %s, which has an exponent, as text', (text) => {
    expect(parseJson(`[${text}]`)).toEqual([text]);
  });

  it('does not take digits in texts for numbers', () => {
    expect(parseJson('{"a":"x:12345678901234567890","b":1}')).toEqual({ a: 'x:12345678901234567890', b: 1 });
  });

  it('takes the last of two equal keys, as JSON.parse does', () => {
    expect(parseJson('{"a":1,"a":2,"b":12345678901234567890}')).toEqual({ a: 2, b: '12345678901234567890' });
  });

  it.each([
    '{"__proto__":{"polluted":true},"n":1}',
    '{"__proto__":{"polluted":true},"n":12345678901234567890}',
  ])('never sets a prototype: %s', (text) => {
    const value = parseJson(text);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(isRecord(value) && Object.hasOwn(value, '__proto__')).toBe(true);
    expect(isRecord(value) ? value['polluted'] : 'no object').toBeUndefined();
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  it('refuses nesting that would exhaust the stack, and reads what is below the limit', () => {
    const nested = (depth: number, inner: string): string => '['.repeat(depth) + inner + ']'.repeat(depth);
    expect(() => parseJson(nested(100_000, '1'))).toThrow(JsonTextError);
    expect(() => parseJson('[{"a":'.repeat(500_000))).toThrow(/nested deeper/);
    expect(() => parseJson(nested(MAX_JSON_DEPTH + 1, '1'))).toThrow(/nested deeper/);
    expect(stringifyJson(parseJson(nested(MAX_JSON_DEPTH, '1')))).toBe(nested(MAX_JSON_DEPTH, '1'));
    expect(stringifyJson(parseJsonVerbatim(nested(MAX_JSON_DEPTH, '1e5')))).toBe(
      nested(MAX_JSON_DEPTH, '1e5'),
    );
  });

  it('does not take brackets in texts for nesting', () => {
    const text = JSON.stringify({ a: `\\"${'['.repeat(1000)}`, b: '{'.repeat(1000) });
    expect(stringifyJson(parseJson(text))).toBe(text);
  });

  it.each(['', '{', '[1,]', '{"a":}', 'NaN', '[1.2.3456789012345678]', '{"e-mail":"canary@secret.example"'])(
    'says of %j only that it is not JSON',
    (text) => {
      expect(() => parseJson(text)).toThrow(new JsonTextError('syntax'));
      expect(() => parseJson(text)).toThrow('The text is not valid JSON.');
    },
  );
});

describe('stringifyJson', () => {
  it('writes numbers digit by digit as parseJsonVerbatim read them', () => {
    fc.assert(
      fc.property(
        fc.array(
          numberText.filter((text) => /[e.]|\d{16}/i.test(text)),
          { minLength: 1 },
        ),
        (numbers) => {
          const text = `{"long":12345678901234567890,"numbers":[${numbers.join(',')}]}`;
          const again = stringifyJson(parseJsonVerbatim(text));
          const before = JSON.stringify(numbers.map((each) => decimal(each).toFixed()));
          const read = parseJsonVerbatim(again);
          expect(again).toContain('"long":12345678901234567890');
          expect(stringifyJson(read)).toBe(again);
          expect(
            JSON.stringify(
              [...again.matchAll(/-?\d[\d.eE+-]*/g)].slice(1).map(([each]) => decimal(each).toFixed()),
            ),
          ).toBe(before);
        },
      ),
    );
  });

  it('is compact and keeps a key __proto__', () => {
    const text = '{"__proto__":{"a":1},"b":[1,"x",null,true,12345678901234567890]}';
    expect(stringifyJson(parseJsonVerbatim(text))).toBe(text);
  });

  it('is not deceived by a document that looks like a number of the parser', () => {
    const text = '{"isLosslessNumber":true,"value":"1","n":12345678901234567890}';
    expect(stringifyJson(parseJsonVerbatim(text))).toBe(text);
  });

  it('refuses what has no JSON form', () => {
    expect(() => stringifyJson(undefined)).toThrow(TypeError);
  });
});

describe('a large page', () => {
  const page = (price: string, lines: number): string => {
    const line = `{"quantity":3,"net_price":${price},"description":"${'wool '.repeat(40)}"}`;
    return `{"invoices":[${Array.from({ length: lines }, () => line).join(',')}]}`;
  };

  it.each([
    ['11 MB without long numbers', page('33.33', 45_000)],
    ['2 MB with long numbers', page('33.333333333333336', 8_000)],
  ])('of %s is read and written within seconds', (_name, text) => {
    const startedMs = performance.now();
    expect(stringifyJson(parseJsonVerbatim(text)) === text).toBe(true);
    expect(performance.now() - startedMs).toBeLessThan(10_000);
  });
});
