import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkflowBundleOption } from '@temporalio/worker';

/** Where the build puts the bundle: `dist/workflow-bundle.js`, two folders above this file in `dist/src/temporal`. */
export const WORKFLOW_BUNDLE_PATH = join(__dirname, '..', '..', 'workflow-bundle.js');

/** The workflow code, bundled ahead by `npm run build`: a worker starts without compiling anything. */
export function builtWorkflowBundle(): WorkflowBundleOption {
  if (existsSync(WORKFLOW_BUNDLE_PATH)) return { codePath: WORKFLOW_BUNDLE_PATH };
  throw new Error(`the workflow bundle ${WORKFLOW_BUNDLE_PATH} is missing; run \`npm run build\``);
}
