import { existsSync, readFileSync } from 'node:fs';
import { arch, platform, release, totalmem, uptime } from 'node:os';
import { version as workerSdk } from '@temporalio/worker/package.json';

/** What runs here: the product, Node, Temporal's SDK, the machine. */
export function describeVersions(product: string) {
  return {
    product,
    node: process.version,
    temporalSdk: workerSdk,
    system: `${platform()} ${release()} ${arch()}`,
    memoryMb: Math.round(totalmem() / 1_048_576),
    upHours: Math.round(uptime() / 3_600),
  };
}

/** The end of a log tells what happened just before somebody asked. */
const LOG_LINES = 60;

/** Our own log: ids and kinds of errors only, no content of documents. */
export function endOfLog(file: string): readonly string[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-LOG_LINES);
}
