import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { chartOf } from './chart';
import { resultsSchema, type Results } from './results';

/** `bench/dist/bench/src` is this file's folder when it runs. */
const ROOT = join(__dirname, '..', '..', '..', '..');
const LATEST = join(ROOT, 'bench', 'results', 'latest.json');
const CHART = join(ROOT, 'docs', 'images', 'performance.svg');

/** @throws {Error} nothing was measured yet */
export function readLatest(): Results {
  try {
    return resultsSchema.parse(JSON.parse(readFileSync(LATEST, 'utf8')));
  } catch (error) {
    throw new Error(`there are no results in ${LATEST}; run: npm run bench`, { cause: error });
  }
}

/** Keeps results as the latest ones, and draws them. */
export function keepAsLatest(results: Results): void {
  mkdirSync(dirname(LATEST), { recursive: true });
  writeFileSync(LATEST, `${JSON.stringify(results, undefined, 2)}\n`);
  writeFileSync(CHART, chartOf(results));
}
