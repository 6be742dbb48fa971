import { DOCUMENT_TYPES, type DocumentType } from '../document';
import type { Route, RouteKind } from './endpoints';
import type { FaultKind } from './faults';

/** One call, as it came and as it went. */
export interface CallEntry {
  readonly method: string;
  readonly path: string;
  /** As sent, without the question mark. */
  readonly query: string;
  /** null: the caller got no complete answer. */
  readonly status: number | null;
  /** The fault that was played, besides slowness. */
  readonly fault: FaultKind | null;
}

export type CallCounts = Readonly<Record<RouteKind, Readonly<Record<DocumentType, number>>>>;

export interface Calls {
  /** All calls, also those to addresses that do not exist; not those to the control endpoints. */
  readonly total: number;
  readonly counts: CallCounts;
  /** The latest calls, oldest first. */
  readonly log: readonly CallEntry[];
}

/** Enough to see what a test or a demonstration did; a soak must not fill the memory. */
const LOG_LENGTH = 1000;

const zeroes = (): Record<DocumentType, number> => ({ invoice: 0, 'credit-note': 0, 'accounting-entry': 0 });

export class CallLog {
  readonly #counts = { export: zeroes(), mark: zeroes(), document: zeroes() };
  readonly #log: CallEntry[] = [];
  #total = 0;

  /** Counts a call when it comes in, so that it shows even while its answer is held back. */
  count(route: Route | undefined): void {
    this.#total += 1;
    if (route !== undefined) this.#counts[route.kind][route.documentType] += 1;
  }

  write(entry: CallEntry): void {
    this.#log.push(entry);
    if (this.#log.length > LOG_LENGTH) this.#log.shift();
  }

  /** List calls so far, of all types. */
  get exportCalls(): number {
    return DOCUMENT_TYPES.reduce((total, type) => total + this.#counts.export[type], 0);
  }

  snapshot(): Calls {
    return { total: this.#total, counts: structuredClone(this.#counts), log: [...this.#log] };
  }
}
