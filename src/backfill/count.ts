import { goLiveBy } from '../../activities/prepare';
import type { DocumentType } from '../document';
import type { CallOptions } from '../traede/client';
import { inPeriod } from './in-period';
import { backfillPages, type BackfillSource } from './pages';
import type { BackfillPeriod } from './period';

/** How many documents of a type TRAEDE holds in a period. */
export interface CountedType {
  readonly documentType: DocumentType;
  /** Dated before go-live: they would be left alone. */
  readonly beforeGoLive: number;
  readonly others: number;
}

/** Reads TRAEDE through once: neither the ERP nor the record is asked. */
export async function countForBackfill(
  source: BackfillSource,
  documentTypes: readonly DocumentType[],
  period: BackfillPeriod,
  options: CallOptions & { readonly onProgress?: (documentType: DocumentType, read: number) => void },
): Promise<readonly CountedType[]> {
  const beforeGoLive = goLiveBy(source.rules);
  const counted: CountedType[] = [];
  for (const documentType of documentTypes) {
    const flow = { systemId: source.systemId, documentType };
    const booked = inPeriod(documentType, period, source.rules);
    let [before, others] = [0, 0];
    for await (const page of backfillPages(source, documentType, period, options)) {
      for (const { content } of page.flatMap(booked)) {
        if (beforeGoLive(flow, content) === undefined) others += 1;
        else before += 1;
      }
      options.onProgress?.(documentType, before + others);
    }
    counted.push({ documentType, beforeGoLive: before, others });
  }
  return counted;
}
