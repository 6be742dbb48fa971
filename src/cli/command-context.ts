import type { Config } from '../config/config';
import type { Environment } from '../config/environment';
import type { DataFolder } from '../embedded/data-folder';
import type { Terminal } from './terminal';

/** What every command is given. */
export interface CommandContext {
  readonly config: Config;
  readonly environment: Environment;
  readonly folder: DataFolder;
  readonly terminal: Terminal;
}
