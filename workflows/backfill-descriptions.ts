import { DOCUMENT_TYPE_NAMES } from '../src/document';
import type { BackfillCounts, BackfilledFlow, BackfillProgress, BackfillResult } from './backfill-messages';
import {
  capitalised,
  describeCause,
  describeOutage,
  MAX_SHOWN_CAUSES,
  perMinute,
  WHERE_THEY_WAIT,
} from './descriptions';

/** Current details of a backfill at work: lists, as Temporal's tables have no padding. */
export function describeBackfilling(systemId: string, progress: BackfillProgress, now: number): string {
  const { opened, flows, at, deferred, reason, isPaused, outage } = progress;
  const period = opened === null ? '' : `, ${opened.from} – ${opened.to}`;
  return [
    `### Backfill → ${systemId}${period}`,
    '',
    ...(outage === null ? [] : [describeOutage(outage)]),
    ...(isPaused ? ['**Paused by a person.** Send the signal `resume` to go on.', ''] : []),
    ...(at === null
      ? []
      : [`- now: **${DOCUMENT_TYPE_NAMES[at.documentType].many}** created from ${at.createdUntil} on`]),
    ...(deferred === 0 ? [] : [`- wait for their next attempt just now: **${deferred}** (${reason})`]),
    ...(opened === null ? [] : [`- speed: **${speedOf(flows, Date.parse(opened.startedAt), now)}**`]),
    ...flows.flatMap(describeFlow),
    ...describeWaiting(flows),
  ].join('\n');
}

/** The outcome, for those who look at it afterwards. */
export function describeBackfilled({ systemId, from, to, flows }: BackfillResult): string {
  const failed = flows.reduce((sum, { counts }) => sum + counts.failed, 0);
  return [
    `### Backfill → ${systemId}, ${from} – ${to}`,
    '',
    failed === 0
      ? '**Done.**'
      : `**Done but for ${failed} documents.** Start the same backfill again: it takes them up.`,
    ...flows.flatMap(describeFlow),
    ...describeWaiting(flows),
  ].join('\n');
}

function describeFlow({ documentType, counts, problems }: BackfilledFlow): readonly string[] {
  const { pages, read, posted, alreadyThere, exported } = counts;
  return [
    '',
    `#### ${capitalised(DOCUMENT_TYPE_NAMES[documentType].many)}`,
    '',
    `- of the period in TRAEDE: **${read}** (${pages} pages)`,
    `- posted now: **${posted}**`,
    `- in the ERP before: **${alreadyThere}**`,
    `- marked as exported in TRAEDE: **${exported}**`,
    ...describeRest(counts),
    ...problems.slice(0, MAX_SHOWN_CAUSES).map(describeCause),
  ];
}

/** What is none needs no line. */
function describeRest(counts: BackfillCounts): readonly string[] {
  const rest: readonly (readonly [string, number])[] = [
    ['dated before go-live, left alone', counts.beforeGoLive],
    ['waited before', counts.waiting],
    ['left to a person', counts.skipped],
    ['could not be delivered', counts.failed],
    ['wait for a person', counts.attention],
  ];
  return rest.filter(([, count]) => count > 0).map(([what, count]) => `- ${what}: **${count}**`);
}

function describeWaiting(flows: readonly BackfilledFlow[]): readonly string[] {
  const isAnyWaiting = flows.some(({ counts }) => counts.attention + counts.waiting > 0);
  return isAnyWaiting ? ['', WHERE_THEY_WAIT] : [];
}

function speedOf(flows: readonly BackfilledFlow[], startedAt: number, now: number): string {
  const exported = flows.reduce((sum, { counts }) => sum + counts.exported, 0);
  const rate = perMinute(exported, now - startedAt);
  return rate === undefined ? 'not known yet' : `${rate} per minute`;
}
