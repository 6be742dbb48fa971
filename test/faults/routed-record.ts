import { Context } from '@temporalio/activity';
import type { DeliveryRecord } from '../../src/delivery/record';
import type { SystemId } from '../../src/document';

/** One worker serves many worlds, each with a record of its own: every call goes to that of its system. */
export function routedRecord(recordOf: (systemId: SystemId) => DeliveryRecord): DeliveryRecord {
  return {
    storeFetched: (flow, documents) => recordOf(flow.systemId).storeFetched(flow, documents),
    load: (flow, ids) => recordOf(flow.systemId).load(flow, ids),
    knownAmong: (flow, ids) => recordOf(flow.systemId).knownAmong(flow, ids),
    beforeGoLiveAmong: (flow, ids) => recordOf(flow.systemId).beforeGoLiveAmong(flow, ids),
    noteBeforeGoLive: (flow, left) => recordOf(flow.systemId).noteBeforeGoLive(flow, left),
    leaveBeforeGoLive: (flow, left) => recordOf(flow.systemId).leaveBeforeGoLive(flow, left),
    lease: (flow, ids) => recordOf(flow.systemId).lease(flow, ids),
    beginPosting: (flow, ids) => recordOf(flow.systemId).beginPosting(flow, ids),
    noteSums: (flow, notes) => recordOf(flow.systemId).noteSums(flow, notes),
    recordDelivered: (flow, delivered) => recordOf(flow.systemId).recordDelivered(flow, delivered),
    recordExported: (flow, ids) => recordOf(flow.systemId).recordExported(flow, ids),
    recordAttention: (flow, waiting) => recordOf(flow.systemId).recordAttention(flow, waiting),
    recordAwaited: (flow, ids) => recordOf(flow.systemId).recordAwaited(flow, ids),
    recordOnly: (flow, ids) => recordOf(flow.systemId).recordOnly(flow, ids),
    release: (flow, ids, by) => recordOf(flow.systemId).release(flow, ids, by),
    countAwaited: (flow, code) => recordOf(flow.systemId).countAwaited(flow, code),
    recordSkipped: (flow, id, by, reason) => recordOf(flow.systemId).recordSkipped(flow, id, by, reason),
    recordExportedByHand: (flow, id, receipt, by, reason) =>
      recordOf(flow.systemId).recordExportedByHand(flow, id, receipt, by, reason),
    note: (flow, id, event, detail) => recordOf(flow.systemId).note(flow, id, event, detail),
    noteLook: (flow, at) => recordOf(flow.systemId).noteLook(flow, at),
    lastCompleteLook: (flow) => recordOf(flow.systemId).lastCompleteLook(flow),
    now: () => recordOf(systemOfActivity()).now(),
  };
}

/** `sync:SYSTEM:TYPE` and `document:SYSTEM:TYPE:ID` are the ids of all workflows. */
function systemOfActivity(): SystemId {
  const [, systemId = ''] = (Context.current().info.workflowExecution?.workflowId ?? '').split(':');
  return systemId;
}
