import { DOCUMENT_TYPE_NAMES } from '../document';
import type { SyncCounts } from '../../workflows/messages';
import type { WaitingProblem } from '../delivery/overview';
import { EXIT, type ExitCode } from './exit-codes';
import type { FlowResult } from './sync-all';
import { table } from './terminal';

/** The result of a sync, as `--json` prints it. */
export interface SyncSummaryJson {
  readonly ok: boolean;
  readonly exitCode: ExitCode;
  readonly durationMs: number;
  readonly systems: Readonly<Record<string, Readonly<Record<string, TypeSummary>>>>;
  /** By document type, over all systems. */
  readonly types: Readonly<Record<string, TypeSummary>>;
  readonly problems: readonly WaitingProblem[];
  readonly temporalUi: string | null;
}

export type TypeSummary = SyncCounts & { readonly error: string | null };

export function summarise(
  results: readonly FlowResult[],
  context: {
    readonly durationMs: number;
    readonly problems: readonly WaitingProblem[];
    readonly temporalUi: string | undefined;
    readonly interrupted: boolean;
  },
): SyncSummaryJson {
  const exitCode = exitCodeOf(results, context.interrupted);
  const systemIds = [...new Set(results.map(({ systemId }) => systemId))];
  return {
    ok: exitCode === EXIT.ok,
    exitCode,
    durationMs: context.durationMs,
    types: byType(results),
    systems: Object.fromEntries(
      systemIds.map((systemId) => [
        systemId,
        byType(results.filter((result) => result.systemId === systemId)),
      ]),
    ),
    problems: context.problems,
    temporalUi: context.temporalUi ?? null,
  };
}

function exitCodeOf(results: readonly FlowResult[], interrupted: boolean): ExitCode {
  if (interrupted) return EXIT.interrupted;
  if (results.some(({ error, counts }) => error !== null || counts.failed > 0)) return EXIT.failed;
  return results.some(({ counts }) => counts.attention + counts.waiting + counts.held > 0)
    ? EXIT.attention
    : EXIT.ok;
}

function byType(results: readonly FlowResult[]): Record<string, TypeSummary> {
  const types: Record<string, TypeSummary> = {};
  for (const { documentType, counts, error } of results) {
    const before = types[documentType];
    const summary = { ...countsOf(counts), error };
    types[documentType] = before === undefined ? summary : merge(before, summary);
  }
  return types;
}

/** The counts and nothing else that a run's progress or result carries. */
function countsOf(counts: SyncCounts): SyncCounts {
  const { pages, fetched, delivered, exported, attention, failed, waiting, skipped, held } = counts;
  const { beforeGoLive } = counts;
  return { pages, fetched, delivered, exported, attention, failed, waiting, skipped, held, beforeGoLive };
}

function merge(a: TypeSummary, b: TypeSummary): TypeSummary {
  return {
    pages: a.pages + b.pages,
    fetched: a.fetched + b.fetched,
    delivered: a.delivered + b.delivered,
    exported: a.exported + b.exported,
    attention: a.attention + b.attention,
    failed: a.failed + b.failed,
    waiting: a.waiting + b.waiting,
    skipped: a.skipped + b.skipped,
    held: a.held + b.held,
    beforeGoLive: a.beforeGoLive + b.beforeGoLive,
    error: a.error ?? b.error,
  };
}

/** The summary as people read it: a table, what stopped, what waits and why, and where to look. */
export function printSummary(summary: SyncSummaryJson, results: readonly FlowResult[]): string {
  const numbers = ['fetched', 'delivered', 'exported', 'attention', 'failed'] as const;
  const columns = [
    { title: 'system' },
    { title: 'document type' },
    ...numbers.map((title) => ({ title, align: 'right' as const })),
  ];
  const rows = results.map(({ systemId, documentType, counts }) => [
    systemId,
    DOCUMENT_TYPE_NAMES[documentType].many,
    ...numbers.map((name) => counts[name]),
  ]);
  const stopped = results.flatMap(({ documentType, error }) =>
    error === null ? [] : [`${DOCUMENT_TYPE_NAMES[documentType].many} stopped: ${error}`],
  );
  const left = results.reduce((sum, { counts }) => sum + counts.beforeGoLive, 0);
  return [
    '',
    table(columns, rows),
    ...(left === 0 ? [] : ['', `${left} documents are dated before go-live: left alone.`]),
    ...(stopped.length === 0 ? [] : ['', ...stopped]),
    ...(summary.problems.length === 0 ? waitingLines(results) : ['', describeProblems(summary.problems)]),
    ...(summary.temporalUi === null ? [] : ['', `Temporal UI: ${summary.temporalUi}`]),
  ].join('\n');
}

/** Where causes are not told: why the exit code is not 0. */
function waitingLines(results: readonly FlowResult[]): readonly string[] {
  const total = (count: (counts: SyncCounts) => number): number =>
    results.reduce((sum, { counts }) => sum + count(counts), 0);
  const waiting = total((counts) => counts.attention + counts.waiting);
  const held = total((counts) => counts.held);
  return [
    ...(waiting === 0 ? [] : ['', `Waiting for a person: ${waiting}. Why, says \`traede-sync attention\`.`]),
    ...(held === 0
      ? []
      : ['', `Waiting for an invoice that is on its way: ${held}. The next run looks again.`]),
  ];
}

/** Enough to look some up; `--json` has them all. */
const SHOWN_DOCUMENTS = 5;

export function describeProblems(problems: readonly WaitingProblem[]): string {
  return problems
    .map(({ documentType, code, count, message, remedy, documentIds }) => {
      const names = DOCUMENT_TYPE_NAMES[documentType];
      const more = count > SHOWN_DOCUMENTS ? ', …' : '';
      return [
        `${count} ${count === 1 ? names.one : names.many} waiting (${code}): id ${documentIds.slice(0, SHOWN_DOCUMENTS).join(', ')}${more}`,
        `  ${message}`,
        `  → ${remedy}`,
      ].join('\n');
    })
    .join('\n');
}
