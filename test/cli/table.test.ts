import { table } from '../../src/cli/table';

const COLUMNS = [
  { title: 'system', saidOnce: true },
  { title: 'document type' },
  { title: 'delivered today', short: 'today', align: 'right' as const },
  { title: 'oldest not exported', short: 'oldest' },
];
const ROWS = [
  ['acme-books', 'invoices', 12, '3 h'],
  ['acme-books', 'accounting entries', 120, '-'],
];
const longest = (text: string): number => Math.max(...text.split('\n').map(({ length }) => length));

describe('a table', () => {
  it('stands in lines as it is where it fits, and in a pipe', () => {
    expect(table(COLUMNS, ROWS, undefined).split('\n')).toEqual([
      'system      document type       delivered today  oldest not exported',
      'acme-books  invoices                         12  3 h',
      'acme-books  accounting entries              120  -',
    ]);
  });

  it('says once what is the same everywhere, and shortens titles, where the terminal is narrow', () => {
    const narrow = table(COLUMNS, ROWS, 40);
    expect(narrow.split('\n')).toEqual([
      'system: acme-books',
      'document type       today  oldest',
      'invoices               12  3 h',
      'accounting entries    120  -',
    ]);
    const two = table(COLUMNS, [...ROWS, ['other-books', 'invoices', 1, '-']], 50);
    expect(two).toContain('other-books  invoices');
  });

  it('becomes a block for each row where nothing else fits', () => {
    const blocks = table(COLUMNS, ROWS, 32);
    expect(longest(blocks)).toBeLessThanOrEqual(32);
    expect(blocks.split('\n').slice(0, 3)).toEqual([
      'acme-books  invoices',
      '  delivered today      12',
      '  oldest not exported  3 h',
    ]);
  });

  it('is drawn without rows, too', () => {
    for (const width of [undefined, 80, 10]) expect(table(COLUMNS, [], width)).not.toContain('undefined');
  });
});
