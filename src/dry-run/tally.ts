import type { Posting } from '../accounting/posting';
import type { WaitingProblem } from '../delivery/overview';
import type { DocumentType } from '../document';
import { ZERO, type Decimal } from '../money';
import type { Examined } from './verdict';

/** What a dry run found of one document type. */
export interface TypeTally {
  /** Booked documents in TRAEDE's list. */
  readonly read: number;
  readonly toPost: number;
  /** Of `toPost`: moved to the first open day. */
  readonly moved: number;
  /** In the ERP already, as they should be. */
  readonly posted: number;
  readonly held: number;
  readonly skipped: number;
  /** Dated before go-live: left alone. */
  readonly beforeGoLive: number;
  readonly problems: number;
  /** What would be posted, by currency. */
  readonly sums: readonly CurrencySum[];
  /** Why documents would wait for a person, the most frequent cause first. */
  readonly causes: readonly WaitingProblem[];
}

export interface CurrencySum {
  readonly currency: string;
  readonly documents: number;
  readonly net: Decimal;
  readonly tax: Decimal;
  readonly total: Decimal;
}

/** Counts as documents come: none of them is kept. */
export class Tally {
  readonly #documentType: DocumentType;
  readonly #counts = {
    read: 0,
    toPost: 0,
    moved: 0,
    posted: 0,
    held: 0,
    skipped: 0,
    beforeGoLive: 0,
    problems: 0,
  };
  readonly #sums = new Map<string, CurrencySum>();
  readonly #causes = new Map<string, WaitingProblem>();

  constructor(documentType: DocumentType) {
    this.#documentType = documentType;
  }

  add({ documentId, verdict }: Examined): void {
    this.#counts.read += 1;
    switch (verdict.kind) {
      case 'to-post':
        this.#counts.toPost += 1;
        if (verdict.ownDay !== undefined) this.#counts.moved += 1;
        this.#addAmounts(verdict.posting);
        break;
      case 'posted':
        this.#counts.posted += 1;
        break;
      case 'held':
        this.#counts.held += 1;
        break;
      case 'skipped':
        this.#counts.skipped += 1;
        break;
      case 'before-go-live':
        this.#counts.beforeGoLive += 1;
        break;
      case 'problem': {
        this.#counts.problems += 1;
        const { code, message, remedy } = verdict.problem;
        // Documents with the same remedy have the same cause.
        const cause = `${code} ${remedy}`;
        const before = this.#causes.get(cause);
        this.#causes.set(cause, {
          documentType: this.#documentType,
          code,
          remedy,
          message: before?.message ?? message,
          count: (before?.count ?? 0) + 1,
          documentIds: [...(before?.documentIds ?? []), documentId].slice(0, NAMED_DOCUMENTS),
        });
      }
    }
  }

  #addAmounts(posting: Posting): void {
    const { currency } = posting;
    const { net, tax, total } = amountsOf(posting);
    const before = this.#sums.get(currency) ?? { currency, documents: 0, net: ZERO, tax: ZERO, total: ZERO };
    this.#sums.set(currency, {
      currency,
      documents: before.documents + 1,
      net: before.net.plus(net),
      tax: before.tax.plus(tax),
      total: before.total.plus(total),
    });
  }

  result(): TypeTally {
    return {
      ...this.#counts,
      sums: [...this.#sums.values()].sort((a, b) => a.currency.localeCompare(b.currency)),
      causes: [...this.#causes.values()].sort((a, b) => b.count - a.count),
    };
  }
}

/** As with what really waits: the first ids, enough for a machine. */
const NAMED_DOCUMENTS = 1_000;

/** Credit notes are positive, entries as TRAEDE states them. */
function amountsOf(posting: Posting): { net: Decimal; tax: Decimal; total: Decimal } {
  return posting.kind === 'journal-entry'
    ? { net: posting.amount, tax: ZERO, total: posting.amount }
    : posting.totals;
}
