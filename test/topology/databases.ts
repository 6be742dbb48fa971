import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { administer, databaseExists, query } from '../erp/provisioning/database';
import { TEMPORAL_DATABASES } from './temporal-databases';

/** Two users, each owner of its own databases, as deploy/postgres/make-databases.sh makes them in the containers. */
export interface TopologyDatabases {
  /** With the password in it. */
  readonly temporalUrl: string;
  /** Without one: it is in `passwordFile`, where the containers' workers have it from. */
  readonly workerUrl: string;
  readonly passwordFile: string;
}

const WORKER = { role: 'worker', databases: ['worker'] };
const TEMPORAL = { role: 'temporal', databases: TEMPORAL_DATABASES };

export async function makeDatabases(adminUrl: string, secretsFolder: string): Promise<TopologyDatabases> {
  mkdirSync(secretsFolder, { recursive: true, mode: 0o700 });
  const temporal = await makeOwner(adminUrl, secretsFolder, TEMPORAL);
  const worker = await makeOwner(adminUrl, secretsFolder, WORKER);
  return {
    temporalUrl: addressFor(adminUrl, TEMPORAL.role, temporal.password, 'temporal'),
    workerUrl: addressFor(adminUrl, WORKER.role, '', 'worker'),
    passwordFile: worker.file,
  };
}

interface Owner {
  readonly role: string;
  readonly databases: readonly string[];
}

async function makeOwner(
  adminUrl: string,
  secretsFolder: string,
  { role, databases }: Owner,
): Promise<{ readonly password: string; readonly file: string }> {
  const file = join(secretsFolder, `${role}_database_password`);
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('hex'), { mode: 0o600 });
  const password = readFileSync(file, 'utf8');
  const roles = await query(adminUrl, 'select from pg_roles where rolname = $1', [role]);
  // Hexadecimal, so that nothing in it needs quoting.
  const verb = roles.length === 0 ? 'create' : 'alter';
  await administer(adminUrl, `${verb} role ${role} login password '${password}'`);
  for (const name of databases)
    if (!(await databaseExists(adminUrl, name)))
      await administer(adminUrl, `create database ${name} owner ${role}`);
  return { password, file };
}

function addressFor(adminUrl: string, role: string, password: string, database: string): string {
  const url = new URL(adminUrl);
  url.username = role;
  url.password = password;
  url.pathname = `/${database}`;
  return url.href;
}
