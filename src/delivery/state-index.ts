import type { Migration } from '../postgres/migrate';

/**
 * With the state first, a statement that names documents can only use the primary key. The index before began with system
 * and type as the key does: while PostgreSQL had no statistics (a first backfill's first minute), it took that index, read
 * all documents of the flow and filtered, for every row of a join anew.
 */
export const STATE_INDEX: Migration = {
  name: '008-state-index',
  sql: `
    drop index delivery.deliveries_by_state;
    create index deliveries_by_state on delivery.deliveries (state, system_id, document_type, state_since);
  `,
};
