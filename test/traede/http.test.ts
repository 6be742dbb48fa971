import { gzipSync } from 'node:zlib';
import type { SendRequest } from '../../src/traede/http';
import { createHttp } from '../../src/traede/http';
import { answerWith, rejection, withServer } from './throwaway-server';

const REQUEST = { method: 'GET', path: '/v10/x', query: '', body: undefined, signal: undefined } as const;

const httpFor = (baseUrl: string): SendRequest =>
  createHttp({ baseUrl, headers: {}, timeoutMs: 5_000, maxResponseBytes: 1000 });

describe('createHttp', () => {
  it('hands over any whole answer up to the limit, whatever its status', async () => {
    const answer = answerWith(418, 'x'.repeat(1000), { 'retry-after': '7' });
    await withServer(answer, async ({ baseUrl }) => {
      expect(await httpFor(baseUrl)(REQUEST)).toEqual({
        status: 418,
        body: 'x'.repeat(1000),
        retryAfter: '7',
      });
    });
  });

  it('refuses an answer above the limit, and says what to do', async () => {
    await withServer(answerWith(200, 'x'.repeat(1001)), async ({ baseUrl }) => {
      const error = await rejection(httpFor(baseUrl)(REQUEST));
      expect(error).toMatchObject({ kind: 'unexpected', status: null });
      expect(String(error)).toContain('larger than 1000 bytes. Lower the page limit');
    });
  });

  it('counts after decompression', async () => {
    await withServer(
      (response) =>
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('x'.repeat(1_000_000))),
      async ({ baseUrl }) => {
        expect(await rejection(httpFor(baseUrl)(REQUEST))).toMatchObject({ kind: 'unexpected' });
      },
    );
  });

  it('is not led astray by a proxy in the environment', async () => {
    const before = process.env['http_proxy'];
    await withServer(answerWith(502), async (proxy) => {
      process.env['http_proxy'] = proxy.baseUrl;
      try {
        await withServer(answerWith(200, 'direct'), async ({ baseUrl }) => {
          expect(await httpFor(baseUrl)(REQUEST)).toMatchObject({ body: 'direct' });
        });
      } finally {
        if (before === undefined) delete process.env['http_proxy'];
        else process.env['http_proxy'] = before;
      }
      expect(proxy.seen).toHaveLength(0);
    });
  });
});
