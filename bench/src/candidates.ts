/** What is compared: see docs/performance.md for what each one does, and does not. */
export const CANDIDATES = [
  'sequential-loop',
  'bounded-loop',
  'product-dev-server',
  'product-postgres',
  'dbos',
  'restate',
  'bullmq',
  'dbos-batches',
  'restate-batches',
  'bullmq-batches',
  'sequential-batches',
] as const;

export type CandidateName = (typeof CANDIDATES)[number];

/** Candidates whose figures are divided by the others'. */
export const PRODUCTS = ['product-dev-server', 'product-postgres'] as const satisfies CandidateName[];
/** As their documentation shows them. */
export const RIVALS = ['dbos', 'restate', 'bullmq'] as const satisfies CandidateName[];
/** The same with the product's own batches. */
export const RIVALS_WITH_BATCHES = [
  'dbos-batches',
  'restate-batches',
  'bullmq-batches',
] as const satisfies CandidateName[];
export const LIMIT: CandidateName & 'bounded-loop' = 'bounded-loop';
export const SEQUENTIAL: CandidateName & 'sequential-loop' = 'sequential-loop';
/** One thing after the other. */
export const LOOPS = [SEQUENTIAL, 'sequential-batches'] as const satisfies CandidateName[];

export const TITLES: Readonly<Record<CandidateName, string>> = {
  'sequential-loop': "loop of TRAEDE's guide",
  'sequential-batches': 'that loop with batches of twenty',
  'bounded-loop': 'bounded loop (the limit)',
  'product-dev-server': 'product, development server',
  'product-postgres': 'product, Temporal on PostgreSQL',
  dbos: 'DBOS',
  restate: 'Restate',
  bullmq: 'BullMQ, fsync always',
  'dbos-batches': "DBOS with the product's batches",
  'restate-batches': "Restate with the product's batches",
  'bullmq-batches': "BullMQ with the product's batches",
};
