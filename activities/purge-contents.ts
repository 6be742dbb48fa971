import { Context } from '@temporalio/activity';
import { purgeContents, purgedBefore, type PurgeResult } from '../src/delivery/purge';
import type { DeliveryRecord } from '../src/delivery/record';
import type { Retention } from '../src/delivery/retention';
import { remainsOf } from '../src/traede/remains';
import { guarded } from './failures';
import { whileHeartbeating } from './heartbeat';

export interface PurgeContext {
  readonly retention: Retention;
  readonly record: DeliveryRecord;
  /** How long contents are kept after a document has ended; absent: for ever. */
  readonly contentsMs: number | undefined;
}

/** The activity that takes contents out of the record; workflows know it by the type {@link PurgeActivities} only. */
export function createPurgeActivities({ retention, record, contentsMs }: PurgeContext) {
  return {
    async purgeEnded(): Promise<PurgeResult> {
      return guarded('purging the contents of documents that have ended', () =>
        whileHeartbeating('purging', async (signal) => {
          if (contentsMs === undefined) return { documents: 0, adoptionDocuments: 0 };
          const before = await purgedBefore(record, contentsMs);
          return purgeContents(retention, {
            before,
            remainsOf,
            signal,
            onProgress: (purged) => {
              Context.current().heartbeat(`${purged} purged`);
            },
          });
        }),
      );
    },
  };
}

export type PurgeActivities = ReturnType<typeof createPurgeActivities>;
