import { announced, type DataFolder } from '../embedded/data-folder';
import type { Environment } from '../config/environment';
import { devServerAddress, temporalFromEnvironment, type TemporalAddress } from '../temporal/connection';
import { CommandError } from './command-error';

export { uiLink } from '../temporal/ui-links';

/** The Temporal that a command talks to: the environment's, or that of the `up` on the data folder. */
export function findTemporal(folder: DataFolder, environment: Environment): TemporalAddress | undefined {
  const fromEnvironment = temporalFromEnvironment(environment);
  if (fromEnvironment !== undefined) return fromEnvironment;
  const services = announced(folder);
  return services?.temporalAddress === undefined
    ? undefined
    : devServerAddress({ address: services.temporalAddress, uiUrl: services.temporalUi }, environment);
}

export function requireTemporal(folder: DataFolder, environment: Environment): TemporalAddress {
  const found = findTemporal(folder, environment);
  if (found !== undefined) return found;
  throw new CommandError(
    `no Temporal server is known: nothing is up on ${folder.path}, and TEMPORAL_ADDRESS is not set. ` +
      'Start `traede-sync up` in another terminal, or set TEMPORAL_ADDRESS',
  );
}
