import type { WorkflowHandle } from '@temporalio/client';
import { z } from 'zod';

const metadataSchema = z.object({ currentDetails: z.string().optional() });

/** What Temporal's UI shows as a workflow's current details. */
export async function currentDetails(handle: Pick<WorkflowHandle, 'query'>): Promise<string> {
  const metadata = metadataSchema.parse(await handle.query('__temporal_workflow_metadata'));
  return metadata.currentDetails ?? '';
}
