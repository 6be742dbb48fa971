import { randomFor } from './random';
import type { DocumentType } from '../document';

/**
 * What must be known of every document to list it. The rest is made when it is asked for: a hundred thousand
 * documents cost a few megabytes, and nothing but their headers is computed before the first call.
 */
export interface DocumentHeader {
  /** Position in the order of making, from 0; the document is drawn from the seed and this. */
  readonly index: number;
  readonly id: number;
  /** Number of the invoice or credit note; null for a draft. */
  readonly number: number | null;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

/** How many documents there are when the simulator starts. Accounting entries have no drafts. */
export interface Volume {
  readonly booked: number;
  readonly drafts: number;
}

const DAY_MS = 86_400_000;
/** Documents reach back half a year: enough for several periods of VAT and of closing. */
export const HISTORY_MS = 182 * DAY_MS;
/** Goods come back some weeks after they were invoiced, so credit notes start later than invoices. */
export const CREDIT_NOTE_DELAY_SHARE = 0.1;
/** A few documents are created earlier than one with a lower id, so that no two orders are the same. */
const BACKDATED_SHARE = 0.1;
const BACKDATED_SLOTS = 3;
const LONGEST_EDIT_DELAY_MS = 2 * DAY_MS;
const SECOND_MS = 1000;

const FIRST_IDS: Readonly<Record<DocumentType, number>> = {
  invoice: 1001,
  'credit-note': 501,
  'accounting-entry': 20_001,
};
const FIRST_NUMBERS: Readonly<Record<DocumentType, number>> = {
  invoice: 10_001,
  'credit-note': 50_001,
  'accounting-entry': 1,
};

export function documentId(type: DocumentType, index: number): number {
  return FIRST_IDS[type] + index;
}

/** The number of the document that has `bookedBefore` booked ones before it. */
export function documentNumber(type: DocumentType, bookedBefore: number): number {
  return FIRST_NUMBERS[type] + bookedBefore;
}

/** The headers that a simulator starts with: created over the half year before `nowMs`, drafts strewn in. */
export function seededHeaders(
  seed: number,
  type: DocumentType,
  volume: Volume,
  nowMs: number,
): DocumentHeader[] {
  const total = volume.booked + volume.drafts;
  const drafts = draftPositions(total, volume.drafts);
  const random = randomFor(seed, 'headers', type);
  const delayMs = type === 'credit-note' ? HISTORY_MS * CREDIT_NOTE_DELAY_SHARE : 0;
  const firstMs = nowMs - HISTORY_MS + delayMs;
  const slotMs = (nowMs - firstMs) / Math.max(total, 1);
  // Before now, so that a document created or changed later is the newest.
  const lastMs = wholeSeconds(nowMs) - SECOND_MS;
  let bookedBefore = 0;
  return Array.from({ length: total }, (_, index) => {
    const backdated = type === 'invoice' && random.chance(BACKDATED_SHARE) ? BACKDATED_SLOTS : 0;
    const slot = Math.max(0, index - backdated) + random.next();
    const createdAtMs = wholeSeconds(firstMs + slot * slotMs);
    const editedAtMs = wholeSeconds(createdAtMs + random.next() * LONGEST_EDIT_DELAY_MS);
    const number = drafts.has(index) ? null : documentNumber(type, bookedBefore++);
    const updatedAtMs = Math.max(createdAtMs, Math.min(editedAtMs, lastMs));
    return { index, id: documentId(type, index), number, createdAtMs, updatedAtMs };
  });
}

export function wholeSeconds(atMs: number): number {
  return Math.floor(atMs / SECOND_MS) * SECOND_MS;
}

function draftPositions(total: number, drafts: number): ReadonlySet<number> {
  const positions = Array.from({ length: drafts }, (_, draft) =>
    Math.floor(((draft + 0.5) * total) / drafts),
  );
  return new Set(positions);
}
