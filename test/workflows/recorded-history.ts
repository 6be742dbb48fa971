import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkflowHandle } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';

const FOLDER = join(__dirname, '..', 'histories');

/**
 * Keeps the history of a run for the replay test, when the tests run with `RECORD_HISTORIES=1`, as
 * `npm run histories:record` does. To be done after a deliberate change of the workflows, and for no other
 * reason: the old histories are the proof that runs which are on their way survive an update.
 */
export async function keepHistory(name: string, handle: Pick<WorkflowHandle, 'fetchHistory'>): Promise<void> {
  if (process.env['RECORD_HISTORIES'] !== '1') return;
  const history: unknown = JSON.parse(historyToJSON(await handle.fetchHistory()));
  writeFileSync(join(FOLDER, `${name}.json`), `${JSON.stringify(withoutOrigin(history), null, 1)}\n`);
}

export interface RecordedHistory {
  readonly workflowId: string;
  readonly history: unknown;
}

export function recordedHistories(): readonly RecordedHistory[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => {
      const history: unknown = JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
      return { workflowId: file.replace(/\.json$/, ''), history };
    });
}

/** Names of machines and processes, and stacks with file paths: nothing of the machine that recorded it stays. */
function withoutOrigin(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutOrigin);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, content]) => {
      if (key === 'identity') return [key, 'worker'];
      if (key === 'stackTrace') return [key, ''];
      if (key === 'taskQueue' && isSticky(content)) return [key, { ...content, name: 'sticky' }];
      return [key, withoutOrigin(content)];
    }),
  );
}

function isSticky(queue: unknown): queue is { kind: string } {
  return (
    typeof queue === 'object' && queue !== null && 'kind' in queue && queue.kind === 'TASK_QUEUE_KIND_STICKY'
  );
}
