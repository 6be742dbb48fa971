import { DOCUMENT_TYPE_NAMES } from '../src/document';
import { CONFIGURATION_COUNTS_AFTER_RESTART, isMendedByConfiguration, type Problem } from '../src/problem';
import type {
  OutageView,
  ProblemCount,
  SyncDocumentInput,
  SyncDocumentResult,
  SyncDocumentsInput,
  SyncProgress,
} from './messages';

/** The list of what waits, as one filters it in Temporal's UI. */
export const WHERE_THEY_WAIT =
  'What waits for a person stands in the list of workflows under the filter `SyncStatus="needs-attention"`.';

/** Stands beside the current details, also while no worker lives. Each paragraph is one line: the UI keeps line breaks. */
export const RUN_GUIDE = [
  'One look through everything that TRAEDE lists as not exported. *Current Details* count what became of it; they are ' +
    'empty while no worker runs (`traede-sync status`).',
  "The tab *Timeline* has a bar for each batch, named by TRAEDE's ids. A run that failed stops nothing: the next one " +
    'begins anew, and nothing is posted twice.',
].join('\n\n');

/** The same on the page of a document. */
export const DOCUMENT_GUIDE = [
  'One document on its way into the ERP. *Current Details* say how it stands; they are empty while no worker runs ' +
    '(`traede-sync status`).',
  'If it waits, it waits for as long as it takes, and holds up no other document. Please do not cancel or terminate it: ' +
    'it would go on waiting, but no longer stand in this list. To leave it out for good, send the signal `skip`.',
].join('\n\n');

/** What a run is doing at this moment, beyond its counts. */
export interface RunMoment {
  /** By the workflow's clock, in milliseconds. */
  readonly now: number;
  /** Documents that are on their way: fetched, and not yet marked, refused or put off. */
  readonly onTheWay: number;
  /** Documents that wait for their next attempt within this run, and why. */
  readonly deferred: number;
  readonly reason: string;
  /** Everything was found, and nothing is left to do. */
  readonly ended: boolean;
}

/** Markdown for the "current details" of a run in Temporal's UI. */
export function describeRun(input: SyncDocumentsInput, progress: SyncProgress, moment: RunMoment): string {
  const { many } = DOCUMENT_TYPE_NAMES[input.documentType];
  return [
    `### ${capitalised(many)} → ${input.systemId}`,
    '',
    ...(progress.outage === null ? [] : [describeOutage(progress.outage)]),
    ...countTable(progress),
    '',
    `- **Now:** ${doing(progress, moment)}`,
    ...speed(progress, moment),
    ...(input.repeats === undefined || moment.ended
      ? []
      : [`- **Next run:** ${input.repeats}, as soon as this one has ended`]),
    ...describeCauses(progress),
  ].join('\n');
}

/** Ends the first cell: the UI draws tables without borders and padding. */
const GAP = '\u2003';

/** What always stands in the table, and what only where it is not zero. */
function countTable(progress: SyncProgress): readonly string[] {
  const always: readonly (readonly [string, number])[] = [
    ['Pages read from TRAEDE', progress.pages],
    ['Documents fetched', progress.fetched],
    ['In the ERP, confirmed', progress.delivered],
    ['Marked as exported in TRAEDE', progress.exported],
    ['Refused now, wait for a person', progress.attention],
  ];
  const sometimes: readonly (readonly [string, number])[] = [
    ['Waited for a person before', progress.waiting],
    ['Put off to the next run', progress.failed],
    ['Left out by a person', progress.skipped],
    ['Follow an invoice that is on its way', progress.held],
    ['Dated before go-live, left alone', progress.beforeGoLive],
  ];
  const rows = [...always, ...sometimes.filter(([, count]) => count > 0)];
  return ['| | |', '|:---|---:|', ...rows.map(([what, count]) => `| ${what}${GAP} | **${count}** |`)];
}

function doing({ outage }: SyncProgress, { onTheWay, deferred, reason, ended }: RunMoment): string {
  if (ended) return 'done: everything that TRAEDE lists was looked at';
  if (outage !== null) return 'waits until what is away answers again';
  if (deferred > 0) return `${documents(deferred)} will be tried again in a moment (${reason})`;
  return onTheWay === 0
    ? "looks through TRAEDE's list"
    : `${documents(onTheWay)} on the way between TRAEDE and the ERP`;
}

function documents(count: number): string {
  return count === 1 ? '1 document' : `${count} documents`;
}

/** A rate over less than this would be chance. */
const MIN_MEASURED_MS = 10_000;
const MINUTE_MS = 60_000;

/** `340 documents a minute`; the outages in between count. */
function speed({ exported, startedAt }: SyncProgress, { now }: RunMoment): readonly string[] {
  const rate = perMinute(exported, now - Date.parse(startedAt));
  return rate === undefined ? [] : [`- **Speed:** ${documents(rate)} a minute`];
}

/** `undefined` where it cannot be said yet. */
export function perMinute(count: number, ms: number): number | undefined {
  return count === 0 || !(ms >= MIN_MEASURED_MS) ? undefined : Math.round((count * MINUTE_MS) / ms);
}

/** The details are read in one look; the rest stands with the documents. */
export const MAX_SHOWN_CAUSES = 5;

/** Under a heading of its own: the UI joins nested lists into one line. */
function describeCauses({ attention, waiting, problems }: SyncProgress): readonly string[] {
  if (attention + waiting === 0) return [];
  const shown = problems.slice(0, MAX_SHOWN_CAUSES).map(describeCause);
  return [
    '',
    '### What waits for a person',
    '',
    ...shown,
    ...(shown.length === 0 ? [] : ['']),
    WHERE_THEY_WAIT,
  ];
}

export function describeCause({ code, documents: count, message, remedy }: ProblemCount): string {
  if (count === 1) return `- ${message} → ${remedy} (\`${code}\`)`;
  const all = `For all at once: \`traede-sync attention retry --problem ${code}\``;
  return `- **${count} documents** (\`${code}\`). The first: ${message} → ${remedy} ${all}`;
}

export function describeOutage({ message, since, nextProbeAt }: OutageView): string {
  return [
    `**Waiting: ${message}**`,
    '',
    `Since ${pointInTime(since)}; next try at ${pointInTime(nextProbeAt)}. Nothing is lost, and work goes on by itself.`,
    '',
  ].join('\n');
}

/** `2026-11-25 20:00:05 UTC`. */
function pointInTime(time: string): string {
  return `${time.slice(0, 19).replace('T', ' ')} UTC`;
}

/**
 * The page of a document that waits: what is wrong, what to do, which signals to send. Lists stay together where
 * paragraphs would be torn apart, and need an empty line before them.
 * @param lastAttempt why the last request did not help; above everything else, as whoever sent it looks for an answer
 */
export function describeWaiting(input: SyncDocumentInput, problem: Problem, lastAttempt?: string): string {
  return [
    `### ${documentName(input)} waits for a person`,
    '',
    ...(lastAttempt === undefined ? [] : [`- **The last request did not help:** ${lastAttempt}`]),
    `- **What is wrong:** ${problem.message}`,
    `- **What to do:** ${problem.remedy}`,
    ...(isMendedByConfiguration(problem.code) ? [`- **Mind:** ${CONFIGURATION_COUNTS_AFTER_RESTART}`] : []),
    '',
    'Then choose *More Actions › Send a Signal*:',
    '',
    '- `resync` with `{}`: imports it again, never twice',
    '- `skip` with `{"reason": "why", "by": "your name"}`: leaves it out for good',
    '- `markExported` with `{"reason": "why", "by": "your name"}`: it was booked by hand already',
    '',
    `Problem code: \`${problem.code}\`. Everything that happened to it: \`traede-sync document show ${input.documentType} ${input.documentId}\``,
  ].join('\n');
}

/** Why a resync has changed nothing: whoever sent it looks for an answer. */
export function describeSameProblem(at: string): string {
  return `it was tried again at ${pointInTime(at)}, and the same stands in its way.`;
}

/** What became of the document, for those who look at it afterwards. */
export function describeDone(input: SyncDocumentInput, { outcome }: SyncDocumentResult): string {
  return [`### ${documentName(input)}`, '', OUTCOMES[outcome]].join('\n');
}

const OUTCOMES: Readonly<Record<SyncDocumentResult['outcome'], string>> = {
  exported: 'Done: it is in the ERP, and marked as exported in TRAEDE.',
  skipped: 'Done: a person left it out for good. It is not in the ERP, and stays unmarked in TRAEDE.',
  'exported-by-hand': 'Done: a person has booked it by hand. It is marked as exported in TRAEDE.',
};

export function describeWorking(
  input: SyncDocumentInput,
  attempt: number,
  outage: OutageView | null,
): string {
  return [
    `### ${documentName(input)}`,
    '',
    ...(outage === null ? [`Being imported (attempt ${attempt}).`] : [describeOutage(outage)]),
  ].join('\n');
}

/** `Invoice 10042 (id 1042)`. */
export function documentName({ documentType, documentId, number }: SyncDocumentInput): string {
  const name = capitalised(DOCUMENT_TYPE_NAMES[documentType].one);
  return number === undefined || number === null
    ? `${name} ${documentId}`
    : `${name} ${number} (id ${documentId})`;
}

export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
