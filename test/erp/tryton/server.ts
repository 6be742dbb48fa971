import { join } from 'node:path';
import { startInBackground, stopProcess, waitUntilReady } from '../../../src/embedded/background-process';
import { lock } from '../../../src/embedded/lock-file';
import { freePort } from '../../../src/embedded/ports';
import { acquireEmbeddedPostgres } from '../../../src/embedded/postgres';
import type { ProcessIdentity } from '../../../src/embedded/process-identity';
import { databaseAddress, makeBooks, type BooksOptions } from '../provisioning/books';
import { keptPassword } from '../provisioning/kept-password';
import { clearLeftovers, noteOwner } from '../provisioning/leftovers';
import { unpackDebianPackages } from './debian-packages';
import { trytonFolder, type TrytonFolder, type TrytonSeries } from './folder';
import { installFromPackageIndex, type TrytonPrograms } from './programs';
import { addToCompany, ensureTemplate, writeConfiguration } from './template';

/** Longer than a first provisioning on a slow machine takes. */
const LOCK_TIMEOUT_MS = 15 * 60_000;
const READY_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 10_000;
/** For jest's hooks: the first use on a machine installs Tryton and makes the company. */
export const PROVISIONING_TIMEOUT_MS = 15 * 60_000;

/** A Tryton that can be given clean books as often as needed. */
export interface TrytonHost {
  /** A server of its own, by default on a fresh copy of the test company; about two seconds. */
  start(options?: BooksOptions): Promise<TrytonServer>;
  release(): Promise<void>;
}

export interface TrytonServer {
  readonly series: TrytonSeries;
  readonly url: string;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  /** Address of the database beneath it. */
  readonly databaseUrl: string;
  stop(): Promise<void>;
}

/** Finds or makes everything that a Tryton of this series needs. Two processes do not make it at the same time. */
export async function provisionTryton(series: TrytonSeries): Promise<TrytonHost> {
  const folder = trytonFolder(series);
  const held = await lock(folder.lock, LOCK_TIMEOUT_MS);
  try {
    const programs = await installed(folder);
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

function installed(folder: TrytonFolder): Promise<TrytonPrograms> {
  switch (folder.series) {
    case '8.2':
      return installFromPackageIndex(folder);
    case '6.0':
      return unpackDebianPackages(folder);
  }
}

async function startServer(
  folder: TrytonFolder,
  programs: TrytonPrograms,
  postgresUrl: string,
  template: string,
  options: BooksOptions = {},
): Promise<TrytonServer> {
  const books = await makeBooks(folder, postgresUrl, template, options);
  const database = books.name;
  const port = await freePort(options.preferredPort ?? 0);
  const configuration = writeConfiguration(folder, database, postgresUrl, port);
  const databaseUrl = databaseAddress(postgresUrl, database);
  let running: ProcessIdentity | undefined;
  const stop = async (): Promise<void> => {
    if (running !== undefined) await stopProcess(running, 'SIGTERM', STOP_TIMEOUT_MS);
    await books.release();
  };
  try {
    const { setUp } = options;
    if (setUp !== undefined && books.isNew)
      await addToCompany(programs, { configuration, databaseUrl, ...setUp });
    const [command, ...args] = programs.trytond;
    const logFile = join(folder.run, database, 'trytond.log');
    running = await startInBackground({
      command,
      args: [...args, '-c', configuration, '-d', database],
      cwd: folder.run,
      logFile,
      environment: programs.environment,
    });
    noteOwner(folder, database, running);
    const url = `http://127.0.0.1:${port}`;
    const credentials = { user: 'traede', password: keptPassword(folder) };
    await waitUntilReady('Tryton', running, logFile, READY_TIMEOUT_MS, () =>
      answersLogin(folder.series, `${url}/${database}`, credentials),
    );
    return { series: folder.series, url, database, ...credentials, databaseUrl, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function answersLogin(
  series: TrytonSeries,
  address: string,
  { user, password }: { readonly user: string; readonly password: string },
): Promise<boolean> {
  try {
    const answer = await fetch(series === '6.0' ? `${address}/` : `${address}/rpc/`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id: 0, method: 'common.db.login', params: [user, { password }] }),
    });
    const body: unknown = answer.ok ? await answer.json() : undefined;
    return typeof body === 'object' && body !== null && 'result' in body && Array.isArray(body.result);
  } catch {
    return false;
  }
}
