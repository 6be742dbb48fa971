import type { Config } from '../config/config';
import type { DataFolder } from '../embedded/data-folder';
import { Cleanup } from './cleanup';
import { openDatabase } from './database';
import { requireData } from './require-data';
import { openServices, type Services } from './services';
import type { Terminal } from './terminal';

/** Does something with the record and the ERPs, whether or not `up` is running, and closes everything again. */
export async function withServices<T>(
  {
    config,
    folder,
    terminal,
  }: { readonly config: Config; readonly folder: DataFolder; readonly terminal: Terminal },
  work: (services: Services) => Promise<T>,
): Promise<T> {
  requireData(config, folder);
  const cleanup = new Cleanup();
  try {
    const database = await openDatabase(config, folder);
    cleanup.add('PostgreSQL', () => database.release());
    const services = await openServices(config, database.url);
    cleanup.add('database connections', () => services.close());
    return await work(services);
  } finally {
    for (const failure of await cleanup.run()) terminal.say(`could not end ${failure}`);
  }
}
