import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DataConverter } from '@temporalio/common';
import type { WorkflowBundleOption } from '@temporalio/worker';
import { ENCODED_FAILURES_PATH, encodesFailures } from './codec/data-converter';

/** A file of `workflows/` whose exports are the workflows: `index` for workers without versions. */
export type BundleName = 'index' | 'versioned';

export interface WorkflowBundle {
  readonly name: BundleName;
  /** In `dist/`, two folders above this file in `dist/src/temporal`. */
  readonly path: string;
  /** What converts failures in there; absent: the SDK's own. */
  readonly failureConverterPath?: string;
}

const inDist = (file: string): string => join(__dirname, '..', '..', file);
const encoding = { failureConverterPath: `${ENCODED_FAILURES_PATH}.js` };

/**
 * What the build makes: each once for plain failures and once for encoded ones, which are made in the sandbox and cannot be
 * told there what the worker knows.
 */
export const WORKFLOW_BUNDLES: readonly WorkflowBundle[] = [
  { name: 'index', path: inDist('workflow-bundle.js') },
  { name: 'index', path: inDist('workflow-bundle-encoding.js'), ...encoding },
  { name: 'versioned', path: inDist('workflow-bundle-versioned.js') },
  { name: 'versioned', path: inDist('workflow-bundle-versioned-encoding.js'), ...encoding },
];

/** The workflow code, bundled ahead by `npm run build`: a worker starts without compiling anything. */
export function builtWorkflowBundle(name: BundleName, converter?: DataConverter): WorkflowBundleOption {
  const encodes = encodesFailures(converter);
  const bundle = WORKFLOW_BUNDLES.find(
    (one) => one.name === name && (one.failureConverterPath !== undefined) === encodes,
  );
  if (bundle !== undefined && existsSync(bundle.path)) return { codePath: bundle.path };
  throw new Error(`the workflow bundle ${bundle?.path ?? name} is missing; run \`npm run build\``);
}
