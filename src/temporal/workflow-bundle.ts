import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DataConverter } from '@temporalio/common';
import type { WorkflowBundleOption } from '@temporalio/worker';
import { ENCODED_FAILURES_PATH, encodesFailures } from './codec/data-converter';

interface BuiltBundle {
  readonly path: string;
  /** The file of `workflows/` that names what it exports. */
  readonly workflows: 'index' | 'versioned';
  /** What converts failures in there; absent: the SDK's own. */
  readonly failureConverterPath?: string;
}

export interface BundleChoice {
  /** Whether the worker is of a version of a deployment: then workflows say which of them move on to the next. */
  readonly isVersioned: boolean;
  readonly dataConverter: DataConverter | undefined;
}

/**
 * One for each way to convert failures, which are made in the sandbox and cannot be told there what the worker knows; each
 * of them for workers with and without versions.
 */
export const BUNDLES: readonly BuiltBundle[] = [false, true].flatMap((isVersioned) =>
  [false, true].map((encodes) => bundleFor(isVersioned, encodes)),
);

/** In `dist`, two folders above this file in `dist/src/temporal`. */
function bundleFor(isVersioned: boolean, encodes: boolean): BuiltBundle {
  const name = `workflow-bundle${isVersioned ? '-versioned' : ''}${encodes ? '-encoding' : ''}.js`;
  return {
    path: join(__dirname, '..', '..', name),
    workflows: isVersioned ? 'versioned' : 'index',
    ...(encodes ? { failureConverterPath: `${ENCODED_FAILURES_PATH}.js` } : {}),
  };
}

/** The workflow code, bundled ahead by `npm run build`: a worker starts without compiling anything. */
export function builtWorkflowBundle({ isVersioned, dataConverter }: BundleChoice): WorkflowBundleOption {
  const { path } = bundleFor(isVersioned, encodesFailures(dataConverter));
  if (existsSync(path)) return { codePath: path };
  throw new Error(`the workflow bundle ${path} is missing; run \`npm run build\``);
}
