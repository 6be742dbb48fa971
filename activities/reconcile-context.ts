import type { ReconciliationRecord } from '../src/delivery/reconciliation';
import type { ActivityContext } from './context';

/** What the activities of a reconciliation reach, beyond what all do. */
export interface ReconcileContext extends ActivityContext {
  readonly reconciliations: ReconciliationRecord;
}
