import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder with files in it, by path. */
export interface Folder {
  readonly path: string;
  write(file: string, text: string): string;
  remove(): void;
}

export function makeFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'traede-own-'));
  return {
    path,
    write(file, text) {
      const whole = join(path, file);
      mkdirSync(dirname(whole), { recursive: true });
      writeFileSync(whole, text);
      return whole;
    },
    remove() {
      rmSync(path, { recursive: true, force: true });
    },
  };
}

/** The text of an adapter that does nothing, as an object. */
export const NOTHING = `{
  name: 'nothing',
  company: 'nobody',
  capabilities: { uniqueness: 'native-key', concurrency: 1, order: 'any', settleTimeMs: 1000 },
  check: async () => [],
  find: async () => new Map(),
  post: async () => ({ kind: 'uncertain', reason: 'nothing is done here' }),
  async *list() {},
  close: async () => undefined,
}`;
