import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { chartOf } from './chart';
import { resultsSchema, type Result, type Results } from './results';

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

/**
 * Keeps results as the latest ones, and draws them. What was measured before, on the same machine with the same versions, at
 * answer times of the ERP that were left out now, stays: a candidate is compared at one answer time, within one run.
 * @returns all that is kept
 */
export function keepAsLatest(results: Results): Results {
  const kept = withEarlier(results);
  mkdirSync(dirname(LATEST), { recursive: true });
  writeFileSync(LATEST, `${JSON.stringify(kept, undefined, 2)}\n`);
  writeFileSync(CHART, chartOf(kept));
  return kept;
}

function withEarlier(results: Results): Results {
  const earlier = existsSync(LATEST) ? readLatest() : undefined;
  if (earlier === undefined || !isDeepStrictEqual(surroundingsOf(earlier), surroundingsOf(results)))
    return results;
  const measured = new Set(results.results.map(({ erpLatencyMs }) => erpLatencyMs));
  const isOther = ({ erpLatencyMs }: { readonly erpLatencyMs: number }): boolean =>
    !measured.has(erpLatencyMs);
  const byLatency = (a: Result, b: Result): number => a.erpLatencyMs - b.erpLatencyMs;
  return {
    ...results,
    results: [...earlier.results.filter(isOther), ...results.results].toSorted(byLatency),
    ratios: [...earlier.ratios.filter(isOther), ...results.ratios],
  };
}

function surroundingsOf({ machine, versions }: Results) {
  return { machine, versions };
}
