import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createHttpServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { createHttpErp } from '../../src/erp/http';
import { openHeartbeat } from '../../src/notifications/heartbeat';
import { openWebhook } from '../../src/notifications/webhook';
import { createTraedeClient } from '../../src/traede/client';
import { createTryton } from '../../src/erp/tryton';
import { message } from '../notifications/examples';
import { makeAuthority } from '../temporal/certificates';
import { startForwardProxy, type ForwardProxy } from './forward-proxy';

const HOST = 'traede.test';
const PASSWORD = 'canary-proxy-p@ss:word';
const CALLER = join(__dirname, 'caller.js');
/** A process compiles what it loads; on a busy machine that takes a while. */
const CALL_TIMEOUT_MS = 60_000;

describe('calls through the proxy of the environment', () => {
  let folder: string;
  let authorityFile: string;
  let proxy: ForwardProxy;
  let secure: Server;
  let plain: Server;
  const received: IncomingMessage[] = [];
  const portOf = (server: Server): number => (server.address() as AddressInfo).port;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'proxied-'));
    const authority = makeAuthority(folder, 'authority');
    authorityFile = authority.certificate;
    const { certificate, key } = authority.issue('server', 2, [`DNS:${HOST}`]);
    proxy = await startForwardProxy({ credentials: `sync:${PASSWORD}` });
    const answer = (request: IncomingMessage, response: { end(text: string): void }): void => {
      received.push(request);
      response.end(`for ${String(request.headers.host?.split(':')[0])}`);
    };
    secure = createHttpsServer({ cert: readFileSync(certificate), key: readFileSync(key) }, answer);
    plain = createHttpServer(answer);
    for (const server of [secure, plain])
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  beforeEach(() => {
    received.length = 0;
    proxy.refusal = null;
  });
  afterAll(async () => {
    for (const server of [secure, plain]) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
    await proxy.stop();
    rmSync(folder, { recursive: true });
  });

  const proxyUrl = (password = PASSWORD): string =>
    `http://sync:${encodeURIComponent(password)}@127.0.0.1:${proxy.port}`;
  const secureUrl = (path: string, host = HOST): string => `https://${host}:${portOf(secure)}${path}`;
  const plainUrl = (path: string, host = HOST): string => `http://${host}:${portOf(plain)}${path}`;

  async function call(
    urls: readonly string[],
    environment: Readonly<Record<string, string>>,
  ): Promise<{ readonly outcomes: readonly string[]; readonly connections: number }> {
    const before = proxy.connections();
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [CALLER, ...urls], {
      env: { PATH: process.env['PATH'], ...environment },
      timeout: CALL_TIMEOUT_MS,
    });
    expect(stderr).not.toContain('canary');
    return {
      outcomes: z.array(z.string()).parse(JSON.parse(stdout)),
      connections: proxy.connections() - before,
    };
  }

  it('https goes through one tunnel that stays, end to end encrypted and checked against the given authority', async () => {
    const { outcomes, connections } = await call(
      ['/one?secret=1', '/two', '/three'].map((path) => secureUrl(path)),
      { HTTPS_PROXY: proxyUrl(), NODE_EXTRA_CA_CERTS: authorityFile },
    );
    expect(outcomes).toEqual([`200 for ${HOST}`, `200 for ${HOST}`, `200 for ${HOST}`]);
    expect(connections).toBe(1);
    expect(proxy.calls.at(-1)).toMatchObject({ method: 'CONNECT', target: `${HOST}:${portOf(secure)}` });
    expect(received).toHaveLength(3);
    // The proxy's password is the proxy's.
    for (const { headers } of received) expect(headers).not.toHaveProperty('proxy-authorization');
  });

  it('a certificate of an authority that was not given is refused, also through a tunnel', async () => {
    const { outcomes } = await call([secureUrl('/')], { https_proxy: proxyUrl() });
    expect(outcomes).toEqual([expect.stringMatching(/^failed \([A-Z_]*(VERIFY|SIGNED|ISSUER)[A-Z_]*\)$/)]);
    expect(received).toHaveLength(0);
  });

  it('a certificate of another name is refused', async () => {
    const { outcomes } = await call([secureUrl('/', 'elsewhere.test')], {
      HTTPS_PROXY: proxyUrl(),
      NODE_EXTRA_CA_CERTS: authorityFile,
    });
    expect(outcomes).toEqual(['failed (ERR_TLS_CERT_ALTNAME_INVALID)']);
  });

  it('http is asked of the proxy as a whole, over one connection that stays', async () => {
    const { outcomes, connections } = await call([plainUrl('/one'), plainUrl('/two')], {
      http_proxy: proxyUrl(),
    });
    expect(outcomes).toEqual([`200 for ${HOST}`, `200 for ${HOST}`]);
    expect(connections).toBe(1);
    expect(proxy.calls.at(-1)).toMatchObject({ method: 'GET', target: plainUrl('/two') });
  });

  it('what the proxy refuses is no answer of the host, and is told by its status', async () => {
    const wrong = { HTTPS_PROXY: proxyUrl('wrong'), HTTP_PROXY: proxyUrl('wrong') };
    const { outcomes } = await call([secureUrl('/'), plainUrl('/')], wrong);
    expect(outcomes).toEqual(['failed (ERR_PROXY_ANSWERED_407)', 'failed (ERR_PROXY_ANSWERED_407)']);
    proxy.refusal = 503;
    expect((await call([secureUrl('/')], { HTTPS_PROXY: proxyUrl() })).outcomes).toEqual([
      'failed (ERR_PROXY_ANSWERED_503)',
    ]);
    expect(received).toHaveLength(0);
  });

  it('neither this machine nor what NO_PROXY names goes through it, and no proxy reaches what is never called', async () => {
    const { outcomes, connections } = await call(
      [plainUrl('/', '127.0.0.1'), plainUrl('/'), 'http://169.254.169.254/', secureUrl('/', 'other.test')],
      { HTTP_PROXY: proxyUrl(), HTTPS_PROXY: proxyUrl(), NO_PROXY: '.test' },
    );
    expect(outcomes).toEqual([
      '200 for 127.0.0.1',
      expect.stringMatching(/^failed \((ENOTFOUND|EAI_AGAIN)\)$/),
      'failed (ERR_ADDRESS_REFUSED)',
      expect.stringMatching(/^failed \((ENOTFOUND|EAI_AGAIN)\)$/),
    ]);
    expect(connections).toBe(0);
  });

  it('TRAEDE, the ERPs, webhooks and the heartbeat all take it', async () => {
    const before = process.env['HTTP_PROXY'];
    process.env['HTTP_PROXY'] = proxyUrl();
    const url = (name: string): string => plainUrl('/base', `${name}.test`);
    try {
      const traede = createTraedeClient({
        baseUrl: url('traede'),
        accessToken: 'a',
        appKey: 'b',
        systemId: 's',
      });
      const http = createHttpErp({ url: url('http'), signingKeys: ['0123456789abcdef0123456789abcdef'] });
      const tryton = createTryton({ url: url('tryton'), database: 'd', user: 'u', password: 'p' });
      const hook = { name: 'chat', url: url('hook'), urlVariable: 'HOOK', format: 'generic' as const };
      const heartbeat = openHeartbeat({ url: url('watcher'), urlVariable: 'WATCHER' });
      await Promise.allSettled([
        traede.exportPage('invoice', { page: 0, limit: 1 }),
        http.check(),
        tryton.check(),
        openWebhook(hook).send(message()),
        heartbeat.beat(),
      ]);
    } finally {
      if (before === undefined) delete process.env['HTTP_PROXY'];
      else process.env['HTTP_PROXY'] = before;
    }
    const hosts = new Set(received.map(({ headers }) => headers.host?.split(':')[0]));
    expect([...hosts].sort()).toEqual([
      'hook.test',
      'http.test',
      'traede.test',
      'tryton.test',
      'watcher.test',
    ]);
  });
});
