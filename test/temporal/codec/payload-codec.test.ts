import { randomBytes } from 'node:crypto';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { codecKeysFromEnvironment, type CodecKeys } from '../../../src/temporal/codec/keys';
import { createPayloadCodec, ENCRYPTED, KEY_ID_METADATA } from '../../../src/temporal/codec/payload-codec';

const [FIRST, SECOND] = [newKey(), newKey()];

function newKey(): string {
  return randomBytes(32).toString('base64');
}

function keys(text: string): CodecKeys | undefined {
  return codecKeysFromEnvironment({ TRAEDE_SYNC_CODEC_KEYS: text });
}

const codec = (text: string) => createPayloadCodec(keys(text));

async function encoded(text: string, value: unknown): Promise<Payload> {
  const [payload] = await codec(text).encode([defaultPayloadConverter.toPayload(value)]);
  if (payload === undefined) throw new Error('one payload becomes one payload');
  return payload;
}

async function decoded(text: string, payload: Payload): Promise<unknown> {
  const [plain] = await codec(text).decode([payload]);
  if (plain === undefined) throw new Error('one payload becomes one payload');
  return defaultPayloadConverter.fromPayload(plain);
}

const VALUE = { documentIds: [1042], reference: 'traede:acme:invoice:1042', nothing: null };

describe('the codec', () => {
  it('brings back what it encrypted, and shows nothing of it but the id of the key', async () => {
    const payload = await encoded(`a:${FIRST}`, VALUE);
    expect(Buffer.from(payload.data ?? []).toString('latin1')).not.toContain('1042');
    const metadata = Object.entries(payload.metadata ?? {}).map(([name, value]) => [
      name,
      String(Buffer.from(value)),
    ]);
    expect(metadata).toEqual([
      ['encoding', ENCRYPTED],
      [KEY_ID_METADATA, 'a'],
    ]);
    expect(await decoded(`a:${FIRST}`, payload)).toEqual(VALUE);
  });

  it('never encrypts the same twice to the same', async () => {
    const [one, two] = [await encoded(`a:${FIRST}`, VALUE), await encoded(`a:${FIRST}`, VALUE)];
    expect(Buffer.compare(one.data ?? new Uint8Array(), two.data ?? new Uint8Array())).not.toBe(0);
  });

  it('reads what is plain: written before it was on, or sent from the UI', async () => {
    expect(await decoded(`a:${FIRST}`, defaultPayloadConverter.toPayload(VALUE))).toEqual(VALUE);
  });

  it('writes with the first key and reads with all: rotation', async () => {
    const old = await encoded(`a:${FIRST}`, VALUE);
    const rotated = `b:${SECOND}\n# the old one, as long as Temporal holds what it wrote\na:${FIRST}\n`;
    expect(await decoded(rotated, old)).toEqual(VALUE);
    const payload = await encoded(rotated, VALUE);
    expect(String(Buffer.from(payload.metadata?.[KEY_ID_METADATA] ?? []))).toBe('b');
  });

  it('says which key is missing, and with none that it is encrypted', async () => {
    const payload = await encoded(`a:${FIRST}`, VALUE);
    await expect(decoded(`b:${SECOND}`, payload)).rejects.toThrow(
      /encrypted with the key "a", which this process does not have \(only: b\)\. Add it to TRAEDE_SYNC_CODEC_KEYS/,
    );
    await expect(createPayloadCodec(undefined).decode([payload])).rejects.toThrow(/\(no key is set\)/);
  });

  it('notices what was changed, cut short, or belongs to another key of the same id', async () => {
    const payload = await encoded(`a:${FIRST}`, VALUE);
    const bytes = Buffer.from(payload.data ?? []);
    for (const place of [0, 20, bytes.length - 1]) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(place) ^ 1, place);
      await expect(decoded(`a:${FIRST}`, { ...payload, data: changed })).rejects.toThrow(
        /cannot be decrypted/,
      );
    }
    for (const length of [0, 5, 12, 27, bytes.length - 1]) {
      const cut = { ...payload, data: bytes.subarray(0, length) };
      await expect(decoded(`a:${FIRST}`, cut)).rejects.toThrow(/cannot be decrypted/);
    }
    await expect(decoded(`a:${SECOND}`, payload)).rejects.toThrow(/another key had this id/);
  });

  it('leaves everything plain without keys', async () => {
    const payload = defaultPayloadConverter.toPayload(VALUE);
    expect(await createPayloadCodec(undefined).encode([payload])).toEqual([payload]);
  });
});

describe('keys that cannot be used are told without them', () => {
  it.each([
    ['no id', FIRST, /key 1 has no id/],
    ['an odd id', `a b:${FIRST}`, /key 1 has no id/],
    ['too short', `a:${Buffer.from('short').toString('base64')}`, /the key "a" is not 32 bytes in base64/],
    ['no base64', `a:${FIRST.slice(0, -2)}!=`, /the key "a" is not 32 bytes/],
    ['the same id twice', `a:${FIRST},a:${SECOND}`, /two keys by the same id/],
    ['only comments', '# a\n# b', /holds no key/],
  ])('%s', (_, text, message) => {
    expect(() => keys(text)).toThrow(message);
    expect(() => keys(text)).not.toThrow(FIRST.slice(0, 10));
  });

  it('none is no mistake', () => {
    expect(codecKeysFromEnvironment({})).toBeUndefined();
  });
});
