import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { acquireEmbeddedPostgres, type EmbeddedPostgresOptions } from '../../src/embedded/postgres';
import { embeddedPostgresBinaries } from '../../src/embedded/postgres-binaries';
import { isListening } from '../../src/embedded/ports';

describe('embedded PostgreSQL', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'traede-postgres-'));
    chmodSync(folder, 0o700);
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const acquire = (options: Pick<EmbeddedPostgresOptions, 'binaries'> = {}) =>
    acquireEmbeddedPostgres({
      folder: join(folder, 'postgres'),
      logFile: join(folder, 'postgres.log'),
      ...options,
    });
  const query = async (url: string, sql: string): Promise<unknown[]> => {
    const client = new Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query<Record<string, unknown>>(sql);
    await client.end();
    return rows;
  };

  it('starts below a folder that only its owner may enter, keeps its data, and stops when released', async () => {
    const first = await acquire();
    await query(first.url, 'create table kept as select 42 as answer');
    await first.release();
    expect(await isListening(Number(new URL(first.url).port))).toBe(false);

    const second = await acquire();
    expect(await query(second.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
    await second.release();
  });

  it('starts with programs below a folder that only its owner may enter', async () => {
    const programs = join(folder, 'native');
    const { postgres } = embeddedPostgresBinaries();
    cpSync(join(dirname(postgres), '..'), programs, { recursive: true, verbatimSymlinks: true });
    const binaries = {
      initdb: join(programs, 'bin', 'initdb'),
      postgres: join(programs, 'bin', 'postgres'),
    };
    const server = await acquire({ binaries });
    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await server.release();
  });

  it('joins a server that is still running, and mends what a killed one left', async () => {
    const first = await acquire();
    const joined = await acquire();
    expect(joined.url).toBe(first.url);
    const [row] = await query(
      first.url,
      "select (pg_stat_file('postmaster.pid')).size > 0 as there, pg_backend_pid()",
    );
    expect(row).toMatchObject({ there: true });
    const [postmaster] = await query(
      first.url,
      "select split_part(pg_read_file('postmaster.pid'), chr(10), 1)::int as pid",
    );
    process.kill((postmaster as { pid: number }).pid, 'SIGKILL');
    const again = await acquire();
    expect(await query(again.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await again.release();
  });
});
