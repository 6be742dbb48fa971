import { createHmac } from 'node:crypto';
import { ErpAccessDeniedError } from '../../../src/erp/adapter';
import { createHttpErp } from '../../../src/erp/http';
import { signatureHeader } from '../../../src/erp/http/signature';
import { posted } from '../ledger/ledger-database';
import { invoice, invoiceReference } from '../ledger/postings';
import { startFaultyProxy, type FaultyProxy, type SentRequest } from './faulty-proxy';
import { adapterOn, SIGNING_KEY, startReceiver, type Receiver } from './receiver';
import { startScriptedEndpoint } from './scripted-endpoint';

const OTHER_KEY = 'other-signing-key-0123456789abcdef0123456789';
const TOKEN = 'token-canary-4711';
const POST = 'POST /postings';

describe('signatures', () => {
  let receiver: Receiver;
  let proxy: FaultyProxy;
  beforeAll(async () => {
    receiver = await startReceiver();
    proxy = await startFaultyProxy(receiver.url);
  });
  afterAll(async () => {
    await proxy.close();
    await receiver.remove();
  });

  it('is HMAC-SHA256 in hex over time stamp and body, or over time stamp, method, path and query', () => {
    const hmac = (text: string) => createHmac('sha256', SIGNING_KEY).update(text).digest('hex');
    expect(signatureHeader({ body: '{"ø":1}' }, [SIGNING_KEY], 1_795_392_000_999)).toBe(
      `t=1795392000,v1=${hmac('1795392000.{"ø":1}')}`,
    );
    expect(signatureHeader({ method: 'GET', pathAndQuery: '/a?b=c' }, [SIGNING_KEY], 5_000)).toBe(
      `t=5,v1=${hmac('5.GET /a?b=c')}`,
    );
  });

  it.each<[string, (sent: SentRequest) => SentRequest]>([
    ['the body', (sent) => ({ ...sent, body: sent.body.replace('227.91', '927.91') })],
    ['the time stamp', (sent) => withSignature(sent, (header) => header.replace(/t=\d/, 't=2'))],
    ['the signature', (sent) => withSignature(sent, (header) => header.slice(0, -2))],
    ['the signature, to nothing', (sent) => withSignature(sent, () => '')],
    [
      'the signature, to letters',
      (sent) => withSignature(sent, (header) => header.replace(/v1=.*/, 'v1=zz')),
    ],
  ])('do not survive a change of %s', async (_what, change) => {
    const erp = adapterOn(proxy.url);
    proxy.arm(POST, { kind: 'tampered', change });
    await expect(erp.post(invoice(1))).rejects.toThrow(ErpAccessDeniedError);
    expect(receiver.journal()).toHaveLength(0);
    await erp.close();
  });

  it('cover the key of the posting, which stands in the body too', async () => {
    const erp = adapterOn(proxy.url);
    const change = (sent: SentRequest) => ({
      ...sent,
      headers: { ...sent.headers, 'idempotency-key': invoiceReference(999) },
    });
    proxy.arm(POST, { kind: 'tampered', change });
    expect(await erp.post(invoice(1))).toMatchObject({ kind: 'uncertain' });
    expect(receiver.journal()).toHaveLength(0);
    await erp.close();
  });

  it('cover the query of a list', async () => {
    const erp = adapterOn(proxy.url);
    const change = (sent: SentRequest) => ({ ...sent, path: '/postings?since=2000-01-01' });
    proxy.arm('GET /postings', { kind: 'tampered', change });
    await expect(erp.list()[Symbol.asyncIterator]().next()).rejects.toThrow(ErpAccessDeniedError);
    await erp.close();
  });

  it.each([-301_000, 301_000])('are refused when their clock is off by %i ms', async (offsetMs) => {
    const erp = adapterOn(receiver.url, { now: () => Date.now() + offsetMs });
    await expect(erp.post(invoice(1))).rejects.toThrow(/HTTP 401.*clocks agree/);
    await erp.close();
  });

  it('let a request be replayed while it is young, which books nothing anew', async () => {
    const erp = adapterOn(proxy.url);
    const receipt = posted(await erp.post(invoice(2)));
    const { headers, body } = proxy.last();
    const replay = await fetch(`${receiver.url}/postings`, {
      method: 'POST',
      body,
      headers: {
        'idempotency-key': String(headers['idempotency-key']),
        'traede-sync-signature': String(headers['traede-sync-signature']),
      },
    });
    expect(replay.status).toBe(200);
    expect(await replay.json()).toMatchObject({ receipt: { number: receipt.number } });
    expect(receiver.journal().filter((line) => line.includes(':invoice:2"'))).toHaveLength(1);
    await erp.close();
  });

  it('let keys be replaced without a pause, on either side first', async () => {
    const bothSides: readonly (readonly [readonly string[], string, boolean])[] = [
      [[SIGNING_KEY], `${OTHER_KEY},${SIGNING_KEY}`, true],
      [[OTHER_KEY], `${OTHER_KEY},${SIGNING_KEY}`, true],
      [[SIGNING_KEY, OTHER_KEY], OTHER_KEY, true],
      [[SIGNING_KEY, OTHER_KEY], SIGNING_KEY, true],
      [[SIGNING_KEY], OTHER_KEY, false],
    ];
    for (const [signingKeys, receiverKeys, accepted] of bothSides) {
      await receiver.kill();
      await receiver.start({ SIGNING_KEYS: receiverKeys });
      const erp = adapterOn(receiver.url, { signingKeys });
      const outcome = await erp.post(invoice(3)).catch((error: unknown) => error);
      expect(outcome instanceof ErpAccessDeniedError).toBe(!accepted);
      await erp.close();
    }
    await receiver.kill();
    await receiver.start();
  });
});

describe('secrets', () => {
  it('are sent where they belong, and stand in no error and no outcome', async () => {
    const endpoint = await startScriptedEndpoint();
    const erp = adapterOn(endpoint.url, { accessToken: TOKEN, requestTimeoutMs: 500 });
    const said: string[] = [];
    const tell = (value: unknown) => {
      if (value instanceof Error)
        said.push(value.message, String(value.stack), JSON.stringify(value), String(value.cause));
      else said.push(JSON.stringify(value));
    };
    const echo = `${SIGNING_KEY} ${TOKEN}`;
    const answers = [
      ...[200, 201, 202, 302, 400, 401, 403, 404, 409, 422, 429, 500].map((status) => ({
        status,
        body: echo,
      })),
      { status: 422, body: JSON.stringify({ problem: { code: echo, message: echo, remedy: echo } }) },
      {
        status: 200,
        body: JSON.stringify({
          protocol: 1,
          kinds: [],
          checks: [{ subject: echo, ok: false, detail: echo }],
        }),
      },
      { status: 200, body: JSON.stringify({ [echo]: 1, receipts: [], absent: [], nextCursor: 1 }) },
      { status: 503, body: '', headers: { 'retry-after': echo } },
    ];
    for (const answer of answers) {
      endpoint.answer(answer);
      tell(await erp.post(invoice(1)).catch((error: unknown) => error));
      tell(await erp.find([invoiceReference(1)]).catch((error: unknown) => error));
      tell(await erp.check());
    }
    expect(endpoint.requests[0]?.headers.authorization).toBe(`Bearer ${TOKEN}`);
    await endpoint.close();
    tell(await erp.post(invoice(1)).catch((error: unknown) => error));
    tell(await erp.find([invoiceReference(1)]).catch((error: unknown) => error));
    tell(await erp.check());
    tell({ ...erp });
    await erp.close();
    expect(said.length).toBeGreaterThan(40);
    const all = said.join('\n');
    expect(all).not.toContain(SIGNING_KEY);
    expect(all).not.toContain(TOKEN);
    expect(all).not.toMatch(/v1=|Butik Nord/);
  });

  it.each([
    ['a short key', { signingKeys: ['short-canary'] }],
    ['no key', { signingKeys: [] }],
    ['a key with a blank', { signingKeys: [`${SIGNING_KEY} canary`] }],
    ['a token with a line break', { accessToken: 'canary\nx' }],
    ['an address with a password', { url: 'http://user:canary@127.0.0.1/' }],
    ['an address with a query', { endpoints: { lookup: 'http://127.0.0.1/?code=canary' } }],
    ['an address of a file', { url: 'file:///canary' }],
    ['a time-out that no timer takes', { requestTimeoutMs: 2 ** 31 }],
    ['no settle time', { settleTimeMs: 0 }],
    ['half a writer', { concurrency: 0.5 }],
  ])('are refused without being repeated: %s', (_what, options) => {
    const make = () => createHttpErp({ url: 'http://127.0.0.1:9', signingKeys: [SIGNING_KEY], ...options });
    expect(make).toThrow(RangeError);
    expect(make).not.toThrow(/canary/);
  });
});

function withSignature(sent: SentRequest, change: (header: string) => string): SentRequest {
  const header = String(sent.headers['traede-sync-signature']);
  return { ...sent, headers: { ...sent.headers, 'traede-sync-signature': change(header) } };
}
