import { join } from 'node:path';
import { startInBackground, stopProcess, waitUntilReady } from '../../../src/embedded/background-process';
import { lock } from '../../../src/embedded/lock-file';
import { freePort } from '../../../src/embedded/ports';
import { acquireEmbeddedPostgres } from '../../../src/embedded/postgres';
import type { ProcessIdentity } from '../../../src/embedded/process-identity';
import { databaseAddress, makeBooks, type BooksOptions } from '../provisioning/books';
import { keptPassword } from '../provisioning/kept-password';
import { clearLeftovers, noteOwner } from '../provisioning/leftovers';
import { odooFolder, type OdooFolder, type OdooRelease } from './folder';
import { unpackOdoo, type OdooPrograms } from './programs';
import {
  addToCompany,
  ensureTemplate,
  writeConfiguration,
  type OdooCompany,
  type OdooTemplate,
} from './template';

/** Longer than a first provisioning on a slow machine takes. */
const LOCK_TIMEOUT_MS = 15 * 60_000;
const READY_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 10_000;
/** For jest's hooks: the first use on a machine fetches Odoo and makes the company. */
export const PROVISIONING_TIMEOUT_MS = 20 * 60_000;

/** An Odoo that can be given clean books as often as needed. */
export interface OdooHost {
  /** A server of its own, by default on a fresh copy of the test company; two to five seconds. */
  start(options?: BooksOptions): Promise<OdooServer>;
  release(): Promise<void>;
}

export interface OdooServer {
  readonly release: OdooRelease;
  readonly url: string;
  readonly database: string;
  /** Of the users `traede` (a bookkeeper) and `restricted` (no rights to the books); keys in {@link OdooCompany}. */
  readonly password: string;
  readonly company: OdooCompany;
  /** Address of the database beneath it. */
  readonly databaseUrl: string;
  stop(): Promise<void>;
}

/** Finds or makes everything that an Odoo of this release needs. Two processes do not make it at the same time. */
export async function provisionOdoo(odooRelease: OdooRelease): Promise<OdooHost> {
  const folder = odooFolder(odooRelease);
  const held = await lock(folder.lock, LOCK_TIMEOUT_MS);
  try {
    const programs = await unpackOdoo(folder);
    const postgres = await acquireEmbeddedPostgres({
      folder: folder.postgres,
      logFile: folder.postgresLog,
      unsafeNoSync: true,
    });
    const release = () => postgres.release();
    try {
      await clearLeftovers(folder, postgres.url);
      const template = await ensureTemplate(folder, programs, postgres.url);
      return {
        start: (options) => startServer(folder, programs, postgres.url, template, options),
        release,
      };
    } catch (error) {
      await release();
      throw error;
    }
  } finally {
    held.release();
  }
}

async function startServer(
  folder: OdooFolder,
  programs: OdooPrograms,
  postgresUrl: string,
  template: OdooTemplate,
  options: BooksOptions = {},
): Promise<OdooServer> {
  const books = await makeBooks(folder, postgresUrl, template.database, options);
  const database = books.name;
  const port = await freePort(options.preferredPort ?? 0);
  const configuration = writeConfiguration(folder, database, postgresUrl, port);
  let running: ProcessIdentity | undefined;
  const stop = async (): Promise<void> => {
    if (running !== undefined) await stopProcess(running, 'SIGTERM', STOP_TIMEOUT_MS);
    await books.release();
  };
  try {
    const { setUp } = options;
    if (setUp !== undefined && books.isNew)
      await addToCompany(programs, { configuration, database, ...setUp });
    const logFile = join(folder.run, database, 'odoo.log');
    running = await startInBackground({
      command: programs.command,
      args: [...programs.args, '-c', configuration, '-d', database],
      cwd: folder.run,
      logFile,
      environment: programs.environment,
    });
    noteOwner(folder, database, running);
    const url = `http://127.0.0.1:${port}`;
    const password = keptPassword(folder);
    await waitUntilReady(`Odoo ${folder.release}`, running, logFile, READY_TIMEOUT_MS, () =>
      knowsUser(url, database, 'traede', password),
    );
    const databaseUrl = databaseAddress(postgresUrl, database);
    return { release: folder.release, url, database, password, company: template.company, databaseUrl, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Both releases still speak JSON-RPC. */
async function knowsUser(url: string, database: string, login: string, password: string): Promise<boolean> {
  const params = { service: 'common', method: 'authenticate', args: [database, login, password, {}] };
  try {
    const answer = await fetch(`${url}/jsonrpc`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', method: 'call', id: 1, params }),
    });
    const body: unknown = answer.ok ? await answer.json() : undefined;
    return typeof body === 'object' && body !== null && 'result' in body && typeof body.result === 'number';
  } catch {
    return false;
  }
}
