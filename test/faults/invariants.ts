import type { Pool } from 'pg';
import { DOCUMENT_TYPES, externalReference, type DocumentId, type DocumentType } from '../../src/document';
import type { ErpAdapter, Receipt } from '../../src/erp/adapter';
import { decimal, formatAmount, roundToCents } from '../../src/money';
import type { Simulator, WireDocument } from '../../src/simulator';

export type ViolationKind = 'duplicate' | 'loss' | 'wrong total' | 'stray' | 'not marked' | 'not recorded';

export interface Violation {
  readonly kind: ViolationKind | 'failed run';
  readonly text: string;
}

/** What is looked at when all is calm. */
export interface Books {
  readonly systemId: string;
  readonly simulator: Simulator;
  readonly ledger: ErpAdapter;
  readonly pool: Pool;
}

export interface Expectations {
  /** The states that a document has had in TRAEDE, where it was edited; the one posted must be one of them. */
  readonly versions?: ReadonlyMap<string, readonly WireDocument[]>;
  /** Not looked for in the record: exported before it was lost. */
  readonly forgotten?: ReadonlySet<string>;
}

/** Each document posted once, to the cent, marked and recorded; nothing else posted. Asked of ERP, TRAEDE and record. */
export async function violations(books: Books, expected: Expectations = {}): Promise<readonly Violation[]> {
  const receipts = await receiptsByReference(books);
  const states = await recordedStates(books);
  const found: Violation[] = [];
  const known = new Set<string>();
  for (const type of DOCUMENT_TYPES) {
    const marks = books.simulator.marks(books.systemId, type);
    for (const document of books.simulator.documents(type)) {
      const reference = externalReference({
        systemId: books.systemId,
        documentType: type,
        documentId: document.id,
      });
      known.add(reference);
      const versions = expected.versions?.get(reference) ?? [document];
      found.push(...ofDocument(reference, type, versions, receipts.get(reference) ?? []));
      // An edited document may wait for a person, posted or not: it is never in the books twice or wrongly.
      if (versions.length > 1 && states.get(stateKey(type, document.id)) === 'attention') continue;
      if (!marks.has(document.id))
        found.push({ kind: 'not marked', text: `${reference} is not marked in TRAEDE` });
      if (expected.forgotten?.has(reference) === true) continue;
      const state = states.get(stateKey(type, document.id));
      if (state !== 'exported') {
        found.push({ kind: 'not recorded', text: `${reference} is recorded as ${state ?? 'unknown'}` });
      }
    }
  }
  for (const [reference, held] of receipts) {
    if (known.has(reference)) continue;
    const kind = reference.includes('.again') ? 'duplicate' : 'stray';
    found.push({ kind, text: `${reference} is in the ERP ${held.length} times, and no document of TRAEDE` });
  }
  return found;
}

/** Books may be shared with other systems. A second posting may stand under `SYSTEM.again1`. */
async function receiptsByReference({
  ledger,
  systemId,
}: Books): Promise<ReadonlyMap<string, readonly Receipt[]>> {
  const receipts = new Map<string, Receipt[]>();
  for await (const receipt of ledger.list()) {
    if (!receipt.reference.startsWith(`traede:${systemId}`)) continue;
    receipts.set(receipt.reference, [...(receipts.get(receipt.reference) ?? []), receipt]);
  }
  return receipts;
}

function stateKey(type: string, id: DocumentId): string {
  return `${type} ${id}`;
}

async function recordedStates({ pool, systemId }: Books): Promise<ReadonlyMap<string, string>> {
  const { rows } = await pool.query<{ document_type: string; document_id: string; state: string }>(
    'select document_type, document_id, state from delivery.deliveries where system_id = $1',
    [systemId],
  );
  return new Map(rows.map((row) => [stateKey(row.document_type, Number(row.document_id)), row.state]));
}

function ofDocument(
  reference: string,
  type: DocumentType,
  versions: readonly WireDocument[],
  receipts: readonly Receipt[],
): readonly Violation[] {
  const [receipt] = receipts;
  if (receipt === undefined) return [{ kind: 'loss', text: `${reference} is not in the ERP` }];
  const found: Violation[] = [];
  if (receipts.length > 1) {
    found.push({ kind: 'duplicate', text: `${reference} is in the ERP ${receipts.length} times` });
  }
  const wanted = versions.map((version) => amountsOf(type, version));
  const held = [receipt.net, receipt.tax, receipt.total].map(formatAmount).concat(receipt.currency).join(' ');
  if (!wanted.includes(held)) {
    found.push({
      kind: 'wrong total',
      text: `${reference}: the ERP holds ${held}, TRAEDE ${wanted.join(' or ')}`,
    });
  }
  return found;
}

/** `net tax total currency`, read from TRAEDE's JSON without any of the product's mapping. */
export function amountsOf(type: DocumentType, document: WireDocument): string {
  if ('amount' in document) {
    const amount = formatAmount(roundToCents(decimal(String(document.amount))));
    return [amount, '0.00', amount, document.currency].join(' ');
  }
  const tax = roundToCents(decimal(String(document.vat_amount)));
  const total = roundToCents(decimal(String(document.total_price_after_vat)));
  if (type === 'accounting-entry') throw new Error('a sales document where an entry was expected');
  return [total.minus(tax), tax, total].map(formatAmount).concat(document.currency).join(' ');
}
