import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkflowBundleOption } from '@temporalio/worker';

/** What the build makes of `workflows/`: each bundle's file in `dist/`, two folders above this one in `dist/src/temporal`. */
export const WORKFLOW_BUNDLES = {
  /** For workers without versions. */
  index: join(__dirname, '..', '..', 'workflow-bundle.js'),
  versioned: join(__dirname, '..', '..', 'workflow-bundle-versioned.js'),
} as const;

/** The workflow code, bundled ahead by `npm run build`: a worker starts without compiling anything. */
export function builtWorkflowBundle(name: keyof typeof WORKFLOW_BUNDLES): WorkflowBundleOption {
  const codePath = WORKFLOW_BUNDLES[name];
  if (existsSync(codePath)) return { codePath };
  throw new Error(`the workflow bundle ${codePath} is missing; run \`npm run build\``);
}
