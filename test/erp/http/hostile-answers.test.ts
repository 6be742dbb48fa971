import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import {
  ErpAccessDeniedError,
  ErpNotReadyError,
  ErpUnavailableError,
  type ErpAdapter,
  type PostOutcome,
} from '../../../src/erp/adapter';
import { PROBLEM_CODES } from '../../../src/problem';
import { invoice, invoiceReference } from '../ledger/postings';
import { adapterOn, SIGNING_KEY } from './receiver';
import { startScriptedEndpoint, type ScriptedAnswer, type ScriptedEndpoint } from './scripted-endpoint';

const POSTING = invoice(1);

const RECEIPT = {
  reference: POSTING.reference,
  erpId: '17',
  number: 'INV-17',
  date: '2026-11-20',
  currency: 'DKK',
  net: '182.33',
  tax: '45.58',
  total: '227.91',
  lines: [
    { account: '1010', description: 'Shirt', net: '149.00' },
    { account: '1050', description: 'Shipping', net: '33.33' },
  ],
};

const RIGHT_BODY = JSON.stringify({ receipt: RECEIPT });

/** Beside those that are wrong in any field. */
const WRONG_VALUES: Readonly<Record<keyof typeof RECEIPT, readonly unknown[]>> = {
  reference: [invoiceReference(2), 'order 17'],
  erpId: [['17']],
  number: [['INV-17']],
  date: ['2026-13-01', '20.11.2026', '2026-11-20T00:00:00Z'],
  currency: ['dkk', 'DK', 'DKKK'],
  net: [182.33, '1e2', '182,33', '182.334', 'NaN', ' 1'],
  tax: [45.58, '-', '0x1', '45.'],
  total: [227.91, '9'.repeat(16), '٢'],
  lines: [[null], [{}], [{ account: '1010', description: 'Shirt', net: 149 }]],
};

const json = (status: number, value: unknown): ScriptedAnswer => ({ status, body: JSON.stringify(value) });

describe('an endpoint that answers anything', () => {
  let endpoint: ScriptedEndpoint;
  let erp: ErpAdapter;
  beforeAll(async () => {
    endpoint = await startScriptedEndpoint();
    erp = adapterOn(endpoint.url);
  });
  afterAll(async () => {
    await erp.close();
    await endpoint.close();
  });

  const postTo = (answer: ScriptedAnswer): Promise<PostOutcome> => {
    endpoint.answer(answer);
    return erp.post(POSTING);
  };

  it('has posted where it answers 200 or 201 with the receipt, whatever it answers beside', async () => {
    for (const status of [200, 201]) {
      const outcome = await postTo(json(status, { receipt: { ...RECEIPT, more: 1 }, workflow: 'x' }));
      expect(outcome).toMatchObject({ kind: 'posted', receipt: { number: 'INV-17', date: '2026-11-20' } });
    }
    const compressed = gzipSync(JSON.stringify({ receipt: RECEIPT }));
    expect(
      await postTo({ status: 200, body: compressed, headers: { 'content-encoding': 'gzip' } }),
    ).toMatchObject({
      kind: 'posted',
    });
  });

  it.each<[string, ScriptedAnswer, RegExp]>([
    ['a web page', { status: 200, body: '<!doctype html><p>Sign in</p>' }, /web page/],
    ['nothing', { status: 200, body: '' }, /empty/],
    ['no content', { status: 204, body: '' }, /^HTTP 204$/],
    [
      'half of an answer',
      { status: 201, body: JSON.stringify({ receipt: RECEIPT }).slice(0, 80) },
      /not JSON/,
    ],
    ['a bare receipt', json(201, RECEIPT), /receipt: /],
    ['a list', json(201, [{ receipt: RECEIPT }]), /the answer: /],
    [
      'a receipt for another document',
      json(201, { receipt: { ...RECEIPT, reference: invoiceReference(2) } }),
      /another document/,
    ],
    [
      'a receipt under a reference of others',
      json(201, { receipt: { ...RECEIPT, reference: 'order 17' } }),
      /receipt.reference: not one of ours|receipt.reference: not one of our references/,
    ],
    [
      'amounts that are not exact',
      json(201, { receipt: { ...RECEIPT, net: 182.33 } }),
      /receipt.net: .*string/,
    ],
    [
      'a fraction of a cent',
      json(201, { receipt: { ...RECEIPT, net: '182.334' } }),
      /receipt.net: a string with at most two decimals/,
    ],
    [
      'a day that does not exist',
      json(201, { receipt: { ...RECEIPT, date: '2026-02-30' } }),
      /receipt.date: a day that exists/,
    ],
    ['no number', json(201, { receipt: { ...RECEIPT, number: '' } }), /receipt.number: /],
    [
      'a redirect',
      { status: 302, body: '', headers: { location: '/postings' } },
      /^HTTP 302: redirects are not followed$/,
    ],
    [
      'a redirect that keeps the method',
      { status: 307, body: '', headers: { location: '/elsewhere' } },
      /redirects are not followed/,
    ],
    ['a refusal without a problem', { status: 422, body: '<html>' }, /HTTP 422 without a problem/],
    [
      'too many requests',
      { status: 429, body: '', headers: { 'retry-after': '30' } },
      /^HTTP 429, retry after 30 s$/,
    ],
    [
      'a time to come back that is not a number',
      { status: 503, body: '', headers: { 'retry-after': 'me@home.dk' } },
      /^HTTP 503$/,
    ],
    [
      'a broken encoding',
      { status: 200, body: 'no gzip', headers: { 'content-encoding': 'gzip' } },
      /connection failed or broke off/,
    ],
    [
      'more than fits into memory',
      {
        status: 200,
        body: gzipSync(Buffer.alloc(40 * 1024 * 1024, ' ')),
        headers: { 'content-encoding': 'gzip' },
      },
      /larger than 33554432 bytes/,
    ],
  ])('is uncertain after %s', async (_what, answer, reason) => {
    expect(await postTo(answer)).toEqual({
      kind: 'uncertain',
      reason: expect.stringMatching(reason) as unknown,
    });
  });

  it('follows no redirect', () => {
    expect(endpoint.requests.map(({ path }) => path)).not.toContain('/elsewhere');
  });

  it('has rejected where it says why, with unknown codes as erp-rejected', async () => {
    const problem = { code: 'account-unknown', message: 'No account 1010.', remedy: 'Create it.' };
    expect(await postTo(json(422, { problem }))).toEqual({ kind: 'rejected', problem });
    expect(await postTo(json(400, { problem: { ...problem, code: 'E-4711' } }))).toEqual({
      kind: 'rejected',
      problem: { ...problem, code: 'erp-rejected' },
    });
    expect(await postTo(json(422, { problem: { message: '  ' } }))).toMatchObject({
      problem: { code: 'erp-rejected', message: /without saying why/ },
    });
  });

  it('repeats neither names nor addresses nor secrets of what it says', async () => {
    const { name } = POSTING.customer;
    const message = `Unknown customer ${name} (DK12345678, ejer@butik-nord.dk)\n${SIGNING_KEY}`;
    const outcome = await postTo(
      json(422, { problem: { message, remedy: `Ask ${name}. ${'x'.repeat(9_000)}` } }),
    );
    const text = JSON.stringify(outcome);
    expect(outcome).toMatchObject({
      kind: 'rejected',
      problem: { message: /^Unknown customer \[…\] \(\[…\], \[e-mail\]\)/ },
    });
    expect(text).not.toMatch(/Butik Nord|DK12345678|ejer@|test-signing-key/);
    expect(text.length).toBeLessThan(1_300);
  });

  /** The receipt with one field that is missing or wrong. */
  const wrongReceipt = fc
    .constantFrom(...Object.entries(WRONG_VALUES))
    .chain(([field, values]) =>
      fc
        .constantFrom(undefined, null, 17, true, '', {}, ...values)
        .map((value) => ({ ...RECEIPT, [field]: value })),
    );
  const anyBody = fc.oneof(
    fc.string(),
    fc.json(),
    wrongReceipt.map((receipt) => JSON.stringify({ receipt })),
    fc.constant(RIGHT_BODY),
    fc
      .record({ code: fc.oneof(fc.string(), fc.constantFrom(...PROBLEM_CODES)), message: fc.string() })
      .map((problem) => JSON.stringify({ problem })),
  );
  const anyStatus = fc.oneof(
    fc.constantFrom(200, 201, 202, 400, 401, 403, 404, 409, 413, 422, 429, 500, 503),
    fc.integer({ min: 200, max: 999 }),
  );
  const anyHeaders = fc.dictionary(
    fc.constantFrom('content-type', 'location', 'retry-after', 'x-other', 'set-cookie'),
    fc.stringMatching(/^[\x21-\x7e]{1,40}$/),
    { maxKeys: 4 },
  );

  it('is believed only when it gives the receipt, and never breaks a posting', async () => {
    const kinds = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(anyStatus, anyBody, anyHeaders, async (status, body, headers) => {
        const outcome = await postTo({ status, body, headers }).catch((error: unknown) => error);
        if (outcome instanceof Error) {
          expect(outcome instanceof ErpAccessDeniedError || outcome instanceof ErpNotReadyError).toBe(true);
          expect([401, 403, 404, 405, 410]).toContain(status);
          return;
        }
        const { kind } = outcome as PostOutcome;
        kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
        expect(kind === 'posted').toBe((status === 200 || status === 201) && body === RIGHT_BODY);
        if (kind === 'rejected') expect([400, 409, 413, 422]).toContain(status);
      }),
      { numRuns: 1_000 },
    );
    expect([...kinds.keys()].toSorted()).toEqual(['posted', 'rejected', 'uncertain']);
  });

  it('never makes a look-up say that a document is not there, unless it names it', async () => {
    const named = JSON.stringify({ receipts: [], absent: [POSTING.reference] });
    const held = JSON.stringify({ receipts: [RECEIPT], absent: [] });
    const silent = JSON.stringify({ receipts: [], absent: [] });
    const other = JSON.stringify({ receipts: [], absent: [invoiceReference(2)] });
    await fc.assert(
      fc.asyncProperty(
        anyStatus,
        fc.oneof(anyBody, fc.constantFrom(named, held, silent, other)),
        async (status, body) => {
          endpoint.answer({ status, body });
          const found = await erp.find([POSTING.reference]).catch((error: unknown) => error);
          if (found instanceof Map) {
            expect(status).toBe(200);
            expect(body).toBe(found.size === 1 ? held : named);
            return;
          }
          expect(found instanceof ErpUnavailableError || found instanceof ErpAccessDeniedError).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });
});
