import { DOCUMENT_TYPES, type DocumentType } from '../document';
import { DEFAULT_BEHAVIOUR, type Behaviour } from './behaviour';
import { makeBrand, type Brand } from './brand';
import { CallLog } from './calls';
import type { Clock } from './clock';
import { clockFrom } from './clock';
import { makeCollections, type Collections } from './documents';
import { FaultRules } from './faults';
import { MarkRegister, type MarkRequest } from './marks';
import type { StateEvent, StateFile } from './state-file';
import { WIRE_SCHEMAS, type WireDocuments } from './wire-documents';

/** Everything that a simulated TRAEDE knows, without the network: documents, marks, behaviour, faults. */
export class Simulation {
  readonly marks = new MarkRegister();
  readonly calls = new CallLog();
  readonly faults: FaultRules;
  readonly collections: Collections;
  readonly seed: number;
  /** Documents that came in during a walk: they stand at the front of lists. */
  readonly front: Record<DocumentType, Set<number>> = {
    invoice: new Set(),
    'credit-note': new Set(),
    'accounting-entry': new Set(),
  };
  readonly #state: StateFile;
  readonly #clock: Clock;
  #behaviour: Behaviour = DEFAULT_BEHAVIOUR;
  #brand: Brand;

  /** @param nowMs simulated time begins here, or where the state file ends if that is later */
  constructor(state: StateFile, nowMs: number) {
    const { seed, volumes } = state.origin;
    this.seed = seed;
    this.#state = state;
    this.#brand = makeBrand(seed, DEFAULT_BEHAVIOUR.documentLines);
    this.collections = makeCollections(() => this.#brand, volumes, state.origin.nowMs);
    this.faults = new FaultRules(seed);
    for (const event of state.events) this.#apply(event);
    this.#clock = clockFrom(
      Math.max(nowMs, state.origin.nowMs, ...state.events.slice(-1).map(({ atMs }) => atMs)),
    );
  }

  get behaviour(): Behaviour {
    return this.#behaviour;
  }

  setBehaviour(change: Partial<Behaviour>): void {
    this.#behaviour = { ...this.#behaviour, ...change };
    this.#brand = { ...this.#brand, documentLines: this.#behaviour.documentLines };
  }

  /** Adds booked documents, dated now; gives their ids. */
  create(documentType: DocumentType, count: number): readonly number[] {
    if (count < 1) return [];
    const before = this.collections[documentType].headers.length;
    this.#happen({ kind: 'created', documentType, count, atMs: this.#clock() });
    return this.collections[documentType].headers.slice(before).map(({ id }) => id);
  }

  /** @throws {RangeError} no such document; @throws {ZodError} the result is no document of this type */
  edit<Type extends DocumentType>(
    documentType: Type,
    documentId: number,
    change: Readonly<Record<string, unknown>>,
  ): WireDocuments[Type] {
    this.#happen({ kind: 'edited', documentType, documentId, change: { ...change }, atMs: this.#clock() });
    return this.#document(documentType, documentId);
  }

  mark(documentType: DocumentType, marks: readonly MarkRequest[]): void {
    if (marks.length === 0) return;
    this.#happen({ kind: 'marked', documentType, marks: [...marks], atMs: this.#clock() });
  }

  /** How many documents there are, of all types: grows with each new one. */
  get documentCount(): number {
    return DOCUMENT_TYPES.reduce((total, type) => total + this.collections[type].headers.length, 0);
  }

  close(): void {
    this.#state.close();
  }

  #document<Type extends DocumentType>(type: Type, documentId: number): WireDocuments[Type] {
    return WIRE_SCHEMAS[type].parse(this.collections[type].document(documentId));
  }

  /** Applied first: what cannot be applied must not come into the file. */
  #happen(event: StateEvent): void {
    this.#apply(event);
    this.#state.append(event);
  }

  #apply(event: StateEvent): void {
    switch (event.kind) {
      case 'created':
        this.collections[event.documentType].create(event.count, event.atMs);
        return;
      case 'edited':
        this.collections[event.documentType].edit(event.documentId, event.change, event.atMs);
        return;
      case 'marked':
        for (const mark of event.marks) this.marks.add(event.documentType, mark, event.atMs);
    }
  }
}
