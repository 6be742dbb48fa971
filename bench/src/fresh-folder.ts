import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cleanup } from '../../src/cli/cleanup';
import { lastWords } from './last-words';

/** Servers live in sessions of their own: an interruption must end them too. */
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
const INTERRUPTED = 130;

/**
 * Gives `work` a folder of its own, and ends afterwards what it has started, the folder last.
 * @param what is done, for the message of a failure, which also says how the logs in the folder end
 */
export async function inFreshFolder<T>(
  what: string,
  work: (folder: string, cleanup: Cleanup) => Promise<T>,
): Promise<T> {
  const cleanup = new Cleanup();
  const folder = mkdtempSync(join(tmpdir(), 'traede-bench-'));
  cleanup.add('folder', () => {
    rmSync(folder, { recursive: true, force: true });
  });
  const interrupted = (): void => {
    void cleanup.run().finally(() => process.exit(INTERRUPTED));
  };
  for (const signal of SIGNALS) process.once(signal, interrupted);
  try {
    return await work(folder, cleanup);
  } catch (error) {
    throw new Error(`${what} failed\n${lastWords(folder)}`, { cause: error });
  } finally {
    for (const signal of SIGNALS) process.off(signal, interrupted);
    const failures = await cleanup.run();
    if (failures.length > 0) process.stderr.write(`could not end ${failures.join('; ')}\n`);
  }
}
