import type { Config } from '../config/config';
import { hasData, type DataFolder } from '../embedded/data-folder';
import { CommandError } from './command-error';

/** Commands that only look do not make a new data folder. */
export function requireData(config: Config, folder: DataFolder): void {
  if (config.databaseUrl !== undefined || hasData(folder)) return;
  throw new CommandError(`there is no data in ${folder.path}; check --data, or run \`traede-sync up\` first`);
}
