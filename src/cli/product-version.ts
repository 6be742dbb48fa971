import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** From `dist/src/cli` and from `src/cli` alike: the nearest package.json above. */
export function productVersion(): string {
  for (const up of ['../../..', '../..']) {
    try {
      const manifest: unknown = JSON.parse(readFileSync(join(__dirname, up, 'package.json'), 'utf8'));
      if (typeof manifest === 'object' && manifest !== null && 'version' in manifest)
        return String(manifest.version);
    } catch {
      // Not here: one folder nearer.
    }
  }
  return 'unknown';
}
