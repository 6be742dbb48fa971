import type { Delivery, Flow } from '../src/delivery/delivery';
import type { DocumentId, DocumentType, SystemId } from '../src/document';
import { formatAmount } from '../src/money';
import type { Problem } from '../src/problem';
import {
  MAX_MARKS_PER_CALL,
  type ExportMark,
  type ExportQuery,
  type TraedeClient,
} from '../src/traede/client';
import { bookedAtOf, createdAtOf } from '../src/traede/created-at';
import { TraedeValidationError } from '../src/traede/errors';
import { personalDataIn } from '../src/traede/personal-data';
import { systemOf, type ActivityContext } from './context';
import { lookThrough, ONE_DAY_MS } from './fetch-document';
import { logExported } from './log-outcomes';

export interface MarkExportedInput {
  readonly systemId: SystemId;
  readonly documentType: DocumentType;
  readonly documentIds: readonly DocumentId[];
  /** TRAEDE may hold them as exported already: that it refuses to mark one again is no trouble then. */
  readonly mayBeMarked?: boolean;
}

export interface MarkedDocuments {
  readonly exported: readonly DocumentId[];
  /** TRAEDE refuses to mark these. Absent when empty. */
  readonly attention?: readonly { readonly documentId: DocumentId; readonly problem: Problem }[];
}

/**
 * Tells TRAEDE which documents the ERP confirmed, and records it. Only what the record holds as delivered is marked, whatever
 * is asked for.
 */
export async function markDelivered(
  context: ActivityContext,
  { systemId, documentType, documentIds, mayBeMarked }: MarkExportedInput,
  signal: AbortSignal,
): Promise<MarkedDocuments> {
  const flow = { systemId, documentType };
  const deliveries = await context.record.load(flow, documentIds);
  const marks = deliveries.filter(({ state }) => state === 'delivered').map(toMark);
  const { traede } = systemOf(context, systemId);
  // Marked by an earlier attempt whose answer was lost on the way to Temporal.
  const before = deliveries.filter(({ state }) => state === 'exported').map(({ documentId }) => documentId);
  const marked: DocumentId[] = [];
  const refused: { documentId: DocumentId; problem: Problem }[] = [];
  for (let at = 0; at < marks.length; at += MAX_MARKS_PER_CALL) {
    const batch = marks.slice(at, at + MAX_MARKS_PER_CALL);
    const result = await (mayBeMarked === true
      ? markUnlessMarked(traede, flow, deliveries, batch, signal)
      : mark(traede, flow, batch, signal));
    const refusals = withoutCustomers(result.refused, deliveries);
    const [first] = refusals;
    if (first !== undefined && result.exported.length === 0 && batch.length >= MIN_REFUSED_FOR_ONE_CAUSE) {
      throw first.error;
    }
    marked.push(...result.exported);
    refused.push(...refusals.map(({ documentId, error }) => ({ documentId, problem: markRefused(error) })));
  }
  await context.record.recordExported(flow, marked);
  // What others exported long ago says nothing of how fast documents are carried.
  if (mayBeMarked !== true) recordTimes(context, flow, deliveries, marked);
  await context.record.recordAttention(flow, refused);
  logExported(flow, marked, refused);
  return { exported: [...before, ...marked], ...(refused.length === 0 ? {} : { attention: refused }) };
}

function recordTimes(
  { metrics }: ActivityContext,
  flow: Flow,
  deliveries: readonly Delivery[],
  marked: readonly DocumentId[],
): void {
  if (metrics === undefined) return;
  for (const { documentId, content } of deliveries) {
    const bookedAt = marked.includes(documentId) ? bookedAtOf(content) : undefined;
    if (bookedAt === undefined) continue;
    metrics.recordBookedToExported(flow, Math.max(0, Date.now() - bookedAt.getTime()) / 1_000);
  }
}

/** So many documents refused one by one, and none taken: the cause is not in the documents. */
const MIN_REFUSED_FOR_ONE_CAUSE = 3;

interface MarkResult {
  readonly exported: readonly DocumentId[];
  readonly refused: readonly { readonly documentId: DocumentId; readonly error: TraedeValidationError }[];
}

/**
 * TRAEDE does not document what marking twice answers. Where it refuses, its list of what is not exported says whether the
 * mark is there: a document that it does not show there any more needs none.
 */
async function markUnlessMarked(
  traede: TraedeClient,
  flow: Flow,
  deliveries: readonly Delivery[],
  marks: readonly ExportMark[],
  signal: AbortSignal,
): Promise<MarkResult> {
  const { exported, refused } = await mark(traede, flow, marks, signal);
  const still: (typeof refused)[number][] = [];
  const before: DocumentId[] = [];
  for (const one of refused) {
    const { documentId } = one;
    const delivery = deliveries.find((known) => known.documentId === documentId);
    const createdAt = delivery === undefined ? undefined : createdAtOf(delivery.content);
    const listed = await lookThrough(traede, { ...flow, documentId }, aroundOf(createdAt), signal);
    if (listed === undefined) before.push(documentId);
    else still.push(one);
  }
  return { exported: [...exported, ...before], refused: still };
}

/** The list is short where it is known when the document was created. */
function aroundOf(createdAt: Date | undefined): Pick<ExportQuery, 'createdAt'> {
  if (createdAt === undefined) return {};
  const from = new Date(createdAt.getTime() - ONE_DAY_MS);
  return { createdAt: { from, to: new Date(createdAt.getTime() + ONE_DAY_MS) } };
}

/** A refused call is split in halves until the documents that cause it stand alone. */
async function mark(
  traede: TraedeClient,
  flow: Flow,
  marks: readonly ExportMark[],
  signal: AbortSignal,
): Promise<MarkResult> {
  try {
    await traede.markAsExported(flow.documentType, marks, { signal });
    return { exported: marks.map(({ documentId }) => documentId), refused: [] };
  } catch (error) {
    if (!(error instanceof TraedeValidationError)) throw error;
    const [only] = marks;
    if (marks.length === 1 && only !== undefined) {
      return { exported: [], refused: [{ documentId: only.documentId, error }] };
    }
    const middle = Math.ceil(marks.length / 2);
    const first = await mark(traede, flow, marks.slice(0, middle), signal);
    const second = await mark(traede, flow, marks.slice(middle), signal);
    return {
      exported: [...first.exported, ...second.exported],
      refused: [...first.refused, ...second.refused],
    };
  }
}

/** The note names what the ERP made of the document: people read it in TRAEDE. */
function toMark({ documentId, receipt, sumReference }: Delivery): ExportMark {
  const how = sumReference === null ? 'Booked as' : 'Booked in the sum';
  const note =
    receipt === null
      ? 'Booked'
      : `${how} ${receipt.number} on ${receipt.date}, ${formatAmount(receipt.total)} ${receipt.currency}`;
  return { documentId, note };
}

/** TRAEDE may quote any document of the call; their contents are read once for all refusals, and only if there are some. */
function withoutCustomers(
  refused: MarkResult['refused'],
  deliveries: readonly Delivery[],
): MarkResult['refused'] {
  if (refused.length === 0) return refused;
  const customers = deliveries.flatMap(({ content }) => personalDataIn(content));
  return refused.map(({ documentId, error }) => ({ documentId, error: error.without(customers) }));
}

function markRefused(error: TraedeValidationError): Problem {
  return {
    code: 'mark-refused',
    message: `The document is in the ERP, but TRAEDE refuses to mark it as exported: ${error.details.join('; ') || 'it gives no reason.'}`,
    remedy:
      'Mend the cause in TRAEDE, then resync: only the mark is sent again. Or mark it as exported in TRAEDE by hand and skip it here.',
  };
}
