import { proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { PurgeActivities } from '../activities/purge-contents';
import { stoppedBy } from './failures';

/** Years of documents at the first time, in batches; one that is cut off has kept what it did, and the next goes on. */
const { purgeEnded } = proxyActivities<PurgeActivities>({
  startToCloseTimeout: '2h',
  heartbeatTimeout: '30s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m', maximumAttempts: 10 },
});

export interface PurgeSummary {
  /** Documents whose content was purged. */
  readonly documents: number;
  /** Documents that adoptions had read, and never ended. */
  readonly adoptionDocuments: number;
}

/** Takes the contents of documents that ended long ago out of the record, as `retention` says. What was done stays. */
export async function purgeContents(): Promise<PurgeSummary> {
  setCurrentDetails('Purging the contents of documents that have ended …');
  try {
    const summary = await purgeEnded.executeWithOptions(
      { summary: 'contents of documents that have ended' },
      [],
    );
    setCurrentDetails(`Contents purged: ${summary.documents}. What was delivered, when and by whom, stays.`);
    return summary;
  } catch (error) {
    throw stoppedBy(error, 'Purging contents stopped.');
  }
}
