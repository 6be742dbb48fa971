import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const CLONE = join(__dirname, '../..');

/** A page of the documentation. */
export interface Page {
  /** From the root of the clone: `docs/operating.md`. */
  readonly file: string;
  readonly text: string;
}

/** README and the like, and everything in docs/, in the order in which somebody would read it. */
export function allPages(): readonly Page[] {
  const inDocs = readdirSync(join(CLONE, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => `docs/${name}`);
  return ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...inDocs].map(readPage);
}

export function readPage(file: string): Page {
  return { file, text: readFileSync(join(CLONE, file), 'utf8') };
}
