import { z } from 'zod';
import type { ExternalReference } from '../../document';
import type { PlainDate } from '../../plain-date';
import type { CallOptions, Receipt } from '../adapter';
import { findClaims, MOVE, OURS } from './claim';
import { lookupOf, reading, type Lookup, type OdooContext } from './context';
import { findCodes, readDocuments, receiptOf } from './documents';
import { referenceOfName } from './external-id';
import { searchRead } from './search';
import { wireDate, wireId } from './wire';

/** Documents read with their lines at once: some megabyte of answer. */
const READ_BATCH_SIZE = 100;
/** External ids, or ids with dates, at once: some hundred kilobytes. */
const INDEX_BATCH_SIZE = 2_000;

/** What Odoo holds posted under these references; five calls for up to a hundred. */
export async function find(
  context: OdooContext,
  references: readonly ExternalReference[],
  { signal }: CallOptions = {},
): Promise<ReadonlyMap<ExternalReference, Receipt>> {
  if (references.length === 0) return new Map();
  return reading(async () => {
    const lookup = await lookupOf(context, signal);
    const claims = await findClaims(lookup, [...new Set(references)]);
    const receipts = await readReceipts(
      lookup,
      [...claims].map(([reference, id]) => ({ reference, id })),
    );
    return new Map(receipts.map((receipt) => [receipt.reference, receipt]));
  });
}

interface Claim {
  readonly reference: ExternalReference;
  readonly id: number;
}

/** In the order of the claims; those whose document is not posted, or not of this company, are left out. */
async function readReceipts(lookup: Lookup, claims: readonly Claim[]): Promise<readonly Receipt[]> {
  const receipts: Receipt[] = [];
  for (let start = 0; start < claims.length; start += READ_BATCH_SIZE) {
    const batch = claims.slice(start, start + READ_BATCH_SIZE);
    const documents = await readDocuments(lookup, { ids: batch.map(({ id }) => id), posted: true });
    const codes = await findCodes(lookup, documents);
    for (const { reference, id } of batch) {
      const document = documents.find((one) => one.id === id);
      const receipt = document === undefined ? undefined : receiptOf(reference, document, codes);
      if (receipt !== undefined) receipts.push(receipt);
    }
  }
  return receipts;
}

/**
 * Oldest first, by day of the books. What is ours is told by external ids alone, which know no dates: first comes an
 * index of all of them, some hundred bytes for each, then the documents, a batch in memory at a time.
 */
export async function* list(
  context: OdooContext,
  { since, signal }: { readonly since?: PlainDate } & CallOptions = {},
): AsyncGenerator<Receipt> {
  const lookup = await reading(() => lookupOf(context, signal));
  const claims = await reading(() => datedClaims(lookup, since));
  for (let start = 0; start < claims.length; start += READ_BATCH_SIZE) {
    yield* await reading(() => readReceipts(lookup, claims.slice(start, start + READ_BATCH_SIZE)));
  }
}

const claimRow = z.object({ id: wireId, name: z.string(), res_id: wireId });
const dateRow = z.object({ id: wireId, date: wireDate });

/** Claims on posted documents, oldest first. */
async function datedClaims(lookup: Lookup, since: PlainDate | undefined): Promise<readonly Claim[]> {
  const { session, books, signal } = lookup;
  const posted = [
    ['company_id', '=', books.companyId],
    ['state', '=', 'posted'],
    ...(since === undefined ? [] : [['date', '>=', since]]),
  ];
  const dated: (Claim & { readonly date: PlainDate })[] = [];
  for (let after = 0; ;) {
    const batch = await searchRead(
      session,
      {
        model: 'ir.model.data',
        domain: [...OURS, ['id', '>', after]],
        fields: ['name', 'res_id'],
        row: claimRow,
        limit: INDEX_BATCH_SIZE,
      },
      signal,
    );
    const ids = batch.map(({ res_id }) => res_id);
    const search = { model: MOVE, fields: ['date'], row: dateRow };
    const moves = await searchRead(session, { ...search, domain: [['id', 'in', ids], ...posted] }, signal);
    const dates = new Map(moves.map(({ id, date }) => [id, date]));
    for (const { name, res_id: id } of batch) {
      const [reference, date] = [referenceOfName(name), dates.get(id) ?? null];
      if (reference !== undefined && date !== null) dated.push({ reference, id, date });
    }
    const last = batch.at(-1);
    if (last === undefined || batch.length < INDEX_BATCH_SIZE) return dated.toSorted(byDate);
    after = last.id;
  }
}

/** Dates are ISO 8601: they sort as texts. */
function byDate(
  a: { readonly date: PlainDate; readonly id: number },
  b: { readonly date: PlainDate; readonly id: number },
): number {
  return Number(a.date > b.date) - Number(a.date < b.date) || a.id - b.id;
}
