import { ApplicationFailure } from '@temporalio/common';
import type { AccountingRules } from '../src/accounting/rules';
import type { DeliveryRecord } from '../src/delivery/record';
import type { SystemId } from '../src/document';
import type { ErpAdapter } from '../src/erp/adapter';
import type { FailureType } from '../src/failure-types';
import type { Metrics } from '../src/metrics';
import type { TraedeClient } from '../src/traede/client';
import type { SyncDocumentInput } from '../workflows/messages';

/** Everything that activities reach, handed in once by the worker. */
export interface ActivityContext {
  readonly systems: ReadonlyMap<SystemId, SystemServices>;
  readonly record: DeliveryRecord;
  readonly attention: AttentionDesk;
  /** Absent where nobody asked for metrics. */
  readonly metrics?: Pick<Metrics, 'recordBookedToExported'> | undefined;
}

/** One receiving system: where documents come from, where they go, and by which rules. */
export interface SystemServices {
  readonly traede: TraedeClient;
  readonly erp: ErpAdapter;
  readonly rules: AccountingRules;
}

/** Starts the workflows in which documents wait for a person. */
export interface AttentionDesk {
  /** Does nothing where one waits for the document already. */
  open(input: SyncDocumentInput): Promise<void>;
}

export function systemOf(context: ActivityContext, systemId: SystemId): SystemServices {
  const services = context.systems.get(systemId);
  if (services !== undefined) return services;
  const known = [...context.systems.keys()].join(', ');
  const type: FailureType = 'UnknownSystem';
  throw ApplicationFailure.nonRetryable(
    `This worker does not know the system "${systemId}", only: ${known}. Add it to its configuration, or delete the schedule.`,
    type,
  );
}
