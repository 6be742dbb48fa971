import { variable, type Environment } from '../config/environment';
import { ConfigError } from '../config/errors';

/** Which version of which deployment a worker is, for Temporal's Worker Versioning. */
export interface WorkerVersion {
  readonly deploymentName: string;
  readonly buildId: string;
}

/** The names that Temporal's Worker Controller for Kubernetes sets by itself. */
const DEPLOYMENT_NAME = 'TEMPORAL_DEPLOYMENT_NAME';
const BUILD_ID = 'TEMPORAL_WORKER_BUILD_ID';

/**
 * The version that the environment gives to this worker; `undefined`: workers are not versioned, and any of them takes any work.
 * @throws {ConfigError} one of the two variables is missing
 */
export function workerVersion(environment: Environment): WorkerVersion | undefined {
  const deploymentName = variable(environment, DEPLOYMENT_NAME);
  const buildId = variable(environment, BUILD_ID);
  if (deploymentName === undefined && buildId === undefined) return undefined;
  if (deploymentName !== undefined && buildId !== undefined) return { deploymentName, buildId };
  const [set, missing] = buildId === undefined ? [DEPLOYMENT_NAME, BUILD_ID] : [BUILD_ID, DEPLOYMENT_NAME];
  throw new ConfigError(
    `${set} is set without ${missing}; set both for a versioned worker, or neither (docs/upgrading.md)`,
  );
}
