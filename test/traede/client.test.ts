import { gzipSync } from 'node:zlib';
import { createTraedeClient, MAX_NOTE_LENGTH } from '../../src/traede/client';
import type { TraedeClient, TraedeClientOptions } from '../../src/traede/client';
import type { Answer, SeenRequest } from './throwaway-server';
import { answerWith, rejection, withServer } from './throwaway-server';

function clientFor(baseUrl: string, options: Partial<TraedeClientOptions> = {}): TraedeClient {
  return createTraedeClient({
    baseUrl,
    accessToken: 'token-1',
    appKey: 'key-1',
    systemId: 'acme',
    ...options,
  });
}

async function requestOf(
  use: (client: TraedeClient) => Promise<unknown>,
  options = {},
): Promise<SeenRequest> {
  return withServer(answerWith(200, '[]'), async ({ baseUrl, seen }) => {
    await use(clientFor(baseUrl, options));
    const [request] = seen;
    if (request === undefined) throw new Error('no request came');
    return request;
  });
}

describe('exportPage', () => {
  it('asks for a page of booked invoices with everything that the books need', async () => {
    const request = await requestOf((client) => client.exportPage('invoice', { page: 0, limit: 60 }));
    expect(request).toMatchObject({ method: 'GET', path: '/v10/invoices/export', body: '' });
    expect(request.headers).toMatchObject({
      authorization: 'Bearer token-1',
      'x-traede-app-key': 'key-1',
      'content-type': 'application/json',
    });
    expect([...request.query]).toEqual([
      ['system_id', 'acme'],
      ['include_non_booked', '0'],
      ['includes[]', 'customer'],
      ['includes[]', 'lines'],
      ['includes[]', 'lines.product'],
      ['includes[]', 'lines.variant'],
      ['page', '0'],
      ['limit', '60'],
    ]);
  });

  it('asks for accounting entries with the system only', async () => {
    const request = await requestOf((client) =>
      client.exportPage('accounting-entry', { page: 2, limit: 20 }),
    );
    expect(request.path).toBe('/v10/accounting-entries/export');
    expect([...request.query]).toEqual([
      ['system_id', 'acme'],
      ['page', '2'],
      ['limit', '20'],
    ]);
  });

  it('filters by creation date in ANDed groups, and asks again for what was exported', async () => {
    const from = new Date('2026-11-01T00:00:00Z');
    const to = new Date('2026-11-30T23:59:59Z');
    const request = await requestOf((client) =>
      client.exportPage('credit-note', {
        page: 0,
        limit: 1,
        notExportedSince: from,
        createdAt: { from, to },
      }),
    );
    const query = Object.fromEntries(request.query);
    expect(query).toMatchObject({
      not_exported_since: '2026-11-01 00:00:00',
      'filter_groups[0][filters][0][key]': 'created_at',
      'filter_groups[0][filters][0][operator]': 'gte',
      'filter_groups[0][filters][0][value]': '2026-11-01 00:00:00',
      'filter_groups[1][filters][0][key]': 'created_at',
      'filter_groups[1][filters][0][operator]': 'lte',
      'filter_groups[1][filters][0][value]': '2026-11-30 23:59:59',
    });
  });

  it('starts the groups at 0 where only the end is given, and writes ISO 8601 where configured', async () => {
    const to = new Date('2026-11-30T23:59:59Z');
    const request = await requestOf(
      (client) => client.exportPage('invoice', { page: 0, limit: 1, createdAt: { to } }),
      { dateTimeFormat: 'iso-8601' },
    );
    expect(request.query.get('filter_groups[0][filters][0][operator]')).toBe('lte');
    expect(request.query.get('filter_groups[0][filters][0][value]')).toBe('2026-11-30T23:59:59Z');
    expect(request.query.has('not_exported_since')).toBe(false);
  });

  it('keeps the path of the base URL and takes endpoint overrides', async () => {
    await withServer(answerWith(200, '{"list":[{"id":1}]}'), async ({ baseUrl, seen }) => {
      const endpoints = {
        invoice: { exportPath: '/v11/invoices', envelopeKey: 'list', includes: ['lines'] },
      };
      const page = await clientFor(`${baseUrl}/gateway/`, { endpoints }).exportPage('invoice', {
        page: 0,
        limit: 1,
      });
      expect(page.documents).toEqual([{ id: 1, json: '{"id":1}' }]);
      expect(seen[0]?.path).toBe('/gateway/v11/invoices');
      expect(seen[0]?.query.getAll('includes[]')).toEqual(['lines']);
    });
  });

  it.each(['{"invoices": %}', '%', '{"data": %, "total": 3}', '\ufeff{"invoices": %}'])(
    'reads the envelope %s',
    async (envelope) => {
      const documents =
        '[{"id":7, "amount":0.30000000000000004}, {"id":"8"}, {"id":9007199254740991}, {"id":9007199254740993}, {"id":0}, {}, 5, null]';
      await withServer(answerWith(200, envelope.replace('%', documents)), async ({ baseUrl }) => {
        const page = await clientFor(baseUrl).exportPage('invoice', { page: 0, limit: 60 });
        expect(page.documents).toEqual([
          { id: 7, json: '{"id":7,"amount":0.30000000000000004}' },
          { id: 8, json: '{"id":"8"}' },
          { id: 9_007_199_254_740_991, json: '{"id":9007199254740991}' },
          { id: undefined, json: '{"id":9007199254740993}' },
          { id: undefined, json: '{"id":0}' },
          { id: undefined, json: '{}' },
          { id: undefined, json: '5' },
          { id: undefined, json: 'null' },
        ]);
      });
    },
  );

  it('reads a compressed page above 10 MB', async () => {
    const line = JSON.stringify({
      quantity: 1,
      net_price: 33.333333333333336,
      description: 'æøå '.repeat(40),
    });
    const invoice = (id: number): string =>
      `{"id":${id},"lines":[${Array.from({ length: 900 }, () => line).join(',')}]}`;
    const body = `{"invoices":[${Array.from({ length: 60 }, (_, index) => invoice(index + 1)).join(',')}]}`;
    expect(body.length).toBeGreaterThan(10_000_000);
    await withServer(
      (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(body)),
      async ({ baseUrl }) => {
        const page = await clientFor(baseUrl).exportPage('invoice', { page: 0, limit: 60 });
        expect(page.documents).toHaveLength(60);
        expect(page.documents[59]).toEqual({ id: 60, json: invoice(60) });
      },
    );
  });

  it('uses a connection again', async () => {
    await withServer(answerWith(200, '[]'), async ({ baseUrl, seen }) => {
      const client = clientFor(baseUrl);
      for (const page of [0, 1, 2]) await client.exportPage('invoice', { page, limit: 1 });
      expect(new Set(seen.map(({ remotePort }) => remotePort)).size).toBe(1);
    });
  });

  it('opens a bounded number of connections', async () => {
    const answer: Answer = (response) => {
      setTimeout(() => {
        response.end('[]');
      }, 20);
    };
    await withServer(answer, async ({ baseUrl, seen }) => {
      const client = clientFor(baseUrl);
      await Promise.all(
        Array.from({ length: 40 }, (_, page) => client.exportPage('invoice', { page, limit: 1 })),
      );
      const ports = new Set(seen.map(({ remotePort }) => remotePort));
      expect(seen).toHaveLength(40);
      expect(ports.size).toBeLessThanOrEqual(8);
    });
  });

  it.each([
    { page: -1, limit: 1 },
    { page: 0.5, limit: 1 },
    { page: 0, limit: 0 },
    { page: 0, limit: 61 },
  ])('refuses %j before it calls', async (query) => {
    await withServer(answerWith(200, '[]'), async ({ baseUrl, seen }) => {
      expect(await rejection(clientFor(baseUrl).exportPage('invoice', query))).toBeInstanceOf(RangeError);
      expect(seen).toHaveLength(0);
    });
  });
});

describe('markAsExported', () => {
  it.each([
    ['invoice', '/v10/invoices/mark-as-exported', 'invoices', 'invoice_id'],
    ['credit-note', '/v10/credit-notes/mark-as-exported', 'credit_notes', 'credit_note_id'],
    [
      'accounting-entry',
      '/v10/accounting-entries/mark-as-exported',
      'accounting_entries',
      'accounting_entry_id',
    ],
  ] as const)('sends the body that TRAEDE documents for %s', async (documentType, path, key, idKey) => {
    const marks = [
      { documentId: 1, note: 'Posted as 2026-1' },
      { documentId: 2, note: 'x'.repeat(1000) },
      { documentId: 3, note: `${'x'.repeat(MAX_NOTE_LENGTH - 1)}😀` },
    ];
    const request = await requestOf((client) => client.markAsExported(documentType, marks));
    expect(request).toMatchObject({ method: 'POST', path });
    expect([...request.query]).toEqual([]);
    expect(request.headers).toMatchObject({
      authorization: 'Bearer token-1',
      'content-type': 'application/json',
    });
    expect(JSON.parse(request.body)).toEqual({
      [key]: [
        { [idKey]: 1, system_id: 'acme', note: 'Posted as 2026-1' },
        { [idKey]: 2, system_id: 'acme', note: 'x'.repeat(MAX_NOTE_LENGTH) },
        { [idKey]: 3, system_id: 'acme', note: 'x'.repeat(MAX_NOTE_LENGTH - 1) },
      ],
    });
  });

  it.each([
    [200, '{"invoices":[]}'],
    [200, ''],
    [201, 'OK'],
    [204, ''],
    [202, '{broken'],
  ])('takes %i with body %j for success', async (status, body) => {
    await withServer(answerWith(status, body), async ({ baseUrl, seen }) => {
      await clientFor(baseUrl).markAsExported('invoice', [{ documentId: 1, note: '' }]);
      expect(seen).toHaveLength(1);
    });
  });

  it.each([0, 11])('refuses %i marks before it calls', async (count) => {
    await withServer(answerWith(200), async ({ baseUrl, seen }) => {
      const marks = Array.from({ length: count }, (_, index) => ({ documentId: index + 1, note: '' }));
      expect(await rejection(clientFor(baseUrl).markAsExported('invoice', marks))).toBeInstanceOf(RangeError);
      expect(seen).toHaveLength(0);
    });
  });
});

describe('createTraedeClient', () => {
  const good = {
    baseUrl: 'https://traede.example',
    accessToken: 'token-1',
    appKey: 'key-1',
    systemId: 'acme',
  };

  it.each([
    { baseUrl: 'traede.example' },
    { baseUrl: 'ftp://traede.example' },
    { baseUrl: 'https://user:canary@traede.example' },
    { baseUrl: 'https://traede.example?access_token=canary' },
    { accessToken: '' },
    { accessToken: 'canary\r\nX-Other: 1' },
    { appKey: 'canary key' },
    { systemId: '' },
    { requestTimeoutMs: 0 },
    { requestTimeoutMs: 2 ** 40 },
  ])('refuses %j without repeating secrets', (broken) => {
    const create = () => createTraedeClient({ ...good, ...broken });
    expect(create).toThrow(RangeError);
    expect(create).not.toThrow(/canary/);
  });
});
