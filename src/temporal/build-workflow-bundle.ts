import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';
import { BUNDLES } from './workflow-bundle';

/** Run by `npm run build`, after the compiler. */
async function build(): Promise<void> {
  const silent = { trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore, log: ignore };
  for (const { path, workflows, failureConverterPath } of BUNDLES) {
    const { code } = await bundleWorkflowCode({
      workflowsPath: join(__dirname, '..', '..', 'workflows', `${workflows}.js`),
      workflowInterceptorModules: [join(__dirname, '..', '..', 'workflows', 'traces.js')],
      ...(failureConverterPath === undefined ? {} : { failureConverterPath }),
      logger: silent,
    });
    writeFileSync(path, code);
  }
}

function ignore(): void {
  // The bundler's report of sizes is of no use here; failures are thrown.
}

build().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
