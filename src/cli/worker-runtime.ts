import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import pino from 'pino';

/**
 * Sends the worker's log to a file or to standard error, as JSON lines. To be called once, before any connection is
 * made. Messages and Temporal's own attributes only: no arguments, no results, no content of documents.
 */
export function installRuntime(target: { readonly file: string } | 'stderr'): void {
  if (target !== 'stderr') mkdirSync(dirname(target.file), { recursive: true });
  const destination = pino.destination(target === 'stderr' ? { fd: 2 } : { dest: target.file, sync: true });
  const log = pino({ name: 'traede-sync', level: 'trace', base: null }, destination);
  Runtime.install({
    logger: new DefaultLogger('INFO', ({ level, message, meta }) => {
      log[LEVELS[level]](attributes(meta), message);
    }),
    // The signals are ours: the worker is stopped in order, before what it needs.
    shutdownSignals: [],
    telemetryOptions: { logging: { forward: {}, filter: { core: 'WARN', other: 'ERROR' } } },
  });
}

const LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/** What may stand in a log line: ids and names of Temporal's own making, and an error's kind. */
const LOGGED_ATTRIBUTES = [
  'workflowId',
  'runId',
  'workflowType',
  'activityType',
  'activityId',
  'attempt',
  'taskQueue',
];

function attributes(meta: Readonly<Record<string | symbol, unknown>> | undefined): Record<string, unknown> {
  if (meta === undefined) return {};
  const kept = LOGGED_ATTRIBUTES.flatMap((name) => (name in meta ? [[name, meta[name]] as const] : []));
  const { error } = meta;
  const failure = error instanceof Error ? { error: `${error.name}: ${error.message}` } : {};
  return { ...Object.fromEntries(kept), ...failure };
}
