import type { DocumentType } from '../document';
import { randomFor } from './random';
import type { Simulation } from './simulation';

/** About how a brand's documents come: many invoices and entries, few credit notes. */
const TYPE_ROUND: readonly DocumentType[] = [
  'invoice',
  'invoice',
  'invoice',
  'accounting-entry',
  'accounting-entry',
  'credit-note',
];
const MOST_AT_ONCE = 3;

/** Keeps creating documents, one to three at a time; returns what ends it. */
export function startGrowth(simulation: Simulation, everyMs: number): () => void {
  const timer = setInterval(() => {
    const random = randomFor(simulation.seed, 'growth', simulation.documentCount);
    simulation.create(random.pick(TYPE_ROUND), random.integer(1, MOST_AT_ONCE));
  }, everyMs);
  return () => {
    clearInterval(timer);
  };
}
