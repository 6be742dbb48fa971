import { startSimulator, type FaultRule, type Simulator } from '../../src/simulator';
import { authHeaders, get, idsIn, object, post } from './support/http';

const EXPORT = '/v10/invoices/export?system_id=erp&limit=5';
const MARK = '/v10/invoices/mark-as-exported';
const BODY = { invoices: [{ invoice_id: 1001, system_id: 'erp', note: 'x' }] };

describe('faults, seen by an HTTP client', () => {
  let simulator: Simulator;
  beforeEach(async () => {
    simulator = await startSimulator({ control: true });
  });
  afterEach(() => simulator.stop());

  const timesMarked = () => simulator.marks('erp', 'invoice').get(1001)?.times ?? 0;
  const markOnce = () => post(simulator, MARK, BODY);

  it.each<[FaultRule, number, string | null, RegExp]>([
    [{ kind: 'unauthorized' }, 401, 'application/json', /"message"/],
    [{ kind: 'validation', detail: 'no' }, 422, 'application/json', /"code":10000,"detail":"no"/],
    [{ kind: 'rate-limit' }, 429, 'application/json', /"message"/],
    [{ kind: 'server-error' }, 500, 'application/json', /"message"/],
    [{ kind: 'server-error', status: 502 }, 502, 'text/html', /<h1>502 Bad Gateway/],
    [{ kind: 'server-error', status: 503 }, 503, null, /^$/],
    [{ kind: 'html-page' }, 200, 'text/html', /^<!DOCTYPE html>/],
  ])('%j answers without acting', async (rule, status, contentType, text) => {
    simulator.setFaults([rule]);
    const answer = await markOnce();
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe(contentType);
    expect(answer.text).toMatch(text);
    expect(timesMarked()).toBe(0);
    expect(simulator.calls.log).toEqual([
      { method: 'POST', path: MARK, query: '', status, fault: rule.kind },
    ]);
  });

  it('rate-limit says when to come back, in seconds, as a date, or not at all', async () => {
    const retryAfter = async (rule: FaultRule) => {
      simulator.setFaults([rule]);
      return (await get(simulator, EXPORT)).headers.get('retry-after');
    };
    expect(await retryAfter({ kind: 'rate-limit', retryAfter: 7 })).toBe('7');
    expect(await retryAfter({ kind: 'rate-limit' })).toBeNull();
    const date = Date.parse((await retryAfter({ kind: 'rate-limit', retryAfter: 'date' })) ?? '');
    expect(date).toBeGreaterThan(Date.now());
    expect(date).toBeLessThan(Date.now() + 5000);
  });

  it.each<[FaultRule['kind'], number]>([
    ['lost-request', 0],
    ['reset', 0],
    ['lost-answer', 1],
    ['truncated-body', 1],
  ])('%s breaks the connection; the mark was made %d times', async (kind, times) => {
    simulator.setFaults([{ route: 'mark', ...connectionFault(kind) }]);
    await expect(markOnce()).rejects.toThrow(/fetch failed|terminated/);
    expect(timesMarked()).toBe(times);
    expect(simulator.calls.log[0]).toMatchObject({ status: null, fault: kind });
  });

  it('truncated-body sends half of a page', async () => {
    simulator.setFaults([{ kind: 'truncated-body', times: 1 }]);
    const response = await fetch(`${simulator.url}${EXPORT}`, { headers: authHeaders(simulator) });
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow('terminated');
    expect(idsIn(await get(simulator, EXPORT))).toHaveLength(5);
  });

  it('error-after-acting marks, and answers 500', async () => {
    simulator.setFaults([{ kind: 'error-after-acting' }]);
    expect((await markOnce()).status).toBe(500);
    expect(timesMarked()).toBe(1);
  });

  it.each(['before-acting', 'after-acting'] as const)('slow, %s, holds the answer back', async (delay) => {
    simulator.setFaults([{ kind: 'slow', delayMs: 300, delay }]);
    const began = performance.now();
    const answer = markOnce();
    await until(() => simulator.calls.total === 1);
    expect(timesMarked()).toBe(delay === 'before-acting' ? 0 : 1);
    expect((await answer).status).toBe(200);
    expect(performance.now() - began).toBeGreaterThanOrEqual(290);
    expect(timesMarked()).toBe(1);
  });

  it('a client that gives up waiting cannot take the call back', async () => {
    simulator.setFaults([{ kind: 'slow', delayMs: 300 }]);
    const patience = new AbortController();
    const init = { method: 'POST', headers: authHeaders(simulator), body: JSON.stringify(BODY) };
    const answer = fetch(`${simulator.url}${MARK}`, { ...init, signal: patience.signal });
    await until(() => simulator.calls.total === 1);
    patience.abort();
    await expect(answer).rejects.toThrow('aborted');
    expect(timesMarked()).toBe(0);
    await until(() => timesMarked() === 1);
  });

  it('rules are for a route, a type, a page, a stretch of calls', async () => {
    const status = async (path: string) => (await get(simulator, path)).status;
    simulator.setFaults([
      { kind: 'server-error', route: 'export', documentType: 'invoice', page: 1, fromCall: 2, times: 2 },
    ]);
    expect((await markOnce()).status).toBe(200);
    expect(await status('/v10/credit-notes/export?system_id=erp&page=1')).toBe(200);
    expect(await status(EXPORT)).toBe(200);
    const page = `${EXPORT}&page=1`;
    const statuses = [await status(page), await status(page), await status(page), await status(page)];
    expect(statuses).toEqual([200, 500, 500, 200]);
  });

  it('a probability is drawn from the seed: the same calls fail each time', async () => {
    const rule: FaultRule = { kind: 'server-error', probability: 0.5 };
    const statuses = async (): Promise<number[]> => {
      simulator.setFaults([rule]);
      const seen: number[] = [];
      for (let call = 0; call < 20; call += 1) seen.push((await get(simulator, EXPORT)).status);
      return seen;
    };
    const first = await statuses();
    expect(new Set(first)).toEqual(new Set([200, 500]));
    expect(await statuses()).toEqual(first);
  });

  it('refuses a rule that would never fire', () => {
    expect(() => {
      simulator.setFaults([{ kind: 'reset', times: 0 }]);
    }).toThrow('Too small');
  });

  it('counts calls', async () => {
    await get(simulator, EXPORT);
    await get(simulator, EXPORT);
    await markOnce();
    await get(simulator, '/v10/nothing');
    expect(simulator.calls.total).toBe(4);
    expect(simulator.calls.counts).toMatchObject({ export: { invoice: 2 }, mark: { invoice: 1 } });
    expect(simulator.calls.log[0]).toMatchObject({
      query: 'system_id=erp&limit=5',
      status: 200,
      fault: null,
    });
  });

  it('stop ends open connections and answers that are held back', async () => {
    simulator.setFaults([{ kind: 'slow', delayMs: 60_000 }]);
    const answer = get(simulator, EXPORT).catch(() => 'lost');
    await until(() => simulator.calls.total === 1);
    const began = performance.now();
    await Promise.all([simulator.stop(), simulator.stop()]);
    expect(await answer).toBe('lost');
    expect(performance.now() - began).toBeLessThan(2000);
  });
});

describe('the control endpoints', () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator({ control: true });
  });
  afterAll(() => simulator.stop());

  it('set faults and behaviours, and tell the state', async () => {
    const faults = [{ kind: 'server-error', times: 1 }];
    const body = { faults, behaviour: { order: 'id-desc' } };
    expect((await post(simulator, '/__simulator/faults', body)).status).toBe(200);
    expect((await get(simulator, EXPORT)).status).toBe(500);
    expect(idsIn(await get(simulator, EXPORT))[0]).toBe(1329);
    await post(simulator, MARK, BODY);
    const state = object((await get(simulator, '/__simulator/state')).json);
    expect(state).toMatchObject({
      documents: { invoice: 320, 'credit-note': 48, 'accounting-entry': 420 },
      marks: { erp: { invoice: 1, 'credit-note': 0 } },
      calls: { total: 3, mark: { invoice: 1 } },
      faults: [{ rule: { kind: 'server-error', times: 1 }, fired: 1 }],
      behaviour: { order: 'id-desc', pageShort: false },
    });
  });

  it('create and edit documents', async () => {
    const created = await post(simulator, '/__simulator/documents', { documentType: 'invoice', count: 2 });
    expect(created.json).toEqual({ documentType: 'invoice', ids: [1330, 1331] });
    const change = { documentType: 'invoice', id: 1330, change: { notes: 'x' } };
    expect((await post(simulator, '/__simulator/edit', change)).json).toMatchObject({ id: 1330, notes: 'x' });
  });

  it.each([
    ['faults', { faults: [{ kind: 'nonsense' }] }],
    ['faults', { faults: [{ kind: 'reset', tmies: 1 }] }],
    ['faults', { behaviour: { order: 'sideways' } }],
    ['faults', 'not JSON'],
    ['documents', { documentType: 'invoice', count: 0 }],
    ['edit', { documentType: 'invoice', id: 5, change: {} }],
    ['edit', { documentType: 'invoice', id: 1001, change: { net_price: 'a lot' } }],
  ])('%s refuses %j', async (endpoint, body) => {
    expect((await post(simulator, `/__simulator/${endpoint}`, body)).status).toBe(422);
  });

  it('leave single settings alone that a call does not name', async () => {
    simulator.setBehaviour({ mutate: (_type, document) => ({ ...document, currency: 'XXX' }) });
    await post(simulator, '/__simulator/faults', { faults: [], behaviour: { total: true } });
    const answer = await get(simulator, EXPORT);
    expect(answer.text).toContain('"currency":"XXX"');
    expect(answer.text).toContain('"total":');
  });
});

function connectionFault(kind: FaultRule['kind']): FaultRule {
  switch (kind) {
    case 'lost-request':
    case 'reset':
    case 'lost-answer':
    case 'truncated-body':
      return { kind };
    default:
      throw new TypeError(`${kind} does not break the connection`);
  }
}

async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
