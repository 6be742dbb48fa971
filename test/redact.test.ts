import { redact } from '../src/redact';

const NAME = 'Søn & "Nyhavn" O\'Neil (ApS) ^1.5$';
const clean = (text: string): string => redact(text, [NAME, 'DK-1', 'ab'], 1_000);

describe('what is not to be told is taken out of a text', () => {
  it.each([
    ['as it is', NAME],
    ['in capitals', NAME.toUpperCase()],
    ['in small letters', NAME.toLowerCase()],
    ['in JSON', JSON.stringify(NAME)],
    ['in JSON in JSON', JSON.stringify(JSON.stringify({ name: NAME }))],
    ['in JSON of ASCII', JSON.stringify(NAME).replace('ø', '\\u00f8')],
    ['in an address', encodeURIComponent(NAME)],
    ['in a form', new URLSearchParams({ name: NAME }).toString()],
    [
      'in HTML',
      NAME.replace('&', '&amp;').replaceAll('"', '&quot;').replace("'", '&#39;').replace('ø', '&oslash;'),
    ],
    ['over two lines', NAME.replace(' & ', '\n  & ')],
  ])('%s', (_what, quoted) => {
    expect(clean(`before ${quoted} after`)).toMatch(/^before \W*(name\W+)?\[…\]\W* after$/);
  });

  it('and nothing else: other punctuation, other names, what is too short to be one', () => {
    const text = 'Sin & "Nyhavn"; Son % ((ApS)) ab – "…" 北京';
    expect(clean(text)).toBe(text);
    expect(redact('a "…" b', ['北京'], 100)).toBe('a "…" b');
    expect(redact('customer 北京 is unknown', ['北京x', '北京市', '  '], 100)).toBe(
      'customer 北京 is unknown',
    );
    expect(redact('VAT number DK-12', ['DK-1', 'DK-12'], 100)).toBe('VAT number […]');
  });

  it('a text made to cost much costs little', () => {
    const startedAt = Date.now();
    redact('\\'.repeat(10_000), ['"'.repeat(300)], 100);
    redact(' '.repeat(10_000), [`a ${' '.repeat(300)}b`], 100);
    redact('a '.repeat(5_000), [`${'a '.repeat(150)}b`], 100);
    redact('&amp;'.repeat(2_000), [`${'&'.repeat(300)}x`], 100);
    expect(Date.now() - startedAt).toBeLessThan(5_000);
  });
});
