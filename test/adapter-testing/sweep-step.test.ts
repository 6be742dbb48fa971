import { runConformance } from '../../src/adapter-testing';
import { memorySubject } from './memory-subject';

const SWEEP = 'faults: at every call of an invoice an answer is lost';

/** Postings of a sweep: one for each call that went wrong, and the one that met no fault any more. */
async function postingsOfSweep(sweepStep: number): Promise<number> {
  let postings = 0;
  const subject = memorySubject(undefined, (adapter) => ({
    ...adapter,
    post: (posting, options) => {
      postings += 1;
      return adapter.post(posting, options);
    },
  }));
  const results = await runConformance({ ...subject, sweepStep }, { only: (name) => name === SWEEP });
  expect(results).toEqual([{ name: SWEEP, status: 'passed' }]);
  return postings;
}

it('a sweep may let one call in so many go wrong, and ends as well', async () => {
  const every = await postingsOfSweep(1);
  const sample = await postingsOfSweep(3);
  expect(sample).toBeLessThan(every);
  expect(sample).toBeGreaterThan(1);
});
