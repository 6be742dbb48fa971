import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { ValueError, type Payload, type PayloadCodec } from '@temporalio/common';
import { decode as textOf, encode as bytesOf } from '@temporalio/common/lib/encoding';
import { temporal } from '@temporalio/proto';
import { CODEC_KEYS_VARIABLE, type CodecKey, type CodecKeys } from './keys';

/** As Temporal's own samples write it, so that other tools know what they see. */
export const ENCRYPTED = 'binary/encrypted';
export const KEY_ID_METADATA = 'encryption-key-id';
const ENCODING_METADATA = 'encoding';

const CIPHER = 'aes-256-gcm';
/** What GCM is made for: a nonce that is random, and never the same twice under one key (2³² payloads are safe). */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts payloads before they leave for Temporal, and decrypts what comes back. What was written before the codec was turned
 * on, or by people in Temporal's UI, is plain, and stays readable. Without keys nothing is encrypted, and what is encrypted
 * is told apart from what is broken.
 */
export function createPayloadCodec(keys: CodecKeys | undefined): PayloadCodec {
  return {
    encode: (payloads) =>
      Promise.resolve(
        keys === undefined ? payloads : payloads.map((payload) => encrypt(payload, keys.current)),
      ),
    // Made within the promise, so that a refusal rejects.
    decode: (payloads) =>
      Promise.all(payloads.map(async (payload) => Promise.resolve(decrypted(payload, keys)))),
  };
}

const { Payload: PayloadMessage } = temporal.api.common.v1;

function encrypt(payload: Payload, { id, key }: CodecKey): Payload {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  const secret = Buffer.concat([cipher.update(PayloadMessage.encode(payload).finish()), cipher.final()]);
  return {
    metadata: { [ENCODING_METADATA]: bytesOf(ENCRYPTED), [KEY_ID_METADATA]: bytesOf(id) },
    data: Buffer.concat([nonce, secret, cipher.getAuthTag()]),
  };
}

function decrypted(payload: Payload, keys: CodecKeys | undefined): Payload {
  const encoding = payload.metadata?.[ENCODING_METADATA];
  if (encoding === undefined || textOf(encoding) !== ENCRYPTED) return payload;
  const written = payload.metadata?.[KEY_ID_METADATA];
  const id = written === undefined ? '' : textOf(written).slice(0, MAX_ID_LENGTH);
  const key = keys?.all.get(id);
  if (key === undefined) throw new ValueError(keyMissing(id, keys));
  return decrypt(payload, key);
}

/** Of an id that somebody else wrote. */
const MAX_ID_LENGTH = 64;

function keyMissing(id: string, keys: CodecKeys | undefined): string {
  const known = keys === undefined ? 'no key is set' : `only: ${[...keys.all.keys()].join(', ')}`;
  return `Temporal holds something that is encrypted with the key "${id}", which this process does not have (${known}). Add it to ${CODEC_KEYS_VARIABLE}, behind the first one.`;
}

function decrypt({ data }: Payload, { id, key }: CodecKey): Payload {
  const bytes = Buffer.from(data ?? []);
  try {
    const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
    const secret = bytes.subarray(NONCE_BYTES, bytes.length - TAG_BYTES);
    return PayloadMessage.decode(Buffer.concat([decipher.update(secret), decipher.final()]));
  } catch {
    throw new ValueError(
      `Something in Temporal cannot be decrypted with the key "${id}": it was changed on its way, or another key had this id. Put the right one into ${CODEC_KEYS_VARIABLE}.`,
    );
  }
}
