import { runConformance, type CheckResult } from '../../src/adapter-testing';
import { WRONG_AMOUNTS } from './broken/amounts';
import type { BrokenAdapter, BrokenAdapters } from './broken/broken-adapter';
import { WRONG_ABOUT_CALLS } from './broken/calls';
import { WRONG_READING } from './broken/reading';
import { WRONG_REFUSALS } from './broken/refusals';
import { memorySubject } from './memory-subject';

/** They mostly wait for time-outs: side by side they take little more than one. */
const AT_ONCE = 5;
const ALL_TIMEOUT_MS = 300_000;

const BROKEN_ADAPTERS: BrokenAdapters = {
  ...WRONG_AMOUNTS,
  ...WRONG_REFUSALS,
  ...WRONG_ABOUT_CALLS,
  ...WRONG_READING,
};
const names = Object.keys(BROKEN_ADAPTERS);

describe('an adapter that', () => {
  const runs = new Map<string, Promise<readonly CheckResult[]>>();
  beforeAll(async () => {
    const queue = Object.entries(BROKEN_ADAPTERS);
    const work = async () => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        const [name, broken] = next;
        const subject = memorySubject(broken.alter, broken.change);
        const run = runConformance(subject, broken.concernsFaults === true ? {} : { only: isQuick });
        runs.set(name, run);
        await run.catch(() => undefined);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  }, ALL_TIMEOUT_MS);

  it.each(names)('%s is rejected, for that and nothing else', async (name) => {
    const results = (await runs.get(name)) ?? [];
    const failed = results.flatMap((result) => (result.status === 'failed' ? [result] : []));
    const broken = brokenAdapter(name);
    expect(failed.map((result) => result.name).toSorted()).toEqual(broken.fails.toSorted());
    for (const { message } of failed) expect(message).toMatch(broken.because);
  });
});

/** All but most of the sweeps. */
function isQuick(name: string): boolean {
  return !name.startsWith('faults: at every call') || name.endsWith('an invoice an answer is lost');
}

function brokenAdapter(name: string): BrokenAdapter {
  const broken = BROKEN_ADAPTERS[name];
  if (broken === undefined) throw new Error(`no broken adapter ${name}`);
  return broken;
}
