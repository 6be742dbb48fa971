import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import { DOCUMENT_TYPE_NAMES } from '../../document';
import type { CommandContext } from '../command-context';
import { deploymentStatus, type DeploymentStatus } from '../deployment-status';
import { EXIT, type ExitCode } from '../exit-codes';
import { listenForInterruption } from '../interruption';
import { openLiveView } from '../live-view';
import { flowsOf, flowTable, remarks, stateTable } from '../status-view';
import { withTemporalLook } from '../temporal-look';
import { withServices } from '../with-services';

export interface WatchOptions extends CommandContext {
  readonly intervalMs: number;
}

type Show = (found: DeploymentStatus | Error) => void;

/**
 * The status, again and again until Ctrl-C: redrawn in place on a terminal, else a line for each flow that has changed;
 * with `--json` one JSON document on each line. What is away is said, and looked for again.
 */
export async function watch(options: WatchOptions): Promise<ExitCode> {
  const interruption = listenForInterruption();
  const show = shownAs(options);
  try {
    await withServices(options, async ({ pool }) => {
      while (!interruption.signal.aborted) {
        show(await look(options, pool));
        await sleep(options.intervalMs, undefined, { signal: interruption.signal }).catch(() => undefined);
      }
    });
    return EXIT.ok;
  } finally {
    interruption.stopListening();
  }
}

async function look(options: WatchOptions, pool: Pool): Promise<DeploymentStatus | Error> {
  try {
    return await withTemporalLook(options, (found) => deploymentStatus(options.config, pool, found));
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function shownAs({ terminal, intervalMs }: WatchOptions): Show {
  if (terminal.json) return jsonLines();
  if (!process.stdout.isTTY) return changedLines();
  const view = openLiveView(process.stdout);
  return (found) => {
    view.draw(screen(found, intervalMs));
  };
}

function screen(found: DeploymentStatus | Error, intervalMs: number): string {
  const head = `${new Date().toISOString().slice(11, 19)} UTC, every ${intervalMs / 1_000} s; Ctrl-C ends it`;
  if (found instanceof Error) return [head, '', away(found)].join('\n');
  const notes = remarks(found);
  // Before the second table: a small window cuts the end off.
  return [
    head,
    '',
    flowTable(found),
    '',
    ...notes,
    ...(notes.length === 0 ? [] : ['']),
    stateTable(found),
  ].join('\n');
}

function away({ message }: Error): string {
  return `The record cannot be read just now (${message}); looked for again.`;
}

function jsonLines(): Show {
  return (found) => {
    const value = found instanceof Error ? { ok: false, error: found.message } : found;
    process.stdout.write(`${JSON.stringify({ at: new Date().toISOString(), ...value })}\n`);
  };
}

function changedLines(): Show {
  const before = new Map<string, string>();
  const say = (key: string, text: string): void => {
    if (before.get(key) === text) return;
    before.set(key, text);
    if (text !== '') process.stdout.write(`${new Date().toISOString().slice(11, 19)}  ${text}\n`);
  };
  return (found) => {
    say('away', found instanceof Error ? away(found) : '');
    if (found instanceof Error) return;
    for (const { systemId, documentType, flow } of flowsOf(found.systems)) {
      const run = flow.lastRun === null ? 'no run yet' : `last run ${flow.lastRun.status}`;
      const paused = flow.paused ? ', paused' : '';
      say(
        `${systemId} ${documentType}`,
        `${DOCUMENT_TYPE_NAMES[documentType].many} → ${systemId}: ${run}, ${flow.deliveredToday} delivered today, ${flow.waiting} waiting${paused}`,
      );
    }
    // Without how long ago that was: it would be another line each time.
    say(
      'remarks',
      remarks(found)
        .join(' ')
        .replaceAll(/ \(the last one was seen [^)]*\)/g, ''),
    );
  };
}
