import { runConformance, type CheckResult } from '../../../src/adapter-testing';
import { memorySubject } from '../memory-subject';
import type { BrokenAdapter, BrokenAdapters } from './broken-adapter';

/** They mostly wait for time-outs: side by side they take little more than one. */
const AT_ONCE = 5;
/** A run takes seconds; on a machine that does much else, minutes. */
const ALL_TIMEOUT_MS = 600_000;

/** Runs the kit on each of the adapters, and looks that it fails what it should, for the right reason, and no more. */
export function describeBroken(adapters: BrokenAdapters): void {
  const runs = new Map<string, Promise<readonly CheckResult[]>>();
  beforeAll(async () => {
    const queue = Object.entries(adapters);
    const work = async () => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        const [name, broken] = next;
        const run = runOn(broken);
        runs.set(name, run);
        await run.catch(() => undefined);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  }, ALL_TIMEOUT_MS);

  it.each(Object.entries(adapters))(
    'an adapter that %s is rejected, for that and nothing else',
    async (name, broken) => {
      const results = (await runs.get(name)) ?? [];
      const failed = results.flatMap((result) => (result.status === 'failed' ? [result] : []));
      expect(failed.map((result) => result.name).toSorted()).toEqual(broken.fails.toSorted());
      for (const { message } of failed) expect(message).toMatch(broken.because);
    },
  );
}

function runOn({ alter, change, concernsFaults }: BrokenAdapter): Promise<readonly CheckResult[]> {
  return runConformance(memorySubject(alter, change), concernsFaults === true ? {} : { only: isQuick });
}

/** All but most of the sweeps. */
function isQuick(name: string): boolean {
  return !name.startsWith('faults: at every call') || name.endsWith('an invoice an answer is lost');
}
