import { DOCUMENT_TYPE_NAMES } from '../src/document';
import type { Problem } from '../src/problem';
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

/** What a run is doing at this moment, beyond its counts. */
export interface RunMoment {
  /** By the workflow's clock, in milliseconds. */
  readonly now: number;
  /** Documents that wait for their next attempt within this run, and why. */
  readonly deferred: number;
  readonly reason: string;
}

/** Markdown for the "current details" of a run in Temporal's UI: lists, as its tables have no padding. */
export function describeRun(input: SyncDocumentsInput, progress: SyncProgress, moment: RunMoment): string {
  const { many } = DOCUMENT_TYPE_NAMES[input.documentType];
  return [
    `### ${capitalised(many)} → ${input.systemId}`,
    '',
    ...(progress.outage === null ? [] : [describeOutage(progress.outage)]),
    `- fetched from TRAEDE: **${progress.fetched}** (${progress.pages} pages)`,
    `- in the ERP, confirmed: **${progress.delivered}**`,
    `- marked as exported in TRAEDE: **${progress.exported}**${speed(progress, moment)}`,
    `- refused in this run, wait for a person: **${progress.attention}**`,
    `- put off to the next run: **${progress.failed}**`,
    ...progress.problems.slice(0, MAX_SHOWN_CAUSES).map(describeCause),
    `- waited before this run: **${progress.waiting}**`,
    ...(progress.skipped === 0 ? [] : [`- skipped by a person: **${progress.skipped}**`]),
    ...(progress.held === 0 ? [] : [`- follow an invoice that is on its way: **${progress.held}**`]),
    ...(progress.beforeGoLive === 0
      ? []
      : [`- dated before go-live, left alone: **${progress.beforeGoLive}**`]),
    ...(moment.deferred === 0
      ? []
      : [`- wait for their next attempt just now: **${moment.deferred}** (${moment.reason})`]),
    ...(input.repeats === undefined ? [] : [`- next run: ${input.repeats}, as soon as this one has ended`]),
    ...(progress.attention + progress.waiting === 0 ? [] : ['', WHERE_THEY_WAIT]),
  ].join('\n');
}

/** A rate over less than this would be chance. */
const MIN_MEASURED_MS = 10_000;
const MINUTE_MS = 60_000;

/** `, 340 per minute`; the outages in between count. */
function speed({ exported, startedAt }: SyncProgress, { now }: RunMoment): string {
  const rate = perMinute(exported, now - Date.parse(startedAt));
  return rate === undefined ? '' : `, ${rate} per minute`;
}

/** `undefined` where it cannot be said yet. */
export function perMinute(documents: number, ms: number): number | undefined {
  return documents === 0 || !(ms >= MIN_MEASURED_MS) ? undefined : Math.round((documents * MINUTE_MS) / ms);
}

/** The details are read in one look; the rest stands with the documents. */
export const MAX_SHOWN_CAUSES = 5;

/** Nested in the list, as its own paragraph would be torn apart. */
export function describeCause({ code, documents, message, remedy }: ProblemCount): string {
  return documents === 1
    ? `  - \`${code}\`: ${message} → ${remedy}`
    : `  - \`${code}\`, **${documents} documents**, the first: ${message} → ${remedy}`;
}

export function describeOutage({ message, since, nextProbeAt }: OutageView): string {
  return [
    `**Waiting: ${message}**`,
    '',
    `Since ${since}; next try at ${nextProbeAt}. Nothing is lost, and work goes on by itself.`,
    '',
  ].join('\n');
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
    '',
    'Then choose *More Actions › Send a Signal*:',
    '',
    '- `resync` with `{}`: imports it again, never twice',
    '- `skip` with `{"reason": "why", "by": "your name"}`: leaves it out for good',
    '- `markExported` with `{"reason": "why", "by": "your name"}`: it was booked by hand already',
    '',
    `Problem code: \`${problem.code}\``,
  ].join('\n');
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
