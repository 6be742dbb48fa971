import { randomBytes } from 'node:crypto';
import { Pool } from 'pg';
import { DELIVERY_MIGRATIONS, DELIVERY_SCHEMA } from '../../src/delivery/migrations';
import { LEDGER_MIGRATIONS } from '../../src/erp/ledger';
import { migrate } from '../../src/postgres/migrate';
import { createTestDatabase } from '../support/database';
import { sharedPostgres } from '../support/shared-postgres';

/** Makes migrated databases, a few tens of milliseconds each: copies of one that was migrated once. */
export interface Databases {
  create(): Promise<{ readonly url: string; drop(): Promise<void> }>;
  close(): Promise<void>;
}

export async function openDatabases(): Promise<Databases> {
  const template = await createTestDatabase();
  await migrate(template.pool, DELIVERY_SCHEMA, DELIVERY_MIGRATIONS);
  await migrate(template.pool, 'ledger', LEDGER_MIGRATIONS);
  const templateName = new URL(template.url).pathname.slice(1);
  // While one session is connected to a template PostgreSQL does not copy it.
  await template.pool.end();
  // One at a time: a template is copied for one at a time.
  const admin = new Pool({ connectionString: sharedPostgres.url(), max: 1 });
  return {
    async create() {
      const name = `faults_${randomBytes(6).toString('hex')}`;
      await admin.query(`create database ${name} template ${templateName}`);
      const url = new URL(sharedPostgres.url());
      url.pathname = `/${name}`;
      return {
        url: url.href,
        drop: async () => {
          await admin.query(`drop database if exists ${name} with (force)`);
        },
      };
    },
    async close() {
      await admin.query(`drop database if exists ${templateName} with (force)`);
      await admin.end();
    },
  };
}
