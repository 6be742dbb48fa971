import type { AccountingRules } from '../accounting/rules';
import type { DeliveryRecord } from '../delivery/record';
import { DOCUMENT_TYPE_NAMES, type DocumentId, type DocumentType, type SystemId } from '../document';
import { BEFORE_ANY_EXPORT, createdAround } from '../listing/created-around';
import { endlessMessage, readCreated } from '../listing/read-created';
import { TimeScan } from '../listing/time-scan';
import type { CallOptions, RawDocument, TraedeClient } from '../traede/client';
import { inPeriod, isBookedByHand } from './in-period';
import type { BackfillPeriod } from './period';

/** What a backfill would look at, as far as it only reads. */
export interface BackfillSource {
  readonly systemId: SystemId;
  readonly traede: Pick<TraedeClient, 'exportPage'>;
  readonly rules: AccountingRules;
  /** Absent where there is none yet. */
  readonly record: Pick<DeliveryRecord, 'load'> | undefined;
}

/** TRAEDE's list cannot be read for certain. */
export class UnreadableListError extends Error {
  override readonly name = 'UnreadableListError';
}

/**
 * What TRAEDE holds of a period, exported or not: window after window, each document once, without what a person has booked by
 * hand. Reads only. @throws {TraedeError} @throws {UnreadableListError}
 */
export async function* backfillPages(
  { systemId, traede, rules, record }: BackfillSource,
  documentType: DocumentType,
  period: BackfillPeriod,
  options: CallOptions = {},
): AsyncGenerator<readonly RawDocument[]> {
  const belongs = inPeriod(documentType, period, rules);
  const scan = new TimeScan(createdAround(period));
  const seen = new Set<DocumentId>();
  while (!scan.ended) {
    const { window } = scan;
    const found: RawDocument[] = [];
    const reading = await readCreated(traede, documentType, {
      ...options,
      ...{ window, notExportedSince: BEFORE_ANY_EXPORT },
      take: (fresh) => {
        found.push(...fresh.filter((raw) => belongs(raw).length > 0));
        return Promise.resolve();
      },
    });
    if (reading.kind === 'endless') {
      throw new UnreadableListError(endlessMessage(DOCUMENT_TYPE_NAMES[documentType].many, window));
    }
    if (reading.kind === 'too-much') {
      scan.tooMuch();
      continue;
    }
    scan.done(reading.pages);
    const ids = found.flatMap(({ id }) => (id === undefined || seen.has(id) ? [] : [id]));
    for (const id of ids) seen.add(id);
    const known = (await record?.load({ systemId, documentType }, ids)) ?? [];
    const byHand = new Set(known.filter(isBookedByHand).map(({ documentId }) => documentId));
    const page = found.filter(({ id }) => id !== undefined && ids.includes(id) && !byHand.has(id));
    if (page.length > 0) yield page;
  }
}
