import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { EmbeddedPostgres } from '../../src/embedded/postgres';
import { connectClient, devServerAddress } from '../../src/temporal/connection';
import { resolveTemporalCli } from '../../src/temporal/binaries/temporal-cli';
import { administer, query } from '../erp/provisioning/database';
import { startPostgres } from './postgres';
import { TEMPORAL_DATABASES } from './temporal-databases';
import { startTemporalOnPostgres } from './temporal-on-postgres';

const run = promisify(execFile);
const DEPLOY = join(__dirname, '..', '..', 'deploy');
const PATH = '/usr/local/bin:/usr/bin:/bin';

describe('the scripts of the containers', () => {
  let folder: string;
  let postgres: EmbeddedPostgres;
  /** The address of the administrator, once there is one. */
  let admin: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'deploy-'));
    postgres = await startPostgres(join(folder, 'postgres'), join(folder, 'postgres.log'));
    admin = await asInTheImage(postgres.url);
  });
  afterAll(async () => {
    await postgres.release();
    rmSync(folder, { recursive: true, force: true });
  });

  const secrets = (): string => join(folder, 'secrets');
  const secret = (name: string): string => readFileSync(join(secrets(), name), 'utf8');

  it('make-secrets.sh makes passwords up once, and tells what is to be filled in', async () => {
    const first = await run('sh', [join(DEPLOY, 'make-secrets.sh'), secrets()]);
    expect(first.stdout).toContain('fill in');
    expect(readdirSync(secrets())).toHaveLength(7);
    expect(statSync(secrets()).mode & 0o777).toBe(0o700);
    const password = secret('sync_database_password');
    expect(password).toMatch(/^[0-9a-f]{48}$/);
    expect(secret('temporal_database_password')).not.toBe(password);
    writeFileSync(join(secrets(), 'traede_access_token'), 'filled-in');
    const second = await run('sh', [join(DEPLOY, 'make-secrets.sh'), secrets()]);
    expect(second.stdout).not.toContain('traede_access_token');
    expect([secret('sync_database_password'), secret('traede_access_token')]).toEqual([
      password,
      'filled-in',
    ]);
  });

  it('make-databases.sh makes two users who see nothing of each other, whatever is in a password', async () => {
    const awkward = 'it\'s "odd" \\ $HOME `id`';
    rmSync(join(secrets(), 'temporal_database_password'));
    writeFileSync(join(secrets(), 'temporal_database_password'), awkward);
    const { hostname, port, password } = new URL(admin);
    await run('sh', [join(DEPLOY, 'postgres', 'make-databases.sh')], {
      env: { PATH, PGHOST: hostname, PGPORT: port, PGPASSWORD: password, SECRETS_DIR: secrets() },
    });
    const addressOf = (user: string, word: string, database: string): string =>
      `postgres://${user}:${encodeURIComponent(word)}@${hostname}:${port}/${database}`;
    const owners = [
      ['temporal', awkward, ['temporal', 'temporal_visibility'], 'traede_sync'],
      ['traede_sync', secret('sync_database_password'), ['traede_sync'], 'temporal'],
    ] as const;
    for (const [user, word, own, foreign] of owners) {
      for (const database of own)
        expect(await query(addressOf(user, word, database), 'create schema mine', [])).toEqual([]);
      await expect(query(addressOf(user, word, foreign), 'select 1', [])).rejects.toThrow(
        /permission denied/,
      );
      await expect(query(addressOf(user, 'wrong', own[0]), 'select 1', [])).rejects.toThrow(/authentication/);
    }
  });

  it('set-up-schemas.sh and make-namespace.sh can run again on what is there', async () => {
    for (const name of TEMPORAL_DATABASES)
      await administer(admin, `drop database if exists ${name} with (force)`);
    // Runs set-up-schemas.sh, each time.
    const options = { dataDir: join(folder, 'temporal'), postgresUrl: admin };
    await (await startTemporalOnPostgres(options)).stop();
    const server = await startTemporalOnPostgres(options);
    try {
      const { path } = await resolveTemporalCli({ environment: process.env });
      const makeNamespace = (): Promise<unknown> =>
        run('sh', [join(DEPLOY, 'temporal', 'make-namespace.sh')], {
          env: {
            PATH: `${dirname(path)}:${PATH}`,
            HOME: folder,
            TEMPORAL_ADDRESS: server.address,
            TEMPORAL_NAMESPACE: 'books',
          },
        });
      await makeNamespace();
      await makeNamespace();
      const connected = await connectClient(devServerAddress({ address: server.address, uiUrl: undefined }));
      const { config } = await connected.client.workflowService.describeNamespace({ namespace: 'books' });
      await connected.close();
      expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBe(30 * 86_400);
    } finally {
      await server.stop();
    }
  });
});

/** An administrator `postgres`, and no user or database of ours yet: our own clusters are made under our name. */
async function asInTheImage(url: string): Promise<string> {
  const admin = new URL(url);
  await administer(url, `create role postgres superuser login password '${admin.password}'`);
  admin.username = 'postgres';
  admin.pathname = '/postgres';
  await administer(admin.href, 'alter role traede_sync rename to nobody_of_ours');
  await administer(admin.href, `alter role nobody_of_ours password '${admin.password}'`);
  await administer(admin.href, 'alter database traede_sync rename to nothing_of_ours');
  return admin.href;
}
