import { DOCUMENT_TYPE_NAMES } from '../document';
import type { CountedType } from '../backfill/count';
import type { BackfillPeriod } from '../backfill/period';
import type { BackfilledFlow, BackfillResult } from '../../workflows/backfill-messages';
import { table } from './terminal';

/** What would be brought, before anybody has said yes. */
export function printCounted(counted: readonly CountedType[], { from, to }: BackfillPeriod): string {
  return [
    `TRAEDE holds, dated from ${from} to ${to}:`,
    '',
    table(
      [
        { title: 'document type' },
        { title: 'documents', align: 'right' },
        { title: 'before go-live', align: 'right' },
      ],
      counted.map(({ documentType, others, beforeGoLive }) => [
        DOCUMENT_TYPE_NAMES[documentType].many,
        others,
        beforeGoLive,
      ]),
    ),
  ].join('\n');
}

/** The outcome as people read it. */
export function printBackfilled({ systemId, from, to, flows }: BackfillResult): string {
  const numbers = [
    'read',
    'posted',
    'in the ERP before',
    'marked',
    'before go-live',
    'wait',
    'left',
    'failed',
  ];
  const failed = flows.reduce((sum, { counts }) => sum + counts.failed, 0);
  const waiting = flows.reduce((sum, { counts }) => sum + counts.attention + counts.waiting, 0);
  return [
    `Backfill → ${systemId}, ${from} – ${to}`,
    '',
    table(
      [{ title: 'document type' }, ...numbers.map((title) => ({ title, align: 'right' as const }))],
      flows.map(({ documentType, counts }) => [
        DOCUMENT_TYPE_NAMES[documentType].many,
        ...[counts.read, counts.posted, counts.alreadyThere, counts.exported, counts.beforeGoLive],
        ...[counts.attention + counts.waiting, counts.skipped, counts.failed],
      ]),
    ),
    ...flows.flatMap(causesOf),
    ...(waiting === 0 ? [] : ['', 'What waits for a person, and how to mend it: traede-sync attention']),
    ...(failed === 0
      ? []
      : ['', `${failed} could not be delivered: run the same command again, it takes them up.`]),
  ].join('\n');
}

/** More causes than this are not read; `attention` has them all. */
const SHOWN_CAUSES = 5;

function causesOf({ documentType, problems }: BackfilledFlow): readonly string[] {
  const { one, many } = DOCUMENT_TYPE_NAMES[documentType];
  return problems
    .slice(0, SHOWN_CAUSES)
    .flatMap(({ code, documents, message, remedy }) => [
      '',
      `${documents} ${documents === 1 ? one : many} waiting (${code})`,
      `  ${message}`,
      `  → ${remedy}`,
    ]);
}
