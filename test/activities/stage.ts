import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type { ActivityFunction } from '@temporalio/common';
import { createActivities } from '../../activities';
import type { ActivityContext } from '../../activities/context';
import { OPEN_RULES, type AccountingRules } from '../../src/accounting/rules';
import type { DocumentId } from '../../src/document';
import type { SyncDocumentInput } from '../../workflows/messages';
import type { TestDatabase } from '../support/database';
import { createScriptedErp } from '../support/scripted-erp';
import { createWorld, invoiceJson } from '../delivery/world';
import { createFakeTraede } from './fake-traede';

/** All activities over a fake TRAEDE, the scripted ERP and a real record. */
export function createStage(database: TestDatabase, rules: AccountingRules = OPEN_RULES) {
  const traede = createFakeTraede();
  const world = createWorld(database.pool, createScriptedErp());
  const opened: SyncDocumentInput[] = [];
  const context: ActivityContext = {
    systems: new Map([[world.flow.systemId, { traede, erp: world.erp, rules }]]),
    record: world.record,
    attention: {
      open: (input) => {
        opened.push(input);
        return Promise.resolve();
      },
    },
  };
  return { ...world, traede, opened, context, activities: createActivities(context) };
}

export type Stage = ReturnType<typeof createStage>;

/** Runs an activity as a worker would. */
export function perform<P extends unknown[], R>(
  activity: ActivityFunction<P, R>,
  ...parameters: P
): Promise<R> {
  return performAttempt(1, activity, ...parameters);
}

/** The same, where attempts before this one failed or were lost. */
export function performAttempt<P extends unknown[], R>(
  attempt: number,
  activity: ActivityFunction<P, R>,
  ...parameters: P
): Promise<R> {
  return new MockActivityEnvironment(
    { attempt },
    { logger: new DefaultLogger('ERROR', () => undefined) },
  ).run(activity, ...parameters);
}

export function listedInvoice(id: DocumentId, changes: Record<string, unknown> = {}) {
  return { id, json: invoiceJson(id, 2, changes) };
}
