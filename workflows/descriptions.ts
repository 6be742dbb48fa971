import { DOCUMENT_TYPE_NAMES } from '../src/document';
import type { Problem } from '../src/problem';
import type { OutageView, SyncDocumentInput, SyncDocumentsInput, SyncProgress } from './messages';

/** Markdown for the "current details" of a run in Temporal's UI: lists, as its tables have no padding. */
export function describeRun(input: SyncDocumentsInput, progress: SyncProgress): string {
  const { many } = DOCUMENT_TYPE_NAMES[input.documentType];
  return [
    `### ${capitalised(many)} → ${input.systemId}`,
    ...(progress.outage === null ? [] : [describeOutage(progress.outage)]),
    `- fetched: **${progress.fetched}** (${progress.pages} pages)`,
    `- delivered to the ERP: **${progress.delivered}**`,
    `- marked as exported in TRAEDE: **${progress.exported}**`,
    `- need a person: **${progress.attention}**`,
    `- left for the next run: **${progress.failed}**`,
    `- waited before this run: **${progress.waiting}**`,
  ].join('\n');
}

export function describeOutage({ message, since, nextProbeAt }: OutageView): string {
  return [
    `**Waiting: ${message}**`,
    '',
    `Since ${since}; next try at ${nextProbeAt}. Nothing is lost, and work goes on by itself.`,
    '',
  ].join('\n');
}

/** The page of a document that waits: what is wrong, what to do, which signals to send. */
export function describeWaiting(input: SyncDocumentInput, problem: Problem): string {
  return [
    `### ${documentName(input)} waits for a person`,
    `**What is wrong:** ${problem.message}`,
    '',
    `**What to do:** ${problem.remedy}`,
    '',
    'Then choose *More Actions › Send a Signal*:',
    '- `resync` with `{}`: import it again',
    '- `skip` with `{"reason": "…", "by": "your name"}`: leave it out for good',
    '- `markExported` with `{"reason": "…", "by": "your name"}`: it is in the books already, by hand',
    '',
    `Problem code: \`${problem.code}\``,
  ].join('\n');
}

export function describeWorking(
  input: SyncDocumentInput,
  attempt: number,
  outage: OutageView | null,
): string {
  return [
    `### ${documentName(input)}`,
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

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
