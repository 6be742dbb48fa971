import { ErpUnavailableError, type ErpAdapter, type Receipt } from '../../../src/erp/adapter';
import { MAX_REFERENCES_PER_LOOKUP } from '../../../src/erp/http/answer-schema';
import { containing } from '../ledger/matchers';
import { posted } from '../ledger/ledger-database';
import { day, invoice, invoiceReference, journalEntry } from '../ledger/postings';
import { startFaultyProxy, type FaultyProxy } from './faulty-proxy';
import { adapterOn, startReceiver, type Receiver } from './receiver';
import { startScriptedEndpoint, type ScriptedEndpoint } from './scripted-endpoint';

describe('reading from the reference receiver', () => {
  let receiver: Receiver;
  let proxy: FaultyProxy;
  let erp: ErpAdapter;
  const receipts: Receipt[] = [];
  beforeAll(async () => {
    receiver = await startReceiver();
    proxy = await startFaultyProxy(receiver.url);
    erp = adapterOn(proxy.url);
    // Backwards in time, so that the order of posting is not that of the books.
    const direct = adapterOn(receiver.url);
    const ids = Array.from({ length: 250 }, (_, index) => index + 1);
    const outcomes = await Promise.all(
      ids.map((id) =>
        direct.post(invoice(id, { date: day(`2026-${String(12 - (id % 12)).padStart(2, '0')}-15`) })),
      ),
    );
    receipts.push(...outcomes.map(posted));
    await direct.close();
  });
  afterAll(async () => {
    await erp.close();
    await proxy.close();
    await receiver.remove();
  });

  const callsOf = async (work: () => Promise<unknown>) => {
    const before = proxy.calls.length;
    await work();
    return proxy.calls.slice(before);
  };
  const listed = async (options?: Parameters<ErpAdapter['list']>[0]) => {
    const found: Receipt[] = [];
    for await (const receipt of erp.list(options)) found.push(receipt);
    return found;
  };

  it('looks many up by few calls, each reference once', async () => {
    const references = receipts.map(({ reference }) => reference);
    const missing = [invoiceReference(9_001), journalEntry(1).reference];
    const asked = [...references, ...missing, ...references];
    const calls = await callsOf(async () => {
      const found = await erp.find(asked);
      expect([...found.keys()].toSorted()).toEqual(references.toSorted());
      expect(found.get(invoiceReference(7))).toEqual(receipts[6]);
    });
    expect(calls).toEqual(Array(Math.ceil(252 / MAX_REFERENCES_PER_LOOKUP)).fill('POST /lookup'));
    expect(await callsOf(() => erp.find([]))).toEqual([]);
  });

  it('lists everything, oldest day first, page by page', async () => {
    const calls = await callsOf(async () => {
      const found = await listed();
      expect(found).toHaveLength(250);
      expect(found.map(({ date }) => date)).toEqual(receipts.map(({ date }) => date).toSorted());
      expect(new Set(found.map(({ reference }) => reference)).size).toBe(250);
    });
    expect(calls).toEqual(Array(2).fill('GET /postings'));
  });

  it('lists from a day on, that day included', async () => {
    const wanted = receipts.filter(({ date }) => date >= '2026-11-15');
    expect((await listed({ since: day('2026-11-15') })).map(({ number }) => number).toSorted()).toEqual(
      wanted.map(({ number }) => number).toSorted(),
    );
    expect(await listed({ since: day('2027-01-01') })).toEqual([]);
  });

  it('checks out', async () => {
    expect(await erp.check()).toEqual([
      {
        subject: 'endpoint health',
        ok: true,
        detail: 'signature accepted; takes invoice, credit-note, journal-entry',
      },
      { subject: 'journal', ok: true, detail: '250 documents' },
      { subject: 'endpoint lookup', ok: true, detail: 'answers' },
      { subject: 'endpoint list', ok: true, detail: 'answers' },
    ]);
  });

  it('checks without throwing where nothing answers or access is denied', async () => {
    const away = adapterOn('http://127.0.0.1:9');
    expect((await away.check()).map(({ ok, detail }) => [ok, detail.includes('connection failed')])).toEqual([
      [false, true],
      [false, true],
      [false, true],
    ]);
    const denied = adapterOn(receiver.url, { signingKeys: ['another-key-0123456789abcdef0123456789ab'] });
    expect(await denied.check()).toEqual(
      ['health', 'lookup', 'list'].map((name) => ({
        subject: `endpoint ${name}: access`,
        ok: false,
        detail: containing('same signing key'),
      })),
    );
    await Promise.all([away.close(), denied.close()]);
  });
});

describe('reading from endpoints that do not keep the protocol', () => {
  let endpoint: ScriptedEndpoint;
  let erp: ErpAdapter;
  beforeAll(async () => {
    endpoint = await startScriptedEndpoint();
    erp = adapterOn(endpoint.url, {
      endpoints: { lookup: `${endpoint.url}/hook/abc`, list: `${endpoint.url}/hook/def` },
    });
  });
  afterAll(async () => {
    await erp.close();
    await endpoint.close();
  });

  const receipt = (reference: string, date = '2026-11-20') => ({
    ...{ reference, erpId: '1', number: 'N1', date, currency: 'DKK', net: '1', tax: '0.2500', total: '1.25' },
    lines: [],
  });
  const answer = (value: unknown) => {
    endpoint.answer({ status: 200, body: JSON.stringify(value) });
  };
  const collect = async (options?: Parameters<ErpAdapter['list']>[0]) => {
    const found: string[] = [];
    for await (const { reference } of erp.list(options)) found.push(reference);
    return found;
  };

  it('uses the addresses that are configured', async () => {
    answer({ receipts: [], absent: [invoiceReference(1)], nextCursor: null });
    await erp.find([invoiceReference(1)]);
    await collect({ since: day('2026-11-01') });
    expect(endpoint.requests.map(({ path }) => path)).toEqual(['/hook/abc', '/hook/def?since=2026-11-01']);
  });

  it.each<[string, unknown]>([
    ['nothing', { receipts: [], absent: [] }],
    ['one of two', { receipts: [], absent: [invoiceReference(1)] }],
    [
      'one twice',
      { receipts: [receipt(invoiceReference(1))], absent: [invoiceReference(1), invoiceReference(2)] },
    ],
    ['another one', { receipts: [receipt(invoiceReference(3))], absent: [invoiceReference(1)] }],
    [
      'one that the ERP holds twice',
      { receipts: [receipt(invoiceReference(1)), receipt(invoiceReference(1))], absent: [] },
    ],
  ])('does not believe a look-up that answers %s', async (_what, value) => {
    answer(value);
    const found = erp.find([invoiceReference(1), invoiceReference(2)]);
    await expect(found).rejects.toThrow(ErpUnavailableError);
    await expect(found).rejects.toThrow(/each of 2 references exactly once/);
  });

  it('passes over what is not ours, and what lies before the day asked for', async () => {
    const ours = invoiceReference(1);
    answer({
      receipts: [receipt(invoiceReference(2), '2026-10-31'), receipt('PO 17'), receipt(ours)],
      nextCursor: null,
    });
    expect(await collect({ since: day('2026-11-01') })).toEqual([ours]);
  });

  it('does not walk in circles', async () => {
    let page = 0;
    endpoint.answer(() => {
      page += 1;
      return { status: 200, body: JSON.stringify({ receipts: [], nextCursor: `page ${page % 3}` }) };
    });
    await expect(collect()).rejects.toThrow(/nextCursor that leads nowhere/);
    expect(page).toBe(4);
  });

  it('says in a check what does not work', async () => {
    endpoint.answer((body) => ({
      status: 200,
      body: JSON.stringify(
        body === ''
          ? {
              protocol: 1,
              kinds: ['invoice'],
              checks: [{ subject: 'period', ok: false, detail: 'closed' }],
              receipts: 7,
            }
          : { receipts: [], absent: [] },
      ),
    }));
    expect(await erp.check()).toEqual([
      { subject: 'endpoint health', ok: true, detail: 'signature accepted; takes invoice' },
      { subject: 'period', ok: false, detail: 'closed' },
      { subject: 'endpoint lookup', ok: false, detail: containing('does not name a document as absent') },
      { subject: 'endpoint list', ok: false, detail: containing('receipts: ') },
    ]);
  });
});
