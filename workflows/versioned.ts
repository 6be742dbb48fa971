import { setWorkflowOptions } from '@temporalio/workflow';
import { adopt, syncDocument } from './index';

/**
 * What the bundle of versioned workers exports: the same workflows, and which of them move on to a new version. The others
 * end on the version that they began on. Temporal refuses such a word from workers without versions: hence a bundle of its own.
 */
export * from './index';

// They wait for people, for days or weeks: no version is to be kept alive for so long.
setWorkflowOptions({ versioningBehavior: 'AUTO_UPGRADE' }, syncDocument);
setWorkflowOptions({ versioningBehavior: 'AUTO_UPGRADE' }, adopt);
