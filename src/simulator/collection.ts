import type { DocumentType } from '../document';
import { documentId, documentNumber, wholeSeconds, type DocumentHeader } from './headers';
import { WIRE_SCHEMAS, wireDate, type WireDocuments } from './wire-documents';

/** All documents of one type: headers in memory, documents made when they are asked for. */
export class Collection<Type extends DocumentType> {
  readonly #headers: DocumentHeader[];
  readonly #edited = new Map<number, WireDocuments[Type]>();
  readonly #type: Type;
  readonly #make: (header: DocumentHeader) => WireDocuments[Type];
  #numbersGiven: number;

  constructor(
    type: Type,
    seeded: readonly DocumentHeader[],
    make: (header: DocumentHeader) => WireDocuments[Type],
  ) {
    this.#type = type;
    this.#headers = [...seeded];
    this.#make = make;
    this.#numbersGiven = this.bookedCount;
  }

  /** By id, ascending. */
  get headers(): readonly DocumentHeader[] {
    return this.#headers;
  }

  get bookedCount(): number {
    return this.#headers.reduce((count, { number }) => (number === null ? count : count + 1), 0);
  }

  header(id: number): DocumentHeader | undefined {
    return this.#headers[id - documentId(this.#type, 0)];
  }

  document(id: number): WireDocuments[Type] | undefined {
    const header = this.header(id);
    return header === undefined ? undefined : this.#document(header);
  }

  *booked(): Generator<WireDocuments[Type]> {
    for (const header of this.#headers) if (header.number !== null) yield this.#document(header);
  }

  /** Adds booked documents, dated `atMs`. */
  create(count: number, atMs: number): number[] {
    const createdAtMs = wholeSeconds(atMs);
    return Array.from({ length: count }, () => {
      const index = this.#headers.length;
      const id = documentId(this.#type, index);
      const number = documentNumber(this.#type, this.#numbersGiven);
      this.#headers.push({ index, id, number, createdAtMs, updatedAtMs: createdAtMs });
      this.#numbersGiven += 1;
      return id;
    });
  }

  /**
   * Changes a document, as a person in TRAEDE's app might; sets `updated_at`.
   * @throws {RangeError} no such document; @throws {ZodError} the result is no document of this type
   */
  edit(id: number, change: Readonly<Record<string, unknown>>, atMs: number): WireDocuments[Type] {
    const header = this.header(id);
    if (header === undefined) throw new RangeError(`${this.#type} ${String(id)} does not exist`);
    const updatedAtMs = wholeSeconds(atMs);
    const edited = WIRE_SCHEMAS[this.#type].parse({
      ...this.#document(header),
      updated_at: wireDate(updatedAtMs),
      ...change,
      id,
    });
    this.#edited.set(id, edited);
    this.#headers[header.index] = { ...header, updatedAtMs, number: this.#numberAfter(header, edited) };
    return edited;
  }

  /** A draft is booked by an edit of its status (give it a number as well); the list then shows it. */
  #numberAfter(header: DocumentHeader, edited: WireDocuments[Type]): number | null {
    if (!('status' in edited)) return header.number;
    const shown = 'invoice_number' in edited ? edited.invoice_number : edited.credit_note_number;
    const number =
      edited.status === 'draft' ? null : (shown ?? documentNumber(this.#type, this.#numbersGiven));
    if (header.number === null && number !== null) this.#numbersGiven += 1;
    return number;
  }

  #document(header: DocumentHeader): WireDocuments[Type] {
    return this.#edited.get(header.id) ?? this.#make(header);
  }
}
