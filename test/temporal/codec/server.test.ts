import { randomBytes } from 'node:crypto';
import { defaultPayloadConverter } from '@temporalio/common';
import { z } from 'zod';
import { codecKeysFromEnvironment } from '../../../src/temporal/codec/keys';
import { createPayloadCodec } from '../../../src/temporal/codec/payload-codec';
import { toPayloadsJson } from '../../../src/temporal/codec/payload-json';
import { startCodecServer, type CodecServer } from '../../../src/temporal/codec/server';

const UI = 'http://localhost:8233';
const TOKEN = 'canary-codec-token';
const codec = createPayloadCodec(
  codecKeysFromEnvironment({ TRAEDE_SYNC_CODEC_KEYS: `a:${randomBytes(32).toString('base64')}` }),
);
const PLAIN = defaultPayloadConverter.toPayload({ documentIds: [1042] });

let open: CodecServer;
let guarded: CodecServer;
beforeAll(async () => {
  const common = { codec, host: '127.0.0.1', port: 0, uiOrigin: UI };
  open = await startCodecServer({ ...common, mayEncode: false });
  guarded = await startCodecServer({ ...common, mayEncode: true, token: TOKEN });
});
afterAll(async () => {
  await open.close();
  await guarded.close();
});

const answerSchema = z.object({
  payloads: z.array(z.object({ metadata: z.record(z.string(), z.string()), data: z.string() })),
});

/** As Temporal's UI does it. */
function ask(server: CodecServer, path: string, body: string, headers: Record<string, string> = {}) {
  const sent = { 'content-type': 'application/json', 'x-namespace': 'default', ...headers };
  return fetch(`${server.url}${path}`, { method: 'POST', body, headers: sent });
}

async function encrypted(): Promise<string> {
  return JSON.stringify(toPayloadsJson(await codec.encode([PLAIN, PLAIN])));
}

it('decodes what the UI sends, and lets its page read the answer', async () => {
  const response = await ask(open, '/decode', await encrypted(), { origin: UI });
  expect(response.status).toBe(200);
  expect(response.headers.get('access-control-allow-origin')).toBe(UI);
  expect(response.headers.get('cache-control')).toBe('no-store');
  const { payloads } = answerSchema.parse(await response.json());
  expect(payloads).toHaveLength(2);
  for (const { metadata, data } of payloads) {
    expect(Buffer.from(metadata['encoding'] ?? '', 'base64').toString()).toBe('json/plain');
    expect(Buffer.from(data, 'base64').toString()).toBe('{"documentIds":[1042]}');
  }
});

it('answers the preflight of the UI', async () => {
  const response = await fetch(`${open.url}/decode`, {
    method: 'OPTIONS',
    headers: { origin: UI, 'access-control-request-method': 'POST' },
  });
  expect(response.status).toBe(204);
  expect(response.headers.get('access-control-allow-origin')).toBe(UI);
  expect(response.headers.get('access-control-allow-headers')).toMatch(/x-namespace/);
});

it.each(['https://evil.example', 'null', `${UI}.evil.example`])('answers no page of %s', async (origin) => {
  const response = await ask(open, '/decode', await encrypted(), { origin });
  expect(response.status).toBe(403);
  expect(response.headers.get('access-control-allow-origin')).toBeNull();
  expect(await response.text()).not.toContain('documentIds');
});

it('encodes only where it may', async () => {
  const plain = JSON.stringify(toPayloadsJson([PLAIN]));
  expect((await ask(open, '/encode', plain)).status).toBe(404);
  const response = await ask(guarded, '/encode', plain, { authorization: `Bearer ${TOKEN}` });
  const { payloads } = answerSchema.parse(await response.json());
  expect(Buffer.from(payloads[0]?.metadata['encoding'] ?? '', 'base64').toString()).toBe('binary/encrypted');
});

it('wants its token', async () => {
  const body = await encrypted();
  expect((await ask(guarded, '/decode', body)).status).toBe(401);
  expect((await ask(guarded, '/decode', body, { authorization: 'Bearer wrong' })).status).toBe(401);
  expect((await ask(guarded, '/decode', body, { authorization: `Bearer ${TOKEN}` })).status).toBe(200);
});

it.each([
  ['no JSON', 'payloads'],
  ['another shape', '{"payloads":[{"data":"no base64!"}]}'],
  ['nothing', ''],
])('refuses %s', async (_, body) => {
  const response = await ask(open, '/decode', body);
  expect(response.status).toBe(400);
});

it('says which key is missing', async () => {
  const other = createPayloadCodec(
    codecKeysFromEnvironment({ TRAEDE_SYNC_CODEC_KEYS: `gone:${randomBytes(32).toString('base64')}` }),
  );
  const body = JSON.stringify(toPayloadsJson(await other.encode([PLAIN])));
  const response = await ask(open, '/decode', body);
  expect(response.status).toBe(400);
  expect(await response.text()).toMatch(/encrypted with the key .*gone.*only: a/);
});

it('takes no more than it can hold', async () => {
  const outcome = await ask(open, '/decode', 'x'.repeat(9 * 1024 * 1024)).then(
    ({ status }) => status,
    // The connection ends while the rest is still being sent.
    () => 413,
  );
  expect(outcome).toBe(413);
  expect((await ask(open, '/decode', await encrypted())).status).toBe(200);
});

it('knows nothing else', async () => {
  expect((await fetch(`${open.url}/decode`)).status).toBe(404);
  expect((await ask(open, '/', '{}')).status).toBe(404);
});
