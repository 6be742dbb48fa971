import { startSimulator, type Simulator } from '../../src/simulator';
import { authHeaders, documentsIn, errorDetails, get, idsIn, object, read } from './support/http';

const EXPORT = '/v10/invoices/export?system_id=erp';
const EVERYTHING = 'includes[]=customer&includes[]=lines&includes[]=lines.product&includes[]=lines.variant';

describe('the export endpoints', () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator();
  });
  afterAll(() => simulator.stop());

  it.each([
    ['/v10/invoices/export', 'invoices', 320],
    ['/v10/credit-notes/export', 'credit_notes', 48],
    ['/v10/accounting-entries/export', 'accounting_entries', 420],
  ])('%s lists every booked document over its pages', async (path, envelope, count) => {
    const ids = new Set<unknown>();
    for (let page = 0; page * 60 < count + 60; page += 1) {
      const answer = await get(simulator, `${path}?system_id=erp&limit=60&page=${page}`);
      for (const id of idsIn(answer, envelope)) ids.add(id);
    }
    expect(ids.size).toBe(count);
  });

  it('answers twenty documents, page 0, unless told otherwise', async () => {
    const [usual, first, second] = await Promise.all([
      get(simulator, EXPORT),
      get(simulator, `${EXPORT}&page=0&limit=20`),
      get(simulator, `${EXPORT}&page=1&limit=20`),
    ]);
    expect(idsIn(usual)).toHaveLength(20);
    expect(usual.text).toBe(first.text);
    expect(idsIn(second)).not.toEqual(idsIn(first));
  });

  it('takes 60 for the limit and refuses 61', async () => {
    expect(idsIn(await get(simulator, `${EXPORT}&limit=60`))).toHaveLength(60);
    const refused = await get(simulator, `${EXPORT}&limit=61`);
    expect(refused.status).toBe(422);
    expect(object(refused.json)['errors']).toEqual([
      { status: 422, code: 10000, detail: 'limit must be a whole number from 1 to 60' },
    ]);
  });

  it('loads no relation that was not asked for', async () => {
    const [bare] = documentsIn(await get(simulator, EXPORT));
    expect(bare).not.toHaveProperty('lines');
    expect(bare).not.toHaveProperty('customer');
    const [withLines] = documentsIn(await get(simulator, `${EXPORT}&includes[]=lines`));
    expect(withLines).toHaveProperty(['lines', 0, 'total_price']);
    expect(withLines).not.toHaveProperty(['lines', 0, 'product']);
    expect(withLines).not.toHaveProperty(['lines', 0, 'variant']);
  });

  it('sends documents whole when everything is asked for, with either form of brackets', async () => {
    const numbered =
      'includes[0]=customer&includes[1]=lines&includes[2]=lines.product&includes[3]=lines.variant';
    const answer = await get(simulator, `${EXPORT}&limit=60&${EVERYTHING}`);
    expect(documentsIn(answer)).toEqual(simulator.documents('invoice').slice(0, 60));
    expect((await get(simulator, `${EXPORT}&limit=60&${numbered}`)).text).toBe(answer.text);
    const encoded = encodeURI(EVERYTHING).replaceAll('[', '%5B').replaceAll(']', '%5D');
    expect((await get(simulator, `${EXPORT}&limit=60&${encoded}`)).text).toBe(answer.text);
  });

  it.each([
    ['', 'system_id is required'],
    ['system_id=erp&include_non_booked=maybe', 'include_non_booked must be 0 or 1'],
    ['system_id=erp&page=-1', 'page must be a whole number from 0 to 1000000'],
    ['system_id=erp&includes=lines', 'includes must be an array'],
    ['system_id=erp&includes[]=lines.prodcut', 'includes: unknown relation "lines.prodcut"'],
    ['system_id=erp&not_exported_since=soon', 'not_exported_since must be a date-time'],
    [
      'system_id=erp&filter_groups[0][filters][0][key]=total&filter_groups[0][filters][0][value]=1',
      'filter_groups: key must be created_at or updated_at',
    ],
  ])('refuses the query "%s"', async (query, detail) => {
    const answer = await get(simulator, `/v10/invoices/export?${query}`);
    expect(answer.status).toBe(422);
    expect(errorDetails(answer)).toEqual([detail]);
  });

  it('shows drafts, without a number, only when asked for', async () => {
    const drafts: Record<string, unknown>[] = [];
    for (let page = 0; page < 6; page += 1) {
      const query = `${EXPORT}&limit=60&page=${page}`;
      const booked = documentsIn(await get(simulator, `${query}&include_non_booked=0`));
      expect(booked.every(({ status }) => status === 'booked')).toBe(true);
      const all = documentsIn(await get(simulator, `${query}&include_non_booked=1`));
      drafts.push(...all.filter(({ status }) => status === 'draft'));
    }
    expect(drafts).toHaveLength(9);
    expect(drafts.every((draft) => draft['invoice_number'] === null)).toBe(true);
  });

  it('refuses a call without the token, without the key, or with wrong ones', async () => {
    const good = authHeaders(simulator);
    const variants = [
      {},
      { authorization: good['authorization'] ?? '' },
      { 'x-traede-app-key': simulator.appKey },
      { ...good, authorization: 'Bearer other' },
      { ...good, 'x-traede-app-key': 'other' },
    ];
    for (const headers of variants) {
      const answer = await read(await fetch(`${simulator.url}${EXPORT}`, { headers }));
      expect(answer.status).toBe(401);
      expect(answer.json).toEqual({ message: 'Unauthenticated.' });
    }
  });

  it('has neither other addresses nor, by default, single documents and control endpoints', async () => {
    for (const path of ['/v10/orders', '/v10/invoices/1001', '/__simulator/state', '/v9/invoices/export']) {
      expect((await get(simulator, path)).status).toBe(404);
    }
  });
});

describe('filter_groups', () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator({ counts: { invoice: 60 }, drafts: { invoice: 0 } });
  });
  afterAll(() => simulator.stop());

  const filter = (group: number, operator: string, value: string, key = 'created_at') => {
    const prefix = `filter_groups[${group}][filters][0]`;
    return `&${prefix}[key]=${key}&${prefix}[operator]=${operator}&${prefix}[value]=${encodeURIComponent(value)}`;
  };
  const idsWhere = (holds: (createdAt: string) => boolean) =>
    simulator
      .documents('invoice')
      .filter(({ created_at }) => holds(created_at))
      .map(({ id }) => id);

  it('compares created_at, and combines groups with and', async () => {
    const from = '2026-07-01 00:00:00';
    const to = '2026-09-01 00:00:00';
    const query = `${EXPORT}&limit=60${filter(0, 'gte', from)}${filter(1, 'lt', to)}`;
    const expected = idsWhere((createdAt) => createdAt >= from && createdAt < to);
    expect(expected.length).toBeGreaterThan(5);
    expect(expected.length).toBeLessThan(55);
    expect(idsIn(await get(simulator, query))).toEqual(expected);
  });

  it('reads ISO 8601 as well, and lists of values', async () => {
    const since = `${EXPORT}&limit=60${filter(0, 'gt', '2026-09-01T00:00:00.000Z')}`;
    expect(idsIn(await get(simulator, since))).toEqual(idsWhere((at) => at > '2026-09-01 00:00:00'));
    const prefix = 'filter_groups[0][filters][0]';
    const between = `&${prefix}[key]=created_at&${prefix}[operator]=bt&${prefix}[value][]=2026-07-01&${prefix}[value][]=2026-08-01`;
    const expected = idsWhere((at) => at >= '2026-07-01 00:00:00' && at <= '2026-08-01 00:00:00');
    expect(idsIn(await get(simulator, `${EXPORT}&limit=60${between}`))).toEqual(expected);
  });

  it('sees an edit by its updated_at', async () => {
    simulator.edit('invoice', 1003, { notes: 'changed' });
    const answer = await get(simulator, `${EXPORT}${filter(0, 'gte', '2026-11-20 12:00:00', 'updated_at')}`);
    expect(documentsIn(answer)).toEqual([expect.objectContaining({ id: 1003, notes: 'changed' })]);
  });
});
