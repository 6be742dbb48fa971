import { query } from '../provisioning/database';
import type { OdooRelease } from './folder';
import { provisionOdoo, type OdooServer } from './server';

export { PROVISIONING_TIMEOUT_MS } from './server';

/** A real Odoo with clean books. */
export interface OdooBooks {
  /** Its address, database, company, and how to log in: see {@link OdooServer}. */
  readonly server: OdooServer;
  /** Speaks SQL to the database beneath, past Odoo. */
  readonly sql: <T extends object>(text: string, values?: readonly unknown[]) => Promise<T[]>;
  close(): Promise<void>;
}

export async function openOdooBooks(release: OdooRelease): Promise<OdooBooks> {
  const host = await provisionOdoo(release);
  const server = await host.start();
  return {
    server,
    sql: (text, values = []) => query(server.databaseUrl, text, values),
    async close() {
      await server.stop();
      await host.release();
    },
  };
}
