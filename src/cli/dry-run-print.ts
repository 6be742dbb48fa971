import { DOCUMENT_TYPE_NAMES, type DocumentType } from '../document';
import type { TypeTally } from '../dry-run/tally';
import { formatAmount } from '../money';
import { EXIT, type ExitCode } from './exit-codes';
import { describeProblems } from './summary';
import { table } from './terminal';

/** What a dry run found of one system. */
export interface SystemResult {
  readonly systemId: string;
  readonly erp: string;
  readonly remarks: readonly string[];
  readonly types: ReadonlyMap<DocumentType, TypeTally>;
}

export function dryRunExitCode(results: readonly SystemResult[]): ExitCode {
  const tallies = results.flatMap(({ types }) => [...types.values()]);
  return tallies.some(({ problems, held }) => problems + held > 0) ? EXIT.attention : EXIT.ok;
}

/** Amounts as decimal strings; systems and types by their names. */
export function dryRunJson(results: readonly SystemResult[], exitCode: ExitCode) {
  return {
    ok: exitCode === EXIT.ok,
    exitCode,
    dryRun: true,
    systems: Object.fromEntries(
      results.map(({ systemId, erp, remarks, types }) => [
        systemId,
        {
          erp,
          remarks,
          types: Object.fromEntries([...types].map(([type, tally]) => [type, tallyJson(tally)])),
          problems: [...types.values()].flatMap(({ causes }) => causes),
        },
      ]),
    ),
  };
}

function tallyJson(tally: TypeTally) {
  const { read, toPost, moved, posted, held, skipped, beforeGoLive, problems, sums } = tally;
  return {
    ...{ read, toPost, moved, posted, held, skipped, beforeGoLive, problems },
    sums: sums.map(({ currency, documents, net, tax, total }) => ({
      currency,
      documents,
      net: formatAmount(net),
      tax: formatAmount(tax),
      total: formatAmount(total),
    })),
  };
}

/** More causes than this are not read; `--json` has them all. */
const SHOWN_CAUSES = 20;

/** @param read what the documents are that were read: `waiting in TRAEDE` */
export function printDryRun(results: readonly SystemResult[], read: string): string {
  const rows = results.flatMap(({ systemId, types }) =>
    [...types].map(([type, tally]) => ({ systemId, type, name: DOCUMENT_TYPE_NAMES[type].many, tally })),
  );
  const causes = rows.flatMap(({ tally }) => tally.causes);
  const left = rows.reduce((sum, { tally }) => sum + tally.beforeGoLive, 0);
  const moved = rows.reduce((sum, { tally }) => sum + tally.moved, 0);
  return [
    'Dry run: nothing was posted, nothing was marked.',
    '',
    countsTable(rows, read),
    ...(rows.some(({ tally }) => tally.sums.length > 0)
      ? ['', 'What would be posted:', '', sumsTable(rows)]
      : []),
    ...(moved === 0 ? [] : ['', `${moved} of them on the first open day, as accounting.closedPeriods says.`]),
    ...(left === 0 ? [] : ['', `${left} documents are dated before go-live: they would be left alone.`]),
    ...(causes.length === 0
      ? []
      : ['', 'What would wait for a person:', '', describeProblems(causes.slice(0, SHOWN_CAUSES))]),
    ...(causes.length > SHOWN_CAUSES
      ? [`… and ${causes.length - SHOWN_CAUSES} causes more: --json has all`]
      : []),
    ...results.flatMap(({ systemId, remarks }) => remarks.map((remark) => `\n${systemId}: ${remark}`)),
  ].join('\n');
}

interface Row {
  readonly systemId: string;
  readonly name: string;
  readonly tally: TypeTally;
}

function countsTable(rows: readonly Row[], readTitle: string): string {
  const numbers = [readTitle, 'would post', 'in the ERP already', 'held', 'skipped', 'problems'];
  return table(
    [
      { title: 'system' },
      { title: 'document type' },
      ...numbers.map((title) => ({ title, align: 'right' as const })),
    ],
    rows.map(({ systemId, name, tally: { read, toPost, posted, held, skipped, problems } }) => [
      systemId,
      name,
      read,
      toPost,
      posted,
      held,
      skipped,
      problems,
    ]),
  );
}

function sumsTable(rows: readonly Row[]): string {
  const right = ['documents', 'net', 'VAT', 'total'].map((title) => ({ title, align: 'right' as const }));
  return table(
    [{ title: 'system' }, { title: 'document type' }, { title: 'currency' }, ...right],
    rows.flatMap(({ systemId, name, tally }) =>
      tally.sums.map(({ currency, documents, net, tax, total }) => [
        systemId,
        name,
        currency,
        documents,
        formatAmount(net),
        formatAmount(tax),
        formatAmount(total),
      ]),
    ),
  );
}
