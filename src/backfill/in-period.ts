import { toFetched } from '../../activities/fetch-page';
import { dayOfDocument } from '../accounting/go-live';
import type { AccountingRules } from '../accounting/rules';
import type { Delivery, FetchedDocument } from '../delivery/delivery';
import type { DocumentType } from '../document';
import type { Days } from '../listing/created-around';
import { plainDateIn, type PlainDate } from '../plain-date';
import type { RawDocument } from '../traede/client';
import { createdAtOf } from '../traede/created-at';
import { parseDocument } from '../traede/parse';

/** Keeps one document where it is booked and belongs into the period; nothing where it does not. */
export type InPeriod = (raw: RawDocument) => readonly FetchedDocument[];

/**
 * A document belongs into the period by the day of its books. One that cannot be read or dated goes by the day on which it
 * was created, so that a person gets to see it; one that does not say even that belongs into any.
 */
export function inPeriod(documentType: DocumentType, { from, to }: Days, rules: AccountingRules): InPeriod {
  return (raw) =>
    toFetched(documentType, raw, rules.timeZone).filter(({ content }) => {
      const day = dayOf(documentType, content, rules);
      // ISO dates sort as texts.
      return day === undefined || (day >= from && day <= to);
    });
}

function dayOf(documentType: DocumentType, content: string, rules: AccountingRules): PlainDate | undefined {
  const parsed = parseDocument(documentType, content);
  const day = parsed.ok ? dayOfDocument(parsed.document, rules) : undefined;
  if (day !== undefined) return day;
  const createdAt = createdAtOf(content);
  return createdAt === undefined ? undefined : plainDateIn(createdAt, rules.timeZone);
}

/** A person has closed it as booked by hand: the ERP holds it under no reference of ours, and must not get it once more. */
export function isBookedByHand({ state, deliveredAt }: Pick<Delivery, 'state' | 'deliveredAt'>): boolean {
  return state === 'exported' && deliveredAt === null;
}
