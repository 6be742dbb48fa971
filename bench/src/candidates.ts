/** What is compared: see docs/performance.md for what each one does, and does not. */
export const CANDIDATES = [
  'sequential-loop',
  'bounded-loop',
  'product-dev-server',
  'product-postgres',
  'dbos',
  'restate',
  'bullmq',
] as const;

export type CandidateName = (typeof CANDIDATES)[number];

/** Candidates whose figures are divided by the others'. */
export const PRODUCTS = ['product-dev-server', 'product-postgres'] as const satisfies CandidateName[];
export const RIVALS = ['dbos', 'restate', 'bullmq'] as const satisfies CandidateName[];
export const LIMIT: CandidateName & 'bounded-loop' = 'bounded-loop';
export const SEQUENTIAL: CandidateName & 'sequential-loop' = 'sequential-loop';

export const TITLES: Readonly<Record<CandidateName, string>> = {
  'sequential-loop': "loop of TRAEDE's guide",
  'bounded-loop': 'bounded loop (the limit)',
  'product-dev-server': 'product, development server',
  'product-postgres': 'product, Temporal on PostgreSQL',
  dbos: 'DBOS',
  restate: 'Restate',
  bullmq: 'BullMQ, fsync always',
};
