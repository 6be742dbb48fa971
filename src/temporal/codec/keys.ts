import { createSecretKey, type KeyObject } from 'node:crypto';
import { variable, type Environment } from '../../config/environment';
import { ConfigError } from '../../config/errors';

/** The variable that turns the codec on; `…_FILE` names a file instead. */
export const CODEC_KEYS_VARIABLE = 'TRAEDE_SYNC_CODEC_KEYS';

/** What payloads are encrypted with, and all that they can be decrypted with. */
export interface CodecKeys {
  readonly current: CodecKey;
  /** By id; the current one is among them. */
  readonly all: ReadonlyMap<string, CodecKey>;
}

export interface CodecKey {
  /** Stands in clear text beside each payload: by it the key is found again. */
  readonly id: string;
  readonly key: KeyObject;
}

/** AES-256. */
const KEY_BYTES = 32;
const KEY_ID = /^[A-Za-z0-9._-]{1,64}$/;
const BASE64 = /^[A-Za-z0-9+/]{43}=$/;
/** Keys are rotated, not collected; more than this is most likely another file. */
const MAX_KEYS = 100;

/**
 * The keys of the environment, `id:base64` each, one a line or with commas between; lines that begin with # are comments. The
 * first encrypts, all decrypt.
 * `undefined` where there are none.
 * @throws {ConfigError} naming the place of what is wrong, never a key
 */
export function codecKeysFromEnvironment(environment: Environment): CodecKeys | undefined {
  const text = variable(environment, CODEC_KEYS_VARIABLE);
  if (text === undefined) return undefined;
  const entries = text
    .split('\n')
    .filter((line) => !line.trim().startsWith('#'))
    .flatMap((line) => line.split(','))
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  if (entries.length > MAX_KEYS) throw refusal(`holds more than ${MAX_KEYS} keys`);
  const keys = entries.map((entry, index) => parseKey(entry, index + 1));
  const [current] = keys;
  if (current === undefined) throw refusal('holds no key');
  const all = new Map(keys.map((key) => [key.id, key]));
  if (all.size < keys.length) throw refusal('names two keys by the same id');
  return { current, all };
}

function parseKey(entry: string, place: number): CodecKey {
  const [, id = '', encoded = ''] = /^([^:]*):(.*)$/.exec(entry) ?? [];
  if (!KEY_ID.test(id)) throw refusal(`key ${place} has no id of letters, digits, ".", "_" and "-"`);
  const bytes = Buffer.from(encoded, 'base64');
  if (!BASE64.test(encoded) || bytes.length !== KEY_BYTES) {
    throw refusal(`the key "${id}" is not ${KEY_BYTES} bytes in base64`);
  }
  return { id, key: createSecretKey(bytes) };
}

function refusal(what: string): ConfigError {
  return new ConfigError(
    `${CODEC_KEYS_VARIABLE}: ${what}; write each as id:key, the key made by \`openssl rand -base64 ${KEY_BYTES}\``,
  );
}
