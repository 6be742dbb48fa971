import { setTimeout as sleep } from 'node:timers/promises';
import { countForBackfill } from '../../backfill/count';
import { UnreadableListError } from '../../backfill/pages';
import { backfillPeriod, inBackfillOrder } from '../../backfill/period';
import type { SystemConfig } from '../../config/config';
import type { DocumentType, SystemId } from '../../document';
import type { PlainDate } from '../../plain-date';
import { runningBackfill, startBackfill, type BackfillHandle } from '../../temporal/backfills';
import { connectClient } from '../../temporal/connection';
import {
  backfillProgressQuery,
  type BackfillInput,
  type BackfillResult,
} from '../../../workflows/backfill-messages';
import { printBackfilled, printCounted } from '../backfill-print';
import { openBackfillView, type BackfillView } from '../backfill-progress';
import { CommandError } from '../command-error';
import type { CommandContext } from '../command-context';
import { assertCanAsk, isConfirmed } from '../confirm';
import { EXIT, type ExitCode } from '../exit-codes';
import { failureMessage } from '../failure-message';
import { listenForInterruption } from '../interruption';
import { runningSimulator } from '../look-only';
import { openTraede } from '../open-traede';
import { requireTemporal, uiLink } from '../temporal-target';

export interface BackfillOptions extends CommandContext {
  readonly systemId: SystemId;
  readonly from: PlainDate;
  readonly to: PlainDate | undefined;
  /** Absent: all types. */
  readonly documentType: DocumentType | undefined;
  readonly yes: boolean;
}

/** Brings what TRAEDE holds as exported before, and follows it. Asked again, it joins the one that is at work. */
export async function backfill(options: BackfillOptions): Promise<ExitCode> {
  const { environment, folder, terminal } = options;
  const temporal = requireTemporal(folder, environment);
  const connected = await connectClient(temporal);
  const interruption = listenForInterruption();
  const { signal } = interruption;
  try {
    const input = inputOf(options);
    const running = await runningBackfill(connected.client, input);
    if (running !== undefined) terminal.say('this backfill is at work already; following it');
    const asked = running !== undefined || options.yes ? NOT_ASKED : await ask(options, signal);
    if (!asked.isConfirmed) return signal.aborted ? EXIT.interrupted : EXIT.ok;
    const handle = running ?? (await startBackfill(connected.client, input));
    const link = uiLink(temporal, `workflows/${encodeURIComponent(handle.workflowId)}`);
    if (link !== undefined) terminal.say(link);
    const result = await follow(handle, openBackfillView(terminal, asked.documents), signal);
    if (result === undefined) {
      terminal.say('interrupted; the backfill goes on, and the same command follows it again');
      return EXIT.interrupted;
    }
    terminal.result({ ...result, temporalUi: link ?? null }, () => printBackfilled(result));
    return exitCodeOf(result);
  } finally {
    interruption.stopListening();
    await connected.close();
  }
}

function inputOf(options: BackfillOptions): BackfillInput {
  const { systemId, from, to, documentType } = options;
  return {
    systemId,
    from,
    tuning: configOf(options).tuning,
    ...(to === undefined ? {} : { to }),
    ...(documentType === undefined ? {} : { types: [documentType] }),
  };
}

function configOf({ config, systemId }: BackfillOptions): SystemConfig {
  const found = config.systems.find((system) => system.systemId === systemId);
  if (found === undefined) throw new CommandError(`the system "${systemId}" is not configured`);
  return found;
}

interface Asked {
  readonly isConfirmed: boolean;
  /** Absent where they were not counted. */
  readonly documents: number | undefined;
}

const NOT_ASKED: Asked = { isConfirmed: true, documents: undefined };

/** Counts what TRAEDE holds of the period, shows it, and asks. */
async function ask(options: BackfillOptions, signal: AbortSignal): Promise<Asked> {
  const { terminal, folder, systemId, from, to, documentType } = options;
  assertCanAsk(terminal, 'a backfill');
  const system = configOf(options);
  const { rules } = system;
  const period = backfillPeriod({ from, to }, new Date(), rules.timeZone);
  if (typeof period === 'string') throw new CommandError(period);
  const types = inBackfillOrder(documentType === undefined ? undefined : [documentType]);
  if (typeof types === 'string') throw new CommandError(types);
  const traede = openTraede(system, runningSimulator(folder));
  terminal.say('counting what TRAEDE holds …');
  const source = { systemId, traede, rules, record: undefined };
  const counted = await countForBackfill(source, types, period, { signal }).catch((error: unknown) => {
    throw error instanceof UnreadableListError ? new CommandError(error.message) : error;
  });
  terminal.say(printCounted(counted, period));
  const documents = counted.reduce((sum, { others }) => sum + others, 0);
  const question = `\nBring these ${documents} documents to ${systemId}? What it holds already is only marked, nothing is posted twice.`;
  if (documents === 0) terminal.say('\nThere is nothing to bring.');
  const confirmed = documents > 0 && (await isConfirmed(question, { terminal, signal }));
  return {
    isConfirmed: confirmed,
    documents: counted.reduce((sum, type) => sum + type.beforeGoLive, documents),
  };
}

const POLL_INTERVAL_MS = 500;

/** What is left to show of a backfill that is over: its counts. */
const NOTHING_GOES_ON = {
  opened: null,
  at: null,
  deferred: 0,
  reason: '',
  isPaused: false,
  outage: null,
} as const;

/** `undefined` when a person interrupted; the workflow goes on. */
async function follow(
  handle: BackfillHandle,
  view: BackfillView,
  signal: AbortSignal,
): Promise<BackfillResult | undefined> {
  try {
    while (!signal.aborted) {
      const { status } = await handle.describe();
      if (status.name !== 'RUNNING' && status.name !== 'CONTINUED_AS_NEW') {
        const result = await resultOf(handle);
        view.update({ ...NOTHING_GOES_ON, flows: result.flows });
        return result;
      }
      const progress = await handle.query(backfillProgressQuery).catch(() => undefined);
      if (progress !== undefined) view.update(progress);
      await sleep(POLL_INTERVAL_MS, undefined, { signal }).catch(() => undefined);
    }
    return undefined;
  } finally {
    view.end();
  }
}

async function resultOf(handle: BackfillHandle): Promise<BackfillResult> {
  try {
    return await handle.result();
  } catch (error) {
    throw new CommandError(failureMessage(error));
  }
}

function exitCodeOf({ flows }: BackfillResult): ExitCode {
  if (flows.some(({ counts }) => counts.failed > 0)) return EXIT.failed;
  return flows.some(({ counts }) => counts.attention + counts.waiting > 0) ? EXIT.attention : EXIT.ok;
}
