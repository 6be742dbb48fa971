import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../../config/config';
import { waitingByProblem } from '../../delivery/overview';
import { DOCUMENT_TYPES, DOCUMENT_TYPE_NAMES } from '../../document';
import { Cleanup } from '../cleanup';
import type { CommandContext } from '../command-context';
import { EXIT, type ExitCode } from '../exit-codes';
import { listenForInterruption, type Interruption } from '../interruption';
import { openProgress } from '../progress';
import { startStack, type Stack } from '../stack';
import { printSummary, summarise } from '../summary';
import { syncAll } from '../sync-all';
import { uiLink } from '../temporal-target';
import type { Terminal } from '../terminal';
import { warnOfEncryption } from '../warn-of-encryption';
import { installRuntime } from '../worker-runtime';
import { reportRuns } from './report-runs';

export interface UpOptions extends CommandContext {
  /** End after one full sync of all types. */
  readonly once: boolean;
  /** With `once`: how long a system may be away before the sync is given up. */
  readonly patienceMs: number;
  /** Where metrics are offered; absent: nowhere. */
  readonly metricsAddress: string | undefined;
}

/** A page of large documents may take TRAEDE a few seconds, however short the patience. */
const MIN_REQUEST_TIMEOUT_MS = 5_000;

/** Whoever has patience for some seconds does not want one call to wait for a minute. */
function withPatience(config: Config, patienceMs: number): Config {
  const longestMs = Math.max(patienceMs, MIN_REQUEST_TIMEOUT_MS);
  const systems = config.systems.map((system) => {
    const { traede } = system;
    if (traede.kind === 'simulator') return system;
    return {
      ...system,
      traede: { ...traede, requestTimeoutMs: Math.min(traede.requestTimeoutMs, longestMs) },
    };
  });
  return { ...config, systems };
}

/** Runs everything on this machine; by schedule until Ctrl-C, or once. */
export async function up(given: UpOptions): Promise<ExitCode> {
  const options = given.once ? { ...given, config: withPatience(given.config, given.patienceMs) } : given;
  const cleanup = new Cleanup();
  const interruption = listenForInterruption();
  cleanup.add('signals', () => {
    interruption.stopListening();
  });
  warnOfEncryption(options.config, options.environment, options.terminal);
  const telemetry = installRuntime({ file: options.folder.log('worker') }, options.metricsAddress);
  try {
    const stack = await startStack(
      { ...options, mode: options.once ? 'on-request' : 'by-schedule', telemetry },
      cleanup,
    );
    return options.once
      ? await syncOnce(options, stack, interruption)
      : await stayUp(options, stack, interruption);
  } finally {
    if (interruption.signal.aborted)
      options.terminal.say('Ending in order: worker, Temporal, PostgreSQL … (Ctrl-C again ends at once)');
    for (const failure of await cleanup.run()) options.terminal.say(`could not end ${failure}`);
  }
}

async function syncOnce(options: UpOptions, stack: Stack, interruption: Interruption): Promise<ExitCode> {
  const { config, terminal, patienceMs } = options;
  const startedAt = Date.now();
  const progress = openProgress(terminal);
  const results = await syncAll(stack.client, {
    systemIds: config.systems.map(({ systemId }) => systemId),
    progress,
    patienceMs,
    signal: interruption.signal,
  });
  progress.end();
  const problems = await Promise.all(
    config.systems.map(({ systemId }) => waitingByProblem(stack.services.pool, systemId)),
  );
  const summary = summarise(results, {
    durationMs: Date.now() - startedAt,
    problems: problems.flat(),
    temporalUi: uiLink(stack.temporal),
    interrupted: interruption.signal.aborted,
  });
  terminal.result(summary, () => printSummary(summary, results));
  return summary.exitCode;
}

/** Whoever starts `up` wants to see something happen, not to wait for the first tick of a schedule. */
async function firstSync(
  config: Config,
  terminal: Terminal,
  { client }: Stack,
  { signal }: Interruption,
): Promise<void> {
  const progress = openProgress(terminal);
  const systemIds = config.systems.map(({ systemId }) => systemId);
  await syncAll(client, { systemIds, progress, signal });
  progress.end();
}

async function stayUp(
  { config, terminal }: UpOptions,
  stack: Stack,
  interruption: Interruption,
): Promise<ExitCode> {
  await firstSync(config, terminal, stack, interruption);
  const schedules = config.systems.flatMap(({ systemId, schedules: times }) =>
    DOCUMENT_TYPES.map((type) => {
      const { when } = times[type];
      const often = 'cron' in when ? `by cron ${when.cron}` : `every ${when.everyMs / 1_000} s`;
      return `  ${DOCUMENT_TYPE_NAMES[type].many} → ${systemId}, ${often}`;
    }),
  );
  const link = uiLink(stack.temporal, 'schedules');
  terminal.say(
    [`Schedules${link === undefined ? '' : `    ${link}`}`, ...schedules, 'Ctrl-C ends it.'].join('\n'),
  );
  await Promise.race([
    interruption.happened,
    stack.worker.ended,
    reportRuns(stack.client, terminal, interruption.signal),
  ]);
  // Lets the last lines out before the end is announced.
  await sleep(0);
  return EXIT.ok;
}
