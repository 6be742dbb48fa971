import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning, readIdentity } from '../../../src/embedded/process-identity';
import { administer, databaseExists } from './database';
import type { ErpFolder } from './erp-folder';
import { KEPT_PREFIX } from './leftovers';

/** Which books a server is to have. */
export interface BooksOptions {
  /** `fresh` (default): a new copy, dropped at the end. `kept`: those of the last time. `kept-anew`: kept from now on. */
  readonly books?: 'fresh' | 'kept' | 'kept-anew';
  /** Taken where it is free, so that what is configured for it goes on to hold. Default: any. */
  readonly preferredPort?: number;
  /** A script that adds to the company, run once on new books before the server starts. */
  readonly setUp?: { readonly script: string; readonly data: unknown };
}

/** The database that one server works on. */
export interface BooksDatabase {
  readonly name: string;
  readonly isNew: boolean;
  /** Drops what is not to be kept. */
  release(): Promise<void>;
}

/** Copies the template, or finds the copy that was kept. @throws when the kept one has a living server */
export async function makeBooks(
  folder: ErpFolder,
  postgresUrl: string,
  template: string,
  { books = 'fresh' }: BooksOptions,
): Promise<BooksDatabase> {
  const isKept = books !== 'fresh';
  const name = isKept ? `${KEPT_PREFIX}${template}` : `books_${randomBytes(5).toString('hex')}`;
  const path = join(folder.run, name);
  const drop = () => administer(postgresUrl, `drop database if exists ${name} with (force)`);
  const owner = readIdentity(join(path, 'owner'));
  if (owner !== undefined && isRunning(owner))
    throw new Error(`these books are open already, by process ${owner.pid}; end that first`);
  if (books === 'kept-anew') await drop();
  const isNew = !(await databaseExists(postgresUrl, name));
  if (isNew) await administer(postgresUrl, `create database ${name} template ${template}`);
  return {
    name,
    isNew,
    async release() {
      if (!isKept) await drop();
      rmSync(path, { recursive: true, force: true });
    },
  };
}

/** The address of one database, from that of another on the same server. */
export function databaseAddress(postgresUrl: string, database: string): string {
  const url = new URL(postgresUrl);
  url.pathname = `/${database}`;
  return url.href;
}
