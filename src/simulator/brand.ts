import type { Article } from './catalogue';
import { makeCatalogue } from './catalogue';
import { makeCustomers, type SimulatedCustomer } from './customers';

/** What all documents of one simulator are drawn from. */
export interface Brand {
  readonly seed: number;
  readonly catalogue: readonly Article[];
  readonly customers: readonly SimulatedCustomer[];
  /** Lines of every invoice and credit note; null: a few, at random. For trying large documents. */
  readonly documentLines: number | null;
}

export function makeBrand(seed: number, documentLines: number | null): Brand {
  return { seed, documentLines, catalogue: makeCatalogue(seed), customers: makeCustomers(seed) };
}
