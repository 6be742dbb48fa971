import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DataConverter } from '@temporalio/common';
import type { WorkflowBundleOption } from '@temporalio/worker';
import { ENCODED_FAILURES_PATH, encodesFailures } from './codec/data-converter';

interface BuiltBundle {
  readonly path: string;
  /** What converts failures in there; absent: the SDK's own. */
  readonly failureConverterPath?: string;
}

/** Where the build puts the bundles: in `dist`, two folders above this file in `dist/src/temporal`. */
const bundlePath = (name: string): string => join(__dirname, '..', '..', name);

const PLAIN: BuiltBundle = { path: bundlePath('workflow-bundle.js') };
const ENCODING: BuiltBundle = {
  path: bundlePath('workflow-bundle-encoding.js'),
  failureConverterPath: `${ENCODED_FAILURES_PATH}.js`,
};

/** One for each way to convert failures, which are made in the sandbox and cannot be told there what the worker knows. */
export const BUNDLES: readonly BuiltBundle[] = [PLAIN, ENCODING];

/** The workflow code, bundled ahead by `npm run build`: a worker starts without compiling anything. */
export function builtWorkflowBundle(converter?: DataConverter): WorkflowBundleOption {
  const { path } = encodesFailures(converter) ? ENCODING : PLAIN;
  if (existsSync(path)) return { codePath: path };
  throw new Error(`the workflow bundle ${path} is missing; run \`npm run build\``);
}
