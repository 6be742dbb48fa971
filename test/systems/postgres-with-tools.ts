import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { acquireEmbeddedPostgres } from '../../src/embedded/postgres';
import { postgresPrograms } from '../topology/postgres';

/** A PostgreSQL with the programs that dump and restore it: they must not be older than the server. */
export interface PostgresWithTools {
  readonly url: string;
  /** An empty database beside the first. @returns its address */
  createDatabase(name: string): Promise<string>;
  run(program: 'pg_dump' | 'pg_restore', ...words: readonly string[]): Promise<void>;
  stop(): Promise<void>;
}

/** @throws where Debian's packages are missing: the one of the npm package comes without tools */
export async function startPostgresWithTools(): Promise<PostgresWithTools> {
  const { title, binaries } = postgresPrograms();
  const tools = dirname(binaries.postgres);
  if (!existsSync(join(tools, 'pg_dump')))
    throw new Error(`${title} has no pg_dump; install Debian's packages: apt-get install postgresql`);
  const folder = mkdtempSync(join(tmpdir(), 'postgres-with-tools-'));
  const server = await acquireEmbeddedPostgres({
    ...{ folder, binaries, unsafeNoSync: true },
    logFile: join(folder, 'postgres.log'),
  });
  return {
    url: server.url,
    async createDatabase(name) {
      const client = new Client({ connectionString: server.url });
      await client.connect();
      await client.query(`create database ${name}`).finally(() => client.end());
      const url = new URL(server.url);
      url.pathname = `/${name}`;
      return url.href;
    },
    async run(program, ...words) {
      await promisify(execFile)(join(tools, program), [...words]);
    },
    async stop() {
      await server.release();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
