import type { DeliveryRecord } from '../delivery/record';
import type { Metrics } from './metrics';

/** The same record; what it was told of documents is counted, once it has kept it. */
export function measuredRecord(record: DeliveryRecord, metrics: Metrics): DeliveryRecord {
  return {
    ...record,
    async recordDelivered(flow, delivered) {
      await record.recordDelivered(flow, delivered);
      for (const how of ['posted', 'found', 'adopted'] as const) {
        metrics.countDocuments(flow, how, delivered.filter((document) => document.how === how).length);
      }
    },
    async recordExported(flow, ids) {
      await record.recordExported(flow, ids);
      metrics.countDocuments(flow, 'exported', ids.length);
    },
    async recordAttention(flow, waiting) {
      await record.recordAttention(flow, waiting);
      metrics.countDocuments(flow, 'attention', waiting.length);
    },
    async recordSkipped(flow, id, by, reason) {
      await record.recordSkipped(flow, id, by, reason);
      metrics.countDocuments(flow, 'skipped', 1);
    },
    async recordExportedByHand(flow, id, receipt, by, reason) {
      await record.recordExportedByHand(flow, id, receipt, by, reason);
      metrics.countDocuments(flow, 'closed-by-hand', 1);
    },
  };
}
