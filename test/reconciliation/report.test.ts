import { parsePlainDate } from '../../src/plain-date';
import { NO_DOCUMENTS } from '../../src/reconciliation/classes';
import { bucketsOf } from '../../src/reconciliation/report/buckets';
import { csvCell, csvHead, csvRow } from '../../src/reconciliation/report/csv';
import { DocumentList } from '../../src/reconciliation/report/document-list';
import { grouped } from '../../src/reconciliation/report/grouped';
import { escapeHtml, html } from '../../src/reconciliation/report/html';
import type { DocumentWithTimeline, ReconciliationReport } from '../../src/reconciliation/report/model';
import { reportPage } from '../../src/reconciliation/report/page';

const HOSTILE = `"><script>alert('x')</script><img src=x onerror=alert(1)> & \u202Etxt \u0007`;

function report(): ReconciliationReport {
  const [from, to] = [parsePlainDate('2026-01-01'), parsePlainDate('2026-01-31')];
  if (from === undefined || to === undefined) throw new Error('no days');
  const amounts = {
    net: '1.00',
    tax: '0.25',
    total: '1.25',
    erpNet: '1.00',
    erpTax: '0.25',
    erpTotal: '1.00',
  };
  return {
    ...{ id: 7, systemId: HOSTILE, documentTypes: ['invoice'], period: { from, to } },
    ...{ startedAt: new Date(0), finishedAt: new Date(1), verdict: 'The books do not agree.', agree: false },
    classes: { ...NO_DOCUMENTS, differs: 1 },
    sums: [
      {
        documentType: 'invoice',
        currency: HOSTILE,
        month: '2026-01',
        class: 'differs',
        documents: 1,
        ...amounts,
      },
    ],
    accounts: [{ account: HOSTILE, currency: 'DKK', amount: '1.00', erpAmount: '2.00' }],
    days: [
      {
        ...{ day: '2026-01-05', class: 'differs', currency: HOSTILE, documents: 1 },
        ...{ total: '1.25', erpTotal: '1.00' },
      },
    ],
  };
}

function document(id: number, text = HOSTILE): DocumentWithTimeline {
  const side = { date: '2026-01-05', currency: 'DKK', net: '1.00', tax: '0.25', total: '1.25' };
  return {
    ...{
      documentType: 'invoice',
      documentId: id,
      number: text,
      class: 'differs',
      reason: text,
      remedy: text,
    },
    differences: [{ what: text, traede: text, erp: text }],
    traede: side,
    erp: { ...side, number: text },
    timeline: [{ at: new Date(0), event: text, detail: text }],
  };
}

describe('the page', () => {
  function page(documents: readonly DocumentWithTimeline[]): string {
    const list = new DocumentList();
    for (const one of documents) list.add(one);
    return reportPage(report(), list.listed);
  }

  it('takes texts from outside for texts, wherever they stand', () => {
    const text = page([document(1)]);
    expect(text).not.toMatch(/<script|<img|onerror=alert\(1\)>|\u202e/i);
    expect(text).not.toContain('\u0007');
    expect(text).toContain('&lt;script&gt;');
    // Tags are ours alone: what is left without them holds no more.
    expect(text.match(/<[a-z]+/g)?.includes('<script')).toBe(false);
  });

  it('loads nothing from elsewhere, and forbids itself to', () => {
    const text = page([document(1)]);
    expect(text).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(text).not.toMatch(/https?:\/\/|@import|url\(|<link|<iframe/);
  });

  it('stays below two megabytes, and says how many documents it has left out', () => {
    const long = 'æ&'.repeat(5_000);
    const text = page(Array.from({ length: 5_000 }, (_, index) => document(index, long)));
    expect(Buffer.byteLength(text)).toBeLessThan(2_000_000);
    expect(text).toMatch(/\d+ more documents are not listed here/);
  });

  it('stays below two megabytes with any number of months and accounts, and sums up all the same', () => {
    const one = report();
    const [sum] = one.sums;
    if (sum === undefined) throw new Error('no sum');
    const sums = Array.from({ length: 20_000 }, (_, index) => ({ ...sum, currency: `C${index % 40}` }));
    const accounts = Array.from({ length: 20_000 }, (_, index) => ({
      ...{ account: `${HOSTILE}${index}`, currency: 'DKK', amount: '1234567.89', erpAmount: '1234567.89' },
    }));
    const list = new DocumentList();
    for (let id = 1; id < 5_000; id += 1) list.add(document(id, 'x'.repeat(10_000)));
    const text = reportPage({ ...one, sums, accounts }, list.listed);
    expect(Buffer.byteLength(text)).toBeLessThan(2_000_000);
    expect(text).toContain('19400 more sums are not listed here');
    expect(text).toContain('19500 more accounts are not listed here');
    expect(text).toContain('1\u202f234\u202f567.89');
    expect(text).toContain('>500.00</td>');
  });

  it('says the verdict before anything else', () => {
    const text = page([]);
    expect(text.indexOf('The books do not agree.')).toBeLessThan(text.indexOf('<table'));
  });
});

it.each([
  ['0.00', '0.00'],
  ['-123.45', '-123.45'],
  ['1234.5', '1\u202f234.5'],
  ['-1234567.89', '-1\u202f234\u202f567.89'],
])('groups the digits of %s', (amount, text) => {
  expect(grouped(amount)).toBe(text);
});

it('escapes what html is made of', () => {
  expect(escapeHtml(`<a href="x" title='y'>&`)).toBe('&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;');
  expect(html`<p>${'<b>'}${html`<i>${1}</i>`}</p>`.__html).toBe('<p>&lt;b&gt;<i>1</i></p>');
});

describe('the CSV file', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+cmd', "'+cmd"],
    ['-2+3', "'-2+3"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'=1"],
    ['\r=1', "'=1"],
    [' \0\u200b\ufeff=1', "'=1"],
    ['\uff1d1+1', "'\uff1d1+1"],
    // A spreadsheet that parts lines at semicolons takes no quotation mark within them for one.
    ['x;=1+1', `"x;'=1+1"`],
    ['x; @SUM(A1)', `"x; '@SUM(A1)"`],
    ['\u202e1042', '1042'],
    ['a-b=c;d', '"a-b=c;d"'],
    ['-12.30', '-12.30'],
    ['12.30', '12.30'],
    ['-', "'-"],
    ['=HYPERLINK("http://x";"y")', `"'=HYPERLINK(""http://x"";""y"")"`],
    ['a,b', '"a,b"'],
    ['a\nb', 'a b'],
    ['a\0b', 'ab'],
    ['', ''],
  ])('writes %j as %j', (text, cell) => {
    expect(csvCell(text)).toBe(cell);
  });

  it('has a row for each document, with as many cells as the head', () => {
    const head = csvHead();
    const row = csvRow(document(1, 'x'));
    expect(head.startsWith('\u{feff}class,')).toBe(true);
    expect(row.match(/(?:"(?:[^"]|"")*"|[^,\r]*)(?:,|\r\n)/g)).toHaveLength(head.split(',').length);
    expect(row).toContain('"x: TRAEDE x, ERP x"');
    expect(row.endsWith('\r\n')).toBe(true);
  });
});

describe('the bars of a chart', () => {
  const day = (text: string) => ({
    ...{
      day: text,
      class: 'agrees' as const,
      currency: 'DKK',
      documents: 2,
      total: '1.50',
      erpTotal: '1.00',
    },
  });

  it('are days where these fit, and else weeks, months or years', () => {
    const days = (count: number) =>
      Array.from({ length: count }, (_, index) =>
        day(new Date(Date.UTC(2026, 0, 1 + index)).toISOString().slice(0, 10)),
      );
    expect(bucketsOf(days(31))).toHaveLength(31);
    expect(bucketsOf(days(365)).length).toBe(53);
    expect(bucketsOf(days(1_000)).length).toBe(33);
    expect(bucketsOf(days(3_660)).length).toBe(11);
  });

  it('hold all documents and amounts', () => {
    const [bucket] = bucketsOf([day('2026-01-01'), { ...day('2026-01-01'), class: 'differs' }]);
    expect(bucket?.documents.get('agrees')).toBe(2);
    expect(bucket?.totals.get('DKK')).toEqual({ traede: 3, erp: 2 });
  });
});
