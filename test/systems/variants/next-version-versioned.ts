import { setWorkflowOptions } from '@temporalio/workflow';
import { syncDocument } from './next-version';

/** As workflows/versioned.ts is to workflows/index.ts. */
export * from './next-version';

setWorkflowOptions({ versioningBehavior: 'AUTO_UPGRADE' }, syncDocument);
