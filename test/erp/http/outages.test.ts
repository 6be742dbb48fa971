import { setTimeout as sleep } from 'node:timers/promises';
import {
  ErpAccessDeniedError,
  ErpNotReadyError,
  ErpUnavailableError,
  type ErpAdapter,
} from '../../../src/erp/adapter';
import { appendFileSync } from 'node:fs';
import { posted } from '../ledger/ledger-database';
import { matching } from '../ledger/matchers';
import { invoice, invoiceReference } from '../ledger/postings';
import { startFaultyProxy, type Fault, type FaultyProxy } from './faulty-proxy';
import { adapterOn, startReceiver, type Receiver } from './receiver';
import { startScriptedEndpoint, type ScriptedEndpoint } from './scripted-endpoint';

const TIMEOUT_MS = 300;
const POST = 'POST /postings';

describe('what goes wrong on the way', () => {
  let receiver: Receiver;
  let proxy: FaultyProxy;
  let erp: ErpAdapter;
  beforeAll(async () => {
    receiver = await startReceiver();
    proxy = await startFaultyProxy(receiver.url);
    erp = adapterOn(proxy.url, { requestTimeoutMs: TIMEOUT_MS });
  });
  afterAll(async () => {
    await erp.close();
    await proxy.close();
    await receiver.remove();
  });

  const held = (id: number) => receiver.journal().filter((line) => line.includes(`:invoice:${id}"`)).length;

  it.each<[string, Fault, { reason: RegExp; acted: number }]>([
    [
      'a lost request',
      { kind: 'request-lost' },
      { reason: /connection failed or broke off \(ECONNRESET\)/, acted: 0 },
    ],
    [
      'a lost answer',
      { kind: 'answer-lost' },
      { reason: /connection failed or broke off \(ECONNRESET\)/, acted: 1 },
    ],
    [
      'an error after acting',
      { kind: 'answered-instead', status: 500, body: '{"error":"oops"}' },
      { reason: /^HTTP 500$/, acted: 1 },
    ],
    [
      'an answer after the time-out',
      { kind: 'answer-late', afterMs: 600 },
      { reason: /^time-out after 0.3 s$/, acted: 1 },
    ],
    [
      'an act after the time-out',
      { kind: 'request-late', afterMs: 600 },
      { reason: /^time-out after 0.3 s$/, acted: 1 },
    ],
    [
      'an accepted posting that is worked on later',
      { kind: 'answered-instead', status: 202, body: '{}' },
      { reason: /HTTP 202/, acted: 1 },
    ],
  ])(
    'is uncertain after %s, and a second posting finds the first',
    async (_what, fault, { reason, acted }) => {
      const id = 100 + proxy.calls.length;
      proxy.arm(POST, fault);
      expect(await erp.post(invoice(id))).toEqual({ kind: 'uncertain', reason: matching(reason) });
      await proxy.quiet();
      expect(held(id)).toBe(acted);
      expect((await erp.find([invoiceReference(id)])).size).toBe(acted);
      posted(await erp.post(invoice(id)));
      expect(held(id)).toBe(1);
    },
  );

  it('ends early when the caller says so', async () => {
    const controller = new AbortController();
    proxy.arm(POST, { kind: 'request-late', afterMs: 100 });
    const outcome = erp.post(invoice(20), { signal: controller.signal });
    setTimeout(() => {
      controller.abort();
    }, 20);
    expect(await outcome).toEqual({ kind: 'uncertain', reason: 'aborted by the caller' });
    await proxy.quiet();
    await expect(erp.find([invoiceReference(20)], { signal: controller.signal })).rejects.toThrow(
      ErpUnavailableError,
    );
  });

  it.each([401, 403])('says that access is denied: HTTP %i', async (status) => {
    const fault: Fault = { kind: 'answered-instead', status, body: '' };
    proxy.arm(POST, fault);
    await expect(erp.post(invoice(30))).rejects.toThrow(ErpAccessDeniedError);
    proxy.arm('POST /lookup', fault);
    await expect(erp.find([invoiceReference(30)])).rejects.toThrow(/same signing key and token/);
  });

  it('says that nothing can be posted where there is no endpoint', async () => {
    const lost = adapterOn(`${proxy.url}/elsewhere`);
    await expect(lost.post(invoice(31))).rejects.toThrow(ErpNotReadyError);
    await expect(lost.find([invoiceReference(31)])).rejects.toThrow(ErpUnavailableError);
    await lost.close();
  });

  it('waits until it is told again after 429 and 503', async () => {
    proxy.arm(POST, { kind: 'answered-instead', status: 429, body: '' });
    expect(await erp.post(invoice(32))).toEqual({ kind: 'uncertain', reason: 'HTTP 429' });
    proxy.arm('POST /lookup', { kind: 'answered-instead', status: 503, body: '<html>' });
    await expect(erp.find([invoiceReference(32)])).rejects.toThrow('"lookup" answered HTTP 503');
  });
});

describe('connections', () => {
  let endpoint: ScriptedEndpoint;
  let erp: ErpAdapter;
  beforeAll(async () => {
    endpoint = await startScriptedEndpoint();
    endpoint.answer({ status: 202, body: '{}' });
    erp = adapterOn(endpoint.url);
  });
  afterAll(async () => {
    await erp.close();
    await endpoint.close();
  });

  it('are kept for the next call, and given up before the other side may close them', async () => {
    await erp.post(invoice(1));
    await sleep(500);
    await erp.post(invoice(2));
    expect(endpoint.connections()).toBe(1);
    await sleep(4_700); // Node's servers, and many proxies, close idle connections after 5 s
    await erp.post(invoice(3));
    expect(endpoint.connections()).toBe(2);
  });
});

describe('a receiver that is killed', () => {
  let receiver: Receiver;
  beforeAll(async () => {
    receiver = await startReceiver();
  });
  afterAll(() => receiver.remove());

  it('loses nothing that it acknowledged, and books nothing twice', async () => {
    const erp = adapterOn(receiver.url);
    const acknowledged = new Map<number, string>();
    const ids = Array.from({ length: 120 }, (_, index) => index + 1);
    const postAll = async () => {
      const open = ids.filter((id) => !acknowledged.has(id));
      const writer = async () => {
        for (let id = open.shift(); id !== undefined; id = open.shift()) {
          const outcome = await erp.post(invoice(id));
          if (outcome.kind === 'posted') acknowledged.set(id, outcome.receipt.number);
        }
      };
      await Promise.all([writer(), writer(), writer(), writer()]);
    };
    for (const killAfter of [20, 50, 90]) {
      const posting = postAll();
      while (acknowledged.size < killAfter) await sleep(1);
      await receiver.kill();
      await posting;
      expect(acknowledged.size).toBeLessThan(ids.length);
      // What a power failure may leave: the beginning of a line that nobody was told of.
      appendFileSync(receiver.journalFile, '{"hash":"00","receipt":{"reference":"traede:acme:invoice:1');
      await receiver.start();
      const kept = await erp.find([...acknowledged.keys()].map(invoiceReference));
      for (const [id, number] of acknowledged) expect(kept.get(invoiceReference(id))?.number).toBe(number);
    }
    await postAll();
    await erp.close();
    expect(acknowledged.size).toBe(ids.length);
    expect(new Set(acknowledged.values()).size).toBe(ids.length);
    expect(receiver.journal()).toHaveLength(ids.length);
  });

  it('is away while it is down, which a look-up says', async () => {
    const erp = adapterOn(receiver.url);
    await receiver.kill();
    await expect(erp.find([invoiceReference(1)])).rejects.toThrow(ErpUnavailableError);
    expect(await erp.post(invoice(500))).toMatchObject({
      kind: 'uncertain',
      reason: matching(/ECONNREFUSED/),
    });
    await receiver.start();
    posted(await erp.post(invoice(500)));
    await erp.close();
  });
});
